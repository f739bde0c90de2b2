"""One value as the inside of a worksheet cell, refusing whatever Excel would repair or change in silence."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import cast

from workbooks.errors import ForThePerson
from workbooks.xml_text import MAX_TEXT, UnfitValueError, escaped, space_of

Value = str | float | int | bool | None

MAX_FORMULA = 8_192
# Excel keeps 15 digits; longer whole numbers are identity or card numbers that should be text.
MAX_WHOLE = 10**15


class StampError(ForThePerson):
    """A value that a worksheet cannot hold.

    Attributes:
        sheet: sheet name.
        row: 1-based row, 0 when the whole sheet is meant.
        column: column letters, "" when the whole row is meant.
        problem: what is wrong, in Chinese.
    """

    def __init__(self, sheet: str, row: int, column: str, problem: str) -> None:
        self.sheet, self.row, self.column, self.problem = sheet, row, column, problem
        where = f"工作表“{sheet}”" + (f"第{row}行" if row else "") + (f"{column}列" if column else "")
        super().__init__(f"{where}：{problem}")


def plain_cells(opening: str, values: Collection[Value]) -> dict[Value, str]:
    """For each value, its cell; ``opening`` is the cell up to its style: ``<c r="B3" s="7"``.

    Text is always text, also when it looks like a formula. Raises `UnfitValueError`.
    """
    text_opening, closing = f'{opening} t="inlineStr"><is><t', "</t></is></c>"
    kinds = set(map(type, values))
    if kinds == {str} and _are_simple(cast(Collection[str], values)):
        return {value: f"{text_opening}>{value}{closing}" for value in values}
    if kinds == {float}:
        return _number_cells(f"{opening}><v>", cast(Collection[float], values))
    cells: dict[Value, str] = {}
    for value in values:
        if value is None or value == "":
            cells[value] = f"{opening}/>"
        elif isinstance(value, str):
            text = escaped(value)
            cells[value] = f"{text_opening}{space_of(text)}>{text}{closing}"
        elif isinstance(value, bool):
            cells[value] = f'{opening} t="b"><v>{int(value)}</v></c>'
        else:
            cells[value] = f"{opening}><v>{number(value)}</v></c>"
    return cells


def formula_cells(opening: str, element: str, values: Collection[Value]) -> dict[Value, str]:
    """Like `plain_cells` for formula cells: ``element`` is the ``<f>`` element, the values are the results shown."""
    if set(map(type, values)) == {float}:
        return _number_cells(f"{opening}>{element}<v>", cast(Collection[float], values))
    cells: dict[Value, str] = {}
    for value in values:
        if value is None or isinstance(value, str):
            text = escaped(value or "")
            cells[value] = f'{opening} t="str">{element}<v{space_of(text)}>{text}</v></c>'
        elif isinstance(value, bool):
            cells[value] = f'{opening} t="b">{element}<v>{int(value)}</v></c>'
        else:
            cells[value] = f"{opening}>{element}<v>{number(value)}</v></c>"
    return cells


def _number_cells(opening: str, values: Collection[float]) -> dict[Value, str]:
    if all(map(math.isfinite, values)):
        return {value: f"{opening}{repr(value).removesuffix('.0')}</v></c>" for value in values}
    return {value: f"{opening}{number(value)}</v></c>" for value in values}


def number(value: object) -> str:
    """A number as its shortest exact text.

    Raises `UnfitValueError` for NaN, infinity, whole numbers over 15 digits and whatever is no number.
    """
    if isinstance(value, float):
        if not math.isfinite(value):
            raise UnfitValueError(value, "不是一个数（无穷大或 NaN），单元格里不能写")
        text = float.__repr__(value)
        return text[:-2] if text.endswith(".0") else text
    if not isinstance(value, int):
        raise UnfitValueError(value, f"写不进单元格的内容：{type(value).__name__}")
    if abs(value) >= MAX_WHOLE:
        raise UnfitValueError(value, f"数字 {value} 超过 15 位，Excel 会改掉后面的位数，应当按文字写")
    return str(value)


def _are_simple(texts: Collection[str]) -> bool:
    """No text needs escaping, keeping of spaces or refusing."""
    joined = "|".join(texts)
    return (
        joined.isprintable()
        and not any(mark in joined for mark in ("&", "<", ">", "_x", " |", "| ", "||"))
        and joined[:1] not in (" ", "|", "")
        and joined[-1] not in " |"
        and max(map(len, texts)) * 2 <= MAX_TEXT
    )
