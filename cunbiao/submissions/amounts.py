"""Numbers as people write them in cells; only plain digits are read, everything else becomes a suggestion."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

_SPACE = "\\s\u200b-\u200f\u2060\ufeff"
_OUTER = re.compile(f"^[{_SPACE}]+|[{_SPACE}]+$")
_SPACES = re.compile(f"[{_SPACE}]+")
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
_WITH_UNIT = re.compile(r"[¥￥]?([+-]?\d[\d,，]*(?:\.\d+)?)([^\d.,，]*)", re.ASCII)


def plain_number(text: str) -> float | None:
    """The number of a text made of digits alone (half- or full-width), ``None`` for anything else."""
    plain = _OUTER.sub("", unicodedata.normalize("NFKC", text))
    return float(plain) if _PLAIN.fullmatch(plain) and len(plain) <= 25 else None


def suggested_number(text: str, units: Mapping[str, float]) -> str | None:
    """What a text such as 1.2万元 or 12,000 may mean as a plain number, ``None`` with unknown words."""
    match = _WITH_UNIT.fullmatch(_SPACES.sub("", unicodedata.normalize("NFKC", text)))
    if match is None:
        return None
    unit = match[2]
    factor = units.get(unit) if unit else 1.0
    if factor is None:
        return None
    amount = Decimal(re.sub("[,，]", "", match[1])) * Decimal(str(factor))
    return f"{amount.normalize():f}"


def shown_number(number: float) -> str:
    """A number as Excel shows it in a general cell: 3, 1.5, 4.12724E+17."""
    if number != number or abs(number) == float("inf"):
        return str(number)
    if abs(number) >= 1e11:
        mantissa, _, exponent = f"{number:.5E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    return str(int(number)) if number.is_integer() else f"{number:.11g}"
