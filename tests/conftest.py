"""Shared fixtures: one LibreOffice for a whole test process, for the tests that are marked ``office``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from office import connect, start
from tests.judge import Office

UNASKED = Path(__file__).parent / "judge" / "unasked"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests that ask for LibreOffice."""
    for item in items:
        if isinstance(item, pytest.Function) and {"office", "pipe"} & set(item.fixturenames):
            item.add_marker(pytest.mark.office)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """To tests that are not marked, no LibreOffice is installed."""
    with pytest.MonkeyPatch.context() as patch:
        if item.get_closest_marker("office") is None:
            patch.setenv("PATH", f"{UNASKED}{os.pathsep}{os.environ['PATH']}")
        return (yield)


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
