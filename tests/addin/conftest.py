"""A session as a click makes it, the state of a person in a folder of the test, and a LibreOffice for all tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlwings as xw

from addin.office import connect, start
from addin.session import Session
from addin.state import State
from tests.addin.desk import Desk

NewSession = Callable[..., Session]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "用户 张三" / "cunbiao")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was opened on the desktop, instead of opening it."""
    opened: list[Path] = []
    monkeypatch.setattr("addin.session.show", opened.append)
    monkeypatch.setattr("addin.commands.help.show", opened.append)
    return opened


@pytest.fixture
def session(desk: Desk, state: State, shown: list[Path]) -> Session:
    return Session(lambda: desk.app, state=state)


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
