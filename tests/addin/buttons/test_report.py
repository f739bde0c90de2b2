"""The problem list and the upload sheets of the active rollup: the same as the command line's."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import xlwings as xw

from addin.buttons.report import list_problems, write_documents, write_upload
from commands.documents import documents
from commands.outcome import CommandError
from commands.problem_list import problem_list
from commands.upload import upload
from tests.addin.buttons.conftest import Click, told
from tests.addin.buttons.test_issue import files_in


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
    assert told(calc).startswith("\n".join(same.lines))
    assert calc.books.active.name == typed.name


def test_upload_sheets_of_the_active_rollup_are_the_command_lines(
    calc: xw.App, click: Click, rollup: Path, shown: list[Path]
) -> None:
    book = calc.books.open(rollup)
    before, saved = rollup.read_bytes(), book.api.Saved
    session = click()
    write_upload(session)
    session.close()
    out = rollup.parent / "上报"
    same = upload(rollup, rollup.parent / "别处")
    assert files_in(out) == files_in(rollup.parent / "别处")
    assert set(same.lines) <= set(told(calc).splitlines())
    assert f"结果在：{out}" in told(calc)
    assert shown == [out]
    assert rollup.read_bytes() == before
    assert book.api.Saved == saved


def test_documents_of_the_active_rollup_are_the_command_lines(
    calc: xw.App, click: Click, rollup: Path, shown: list[Path]
) -> None:
    calc.books.open(rollup)
    session = click()
    write_documents(session)
    session.close()
    out = rollup.parent / "文书"
    same = documents(rollup, rollup.parent / "别处")
    assert files_in(out) == files_in(rollup.parent / "别处")
    assert set(same.lines) <= set(told(calc).splitlines())
    assert shown == [out]


def test_another_workbook_is_no_rollup(calc: xw.App, click: Click, roster: Path) -> None:
    calc.books.open(roster)
    for command in (list_problems, write_upload, write_documents):
        session = click()
        with pytest.raises(CommandError, match="不是汇总表"):
            command(session)
        session.close()


def test_unsaved_changes_of_a_rollup_are_mentioned(calc: xw.App, click: Click, rollup: Path) -> None:
    book = calc.books.open(rollup)
    book.api.Saved = False
    session = click()
    write_upload(session)
    session.close()
    assert "没有保存的改动没有算进去，先保存" in told(calc)
    assert not book.api.Saved
