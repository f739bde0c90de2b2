"""Shared fixtures: one LibreOffice for a whole test process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import xlwings as xw

from office import connect, start
from tests.judge import Office


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """A running LibreOffice; a test that needs it fails, never passes, when it is not installed."""
    with Office() as running:
        yield running


@pytest.fixture(scope="session")
def pipe() -> Iterator[str]:
    with start() as name:
        yield name


@pytest.fixture
def calc(pipe: str) -> Iterator[xw.App]:
    """LibreOffice with no workbook open and nothing told yet."""
    app = connect(pipe)
    app.impl.messages.told.clear()
    app.impl.messages.answers.clear()
    app.impl.messages.statuses.clear()
    yield app
    for book in list(app.books):
        book.close()
