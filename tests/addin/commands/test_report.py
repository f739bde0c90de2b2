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
    folder = tmp_path / "点的"
    folder.mkdir()
    return Path(shutil.copy(merged / "埇桥区_汇总.xlsx", folder))


def test_the_problem_list_of_the_active_rollup_is_the_command_lines(calc: xw.App, click: Click, rollup: Path) -> None:
    calc.books.open(rollup)
    session = click()
    list_problems(session)
    session.close()
    same = problem_list(rollup, rollup.parent.with_name("打的"))
    (typed,) = same.files
    assert rollup.with_name(typed.name).read_bytes() == typed.read_bytes()
    assert told(calc) == "\n".join(same.lines)
    assert calc.books.active.name == typed.name


def test_upload_sheets_of_the_active_rollup_are_the_command_lines(
    calc: xw.App, click: Click, rollup: Path, shown: list[Path]
) -> None:
    book = calc.books.open(rollup)
    before = rollup.read_bytes()
    session = click()
    write_upload(session)
    session.close()
    out = rollup.parent / "上报"
    same = upload(rollup, rollup.parent / "别处")
    assert files_in(out) == files_in(rollup.parent / "别处")
    assert set(same.lines) <= set(told(calc).splitlines())
    assert f"结果在：{out}" in told(calc)
    assert shown in ([out], [])
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
    with pytest.raises(CommandError, match=r"先保存“埇桥区_汇总\.xlsx”"):
        write_upload(click())
    assert not (rollup.parent / "上报").exists()
