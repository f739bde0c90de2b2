"""Merging a picked folder and the progress by village: the same as the command line's, and the sources untouched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import xlwings as xw

from addin.buttons.collect import merge_county, merge_township, show_progress
from addin.stop import Stopped
from commands.merge import merge_files
from commands.outcome import CommandError, Status
from commands.progress import progress
from tests.accounts import counted, rollup_in
from tests.addin.buttons.conftest import POLICY, Click, told
from tests.addin.buttons.test_issue import files_in


@pytest.fixture
def folder(returned: Path, tmp_path: Path) -> Path:
    """What came back, in a folder of this test."""
    copied = tmp_path / "点的" / "交回"
    shutil.copytree(returned, copied)
    return copied


@pytest.mark.prove
def test_a_county_merge_gives_what_the_command_line_gives(
    calc: xw.App, click: Click, folder: Path, settings: Path, tmp_path: Path
) -> None:
    before = files_in(folder)
    session = click(folder)
    merge_county(session)
    assert session.close() == Status.NEEDS_PERSON
    typed = tmp_path / "打的" / "交回"
    shutil.copytree(folder, typed)
    out = tmp_path / "打的" / "交回_县汇总"
    # The button merges once more when it is told to take what was saved last; the ledger remembers both.
    merge_files([typed], POLICY, "county", out, settings, None)
    same = merge_files([typed], POLICY, "county", out, settings, "newest")
    assert files_in(folder.with_name("交回_县汇总")) == files_in(out)
    assert files_in(folder) == before
    assert told(calc).splitlines()[1:] == same.lines
    assert calc.books.active.name == "埇桥区_汇总.xlsx"
    assert session.state.rollups == [str(folder.with_name("交回_县汇总") / "埇桥区_汇总.xlsx")]


def test_copies_that_differ_are_asked_about(calc: xw.App, click: Click, folder: Path, settings: Path) -> None:
    calc.impl.messages.answers.append("no")
    session = click(folder)
    merge_county(session)
    session.close()
    (question,) = [message for message in calc.impl.messages.told if message.buttons == "yes_no"]
    assert "几份不一样的表" in question.text
    assert "--prefer" not in told(calc)
    assert "几份不一样待决定" in "".join(progress(Path(session.state.rollups[0])).lines)


def test_townships_are_merged_each_and_then_the_county_from_their_rollups(
    calc: xw.App, click: Click, folder: Path, merged: Path, shown: list[Path]
) -> None:
    session = click(folder)
    merge_township(session)
    session.close()
    out = folder.with_name("交回_乡镇汇总")
    assert len(list(out.glob("*_汇总.xlsx"))) == len(list(folder.iterdir())) == 2
    assert shown == [out]
    looking = click()
    show_progress(looking)
    looking.close()
    assert [line.partition("：")[0] for line in told(calc).splitlines() if "共 " in line] == ["白露镇", "谷雨镇"]
    county = click(out)
    merge_county(county)
    county.close()
    assert registered(out.with_name("交回_乡镇汇总_县汇总")) == registered(merged)


def test_workbooks_of_another_notice_than_the_chosen_are_merged_by_their_own(
    calc: xw.App, click: Click, folder: Path, merged: Path
) -> None:
    session = click(folder)
    session.state.campaign = "yunnan-mengga-2019"
    merge_county(session)
    session.close()
    assert registered(folder.with_name("交回_县汇总")) == registered(merged)
    assert any(line.startswith("交回的表都是按这份通知办的：埇桥区2020年度") for line in told(calc).splitlines())
    assert session.state.campaign == "yunnan-mengga-2019", "what is issued next goes by the choice"


def registered(out: Path) -> tuple[int, int]:
    """Households and persons of a county merge."""
    return counted(rollup_in(out))


def test_a_stop_writes_nothing(calc: xw.App, click: Click, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = click(folder)
    monkeypatch.setattr(session, "_status_bar", lambda text: click().stop_mark.leave() if "……" in str(text) else None)
    with pytest.raises(Stopped, match="没有写出结果"):
        merge_county(session)
    session.close()
    assert list(folder.with_name("交回_县汇总").iterdir()) == []


def test_progress_tells_every_village_that_is_not_in_with_its_reason(calc: xw.App, click: Click, merged: Path) -> None:
    rollup = merged / "埇桥区_汇总.xlsx"
    same = progress(rollup).lines
    last = click()
    last.state.rollups = [str(rollup)]
    show_progress(last)
    last.close()
    assert told(calc).splitlines() == same
    assert any("未交：" in line for line in same)
    assert calc.books.active.name == rollup.name
    last.state.rollups = []
    active = click()
    show_progress(active)
    active.close()
    assert told(calc).splitlines()[: len(same)] == same


def test_progress_without_any_rollup_says_where_to_begin(click: Click) -> None:
    with pytest.raises(CommandError, match="“汇总到乡镇”或“汇总到县”"):
        show_progress(click())
