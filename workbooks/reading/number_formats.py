"""Which cell formats show a number as a date."""

from __future__ import annotations

import re

from workbooks.reading.book import start_tags

# Built-in formats that are dates or times; 27-36 and 50-58 are those of Chinese Excel and WPS.
_BUILT_IN = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_LITERAL = re.compile(r'"[^"]*"?|\\.|_.|\*.')
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]]*\]")
# The lists of styles that have elements of the names looked for; one ends where the next begins.
_LISTS = ("numFmts", "cellXfs", "cellStyleXfs", "dxfs", "cellStyles")
_DATE_LETTER = re.compile(r"[dmyhs]", re.IGNORECASE)


def is_date_format(code: str) -> bool:
    """Whether a number format code such as ``yyyy"年"m"月"d"日"`` shows a date or time (its first section counts)."""
    section = _LITERAL.sub("", code).partition(";")[0]
    return bool(_ELAPSED.search(section) or _DATE_LETTER.search(_BRACKETS.sub("", section)))


def date_styles(styles: bytes) -> list[bool]:
    """For each cell format (the ``s`` of a cell) whether it is a date; an empty ``styles`` part has none."""
    if not styles:
        return []
    codes: dict[str, str] = {}
    dates: list[bool] = []
    within = ""
    for tag, attributes in start_tags(styles, "styles.xml", (*_LISTS, "numFmt", "xf")):
        if tag in _LISTS:
            within = tag
        elif tag == "numFmt" and within == "numFmts":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "xf" and within == "cellXfs":
            number = attributes.get("numFmtId", "0")
            dates.append(is_date_format(codes[number]) if number in codes else _built_in(number))
    return dates


def _built_in(number: str) -> bool:
    return number.isdigit() and int(number) in _BUILT_IN
