"""The problem list and the upload sheets of the active rollup: the same as the command line's."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings as xw

from addin.buttons.report import (
    answer_suspected,
    check_typed,
    list_problems,
    return_villages,
    write_documents,
    write_upload,
)
from addin.session import Session
from commands.documents import documents
from commands.outcome import CommandError, Outcome
from commands.problem_list import problem_list
from commands.rollups import read_rollup
from commands.typed import typed
from commands.upload import typists_said, upload
from cunbiao.merging.persons import persons_of
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


@pytest.mark.parametrize(
    ("button", "command", "folder"), [(write_upload, upload, "上报"), (write_documents, documents, "文书")]
)
def test_what_is_made_of_the_active_rollup_is_the_command_lines(
    calc: xw.App,
    click: Click,
    rollup: Path,
    shown: list[Path],
    button: Callable[[Session], None],
    command: Callable[[Path, Path], Outcome],
    folder: str,
) -> None:
    book = calc.books.open(rollup)
    before, saved = rollup.read_bytes(), book.api.Saved
    session = click()
    button(session)
    session.close()
    out = rollup.parent / folder
    same = command(rollup, rollup.parent / "别处")
    assert files_in(out) == files_in(rollup.parent / "别处")
    assert set(same.lines) <= set(told(calc).splitlines())
    assert f"结果在：{out}" in told(calc)
    assert shown == [out]
    assert rollup.read_bytes() == before
    assert book.api.Saved == saved


def test_what_was_typed_is_compared_as_on_the_command_line(
    calc: xw.App, click: Click, rollup: Path, roster: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "导出"
    folder.mkdir()
    shutil.copy(roster, folder)
    calc.books.open(rollup)
    session = click(folder)
    check_typed(session)
    session.close()
    same = typed(rollup, [roster], tmp_path / "打的")
    (listed,) = same.files
    assert rollup.with_name(listed.name).read_bytes() == listed.read_bytes()
    assert told(calc).startswith("\n".join(same.lines))
    assert calc.books.active.name == listed.name


def test_several_typists_get_a_workbook_each(calc: xw.App, click: Click, rollup: Path, shown: list[Path]) -> None:
    calc.books.open(rollup)
    session = click("2")
    write_upload(session)
    session.close()
    same = upload(rollup, rollup.with_name("别处"), typists=2)
    assert files_in(rollup.with_name("上报")) == files_in(rollup.with_name("别处"))
    assert set(same.lines) <= set(told(calc).splitlines())


def test_what_is_no_number_of_typists_is_refused() -> None:
    assert (typists_said(""), typists_said(" 3 ")) == (1, 3)
    for said in ("0", "51", "两个", "1.5", "²"):
        with pytest.raises(CommandError, match="不是录入的人数"):
            typists_said(said)


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


def test_slips_for_the_villages_of_the_active_rollup_lie_beside_it(
    calc: xw.App, click: Click, rollup: Path, shown: list[Path]
) -> None:
    calc.books.open(rollup)
    session = click()
    return_villages(session)
    session.close()
    folder = rollup.with_name("退回")
    assert shown == [folder]
    assert {file.name.partition("_")[2] for file in folder.glob("*/*/*.xlsx")} == {"整改.xlsx"}
    assert "发到群里的话" in told(calc)
    assert rollup.with_name("埇桥区_整改台账.xlsx").exists()


def test_lists_from_above_are_split_by_the_villages_of_the_active_rollup(
    calc: xw.App, click: Click, rollup: Path, shown: list[Path], tmp_path: Path
) -> None:
    person = next(own for own in persons_of(read_rollup(rollup).register) if own.number)
    above = tmp_path / "上级清单"
    above.mkdir()
    with (above / "清单.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([["姓名", "证件号码", "疑似问题"], [person.name, person.number, "有车"]])
    calc.books.open(rollup)
    session = click(given=str(above))
    answer_suspected(session)
    session.close()
    assert shown == [above / "疑似问题"]
    assert (above / "疑似问题" / person.township / f"{person.village}_清单.xlsx").exists()
