"""The quick reader: an ordinary sheet read column by column from its markup.

Only columns somebody asks for are turned into values, all cells of one together. What it returns is what the careful
reader returns; sheets that are out of the ordinary in any way are left to that one.
"""

from __future__ import annotations

import re
from functools import cached_property

import numpy as np

from cunbiao.submissions import refusal
from cunbiao.submissions.context import Context
from cunbiao.submissions.markup import BOOLEAN, ERROR, INLINE, NUMBER, SHARED, TEXT, Cells, Ints, numbers_at, scan
from cunbiao.submissions.raw import DAYS_1904, TRUE, Fault, Merge, Raw, Serial, letters, merge_of, raw_number, whole
from cunbiao.submissions.refusal import Refused
from cunbiao.submissions.xml_text import SPACE, resolve_entities

PLAIN_SHEET = re.compile(rb"\s*<(?:\?xml[^<>]*\?>\s*<)?worksheet[ >]")
_FOREIGN_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"'](?!utf-8)", re.IGNORECASE)
_MERGE = re.compile(rb'<mergeCell ref="([^"]*)"')
_PROTECTED = re.compile(rb'<sheetProtection [^<>]*\bsheet="(?:1|true)"')
_DIGITS = re.compile(rb"[0-9.\n-]*")
_END = b"</sheetData>"
_STRING_DIGITS = 7
# No XML text contains it, so texts can be joined by it and decoded all at once.
_JOINT = b"\0"


class QuickSheet:
    """A `RawSheet` over the markup of an ordinary sheet; values are read when a column is asked for."""

    def __init__(self, name: str, cells: Cells, merges: list[Merge], protected: bool, context: Context) -> None:
        self._name = name
        self._cells = cells
        self._context = context
        numbers, self._positions = np.unique(cells.row, return_inverse=True)
        self.rows: list[int] = numbers.tolist()
        self.hidden: set[int] = set(cells.hidden.intersection(self.rows))
        self.merges = merges
        self.protected = protected
        self._order = np.argsort(cells.column, kind="stable")
        self._sorted = cells.column[self._order]

    def column(self, index: int) -> list[Raw]:
        """See `RawSheet.column`."""
        chosen = self._in_column(index)
        values = self._values(chosen)
        if len(chosen) == len(self.rows):
            return values
        column: list[Raw] = [None] * len(self.rows)
        for position, value in zip(self._positions[chosen].tolist(), values, strict=True):
            column[position] = value
        return column

    def row(self, position: int) -> dict[int, Raw]:
        """See `RawSheet.row`."""
        start, end = self._row_starts[position], self._row_starts[position + 1]
        chosen = np.arange(start, end)
        values = zip(self._cells.column[chosen].tolist(), self._values(chosen), strict=True)
        return {column: value for column, value in values if value is not None}

    def used_columns(self) -> list[int]:
        """See `RawSheet.used_columns`."""
        columns: list[int] = np.unique(self._sorted).tolist()
        return columns

    def formula_rows(self, index: int) -> set[int]:
        """See `RawSheet.formula_rows`."""
        chosen = self._in_column(index)
        return set(self._cells.row[chosen[self._cells.formula[chosen]]].tolist())

    @cached_property
    def _row_starts(self) -> list[int]:
        starts: list[int] = np.searchsorted(self._positions, np.arange(len(self.rows) + 1)).tolist()
        return starts

    def _in_column(self, index: int) -> Ints:
        start, end = np.searchsorted(self._sorted, [index, index + 1])
        return self._order[start:end]

    def _values(self, chosen: Ints) -> list[Raw]:
        """The values of these cells."""
        kinds = self._cells.kind[chosen]
        if not len(kinds):
            return []
        if (kinds == kinds[0]).all():
            return self._of_kind(int(kinds[0]), chosen)
        values: list[Raw] = [None] * len(chosen)
        for kind in np.unique(kinds).tolist():
            places = np.flatnonzero(kinds == kind)
            for place, value in zip(places.tolist(), self._of_kind(kind, chosen[places]), strict=True):
                values[place] = value
        return values

    def _of_kind(self, kind: int, chosen: Ints) -> list[Raw]:
        """The values of these cells, which are all of one kind."""
        starts, ends = self._cells.start[chosen].tolist(), self._cells.end[chosen].tolist()
        body = self._cells.body
        stored = [body[start:end] for start, end in zip(starts, ends, strict=True)]
        values: list[Raw]
        if kind == NUMBER:
            values = self._numbers(stored, chosen)
        elif kind in (TEXT, INLINE):
            values = list(self._texts(stored, chosen))
        elif kind == SHARED:
            values = self._shared(stored, chosen)
        elif kind == BOOLEAN:
            values = [text.strip() in TRUE for text in self._texts(stored, chosen)]
        else:
            assert kind == ERROR
            values = [Fault("error", text) for text in self._texts(stored, chosen)]
        if b"" in stored:
            # An empty text is an empty cell; any other cell without a value is a formula nobody has computed.
            blank: Raw = None if kind in (TEXT, INLINE) else Fault("no_result", "")
            values = [value if text else blank for text, value in zip(stored, values, strict=True)]
        return values

    def _texts(self, stored: list[bytes], chosen: Ints) -> list[str]:
        joined = _JOINT.join(stored)
        try:
            texts = joined.decode("utf-8").split("\0")
        except UnicodeDecodeError as error:
            raise Refused(refusal.BROKEN_STRUCTURE, sheet=self._name, actual=str(error.reason)) from error
        if self._cells.loose[chosen].any():
            loose = self._cells.loose[chosen].tolist()
            texts = [text.strip(SPACE) if own else text for text, own in zip(texts, loose, strict=True)]
        if b"&" in joined:
            texts = [resolve_entities(text, self._name) for text in texts]
        return texts

    def _numbers(self, stored: list[bytes], chosen: Ints) -> list[Raw]:
        values: list[Raw]
        try:
            values = list(map(float, stored)) if _DIGITS.fullmatch(b"\n".join(stored)) else self._odd_numbers(stored)
        except ValueError:
            values = self._odd_numbers(stored)
        dates = self._dates
        if not dates.any():
            return values
        style = self._cells.style[chosen]
        shift = DAYS_1904 if self._context.date1904 else 0
        for place in np.flatnonzero(dates[np.minimum(style, len(dates) - 1)]).tolist():
            value = values[place]
            if isinstance(value, float) and style[place] < len(dates):
                values[place] = Serial(value + shift)
        return values

    def _odd_numbers(self, stored: list[bytes]) -> list[Raw]:
        return [raw_number(text.decode("utf-8", "replace").strip()) for text in stored]

    @cached_property
    def _dates(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return np.array(self._context.date_styles, np.bool_)

    def _shared(self, stored: list[bytes], chosen: Ints) -> list[Raw]:
        strings = self._context.strings()
        values: list[Raw] = []
        for place, text in enumerate(stored):
            index = whole(text.decode("ascii", "replace").strip()) if text else 0
            if not 0 <= index < len(strings) and text:
                column, row = int(self._cells.column[chosen[place]]), int(self._cells.row[chosen[place]])
                raise Refused(refusal.TEXT_NOT_THERE, sheet=self._name, column=letters(column), row=row)
            values.append(strings[index] if text else None)
        return values


def read_quickly(name: str, xml: bytes, context: Context) -> QuickSheet | None:
    """An ordinary sheet, ``None`` when only the careful reader can be trusted with it.

    Raises:
        Refused: there are more rows or cells than the limits allow.
    """
    start, end = xml.find(b"<sheetData>"), xml.find(_END)
    if not 0 < start < end or not PLAIN_SHEET.match(xml) or _FOREIGN_ENCODING.match(xml):
        return None
    merges = _merges(xml[end:])
    cells = scan(xml[start : end + len(_END)])
    if cells is None or merges is None:
        return None
    cells = _without_empty_texts(cells, context.strings())
    sheet = QuickSheet(name, cells, merges, _PROTECTED.search(xml, end) is not None, context)
    for limit, amount in ((context.limits.rows, len(sheet.rows)), (context.limits.cells, len(cells.row))):
        if amount > limit.most:
            raise Refused(refusal.TOO_MANY_CELLS, sheet=name, actual=amount, limit=limit.most)
    return sheet


def _without_empty_texts(cells: Cells, strings: list[str]) -> Cells:
    """The cells without those that refer to an empty shared string: they are empty cells."""
    empty = [index for index, text in enumerate(strings) if not text]
    if not empty:
        return cells
    stored, _ = numbers_at(np.frombuffer(cells.body, np.uint8), cells.start, _STRING_DIGITS)
    return cells.only(~((cells.kind == SHARED) & np.isin(stored, empty)))


def _merges(tail: bytes) -> list[Merge] | None:
    if tail.count(b"mergeCell ") != len(found := _MERGE.findall(tail)):
        return None
    try:
        return [merge_of(reference.decode()) for reference in found]
    except (ValueError, UnicodeDecodeError):
        return None
