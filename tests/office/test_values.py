"""Cells are read as Excel's COM interface gives them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import xlwings as xw

from office.values import value2

DIV0, NA, NAME, REF, VALUE, NUM = -2146826281, -2146826246, -2146826259, -2146826265, -2146826273, -2146826252
DAY = 43832.12783564815


def test_every_kind_of_cell_reads_as_in_excel(sheet: xw.Sheet) -> None:
    assert sheet["A1:J1"].value == [
        "姓名",
        3.0,
        dt.datetime(2020, 1, 2, 3, 4, 5),
        "110101199001011237",
        None,
        True,
        None,
        Decimal("12.5000"),
        dt.datetime(2020, 1, 3, 3, 4, 5),
        True,
    ]
    assert type(sheet["B1"].value) is float


def test_a_formula_without_text_is_not_an_empty_cell(sheet: xw.Sheet) -> None:
    assert sheet["G1"].raw_value == ""
    assert sheet["E1"].raw_value is None


def test_value2_gives_dates_and_money_as_numbers(sheet: xw.Sheet) -> None:
    ((day, _, _, _, _, money, next_day, true),) = sheet["C1:J1"].api.Value2
    assert (day, money, next_day, true) == (pytest.approx(DAY), 12.5, pytest.approx(DAY + 1), True)


def test_errors_are_coms_integers(sheet: xw.Sheet) -> None:
    assert sheet["A2:F2"].raw_value == ((DIV0, NA, NAME, REF, VALUE, NUM),)
    assert sheet["A2:F2"].value == [None] * 6
    texts = sheet["A2:F2"].options(err_to_str=True).value
    assert texts == ["#DIV/0!", "#N/A", "#NAME?", "#REF!", "#VALUE!", "#NUM!"]


def test_the_shape_is_coms(sheet: xw.Sheet) -> None:
    assert sheet["A12"].raw_value == "甲"
    assert sheet["A12:A13"].raw_value == (("甲",), ("乙",))
    assert sheet["A12:B12"].raw_value == (("甲", 1.0),)
    assert sheet["A12:B13"].value == [["甲", 1.0], ["乙", 2.0]]


def test_options_of_xlwings_apply(sheet: xw.Sheet) -> None:
    assert sheet["B12:B14"].options(numbers=int, ndim=1).value == [1, 2, 3]
    assert sheet["E1:F1"].options(empty="无").value == ["无", True]
    assert sheet["C1"].options(dates=dt.date).value == dt.date(2020, 1, 2)


class Counted:
    """A UNO object that counts what is asked of it and of what it gives."""

    def __init__(self, inner: Any, asked: list[str]) -> None:
        self._inner = inner
        self._asked = asked

    def __getattr__(self, name: str) -> Any:
        self._asked.append(name)
        found = getattr(self._inner, name)
        return (lambda *args: self._counted(found(*args))) if callable(found) else found

    def _counted(self, given: Any) -> Any:
        return given if isinstance(given, tuple | int) else Counted(given, self._asked)


def test_a_block_is_read_in_a_few_calls(blank: xw.Sheet) -> None:
    rows = [[f"户{r}" if c % 3 else (None if c % 2 else r + c + 0.5) for c in range(50)] for r in range(1000)]
    block = blank["B2"].resize(1000, 50)
    block.value = rows
    block[999, 49].value = "=1/0"
    asked: list[str] = []
    cells = block.impl.cells
    read = value2(Counted(cells, asked), block.impl.area, blank.book.impl.formats)
    assert read[:999] == rows[:999]
    assert read[999][49] == DIV0
    assert len(asked) <= 10, asked
    assert block.value[:999] == rows[:999]
