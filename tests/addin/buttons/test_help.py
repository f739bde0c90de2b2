"""The manual, the check-up and the versions."""

from __future__ import annotations

from pathlib import Path

import pytest

from addin.buttons.help import about, doctor, manual
from addin.session import Session
from addin.state import State
from commands.outcome import CommandError
from cunbiao.version import VERSION
from tests.addin.buttons.conftest import POLICY
from tests.addin.desk import Desk


def test_the_manual_opens_in_the_browser_with_its_pictures(session: Session, shown: list[Path]) -> None:
    manual(session)
    (page,) = shown
    text = page.read_text(encoding="utf-8")
    assert "<h1" in text
    pictures = [part.partition('"')[0] for part in text.split('<img src="')[1:]]
    assert pictures
    assert all((page.parent / "图").iterdir())


def test_a_manual_that_does_not_open_is_named(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(page: Path) -> None:
        raise OSError("no browser")

    monkeypatch.setattr("addin.buttons.help.show", refuse)
    with pytest.raises(CommandError, match=r"操作手册\.html"):
        manual(session)


def test_the_check_up_is_told_to_its_end(session: Session, desk: Desk) -> None:
    doctor(session)
    assert desk.told[0].splitlines()[-1].startswith("查了")


def test_versions_and_choices_are_told(session: Session, desk: Desk, state: State) -> None:
    about(session)
    state.campaign = POLICY
    about(session)
    assert f"村表通 {VERSION} 版" in desk.told[0]
    assert "16.0" in desk.told[0]
    assert "还没有选" in desk.told[0]
    assert "埇桥区" in desk.told[1]


def test_without_a_workbook_the_versions_but_excels_are_told(session: Session, desk: Desk) -> None:
    desk.windowless = True
    about(session)
    assert f"村表通 {VERSION} 版" in desk.told[0]
    assert "打开一张表" in desk.told[0]
