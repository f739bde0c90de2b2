"""A small drawn workbook for the stamp's tests."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from workbooks.stamp import Template


def drawn(draw: Callable[[xlsxwriter.Workbook], Any]) -> Template:
    """The template that ``draw`` puts into an empty workbook."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    draw(book)
    book.close()
    return Template(target.getvalue())


def form(book: xlsxwriter.Workbook) -> Worksheet:
    """A sheet with a heading in row 1, a row of total in row 2, an issued row in row 3 and a spare row in row 4."""
    text = book.add_format({"num_format": "@", "locked": False})
    spare = book.add_format({"num_format": "@", "bg_color": "#FFF2CC"})
    sheet = book.add_worksheet("表")
    sheet.write_row(0, 0, ["姓名", "收入", "两倍", "说明", "固定"])
    sheet.write_formula(1, 1, "=SUM(B3:B1000)", None, 0)
    for row, style in ((2, text), (3, spare)):
        sheet.write_blank(row, 0, None, style)
        sheet.write_blank(row, 1, None)
        sheet.write_formula(row, 2, f"=B{row + 1}*2+$B${row + 1}*0+B$2*0", None, 0)
        sheet.write_formula(row, 3, f'=IF(B{row + 1}>1,"多<"&A{row + 1},"")', style, "")
        sheet.write_string(row, 4, "元", style)
    sheet.set_row(2, 24)
    sheet.protect()
    book.define_name("收入", "=表!$B$3:$B$1000")
    return sheet
