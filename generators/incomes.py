"""收入计算: one row a household, every item and sum of its 人均纯收入 and the calculation in words."""

from __future__ import annotations

from dataclasses import replace

from cunbiao.checking.income import income_columns, worked_income
from cunbiao.columns import PER_CAPITA
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.merging.register import Register
from generators.listing import ListColumn, Listing
from generators.rollup.rows import TEXT, Part, heads, indicator_column, origin_columns, place_columns
from generators.style import WRAPPED

INCOMES = "收入计算"
_WIDTH = 14.0
NOTES = (
    "人均纯收入按采集表里填的数一步一步算出，公式与采集表、汇总表是同一个，不四舍五入后再比较。",
    "没有填的项目写“未填”，用到它的结果写“算不出”，补上再算。",
    "这里的数是算的时候的，改了采集表要再算一次。",
)


def income_listing(register: Register, part: Part, title: str) -> Listing:
    """The households of one table that asks for income; the single items stand right of what is printed."""
    rows = part.index.tolist()
    worked = ["\n".join(worked_income(part.frame, index)) for index in rows]
    result, items = _figures(part)
    shown = [
        *place_columns([part]),
        ListColumn(vocabulary().household_code, part.values(part.frame.key), TEXT, most=22),
        ListColumn(vocabulary().head, heads(register, part), TEXT, width=10),
        replace(result, look={**result.look, "bold": True}),
        ListColumn("计算过程", worked, {**WRAPPED, "num_format": "@"}, width=110),
    ]
    columns = [*shown, *items]
    columns += origin_columns([part], len(columns))
    note = f"共 {len(rows)} 户。单项的数在右边。"
    at_top = tuple(replace(column, look={**column.look, "valign": "top"}) for column in columns)
    return Listing(INCOMES, title, at_top, len(rows), note, frozen=6, empty="没有户。", printed=len(shown))


def _figures(part: Part) -> tuple[ListColumn, list[ListColumn]]:
    """人均纯收入, and the items and sums it is made of; without machine names, which only lists read back have."""
    figures = {
        column.name: replace(indicator_column(column, part.values(column.name)), name="", total="", width=_WIDTH)
        for column in income_columns(part.frame)
    }
    return figures.pop(PER_CAPITA), list(figures.values())
