"""The quick reader: python-calamine, for sheets that hold nothing calamine is known to lose.

calamine reads a sheet several times faster than anything in Python, but it turns error cells into blanks, believes a
broken index, drops CDATA, lets the last of two equal cells win and allocates a table up to the farthest cell. So the
XML is searched first for what it gets wrong, and afterwards the values are counted: calamine must return exactly as
many as the XML holds.

The search looks at the markup as an array of bytes: at the characters beside every ``<``, all at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cunbiao.submissions.raw import Merge, Raw, RawSheet, Serial, merge_of, whole

PLAIN_SHEET = re.compile(rb"\s*<(?:\?xml[^<>]*\?>\s*<)?worksheet[ >]")
PLAIN_STRINGS = re.compile(rb"\s*<(?:\?xml[^<>]*\?>\s*<)?sst[ >]")
_ROW = re.compile(rb"<row([^<>]*)>")
_NUMBER = re.compile(rb' r="(\d+)"')
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
_MERGE = re.compile(rb'<mergeCell ref="([^"]*)"')
_PROTECTED = re.compile(rb'<sheetProtection [^<>]*\bsheet="(?:1|true)"')
_FOREIGN_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"'](?!utf-8)", re.IGNORECASE)
# The shortest markup after a "<" that is looked at: <c r="A1"
_REACH = 9
_MOST_DENSE = 8_000_000
_WIDEST = 26 * 27
_MARCH_1900 = date(1900, 3, 1)
_DAY_ZERO = date(1899, 12, 30).toordinal()

Bytes = NDArray[np.uint8]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Outline:
    """What a search of a sheet's XML tells about it before any cell is read."""

    values: int
    hidden: set[int]
    merges: list[Merge]
    formula_columns: set[int]
    protected: bool


class _RowTag(NamedTuple):
    number: int
    hidden: bool
    start: int


def outline(xml: bytes, strings: int, first_data_row: int) -> Outline | None:
    """What the XML says about an ordinary sheet, ``None`` when only the careful reader can be trusted with it.

    ``strings`` is the number of shared strings; merged ranges above ``first_data_row`` are headings and do no harm.
    """
    start, end = xml.find(b"<sheetData>"), xml.find(b"</sheetData>")
    if not 0 < start < end or not PLAIN_SHEET.match(xml) or _FOREIGN_ENCODING.match(xml):
        return None
    body = xml[start : end + _REACH]
    text: Bytes = np.frombuffer(body, np.uint8)
    tags: Places = np.flatnonzero(text[:-_REACH] == ord("<"))
    first, second = text[tags + 1], text[tags + 2]
    is_cell = (first == ord("c")) & (second == ord(" "))
    columns = _columns(text, tags[is_cell])
    rows = _rows(body, tags[(first == ord("r")) & (second == ord("o"))])
    odd = columns is None or rows is None or bool((first == ord("!")).any()) or _has_escapes(text)
    if odd or columns is None or rows is None or not _table_is_small(columns, rows) or _lost_string(body, strings):
        return None
    merges = _merges(xml[end:])
    if merges is None or any(merge.last_row >= first_data_row for merge in merges):
        return None
    data = next((row.start for row in rows if row.number >= first_data_row), len(body))
    return Outline(
        values=_count_values(text, tags, first, second),
        hidden={row.number for row in rows if row.hidden},
        merges=merges,
        formula_columns=_formula_columns(tags, first, np.flatnonzero(is_cell), columns, data),
        protected=_PROTECTED.search(xml, end) is not None,
    )


def strings_are_plain(strings: bytes) -> bool:
    """Whether calamine reads the shared strings exactly as they are."""
    odd = b"<!" in strings or b"<rPh" in strings or b"<si/>" in strings or _FOREIGN_ENCODING.match(strings)
    return not odd and not _has_escapes(np.frombuffer(strings, np.uint8))


def count_strings(strings: bytes) -> int:
    """The number of shared strings."""
    return strings.count(b"</si>")


def quick_table(workbook: Any, name: str) -> list[tuple[int, list[Any]]]:
    """The non-empty rows of a sheet with their numbers, as calamine (an open ``CalamineWorkbook``) reads them."""
    table: list[list[Any]] = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [(number, row) for number, row in enumerate(table, 1) if row.count("") < len(row)]


def count_values(filled: list[tuple[int, list[Any]]]) -> int:
    """How many cells of a table hold something."""
    return sum(len(row) - row.count("") for _, row in filled)


def read_quickly(filled: list[tuple[int, list[Any]]], seen: Outline) -> RawSheet | None:
    """The sheet from `quick_table`; ``None`` when it holds a date or time that needs a closer look."""
    columns: list[tuple[Raw, ...]] = []
    for column in zip(*(row for _, row in filled), strict=True):
        plain = _plain(column)
        if plain is None:
            return None
        columns.append(plain)
    rows = [number for number, _ in filled]
    return RawSheet(
        rows=rows,
        cells=seen.values,
        hidden=seen.hidden.intersection(rows),
        merges=seen.merges,
        formula_columns=seen.formula_columns,
        protected=seen.protected,
        careful=False,
        dense=columns,
    )


def _plain(column: tuple[Any, ...]) -> tuple[Raw, ...] | None:
    """Dates as serial numbers again; ``None`` for times and for days around the 1900 leap-year mistake."""
    kinds = set(map(type, column))
    if kinds <= {str, float, bool}:
        return column
    if not kinds <= {str, float, bool, date, datetime}:
        return None
    plain: list[Raw] = []
    for value in column:
        if type(value) is date and value >= _MARCH_1900:
            plain.append(Serial(value.toordinal() - _DAY_ZERO))
        elif isinstance(value, date):
            return None
        else:
            plain.append(value)
    return tuple(plain)


def _columns(text: Bytes, cells: Places) -> NDArray[np.int16] | None:
    """The column of every cell, ``None`` unless each begins with ``<c r="`` and a column from A to ZZ."""
    letter, next_letter, digit = text[cells + 6], text[cells + 7], text[cells + 8]
    two = (next_letter >= ord("A")) & (next_letter <= ord("Z"))
    plain = (text[cells + 3] == ord("r")) & (text[cells + 4] == ord("=")) & (text[cells + 5] == ord('"'))
    plain &= (letter >= ord("A")) & (letter <= ord("Z"))
    plain &= _is_digit(np.where(two, digit, next_letter))
    if not plain.all():
        return None
    high, low = letter.astype(np.int16) - 64, next_letter.astype(np.int16) - 64
    return np.where(two, high * 26 + low, high) - 1


def _is_digit(text: Bytes) -> NDArray[np.bool_]:
    return (text >= ord("0")) & (text <= ord("9"))


def _count_values(text: Bytes, tags: Places, first: Bytes, second: Bytes) -> int:
    """How many cells hold a value: closing tags of ``<v>`` with something before them, and of ``<is>``."""
    closing = first == ord("/")
    values = tags[closing & (second == ord("v"))]
    filled = int((text[values - 1] != ord(">")).sum())
    return filled + int((closing & (second == ord("i"))).sum())


def _formula_columns(tags: Places, first: Bytes, cells: Places, columns: NDArray[np.int16], data: int) -> set[int]:
    """The columns with a formula from the byte ``data`` on: those of cells whose next tag is ``<f``."""
    has_formula = (first[cells + 1] == ord("f")) & (tags[cells] >= data)
    found = np.zeros(_WIDEST, np.bool_)
    found[columns[has_formula]] = True
    return set(np.flatnonzero(found).tolist())


def _has_escapes(text: Bytes) -> bool:
    """Whether some text may contain an escaped character (``_x000D_``), which calamine does not always resolve."""
    places = np.flatnonzero(text[:-6] == ord("_"))
    return bool(((text[places + 1] == ord("x")) & (text[places + 6] == ord("_"))).any())


def _rows(body: bytes, places: Places) -> list[_RowTag] | None:
    """The row tags, ``None`` unless every row has a number and they ascend."""
    rows = []
    last = 0
    for start in places.tolist():
        tag = _ROW.match(body, start)
        match = _NUMBER.search(tag[1]) if tag else None
        number = whole(match[1].decode()) if match else -1
        if tag is None or number <= last:
            return None
        rows.append(_RowTag(number, _HIDDEN.search(tag[1]) is not None, start))
        last = number
    return rows


def _table_is_small(columns: NDArray[np.int16], rows: list[_RowTag]) -> bool:
    """Whether calamine's table, which reaches to the farthest row and column, stays within memory."""
    return not rows or not len(columns) or rows[-1].number * (int(columns.max()) + 1) <= _MOST_DENSE


def _lost_string(body: bytes, strings: int) -> bool:
    """Whether a cell refers to a shared string that is not there."""
    if b' t="s"' not in body:
        return False
    return re.search(rb' t="s"[^<>]*+><v>(?!' + _up_to(strings - 1) + rb"</v>)", body) is not None


def _up_to(most: int) -> bytes:
    """A pattern for the whole numbers from 0 to ``most`` without leading zeros; one that never matches below 0."""
    if most < 0:
        return rb"(?!)"
    digits = str(most)
    shorter = [rf"[1-9][0-9]{{0,{len(digits) - 2}}}", "0"] if len(digits) > 1 else []
    smaller = []
    for place, digit in enumerate(digits):
        low = 1 if place == 0 and len(digits) > 1 else 0
        if int(digit) > low:
            smaller.append(rf"{digits[:place]}[{low}-{int(digit) - 1}][0-9]{{{len(digits) - place - 1}}}")
    return ("(?:" + "|".join([*shorter, *smaller, digits]) + ")").encode()


def _merges(tail: bytes) -> list[Merge] | None:
    if tail.count(b"mergeCell ") != len(found := _MERGE.findall(tail)):
        return None
    try:
        return [merge_of(reference.decode()) for reference in found]
    except (ValueError, UnicodeDecodeError):
        return None
