"""Values are entered as by an assignment to Excel's ``Range.Value``."""

from __future__ import annotations

import datetime as dt

import pytest
import xlwings as xw

from office import LockedCell, OfficeError


def test_text_like_a_number_becomes_one_in_general_format(blank: xw.Sheet) -> None:
    blank["A1:F1"].value = ["5", "007", "1,234.5", "12%", "-1e3", "五"]
    assert blank["A1:F1"].value == [5.0, 7.0, 1234.5, 0.12, -1000.0, "五"]


def test_an_identity_number_loses_digits_unless_its_cell_is_text(blank: xw.Sheet) -> None:
    blank["A2"].number_format = "@"
    blank["A1:A2"].value = [["110101199001011237"], ["110101199001011237"]]
    assert blank["A1:A2"].value == [110101199001011000.0, "110101199001011237"]


def test_a_text_cell_keeps_everything_as_text(blank: xw.Sheet) -> None:
    blank["A1:D1"].number_format = "@"
    blank["A1:D1"].value = ["=1+1", 5, "2020-01-02", True]
    assert blank["A1:D1"].value == ["=1+1", "5", "2020-01-02", "TRUE"]


def test_text_cells_keep_text_beside_formulas(blank: xw.Sheet) -> None:
    blank["A1:C1"].number_format = "@"
    blank["A1:E1"].value = ["007", "=1+1", "TRUE", "=SUM(1,2)", "'9"]
    assert blank["A1:E1"].value == ["007", "=1+1", "TRUE", 3.0, "9"]


def test_a_date_gives_its_cell_a_date_format(blank: xw.Sheet) -> None:
    blank["A1:C1"].value = [dt.date(2020, 1, 2), dt.datetime(2020, 1, 2, 12), "2020-2-30"]
    assert blank["A1:C1"].value == [dt.datetime(2020, 1, 2), dt.datetime(2020, 1, 2, 12), "2020-2-30"]
    assert [blank["A1"].number_format, blank["B1"].number_format] == ["yyyy/m/d", "yyyy/m/d h:mm"]


def test_truth_none_and_formulas_together(blank: xw.Sheet) -> None:
    blank["A1:E1"].value = [True, None, "=SUM(B2:B3,2)", "007", "false"]
    assert blank["A1:E1"].value == [True, None, 2.0, 7.0, False]
    assert blank["C1"].formula == "=SUM(B2:B3,2)"


def test_one_value_fills_all_cells_and_none_empties_them(blank: xw.Sheet) -> None:
    blank["A1:B2"].value = "是"
    assert blank["A1:B2"].value == [["是", "是"], ["是", "是"]]
    blank["A1:B2"].value = [[None, None], ["", None]]
    assert blank["A1:B2"].raw_value == ((None, None), (None, None))


def test_rows_must_fit(blank: xw.Sheet) -> None:
    with pytest.raises(OfficeError, match="2 行 2 列"):
        blank["A1:B2"].raw_value = ((1, 2, 3), (4, 5, 6))


def test_a_locked_cell_refuses(book: xw.Book) -> None:
    sheet = book.sheets["带'引号 表"]
    assert sheet.api.ProtectContents
    for address in ("B2", "B2:C2", "C2:D2"):
        with pytest.raises(LockedCell, match="已锁定"):
            sheet[address].value = "改"
    with pytest.raises(LockedCell, match="格式"):
        sheet["C2"].number_format = "0.00"
    sheet["C2"].value = "改"
    assert sheet["B2:C2"].value == ["锁", "改"]
