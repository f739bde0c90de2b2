"""Rows that no person would fill in: every label of every choice, odd numbers, blanks, and cells of the wrong kind."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.definitions.models import Table
from cunbiao.kinds import DIGIT_KINDS, NUMBER_KINDS, Kind
from tests.campaign.screen.case import OWN, SPARE, Case, Row, Value, can_be_filled

_NUMBERS: dict[Kind, tuple[float, ...]] = {
    "money": (0, 0.01, 99.99, 100, 299.99, 300, 1234.56, 20000.01, 30000, 300000, 300000.01),
    "number": (0, 0.01, 0.1, 1, 3, 3.1, 5, 5.01, 9.99, 10, 12, 100, 100.01, 200.01, 500),
    "integer": (1, 2, 3, 7, 2014, 2019, 2020, 2021),
    "date": (60, 61, 43465, 43466, 43830, 43831, 44104.5, 44196, 44197, 73415, 73416, 20200501),
}
_TEXTS: dict[Kind, tuple[str, ...]] = {
    "id": (
        "341302197504120111", "34130219880808103X", "341302197504120112", "34130219750412011", "34130219750412O111",
        "34130219750412011143", "34130219750412011143B1", "999999199001010112", "341302199002300111",
        "341302200002290115", "341302202101150133", "字第20123456号",
    ),
    "phone": ("13900001234", "1390000123", "0557-1234567", "1580000123A"),
    "bank": ("6228480012345678901", "0012345678"),
    "code": ("0012345678",),
    "text": ("赵田", "Zhang", "王2", "阿依·买买提", "无", "姓", '引号"和<尖括号>&'),
}  # fmt: skip
_WRONG: dict[str, Value] = {"choice": "乱写", "choices": "残疾,乱写", "date": "去年秋天"}
# Beyond what Excel keeps of a number, typed into a cell that has lost its text format.
_DIGITS_LOST = 341302199001011200.0
# No digit at its end is lost, but perhaps zeros at its start.
_SHORT_NUMBER = 13900001234.0


def mixed_cases(campaign: Campaign, table: Table) -> Iterator[Case]:
    """The rows of a sheet, those of wrong kinds first."""
    columns = [own for own in campaign.columns(table.id) if own.name != table.key and can_be_filled(own)]
    rng = Random(table.id)
    for sort in ("不是这一类", "超出范围", "小数太多"):
        row = {own.name: _wrong(own, sort) for own in columns if not own.locked}
        yield Case(f"{table.sheet} {sort}", {table.id: [_complete(table, row)]})
    if table.roster and table.spare_rows:
        row = {own.name: _wrong(own, "不是这一类") for own in columns}
        yield Case(f"{table.sheet} 备用行 不是这一类", {table.id: [_complete(table, row) | {table.key: SPARE}]})
    for number in range(_rows(table)):
        row = {own.name: _mixed(campaign, own, number, rng) for own in columns}
        yield Case(f"{table.sheet} 混填 {number}", {table.id: [_complete(table, row)]})


def _rows(table: Table) -> int:
    """Rows of this sort: spare rows are few, and other cases want some."""
    if table.roster and table.kind != "about":
        return 30 if table.is_home else 60
    return min(table.spare_rows // 3, 14)


def _complete(table: Table, row: dict[str, Value]) -> Row:
    return {table.key: OWN, **{name: cell for name, cell in row.items() if cell is not None}}


def _wrong(column: ResolvedColumn, sort: str) -> Value:
    if sort == "不是这一类":
        if column.kind in DIGIT_KINDS:
            return _DIGITS_LOST
        return "没有" if column.kind in NUMBER_KINDS - {"date"} else _WRONG.get(column.kind)
    if sort == "超出范围" and column.kind in DIGIT_KINDS:
        return _SHORT_NUMBER
    if column.kind not in NUMBER_KINDS or column.kind == "date":
        return None
    if sort == "超出范围":
        return -0.01 if column.max is None else column.max + 1
    return 1.2345


def _mixed(campaign: Campaign, column: ResolvedColumn, number: int, rng: Random) -> Value:
    """Choices take each label once, then any label; everything else is anything, and every fourth cell empty."""
    empty = rng.random() < 0.25
    if column.codes is not None:
        labels = campaign.codes[column.codes].labels
        if number < len(labels):
            return labels[number]
        return None if empty else rng.choice(labels)
    if empty:
        return None
    return rng.choice(_NUMBERS[column.kind]) if column.kind in _NUMBERS else rng.choice(_TEXTS[column.kind])
