"""A session as a click makes it, and the state of a person in a folder of the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

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
    monkeypatch.setattr("addin.buttons.help.show", opened.append)
    return opened


@pytest.fixture
def session(desk: Desk, state: State, shown: list[Path]) -> Session:
    return Session(lambda: desk.app, state=state)
