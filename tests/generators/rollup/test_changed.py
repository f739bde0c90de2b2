"""A rollup that somebody changed is refused whole; one that was only looked at, sorted or saved again is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cunbiao.merging.rollup_sheets import restore
from cunbiao.records.submission import Quarantined, RollupFile
from cunbiao.submissions.definition import schema_of
from cunbiao.submissions.workbook import take
from generators.publishing import publish
from generators.rollup import rollup_file
from tests.generators.rollup.registers import township
from tests.judge import Office
from tests.merging.invented import campaign

FIRST, LAST = 6, 13


@pytest.fixture(scope="module")
def rollup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rollup")
    return publish(rollup_file(folder / "东关镇_汇总.xlsx", "东关镇汇总表", township(0), "东关镇")).path


def taken(path: Path) -> object:
    return take(path.name, path.read_bytes(), 0.0, schema_of(campaign(), rollups=True))


def changed(rollup: Path, change: Callable[[Workbook], object]) -> object:
    """The rollup after ``change``, as the next one reads it."""
    book = openpyxl.load_workbook(rollup)
    change(book)
    path = rollup.with_name("改过.xlsx")
    book.save(path)
    return taken(path)


def column(sheet: Worksheet, name: str) -> int:
    return next(index for index, cell in enumerate(sheet[1], start=1) if cell.value == name)


def typed(sheet: str, row: int, name: str, value: Any) -> Callable[[Workbook], object]:
    def change(book: Workbook) -> None:
        page = book[sheet]
        page.cell(row, column(page, name)).value = value

    return change


def order_by(sheet: Worksheet, row_of: list[int], columns: range) -> None:
    """Puts the records in another order, in these columns only, as sorting does."""
    before = [[sheet.cell(row, index).value for index in columns] for row in row_of]
    for row, values in enumerate(before, start=FIRST):
        for index, value in zip(columns, values, strict=True):
            sheet.cell(row, index).value = value


def backwards(book: Workbook) -> None:
    sheet = book["对照表-户"]
    order_by(sheet, list(range(LAST, FIRST - 1, -1)), range(1, sheet.max_column + 1))


def some_columns_backwards(book: Workbook) -> None:
    sheet = book["对照表-户"]
    start = column(sheet, "household_code")
    order_by(sheet, list(range(LAST, FIRST - 1, -1)), range(start, start + 3))


def copied_row(book: Workbook) -> None:
    sheet = book["对照表-户"]
    for index in range(1, sheet.max_column + 1):
        sheet.cell(LAST + 1, index).value = sheet.cell(LAST, index).value


def renamed(book: Workbook) -> None:
    book["对照表-户"].title = "户（核对）"


def looked_at(book: Workbook) -> None:
    sheet = book["对照表-户"]
    sheet.column_dimensions["F"].width = 60
    sheet.row_dimensions[FIRST + 1].hidden = True
    sheet.auto_filter.add_filter_column(3, ["赵1"])
    sheet.cell(FIRST, sheet.max_column + 2).value = "电话问过了"
    sheet.cell(LAST + 5, sheet.max_column).value = "（制表：李四）"
    book.create_sheet("草稿")["A1"] = "备忘"


HIDDEN = {
    "a fact about a file": typed("_files", 2, "size", 1),
    "what was found while reading": lambda book: book["_intake"].delete_rows(2),
    "for whom it was made": lambda book: setattr(book["_rollup"]["B5"], "value", "西关镇"),
    "the seal itself": lambda book: book["_rollup"].delete_rows(book["_rollup"].max_row),
}


@pytest.mark.parametrize(
    ("change", "sheet"),
    [
        pytest.param(typed("对照表-户", 7, "wage_income", 9), "对照表-户", id="a number"),
        pytest.param(typed("对照表-户", 7, "wage_income", None), "对照表-户", id="an emptied cell"),
        pytest.param(typed("对照表-户", 7, "per_capita", 9), "对照表-户", id="a computed number"),
        pytest.param(typed("对照表-户", 7, "_verdict_exit", "符合"), "对照表-户", id="a verdict"),
        pytest.param(typed("对照表-人", 7, "name", "钱多"), "对照表-人", id="a name"),
        pytest.param(typed("对照表-户", 7, "household_code", 3), "对照表-户", id="a number for a text"),
        pytest.param(typed("对照表-户", 7, "_row", None), "对照表-户", id="a row without its place"),
        pytest.param(lambda book: book["对照表-户"].delete_rows(8), "对照表-户", id="a deleted row"),
        pytest.param(typed("对照表-户", LAST + 1, "head_name", "周新"), "对照表-户", id="an inserted row"),
        pytest.param(copied_row, "对照表-户", id="a copied row"),
        pytest.param(lambda book: book["对照表-户"].delete_cols(9), "对照表-户", id="a deleted column"),
        pytest.param(some_columns_backwards, "对照表-户", id="some columns sorted without the others"),
        pytest.param(lambda book: book.remove(book["附件2增加"]), "附件2增加", id="a deleted sheet"),
        pytest.param(lambda book: book.remove(book["_files"]), "_files", id="a deleted hidden sheet"),
        *(
            pytest.param(change, name, id=what)
            for (what, change), name in zip(HIDDEN.items(), ("_files", "_intake", "_rollup", "_rollup"), strict=True)
        ),
    ],
)
def test_a_changed_rollup_is_refused_and_the_sheet_named(
    rollup: Path, change: Callable[[Workbook], object], sheet: str
) -> None:
    refused = changed(rollup, change)
    assert isinstance(refused, Quarantined)
    assert refused.reason == "FILE-38"
    assert f"（工作表：{sheet}）" in refused.message
    assert "请村里改自己的表，再重新汇总" in refused.fix


def said(sheet: str, label: str, value: str | int, below: int = 1, beside: int = 0) -> Callable[[Workbook], object]:
    """Types a value below, or beside, the cell of a sheet that says ``label``."""

    def change(book: Workbook) -> None:
        page = book[sheet]
        cell = next(cell for row in page.iter_rows() for cell in row if cell.value == label)
        page.cell(cell.row + below, cell.column + beside).value = value

    return change


@pytest.mark.parametrize(
    ("change", "sheet"),
    [
        pytest.param(said("一页看全乡", "已交", 99, 1), "一页看全乡", id="a number of the first page"),
        pytest.param(said("汇总", "在册户数", 500, 0, 3), "汇总", id="a formula overwritten by a number"),
        pytest.param(said("汇总", "在册户数", 500, 0, 2), "汇总", id="a total overwritten by a number"),
        pytest.param(said("脱贫核验", "结论", "符合。"), "脱贫核验", id="a verdict"),
        pytest.param(said("进度", "状态", "已收到。"), "进度", id="whether a village has handed in"),
        pytest.param(lambda book: book["脱贫核验"].delete_rows(5), "脱贫核验", id="a deleted row"),
        pytest.param(lambda book: book.remove(book["汇总"]), "汇总", id="a deleted sheet"),
    ],
)
def test_a_change_of_what_is_only_shown_is_noticed_and_costs_nothing(
    rollup: Path, change: Callable[[Workbook], object], sheet: str
) -> None:
    again, before = changed(rollup, change), taken(rollup)
    assert isinstance(again, RollupFile) and isinstance(before, RollupFile)
    assert (before.edited, again.edited) == ((), (sheet,))
    assert restore(again.sheets) == restore(before.sheets)


def sorted_verdicts(book: Workbook) -> None:
    sheet = book["脱贫核验"]
    last = max(cell.row for cell in sheet["A"] if cell.value)
    order_by(sheet, list(range(last, 4, -1)), range(1, sheet.max_column + 1))
    sheet.cell(last + 3, 1).value = "（制表：李四）"
    sheet.cell(3, sheet.max_column + 2).value = "电话问过了"


@pytest.mark.parametrize("change", [lambda _: None, backwards, renamed, looked_at, sorted_verdicts])
def test_looking_sorting_and_saving_again_change_nothing(rollup: Path, change: Callable[[Workbook], object]) -> None:
    again = changed(rollup, change)
    assert isinstance(again, RollupFile), again
    assert again.edited == ()
    before = taken(rollup)
    assert isinstance(before, RollupFile)
    assert restore(again.sheets) == restore(before.sheets)


def test_a_time_with_more_digits_than_a_workbook_keeps_is_no_change(tmp_path: Path) -> None:
    whole = township(0)
    submissions = tuple(replace(own, modified=1_795_335_485.6208749) for own in whole.submissions)
    path = publish(rollup_file(tmp_path / "a.xlsx", "汇总表", replace(whole, submissions=submissions))).path
    again = taken(path)
    assert isinstance(again, RollupFile), again
    assert {own.modified for own in restore(again.sheets).submissions} == {1_795_335_485.621}


def test_a_row_moved_to_another_village_is_a_change(rollup: Path) -> None:
    assert isinstance(changed(rollup, typed("对照表-户", FIRST, "_file", "西庄村.xlsx")), Quarantined)


def test_a_rollup_saved_by_another_program_is_taken(rollup: Path, office: Office) -> None:
    path = rollup.with_name("另存.xlsx")
    with office.open(rollup) as book:
        book.save(path)
    again, before = taken(path), taken(rollup)
    assert isinstance(again, RollupFile), again
    assert again.edited == ()
    assert isinstance(before, RollupFile)
    assert restore(again.sheets) == restore(before.sheets)
