"""CSV and other delimited text: every cell is text, so that no number loses a digit here."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice

from workbooks import refusal
from workbooks.reading.plain_text import decoded
from workbooks.reading.raw import ColumnSheet, Raw
from workbooks.refusal import Refused

_DELIMITERS = ",\t;|"
_LOOK = 30
# A first line for Excel that says what the delimiter is.
_SEPARATOR = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
# How text is kept text when Excel opens the file.
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)


def read_delimited(data: bytes) -> ColumnSheet:
    """The cells of the text; rows are counted as Excel counts them when it opens it.

    Raises:
        Refused: the encoding cannot be told, or quotation marks do not match.
    """
    text = decoded(data)
    before = csv.field_size_limit(max(len(text), 1))
    try:
        return _cells(text)
    finally:
        csv.field_size_limit(before)


def _cells(text: str) -> ColumnSheet:
    said = _SEPARATOR.match(text)
    body = text[said.end() :] if said else text
    delimiter = said[1] if said else _delimiter(body)
    cells: dict[int, dict[int, Raw]] = {}
    for row, fields in _records(body, delimiter):
        cells[row] = {column: _content(field) for column, field in enumerate(fields) if field}
    return ColumnSheet.with_cells(cells)


def _records(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[tuple[int, list[str]]] = []
    try:
        records.extend(enumerate(reader, start=1))
    except csv.Error as error:
        row = f"第 {len(records) + 1} 行的引号不成对"
        raise Refused(refusal.BROKEN_STRUCTURE, sheet="CSV", actual=row) from error
    return records


def _delimiter(text: str) -> str:
    """What splits most of the first rows into equally many cells; in doubt the one that is named first.

    One with which quotation marks do not match is no delimiter as long as another splits anything.
    """

    def fit(delimiter: str) -> tuple[bool, bool, int, int]:
        try:
            widths, match = _widths(text, delimiter, strict=True), True
        except csv.Error:
            widths, match = _widths(text, delimiter, strict=False), False
        count, width = max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))
        return count > 0, match, count, width

    return max(_DELIMITERS, key=fit)


def _widths(text: str, delimiter: str, strict: bool) -> Counter[int]:
    """How many of the first rows have how many cells."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    return Counter(len(fields) for fields in islice(rows, _LOOK))


def _content(field: str) -> str:
    as_text = _AS_TEXT.fullmatch(field)
    return as_text[1].replace('""', '"') if as_text else field
