"""The problem list and the upload sheets of the active rollup: the same as the command line's."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import xlwings as xw

from addin.commands.report import list_problems, write_upload
from commands.merge import merge_files
from commands.outcome import CommandError
from commands.problem_list import problem_list
from commands.upload import upload
from tests.addin.commands.conftest import POLICY, Click, told
from tests.addin.commands.test_issue import files_in


@pytest.fixture(scope="module")
def merged(returned: Path, settings: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the county's rollup."""
    out = tmp_path_factory.mktemp("结果")
    merge_files([returned], POLICY, "county", out, settings, "newest")
    return out


@pytest.fixture
def rollup(merged: Path, tmp_path: Path) -> Path:
    """The rollup of the county in a folder of this test."""
    return Path(shutil.copy(merged / "埇桥区_汇总.xlsx", tmp_path))


def test_the_problem_list_of_the_active_rollup_is_that_of_the_merge_and_of_the_command_line(
    calc: xw.App, click: Click, rollup: Path, merged: Path, tmp_path: Path
) -> None:
    calc.books.open(rollup)
    session = click()
    list_problems(session)
    session.close()
    assert calc.books.active.name == "埇桥区_问题清单.xlsx"
    written = rollup.with_name("埇桥区_问题清单.xlsx").read_bytes()
    same = problem_list(rollup, tmp_path / "打的")
    assert same.lines[0] in told(calc)
    values = [[sheet.used_range.value for sheet in calc.books.active.sheets if sheet.visible]]
    calc.books.active.close()
    calc.books.open(same.files[0])
    values.append([sheet.used_range.value for sheet in calc.books.active.sheets if sheet.visible])
    assert values[0] == values[1]
    assert written


def test_upload_sheets_of_the_active_rollup_are_the_command_lines(
    calc: xw.App, click: Click, rollup: Path, shown: list[Path], tmp_path: Path
) -> None:
    book = calc.books.open(rollup)
    before = rollup.read_bytes()
    session = click()
    write_upload(session)
    session.close()
    out = rollup.parent / "上报"
    (rollup.parent / "别处").mkdir()
    same = upload(rollup, rollup.parent / "别处")
    assert files_in(out) == files_in(rollup.parent / "别处")
    assert set(same.lines) <= set(told(calc).splitlines())
    assert f"结果在：{out}" in told(calc)
    assert rollup.read_bytes() == before
    assert book.api.Saved


def test_another_workbook_is_no_rollup(calc: xw.App, click: Click, roster: Path) -> None:
    calc.books.open(roster)
    for command in (list_problems, write_upload):
        session = click()
        with pytest.raises(CommandError, match="不是汇总表"):
            command(session)
        session.close()


def test_unsaved_changes_are_asked_about_first(calc: xw.App, click: Click, rollup: Path) -> None:
    book = calc.books.open(rollup)
    book.api.Saved = False
    calc.impl.messages.answers.append("no")
    with pytest.raises(CommandError, match="先保存“埇桥区_汇总.xlsx”"):
        write_upload(click())
    assert not (rollup.parent / "上报").exists()
