"""Numbers as people write them in cells; only plain digits are read, everything else becomes a suggestion."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from cunbiao.characters import closed_up, half_width, tidy

MOST_DIGITS = 15
"""As many digits as a number in a spreadsheet keeps."""

_PLAIN = re.compile(r"\d+\.?\d*|\.\d+", re.ASCII)
_WITH_UNIT = re.compile(r"[¥￥]?([+-]?\d[\d,]*(?:\.\d+)?)([^\d.,]*)", re.ASCII)


def plain_number(text: str) -> float | None:
    """The number of a text made of digits alone (half- or full-width), ``None`` for anything else.

    Signs are none of them: no amount that people type is negative.
    """
    plain = half_width(tidy(text))
    if _PLAIN.fullmatch(plain) is None or len(plain.replace(".", "")) > MOST_DIGITS:
        return None
    return float(plain)


def suggested_number(text: str, units: Mapping[str, float]) -> str | None:
    """What a text such as 1.2万元 or 12,000 may mean as a plain number, ``None`` with unknown words.

    ``units`` are written as `folded_unit` writes them.
    """
    match = _WITH_UNIT.fullmatch(half_width(closed_up(text)))
    if match is None:
        return None
    unit = folded_unit(match[2])
    factor = units.get(unit) if unit else 1.0
    if factor is None:
        return None
    amount = Decimal(match[1].replace(",", "")) * Decimal(str(factor))
    return f"{amount.normalize():f}"


def folded_unit(unit: str) -> str:
    """A unit as it is looked up: ㎡, m² and Ｍ2 are one."""
    return unicodedata.normalize("NFKC", unit).lower()


def shown_number(number: float) -> str:
    """A number as Excel shows it in a general cell: 3, 1.5, 4.12724E+17."""
    if number != number or abs(number) == float("inf"):
        return str(number)
    if abs(number) >= 1e11:
        mantissa, _, exponent = f"{number:.5E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    return str(int(number)) if number.is_integer() else f"{number:.11g}"
