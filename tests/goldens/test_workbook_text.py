"""The text of a workbook changes with everything that can be seen of it, and with nothing else."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tests.goldens.workbook_text import difference, workbook_text

Change = Callable[[Worksheet, Format], object]
LAST = 39


def workbook(change: Change = lambda sheet, look: None, created: int = 2020, more_styles: bool = False) -> bytes:
    """Forty rows of three columns, a formula filled down, and a change to them."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": dt.datetime(created, 1, 1, tzinfo=dt.UTC)})
        if more_styles:
            book.add_worksheet("先").write(0, 0, "别的", book.add_format({"italic": True}))
        sheet, look = book.add_worksheet("表"), book.add_format({"bold": True})
        for row in range(LAST + 1):
            sheet.write_number(row, 0, row)
            sheet.write_string(row, 1, f"第{row}行", look)
            sheet.write_formula(row, 2, f"=A{row + 1}*$A$1", None, row)
        change(sheet, look)
    return target.getvalue()


CHANGES: dict[str, Change] = {
    "a number": lambda sheet, look: sheet.write_number(LAST, 0, -1),
    "a text": lambda sheet, look: sheet.write_string(LAST, 1, "另一行", look),
    "a style": lambda sheet, look: sheet.write_number(LAST, 0, LAST, look),
    "a formula": lambda sheet, look: sheet.write_formula(LAST, 2, f"=A{LAST + 1}*$A$2", None, LAST),
    "what a formula shows": lambda sheet, look: sheet.write_formula(LAST, 2, f"=A{LAST + 1}*$A$1", None, -1),
    "a row's height": lambda sheet, look: sheet.set_row(LAST, 30),
    "a column's width": lambda sheet, look: sheet.set_column(7, 7, 30),
    "merged cells": lambda sheet, look: sheet.merge_range("H1:J1", "合并"),
    "a drop-down list": lambda sheet, look: sheet.data_validation("A9", {"validate": "list", "source": ["是"]}),
    "a condition": lambda sheet, look: sheet.conditional_format("A9", {"type": "blanks", "format": look}),
    "a comment": lambda sheet, look: sheet.write_comment("A9", "看"),
    "protection": lambda sheet, look: sheet.protect(),
    "a hidden sheet": lambda sheet, look: sheet.very_hidden(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_every_change_changes_the_text(change: Change) -> None:
    first = workbook(lambda sheet, look: None, more_styles=True)
    assert difference(workbook_text(first), workbook_text(workbook(change, more_styles=True)))


def test_time_and_packing_change_nothing() -> None:
    repacked = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(created=2021))) as old, zipfile.ZipFile(repacked, "w") as new:
        for name in reversed(old.namelist()):
            new.writestr(name, old.read(name))
    assert workbook_text(repacked.getvalue()) == workbook_text(workbook())


def test_a_formula_filled_down_is_one_line_and_a_sheet_the_same_whatever_stands_before_it() -> None:
    lines = workbook_text(workbook()).splitlines()
    assert [line for line in lines if "*$A$1" in line] == ["C1-40 =A1*$A$1"]
    alone = lines[lines.index("== sheet 表") :]
    assert workbook_text(workbook(more_styles=True)).splitlines()[-len(alone) :] == [
        line.replace("sheetView tabSelected=1", "sheetView") for line in alone
    ]
