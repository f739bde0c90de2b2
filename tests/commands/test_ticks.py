"""What typists ticked is kept when the upload workbooks are made again, and said where it does not hold any more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from commands.outcome import Status
from commands.typed import typed
from commands.upload import upload
from generators.uploads.ticks import TicksError
from tests.accounts import rows_of
from tests.commands.conftest import SOUTH, VILLAGES, SmallNotice, home, rolled_up
from tests.commands.test_typed import exported, of


def tick(file: Path, tab: str, household: str, typist: str = "张三") -> None:
    """A typist ticks the row of a household, and saves."""
    book = openpyxl.load_workbook(file)
    sheet = book[tab]
    columns = {str(cell.value): number for number, cell in enumerate(sheet[4], 1)}
    row = next(row for row in range(5, sheet.max_row + 1) if sheet.cell(row, columns["户编号"]).value == household)
    for heading, value in (("已录入", "√"), ("录入人", typist), ("录入日期", "11月5日")):
        sheet.cell(row, columns[heading]).value = value
    book.save(file)


def row_of(file: Path, tab: str, household: str) -> dict[str, Any]:
    return next(row for row in rows_of(file, tab, "户编号") if row["户编号"] == household)


FIRST, SECOND = "101200001001", "101200001002"


def handed_in(small_notice: SmallNotice, tmp_path: Path, **second: float) -> Path:
    for village in VILLAGES:
        homes = [home(village, 1), home(village, 2, **second)] if village is SOUTH else None
        small_notice.write(tmp_path / "交回", village, homes)
    return rolled_up(tmp_path)


def test_ticks_are_kept_as_long_as_nothing_changes(small_notice: SmallNotice, tmp_path: Path) -> None:
    rollup = handed_in(small_notice, tmp_path)
    out = tmp_path / "上报"
    upload(rollup, out)
    file = out / "西关镇_上报录入表.xlsx"
    tick(file, "户", FIRST)
    tick(file, "户", SECOND)
    outcome = upload(rollup, out)
    assert any("2 个勾带过来了" in line for line in outcome.lines)
    for household in (FIRST, SECOND):
        row = row_of(file, "户", household)
        assert (row["已录入"], row["录入人"], row["录入日期"]) == ("√", "张三", "11月5日")
    again = handed_in(small_notice, tmp_path, wage_income=15000.0)
    upload(again, out)
    kept, changed = row_of(file, "户", FIRST), row_of(file, "户", SECOND)
    assert (kept["已录入"], changed["已录入"]) == ("√", "")
    assert changed["变化"] == "录后又改"
    assert rows_of(file, "户", "户编号")[0]["户编号"] == SECOND, "what has to be typed again stands first"
    sheet = openpyxl.load_workbook(file)["户"]
    notes = [cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment is not None]
    assert notes == ["录的时候是：12000", "原来：11000"]


def test_a_divided_workbook_takes_the_ticks_over_and_the_former_one_is_named(
    small_notice: SmallNotice, tmp_path: Path
) -> None:
    rollup = handed_in(small_notice, tmp_path)
    out = tmp_path / "上报"
    upload(rollup, out)
    tick(out / "西关镇_上报录入表.xlsx", "人", FIRST)
    outcome = upload(rollup, out, typists=2)
    assert outcome.status is Status.NEEDS_PERSON
    assert any("请删掉" in line and "西关镇_上报录入表.xlsx" in line for line in outcome.lines)
    assert row_of(out / "西关镇_录入员1_上报录入表.xlsx", "人", FIRST)["已录入"] == "√"


def test_a_former_workbook_that_cannot_be_read_stops_everything(small_notice: SmallNotice, tmp_path: Path) -> None:
    rollup = handed_in(small_notice, tmp_path)
    out = tmp_path / "上报"
    upload(rollup, out)
    file = out / "西关镇_上报录入表.xlsx"
    file.write_bytes(file.read_bytes()[:400])
    with pytest.raises(TicksError, match="读不出来，里面打的勾带不过来"):
        upload(rollup, out)
    assert file.stat().st_size == 400


def test_a_mistake_is_counted_to_who_ticked_the_row(small_notice: SmallNotice, tmp_path: Path) -> None:
    rollup = handed_in(small_notice, tmp_path)
    out = tmp_path / "上报"
    upload(rollup, out)
    tick(out / "西关镇_上报录入表.xlsx", "户", FIRST, "李四")
    export = exported(tmp_path, of(0), of(1), of(2, wage_income=1.0), of(2, 2))
    outcome = typed(rollup, [export], tmp_path / "核对", out)
    (wrong,) = rows_of(outcome.files[0], "录入核对", "结果")
    assert (wrong["结果"], wrong["户编号"], wrong["录入人"]) == ("录错", FIRST, "李四")
