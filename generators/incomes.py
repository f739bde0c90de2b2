"""收入计算: one row a household, every item and sum of its 人均纯收入 and the calculation in words."""

from __future__ import annotations

from collections.abc import Sequence

from cunbiao.register.income import income_columns, worked_income
from cunbiao.register.register import Register
from generators.listing import ListColumn, Listing
from generators.rollup.rows import HOUSEHOLD_KEY, TEXT, Part, heads, indicator_column, origin_columns, place_columns
from generators.style import WRAPPED

INCOMES = "收入计算"
NOTES = (
    "人均纯收入按采集表里填的数一步一步算出，公式与采集表、汇总表是同一个，不四舍五入后再比较。",
    "没有填的项目写“未填”，用到它的结果写“算不出”，补上再算。",
    "这里的数是算的时候的，改了采集表要再算一次。",
)


def income_listing(register: Register, part: Part, title: str) -> Listing:
    """The households of one table that asks for income."""
    frame, rows = part.frame, part.index.tolist()
    worked = ["\n".join(worked_income(frame, index)) for index in rows]
    columns = [
        *place_columns([part]),
        ListColumn("户编号", part.values(HOUSEHOLD_KEY), TEXT, most=22),
        ListColumn("户主", heads(register, part), TEXT, width=10),
        *_figures(part),
        ListColumn("计算过程", worked, {**WRAPPED, "num_format": "@"}, width=90),
    ]
    columns += origin_columns([part], len(columns))
    note = f"共 {len(rows)} 户。"
    return Listing(INCOMES, title, tuple(columns), len(rows), note, frozen=5, empty="没有户。")


def _figures(part: Part) -> Sequence[ListColumn]:
    """Items and sums without machine names, which only lists that are read back have."""
    figures = [indicator_column(column, part.values(column.name)) for column in income_columns(part.frame)]
    return [ListColumn(own.label, own.values, own.look, most=own.most, total=own.total) for own in figures]
