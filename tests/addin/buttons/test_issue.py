"""Generating from the roster that is open, as a click does it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import xlwings as xw

from addin.buttons.issue import continue_village, generate_from_roster
from addin.stop import Stopped
from commands.further import further
from commands.generate import generate
from commands.outcome import CommandError, Status
from tests.addin.buttons.conftest import POLICY, Click, told


def files_in(folder: Path) -> dict[str, bytes]:
    """Everything under a folder."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_an_open_roster_gives_the_workbooks_the_command_line_gives(
    calc: xw.App, click: Click, roster: Path, settings: Path, shown: list[Path], tmp_path: Path
) -> None:
    before = roster.read_bytes()
    open_book = calc.books.open(roster)
    session = click(tmp_path / "点的")
    generate_from_roster(session)
    assert session.close() == Status.DONE
    same = generate(POLICY, [roster], tmp_path / "打的", settings)
    assert files_in(tmp_path / "点的") == files_in(tmp_path / "打的")
    assert told(calc) == "\n".join(same.lines)
    assert shown == [tmp_path / "点的"]
    assert calc.impl.messages.statuses[0] == "村表通：生成采集表……"
    assert calc.status_bar is False
    assert roster.read_bytes() == before
    assert open_book.api.Saved


def test_filled_workbooks_are_not_written_over_unasked(
    calc: xw.App, click: Click, roster: Path, tmp_path: Path
) -> None:
    filled = tmp_path / "谷雨镇" / "紫梅村_341302901201.xlsx"
    filled.parent.mkdir()
    filled.touch()
    calc.books.open(roster)
    calc.impl.messages.answers.append("no")
    with pytest.raises(CommandError, match="没有生成"):
        generate_from_roster(click(tmp_path))
    assert list(tmp_path.rglob("*.xlsx")) == [filled]


def test_stopped_in_the_middle_it_leaves_nothing(
    calc: xw.App, click: Click, roster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calc.books.open(roster)
    session = click(tmp_path / "下发")

    def seen(text: str | bool) -> None:
        """The person clicks 停止 when he sees the first village done."""
        if "2 /" in str(text):
            click().stop_mark.leave()

    monkeypatch.setattr("addin.session._BEAT", 0.0)
    monkeypatch.setattr(session, "_status_bar", seen)
    with pytest.raises(Stopped, match="没有写出结果"):
        generate_from_roster(session)
    assert list((tmp_path / "下发").rglob("*.xlsx")) == []
    session.close()


def test_without_a_chosen_notice_the_person_is_sent_to_the_button(calc: xw.App, click: Click, roster: Path) -> None:
    calc.books.open(roster)
    session = click("下发")
    session.state.campaign = ""
    with pytest.raises(CommandError, match="先点“选择通知”"):
        generate_from_roster(session)


def test_a_workbook_nobody_saved_is_no_roster(calc: xw.App, click: Click, tmp_path: Path) -> None:
    calc.books.add()
    with pytest.raises(CommandError, match="还没有保存过"):
        generate_from_roster(click(tmp_path))


def test_a_configuration_sheet_in_a_strangers_workbook_is_never_read(
    calc: xw.App, click: Click, roster: Path, tmp_path: Path
) -> None:
    """Another interpreter, another folder, another notice: nothing of it is followed, and the roster is issued."""
    book = calc.books.open(roster)
    sheet = book.sheets.add("cunbiao.conf")
    marker = tmp_path / "started"
    sheet["A1:B4"].value = [
        ["PYTHON", f"/bin/touch {marker}"],
        ["HOME", str(tmp_path / "别处")],
        ["POLICY", "yunnan-mengga-2019"],
        ["INTERPRETER_WIN", f"/bin/touch {marker}"],
    ]
    strange = tmp_path / "陌生人的花名册.xlsx"
    book.save(strange)
    session = click(tmp_path / "下发")
    generate_from_roster(session)
    assert session.close() in (Status.DONE, Status.NEEDS_PERSON)
    assert len(list((tmp_path / "下发").glob("*/*.xlsx"))) == 6
    assert not marker.exists()
    assert not (tmp_path / "别处").exists()


def test_a_village_whose_rows_are_full_gets_a_further_workbook(
    calc: xw.App, click: Click, faulty: Path, tmp_path: Path
) -> None:
    own = Path(shutil.copy(faulty, tmp_path))
    calc.books.open(own)
    session = click()
    continue_village(session)
    assert session.close() == Status.DONE
    made = own.with_name(f"{own.stem}_续表2.xlsx")
    assert made.read_bytes() == further([own], tmp_path / "打的").files[0].read_bytes()
    assert calc.books.active.name == made.name
