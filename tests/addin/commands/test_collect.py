"""Merging a picked folder and the progress by village: the same as the command line's, and the sources untouched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import xlwings as xw

from addin.commands.collect import merge_county, merge_township, show_progress
from addin.stop import Stopped
from commands.merge import merge_files
from commands.outcome import CommandError, Status
from commands.progress import progress
from tests.addin.commands.conftest import POLICY, Click, told
from tests.addin.commands.test_issue import files_in


@pytest.fixture
def folder(returned: Path, tmp_path: Path) -> Path:
    """What came back, in a folder of this test."""
    copied = tmp_path / "点的" / "交回"
    shutil.copytree(returned, copied)
    return copied


def test_a_county_merge_gives_what_the_command_line_gives(
    calc: xw.App, click: Click, folder: Path, settings: Path, tmp_path: Path
) -> None:
    before = files_in(folder)
    session = click(folder)
    merge_county(session)
    assert session.close() == Status.NEEDS_PERSON
    typed = tmp_path / "打的" / "交回"
    shutil.copytree(folder, typed)
    out = tmp_path / "打的" / "交回_汇总结果"
    same = merge_files([typed], POLICY, "county", out, settings, "newest")
    assert files_in(folder.with_name("交回_汇总结果")) == files_in(out)
    assert files_in(folder) == before
    assert told(calc).splitlines()[1:] == same.lines[:19] or same.lines[0] in told(calc)
    assert calc.books.active.name == "埇桥区_汇总.xlsx"
    assert session.state.rollup == str(folder.with_name("交回_汇总结果") / "埇桥区_汇总.xlsx")


def test_copies_that_differ_are_asked_about(calc: xw.App, click: Click, folder: Path, settings: Path) -> None:
    calc.impl.messages.answers.append("no")
    session = click(folder)
    merge_county(session)
    session.close()
    (question,) = [message for message in calc.impl.messages.told if message.buttons == "yes_no"]
    assert "几份不一样的表" in question.text
    assert "--prefer" not in told(calc)
    assert "几份不一样待决定" in "".join(progress(Path(session.state.rollup)).lines)


def test_townships_are_merged_each_and_then_the_county_from_their_rollups(
    calc: xw.App, click: Click, folder: Path, shown: list[Path], tmp_path: Path
) -> None:
    session = click(folder)
    merge_township(session)
    session.close()
    out = folder.with_name("交回_汇总结果")
    assert len(list(out.glob("*_汇总.xlsx"))) == len(list(folder.iterdir()))
    if len(list(out.glob("*_汇总.xlsx"))) > 1:
        assert shown == [out]
    from_rollups = click(out)
    merge_county(from_rollups)
    from_rollups.close()
    direct = click(folder)
    merge_county(direct)
    direct.close()
    accounts = [where.with_name(f"{where.name}_汇总结果") / "账目.json" for where in (out, folder)]
    first, second = (file.read_text(encoding="utf-8").split('"文件清单"')[0] for file in accounts)
    assert first.split('"户数"')[1] == second.split('"户数"')[1]


def test_a_stop_writes_nothing(calc: xw.App, click: Click, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = click(folder)
    monkeypatch.setattr(session, "_status_bar", lambda text: click().stop_mark.leave() if "……" in str(text) else None)
    with pytest.raises(Stopped, match="没有写出结果"):
        merge_county(session)
    session.close()
    assert list(folder.with_name("交回_汇总结果").iterdir()) == []


def test_progress_tells_every_village_that_is_not_in_with_its_reason(calc: xw.App, click: Click, folder: Path) -> None:
    merged = click(folder)
    merge_county(merged)
    merged.close()
    for book in list(calc.books):
        book.close()
    last = click()
    show_progress(last)
    last.close()
    said = told(calc)
    assert said.splitlines() == progress(Path(merged.state.rollup)).lines
    assert "未交：" in said
    calc.books.open(merged.state.rollup)
    merged.state.rollup = ""
    active = click()
    show_progress(active)
    active.close()
    assert told(calc) == said


def test_progress_without_any_rollup_says_where_to_begin(click: Click) -> None:
    with pytest.raises(CommandError, match="“汇总到乡镇”或“汇总到县”"):
        show_progress(click())
