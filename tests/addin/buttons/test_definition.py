"""Exporting the chosen notice as a workbook, and putting the one that is open into force."""

from __future__ import annotations

from pathlib import Path

import pytest

from addin.buttons.definition import apply_notice, export_notice
from addin.session import Session
from addin.state import State
from commands.definition import export
from commands.outcome import CommandError, Status
from cunbiao.definitions import load_campaign
from tests.addin.buttons.conftest import POLICY
from tests.addin.desk import Book
from tests.addin.desk import Desk as Program
from tests.authoring.desk import Desk


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def test_the_chosen_notice_is_written_with_the_countys_values_and_opened(
    session: Session, desk: Program, state: State, settings: Path, tmp_path: Path
) -> None:
    state.campaign, state.settings, session.given = POLICY, str(settings), str(tmp_path)
    export_notice(session)
    (file,) = tmp_path.glob("定义表_*.xlsx")
    assert desk.open_books[-1].fullname == str(file)
    assert Desk(file).read("参数", "exit_line", "县里定的值") == 4000


def test_without_a_notice_there_is_nothing_to_write(session: Session, tmp_path: Path) -> None:
    session.given = str(tmp_path)
    with pytest.raises(CommandError, match="先点“选择通知”"):
        export_notice(session)


def test_the_open_workbook_comes_into_force_and_is_the_chosen_notice(
    session: Session, desk: Program, state: State, settings: Path, tmp_path: Path
) -> None:
    state.settings = str(settings)
    export(POLICY, tmp_path / "定义.xlsx")
    made = Desk(tmp_path / "定义.xlsx")
    made.put("参数", "exit_line", 县里定的值=4321, 县里的依据="区文件")
    desk.open_books = [Book(str(made.save()))]
    apply_notice(session)
    assert session.close() == Status.DONE
    kept = State.load(state.folder)
    assert (kept.campaign, kept.settings) == (POLICY, "")
    assert "原来选的县设置文件不用了" in desk.told[-1]
    assert load_campaign(POLICY, kept.settings_file).parameters["exit_line"].value == 4321


def test_a_mistaken_workbook_changes_nothing(session: Session, desk: Program, state: State, tmp_path: Path) -> None:
    export(POLICY, tmp_path / "定义.xlsx")
    made = Desk(tmp_path / "定义.xlsx")
    made.put("参数", "exit_line", 通知的值="四千")
    desk.open_books = [Book(str(made.save()))]
    apply_notice(session)
    assert session.close() == Status.NOT_DONE
    assert "“参数”第9行 F列" in desk.told[-1]
    assert State.load(state.folder).campaign == ""
