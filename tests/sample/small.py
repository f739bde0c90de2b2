"""A tiny workbook with the layout of an entry sheet, as XlsxWriter draws it."""

from __future__ import annotations

import io

import xlsxwriter

from cunbiao.records.identity_sheet import table_mark

SHEET = "表-户"
FORMULA = "$C6*2"


def small_workbook(*, with_texts: bool = True) -> bytes:
    """Two issued rows (6, 7) and a spare one (8): A token, B locked code, C open number, D open text, E formula."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(SHEET)
        other = workbook.add_worksheet("另表")
        locked, opened = workbook.add_format(), workbook.add_format({"locked": False, "num_format": "0.00"})
        if with_texts:
            sheet.write_row(0, 0, [table_mark("small", "2020.1"), "household_code", "amount", "note", "double"])
            sheet.write_row(3, 1, ["户编号", "金额", "备注", "加倍"])
        for row, token in ((5, "R0001"), (6, "R0002"), (7, "S0001")):
            if with_texts:
                sheet.write_string(row, 0, token, locked)
                sheet.write_string(row, 1, f"10{row}" if token[0] == "R" else "", locked)
            sheet.write_number(row, 2, row, opened) if token[0] == "R" else sheet.write_blank(row, 2, None, opened)
            sheet.write_blank(row, 3, None, opened)
            sheet.write_formula(row, 4, f"=$C{row + 1}*2", locked, row * 2 if token[0] == "R" else "")
        sheet.data_validation("C6:C8", {"validate": "decimal", "criteria": ">=", "value": 0})
        sheet.conditional_format("C6:C8", {"type": "formula", "criteria": "=$C6>5", "format": locked})
        sheet.protect("secret")
        workbook.define_name("small.amount", f"='{SHEET}'!$C$6:$C$8")
        other.write_formula(0, 0, "=SUM(small.amount)", locked, 11)
        other.write_formula(1, 0, f"='{SHEET}'!C7", locked, 6)
    return target.getvalue()
