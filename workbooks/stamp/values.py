"""One value as the inside of a worksheet cell, refusing whatever Excel would repair or change in silence."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from typing import cast

from workbooks.errors import ForThePerson

Value = str | float | int | bool | None

MAX_TEXT = 32_767
MAX_FORMULA = 8_192
# Excel keeps 15 digits; longer whole numbers are identity or card numbers that should be text.
MAX_WHOLE = 10**15

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel reads _x0041_ in a cell's text as the letter A; the underscore is escaped so that the text stays what it is.
_ESCAPE_LOOKALIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


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


class UnfitValueError(ValueError):
    """``value`` fits no cell; whoever knows the cell's place turns this into a `StampError`."""

    def __init__(self, value: object, problem: str) -> None:
        self.value = value
        super().__init__(problem)


def plain_cells(opening: str, values: Collection[Value]) -> dict[Value, str]:
    """For each value, its cell; ``opening`` is the cell up to its style: ``<c r="B3" s="7"``.

    Text is always text, also when it looks like a formula. Raises `UnfitValueError`.
    """
    text_opening, closing = f'{opening} t="inlineStr"><is><t>', "</t></is></c>"
    kinds = set(map(type, values))
    if kinds == {str} and _are_simple(cast(Collection[str], values)):
        return {value: f"{text_opening}{value}{closing}" for value in values}
    if kinds == {float} and all(map(math.isfinite, cast(Collection[float], values))):
        return {value: f"{opening}><v>{repr(value).removesuffix('.0')}</v></c>" for value in values}
    cells: dict[Value, str] = {}
    for value in values:
        if value is None or value == "":
            cells[value] = f"{opening}/>"
        elif isinstance(value, str):
            text = escaped(value)
            cells[value] = f"{_preserving(text_opening, text)}{text}{closing}"
        elif isinstance(value, bool):
            cells[value] = f'{opening} t="b"><v>{int(value)}</v></c>'
        else:
            cells[value] = f"{opening}><v>{number(value)}</v></c>"
    return cells


def formula_cells(opening: str, element: str, values: Collection[Value]) -> dict[Value, str]:
    """Like `plain_cells` for formula cells: ``element`` is the ``<f>`` element, the values are the results shown."""
    cells: dict[Value, str] = {}
    for value in values:
        if value is None or isinstance(value, str):
            text = escaped(value or "")
            cells[value] = f'{opening} t="str">{element}{_preserving("<v>", text)}{text}</v></c>'
        elif isinstance(value, bool):
            cells[value] = f'{opening} t="b">{element}<v>{int(value)}</v></c>'
        else:
            cells[value] = f"{opening}>{element}<v>{number(value)}</v></c>"
    return cells


def escaped(text: str) -> str:
    """``text`` as XML character data; raises `UnfitValueError` for characters or lengths that Excel refuses."""
    if len(text) * 2 > MAX_TEXT and len(text.encode("utf-16-le", "surrogatepass")) > MAX_TEXT * 2:
        raise UnfitValueError(text, f"文字太长（{len(text)} 个字符），一个单元格最多 {MAX_TEXT} 个")
    if (bad := _ILLEGAL.search(text)) is not None:
        raise UnfitValueError(text, f"文字里有 Excel 不能保存的字符 U+{ord(bad[0]):04X}，请删掉后重新录入")
    if "_x" in text:
        text = _ESCAPE_LOOKALIKE.sub("_x005F_", text)
    # A bare carriage return would be read back as a line feed.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "_x000D_")


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


def _preserving(opening: str, text: str) -> str:
    """``opening`` with the attribute that keeps leading and trailing spaces, when ``text`` has any."""
    if text and (text[0] in " \t\n" or text[-1] in " \t\n"):
        return opening[:-1] + ' xml:space="preserve">'
    return opening
