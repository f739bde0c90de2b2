"""How values are shown to staff: numbers as people write them, dates as 2020-09-30, an empty cell as 未填."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from cunbiao.days import day_of
from cunbiao.expressions.numbers import TOLERANCE

if TYPE_CHECKING:  # reading processes show values, too, and load no definitions
    from cunbiao.definitions import ResolvedColumn
    from cunbiao.definitions.notices import Parameter

EMPTY = "未填"
_CENT = Decimal("0.01")
# Beyond this a number has no cents left, and nobody counts its digits.
_COUNTABLE = 1e15


def show_number(number: float, kind: str) -> str:
    """A number as it was filled ("" for NaN); an Excel serial number of kind ``date`` as a date."""
    if number != number:
        return ""
    if kind == "date":
        return day_of(number).isoformat()
    if not abs(number) < _COUNTABLE:
        return f"{number:.6G}"
    return f"{number:.12g}" if abs(number) < 1e12 else f"{number:.0f}"


def show_money(number: float) -> str:
    """An amount in 元 with two decimals, rounded as Excel does; only for reading, never for comparing.

    What only rounding would make whole keeps more decimals: 3749.997 must not read as the line it is below.
    """
    if number != number:
        return EMPTY
    if not abs(number) < _COUNTABLE:
        return f"{number:.6G}"
    exact = Decimal(repr(number))
    rounded = exact.quantize(_CENT, ROUND_HALF_UP)
    if rounded == rounded.to_integral_value() and abs(exact - rounded) >= TOLERANCE:
        return f"{number:.6f}".rstrip("0")
    return str(rounded)


def show_parameter(parameter: Parameter) -> str:
    """A policy parameter with its unit (3750元), or that the notice does not give it."""
    value = parameter.value
    if value is None:
        return "通知未给出"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    number = value if isinstance(value, str) else f"{value:.12g}"
    return f"{number}{parameter.unit or ''}"


def allowed_range(column: ResolvedColumn) -> str:
    """What a number column accepts, in words (0 到 12、整数); "" when it takes any number."""
    decimals = 0 if column.kind == "integer" else column.decimals
    low, high = (None if bound is None else show_number(bound, column.kind) for bound in (column.min, column.max))
    words = ""
    if low is not None and high is not None:
        words = f"{low} 到 {high}"
    elif low is not None:
        words = f"不小于 {low}"
    elif high is not None:
        words = f"不大于 {high}"
    places = "" if decimals is None else "整数" if decimals == 0 else f"最多 {decimals} 位小数"
    return "、".join(part for part in (words, places) if part)
