"""对账: rows in the rollup = rows that go up + rows that wait + rows a tab is not about, tab by tab."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generators.listing import Listing
from generators.style import (
    CELL,
    CENTRED,
    GREEN,
    GREEN_TEXT,
    HEADING,
    RED,
    RED_TEXT,
    SUBTITLE,
    TITLE,
    TOTAL,
    WRAPPED,
    Drawing,
    landscape,
)
from generators.uploads.ticks import STATE

ACCOUNT = "对账"
TAB = "上报表"
_HEADINGS = [TAB, "来自汇总表的", "汇总表行数", "上报行数", "暂缓行数", "不属于这张表的行", "相差", "是否平"]
_WIDTHS = [20, 30, 13, 13, 13, 18, 10, 10]
_FIRST = 4


@dataclass(frozen=True)
class TabAccount:
    """The rows of one tab: its list, the rollup sheets they come from, and how many there are of each kind."""

    listing: Listing
    sheets: Sequence[str]
    total: int
    waiting: int
    outside: int


def draw_account(drawing: Drawing, accounts: Sequence[TabAccount], waiting: Listing, footer: str) -> None:
    """Draws the sheet: rows of the rollup and rows left aside as numbers, all else counted by formulas on the tabs."""
    sheet, style = drawing.sheet(ACCOUNT), drawing.format
    for column, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(_FIRST - 2, column, heading, style(HEADING))
    sheet.set_row(0, 27)
    sheet.write_string(0, 0, "上报表和汇总表对账", style(TITLE))
    sheet.write_string(1, 0, "汇总表行数 = 上报行数 + 暂缓行数 + 不属于这张表的行。", style(SUBTITLE))
    number = style(CENTRED, num_format="0")
    for row, account in enumerate(accounts, _FIRST):
        at = row - 1
        up = account.listing.count
        apart = account.total - up - account.waiting - account.outside
        sheet.write_string(at, 0, account.listing.sheet, style(CELL, num_format="@"))
        sheet.write_string(at, 1, "、".join(account.sheets), style(WRAPPED, num_format="@"))
        sheet.write_number(at, 2, account.total, number)
        sheet.write_formula(at, 3, f"=COUNTA({account.listing.reference(STATE)})", number, up)
        sheet.write_formula(at, 4, f"=COUNTIFS({waiting.reference(TAB)},$A{row})", number, account.waiting)
        sheet.write_number(at, 5, account.outside, number)
        sheet.write_formula(at, 6, f"=C{row}-D{row}-E{row}-F{row}", number, apart)
        sheet.write_formula(at, 7, f'=IF(G{row}=0,"平","不平")', style(CENTRED), "不平" if apart else "平")
    last = _FIRST + len(accounts) - 1
    for text, colours in (("平", (GREEN, GREEN_TEXT)), ("不平", (RED, RED_TEXT))):
        rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": drawing.paint(colours)}
        sheet.conditional_format(_FIRST - 1, 7, last - 1, 7, rule)
    total = style(TOTAL, align="center", num_format="0")
    sheet.write_string(last, 0, "合计", style(TOTAL))
    sheet.write_blank(last, 1, None, style(TOTAL))
    sums = [
        sum(account.total for account in accounts),
        sum(account.listing.count for account in accounts),
        sum(account.waiting for account in accounts),
        sum(account.outside for account in accounts),
    ]
    for column, (letter, value) in enumerate(zip("CDEF", sums, strict=True), 2):
        sheet.write_formula(last, column, f"=SUM({letter}{_FIRST}:{letter}{last})", total, value)
    sheet.freeze_panes(_FIRST - 1, 1)
    landscape(sheet, _FIRST - 2, _FIRST - 2, footer)
