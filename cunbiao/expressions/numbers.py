"""Numbers in the language: which count as equal, and how one is written in digits."""

from __future__ import annotations

from decimal import Decimal

TOLERANCE = Decimal("0.0000005")
"""Numbers nearer to each other than this are equal: their difference rounds to 0 at 6 decimals."""


def plain_number(number: float | Decimal) -> str:
    """A number in digits, without exponent and without zeros at its end."""
    exact = Decimal(repr(number)) if isinstance(number, float) else number
    plain = format(exact, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return plain.removeprefix("-") if plain == "-0" else plain
