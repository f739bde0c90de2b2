"""Characters that look like others or like nothing, and what each of them stands for in a cell.

The workbook's own formulas read typed cells with the same lists (`generators.village.reading`), so a character that is
settled here is settled on the village's screen as well. Worker processes import this module.
"""

from __future__ import annotations

import re

SPACES = "\t\n\r\xa0\u2002\u2003\u2009\u202f\u3000"
"""What Alt+Enter, tab and copying from elsewhere leave behind for a space."""

INVISIBLE = "\xad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
"""What nobody sees: soft hyphens, joiners, direction marks, byte order marks."""

DOTS = "\u2022\u2027\u2219\u22c5\u30fb\uff65\uff0e\u25cf\u02d9\u2218\ufe52\u2024\u0387\u16eb\u2981"
"""What is typed for the dot of ethnic names, ·."""

USUAL_DOT = "·"

QUOTES = "'\u2018\u2019`\u2032"
"""Apostrophes before a number: Excel's own sign for text, typed once too often."""

WILDCARDS = "*?~"
"""A lookup in a spreadsheet takes these for any text; no code has one."""

HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {
    ord(full): ord(half) for full, half in zip("。「」、・", "\uff61\uff62\uff63\uff64\uff65", strict=True)
}
"""Full-width letters, digits and signs → the plain ones, as ASC does in a spreadsheet."""

_AS_SPACE = str.maketrans(dict.fromkeys(SPACES, " "))
_GONE = str.maketrans(dict.fromkeys(INVISIBLE))
_NO_QUOTES = str.maketrans(dict.fromkeys(QUOTES))
_FULL_WILDCARDS = {ord(character): chr(ord(character) + 0xFEE0) for character in WILDCARDS}
_AS_DOT = str.maketrans(dict.fromkeys(DOTS, USUAL_DOT))
_SEVERAL = re.compile(" {2,}")


def tidy(text: str) -> str:
    """Without invisible characters, with plain spaces, one at a time and none at the ends."""
    return _SEVERAL.sub(" ", text.translate(_GONE).translate(_AS_SPACE)).strip(" ")


def half_width(text: str) -> str:
    """With plain letters, digits and signs."""
    return text.translate(HALF_WIDTH)


def closed_up(text: str) -> str:
    """A tidy text without any space."""
    return tidy(text).replace(" ", "")


def plain_name(text: str) -> str:
    """A name without any space, with the usual dot."""
    return closed_up(text).translate(_AS_DOT)


def plain_digits(text: str) -> str:
    """An identity, phone or account number: half-width, without spaces and apostrophes."""
    return half_width(closed_up(text).translate(_NO_QUOTES)).translate(_NO_QUOTES)


def plain_code(text: str) -> str:
    """A code by which rows are looked up: the same, with wildcards in their full-width form, which are none."""
    return plain_digits(text).translate(_FULL_WILDCARDS)
