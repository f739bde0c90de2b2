"""Sheets of a workbook."""

from __future__ import annotations

import pytest
import xlwings as xw

from office import OfficeError


def test_sheets_come_in_order_with_their_visibility(book: xw.Book) -> None:
    assert book.sheet_names == ["台账", "隐藏", "深藏", "带'引号 表"]
    assert [sheet.visible for sheet in book.sheets] == [True, False, False, True]
    assert [sheet.index for sheet in book.sheets] == [1, 2, 3, 4]
    assert book.sheets[1].name == "隐藏"
    with pytest.raises(KeyError):
        book.sheets["没有"]


def test_a_hidden_sheet_is_read_but_cannot_come_to_the_front(book: xw.Book) -> None:
    assert book.sheets["隐藏"]["A1"].value == "藏着"
    with pytest.raises(OfficeError, match="隐藏着"):
        book.sheets["隐藏"].activate()


def test_the_last_visible_sheet_stays(book: xw.Book) -> None:
    book.sheets["台账"].visible = False
    with pytest.raises(OfficeError, match="唯一显示着"):
        book.sheets["带'引号 表"].visible = False


def test_the_active_sheet(book: xw.Book) -> None:
    book.sheets["带'引号 表"].activate()
    assert book.sheets.active.name == "带'引号 表"
    book.sheets["台账"].activate()
    assert book.sheets.active == book.sheets["台账"]


def test_the_used_range_begins_where_the_sheet_does(sheet: xw.Sheet, blank: xw.Sheet) -> None:
    assert sheet.used_range.address == "$A$1:$J$14"
    assert blank.used_range.address == "$A$1"
    blank["C3"].value = 1
    blank["D5"].value = "终"
    assert blank.used_range.address == "$C$3:$D$5"


def test_a_new_sheet_comes_to_the_front(blank: xw.Sheet) -> None:
    book = blank.book
    added = book.sheets.add("二", after=blank)
    assert book.sheets.active == added
    assert book.sheet_names == [blank.name, "二"]
