"""A small workbook as a village might send it, open in LibreOffice."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter
import xlwings as xw


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """One cell of every kind on 台账, a hidden and a very hidden sheet, a locked one whose name needs quotes."""
    path = tmp_path / "收表 一" / "红旗村 台账（测试）.xlsx"
    path.parent.mkdir()
    book = xlsxwriter.Workbook(path)
    sheet, hidden, very_hidden = (book.add_worksheet(name) for name in ("台账", "隐藏", "深藏"))
    locked = book.add_worksheet("带'引号 表")
    hidden.hide()
    very_hidden.very_hidden()
    locked.protect()

    sheet.write_row("A1", ["姓名", 3])
    sheet.write_datetime("C1", dt.datetime(2020, 1, 2, 3, 4, 5), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_string("D1", "110101199001011237", book.add_format({"num_format": "@"}))
    sheet.write_boolean("F1", True)
    sheet.write_formula("G1", '=""', None, "")
    sheet.write_number("H1", 12.5, book.add_format({"num_format": "¥#,##0.00"}))
    sheet.write_formula("I1", "=C1+1", book.add_format({"num_format": 'yyyy"年"m"月"d"日"'}), 0)
    sheet.write_formula("J1", "=B1=3", None, True)
    for column, formula in enumerate(("1/0", "NA()", "nothing", "#REF!", '1+"x"', "10^309")):
        sheet.write_formula(1, column, f"={formula}", None, "#VALUE!")
    sheet.merge_range("A4:C5", "合并")
    sheet.set_row(6, None, None, {"hidden": True})
    sheet.set_column("E:E", None, None, {"hidden": True})
    sheet.write_formula("A8", "=SUM(B1:B2,2)")
    sheet.write_formula("A9", "='带''引号 表'!C2&\"；\"", None, "")
    sheet.write_column("A12", ["甲", "乙", "丙"])
    sheet.write_column("B12", [1, 2, 3])
    hidden.write("A1", "藏着")
    locked.write("B2", "锁")
    locked.write("C2", "开", book.add_format({"locked": False}))
    book.define_name("本村", "=台账!$A$1:$B$2")
    book.define_name("台账!局部", "=台账!$D$1")
    book.define_name("税率", "=0.5")
    book.close()
    return path


@pytest.fixture
def book(calc: xw.App, file: Path) -> xw.Book:
    return calc.books.open(file)


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    return book.sheets["台账"]


@pytest.fixture
def blank(calc: xw.App) -> xw.Sheet:
    """The first sheet of a new workbook."""
    return calc.books.add().sheets[0]
