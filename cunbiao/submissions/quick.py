"""The quick reader: an ordinary sheet read column by column from its markup.

What it returns is what the careful reader returns; sheets that are out of the ordinary in any way are left to that one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cunbiao.submissions import refusal
from cunbiao.submissions.context import Context
from cunbiao.submissions.markup import BOOLEAN, ERROR, INLINE, NUMBER, SHARED, TEXT, Cells, Ints, scan
from cunbiao.submissions.raw import DAYS_1904, TRUE, Fault, Merge, Raw, Serial, letters, merge_of, raw_number
from cunbiao.submissions.refusal import Refused
from cunbiao.submissions.xml_text import SPACE, resolve_entities

PLAIN_SHEET = re.compile(rb"\s*<(?:\?xml[^<>]*\?>\s*<)?worksheet[ >]")
_FOREIGN_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"'](?!utf-8)", re.IGNORECASE)
_MERGE = re.compile(rb'<mergeCell ref="([^"]*)"')
_PROTECTED = re.compile(rb'<sheetProtection [^<>]*\bsheet="(?:1|true)"')
_DIGITS = re.compile(rb"[0-9.\n-]*")
_END = b"</sheetData>"

_NO_RESULT = Fault("no_result", "")

Objects = NDArray[np.object_]
# No XML text contains it, so texts can be joined by it and decoded all at once.
_JOINT = b"\0"


class QuickSheet:
    """A `RawSheet` over the markup of an ordinary sheet: all its values at once, column by column."""

    def __init__(self, name: str, cells: Cells, merges: list[Merge], protected: bool, context: Context) -> None:
        new_row = np.diff(cells.row, prepend=0) > 0
        positions = np.cumsum(new_row) - 1
        self.rows: list[int] = cells.row[new_row].tolist()
        self.hidden: set[int] = set(cells.hidden.intersection(self.rows))
        self.merges = merges
        self.protected = protected
        # Numbers of 16 bits are sorted without comparing them.
        order = np.argsort(cells.column.astype(np.uint16), kind="stable")
        self._positions = positions[order]
        self._formula = cells.formula[order]
        self._values = _Values(name, cells, context).all()[order]
        column = cells.column[order]
        starts = np.flatnonzero(np.diff(column, prepend=-1))
        ends = [*starts.tolist(), len(order)][1:]
        self._places = {
            own: (start, end) for own, start, end in zip(column[starts].tolist(), starts.tolist(), ends, strict=True)
        }

    def column(self, index: int) -> list[Raw]:
        """See `RawSheet.column`."""
        start, end = self._places.get(index, (0, 0))
        if end - start == len(self.rows):
            full: list[Raw] = self._values[start:end].tolist()
            return full
        column = np.full(len(self.rows), None, object)
        column[self._positions[start:end]] = self._values[start:end]
        values: list[Raw] = column.tolist()
        return values

    def row(self, position: int) -> dict[int, Raw]:
        """See `RawSheet.row`."""
        cells = {}
        for place in np.flatnonzero(self._positions == position).tolist():
            column = self._columns[bisect_right(self._starts, place) - 1]
            cells[column] = self._values[place]
        return {column: raw for column, raw in cells.items() if raw is not None}

    def used_columns(self) -> list[int]:
        """See `RawSheet.used_columns`."""
        return list(self._places)

    def formula_rows(self, index: int) -> set[int]:
        """See `RawSheet.formula_rows`."""
        start, end = self._places.get(index, (0, 0))
        chosen = np.flatnonzero(self._formula[start:end])
        return (
            {self.rows[position] for position in self._positions[start:end][chosen].tolist()} if len(chosen) else set()
        )

    @cached_property
    def _columns(self) -> list[int]:
        return list(self._places)

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self._places.values()]


class _Values:
    """Turns the stored values of all cells of a sheet into raw cells, those of one kind together."""

    def __init__(self, name: str, cells: Cells, context: Context) -> None:
        self._name = name
        self._cells = cells
        self._context = context

    def all(self) -> Objects:
        """The raw cells in sheet order."""
        cells = self._cells
        filled = cells.end > cells.start
        # What has no value is a formula nobody has computed.
        values = np.full(len(filled), _NO_RESULT, object)
        for kind, read in (
            (NUMBER, self._numbers),
            (TEXT, self._texts),
            (INLINE, self._texts),
            (SHARED, self._shared),
            (BOOLEAN, self._booleans),
            (ERROR, self._errors),
        ):
            chosen = np.flatnonzero((cells.kind == kind) & filled)
            if len(chosen):
                values[chosen] = read(chosen)
        return values

    def _stored(self, chosen: Ints) -> list[bytes]:
        """What is written in these cells."""
        cells, body = self._cells, self._cells.body
        spans = zip(cells.start[chosen].tolist(), cells.end[chosen].tolist(), strict=True)
        return [body[start:end] for start, end in spans]

    def _texts(self, chosen: Ints) -> list[str]:
        joined = _JOINT.join(self._stored(chosen))
        try:
            texts = joined.decode("utf-8").split("\0")
        except UnicodeDecodeError as error:
            raise Refused(refusal.BROKEN_STRUCTURE, sheet=self._name, actual=str(error.reason)) from error
        for place in np.flatnonzero(self._cells.loose[chosen]).tolist():
            texts[place] = texts[place].strip(SPACE)
        if b"&" in joined:
            texts = [resolve_entities(text, self._name) for text in texts]
        return texts

    def _numbers(self, chosen: Ints) -> list[float | Fault]:
        stored = self._stored(chosen)
        values: list[float | Fault]
        try:
            plain = _DIGITS.fullmatch(b"\n".join(stored)) is not None
            values = list(map(float, stored)) if plain else self._odd_numbers(stored)
        except ValueError:
            values = self._odd_numbers(stored)
        dates = np.array([*self._context.date_styles, False], np.bool_)
        if not dates.any():
            return values
        shift = DAYS_1904 if self._context.date1904 else 0
        style = np.minimum(self._cells.style[chosen], len(dates) - 1)
        for place in np.flatnonzero(dates[style]).tolist():
            value = values[place]
            if isinstance(value, float):
                values[place] = Serial(value + shift)
        return values

    def _odd_numbers(self, stored: list[bytes]) -> list[float | Fault]:
        texts = [resolve_entities(text.decode("utf-8", "replace"), self._name) for text in stored]
        return [raw_number(text.strip()) for text in texts]

    def _shared(self, chosen: Ints) -> Objects:
        return self._context.texts[self._cells.string[chosen]]

    def _booleans(self, chosen: Ints) -> list[bool]:
        return [text.strip() in TRUE for text in self._texts(chosen)]

    def _errors(self, chosen: Ints) -> list[Fault]:
        return [Fault("error", text) for text in self._texts(chosen)]


def read_quickly(name: str, xml: bytes, context: Context) -> QuickSheet | None:
    """An ordinary sheet, ``None`` when only the careful reader can be trusted with it.

    Raises:
        Refused: there are more rows or cells than the limits allow.
    """
    start, end = xml.find(b"<sheetData>"), xml.find(_END)
    if not 0 < start < end or not PLAIN_SHEET.match(xml) or _FOREIGN_ENCODING.match(xml):
        return None
    merges = _merges(xml, end)
    cells = scan(xml, start, end + len(_END))
    if cells is None or merges is None:
        return None
    cells = _without_empty_texts(name, cells, context)
    sheet = QuickSheet(name, cells, merges, _PROTECTED.search(xml, end) is not None, context)
    for limit, amount in ((context.limits.rows, len(sheet.rows)), (context.limits.cells, len(cells.row))):
        if amount > limit.most:
            raise Refused(refusal.TOO_MANY_CELLS, sheet=name, actual=amount, limit=limit.most)
    return sheet


def _without_empty_texts(name: str, cells: Cells, context: Context) -> Cells:
    """The cells without those that refer to an empty shared string: they are empty cells.

    Raises:
        Refused: a cell refers to a shared string that is not there.
    """
    shared = np.flatnonzero((cells.kind == SHARED) & (cells.end > cells.start))
    if not len(shared):
        return cells
    string = cells.string[shared]
    beyond = shared[string >= len(context.strings)]
    if len(beyond):
        column, row = int(cells.column[beyond[0]]), int(cells.row[beyond[0]])
        raise Refused(refusal.TEXT_NOT_THERE, sheet=name, column=letters(column), row=row)
    blank = shared[context.empty[string]]
    return cells.only(np.delete(np.arange(len(cells.row)), blank)) if len(blank) else cells


def _merges(xml: bytes, end: int) -> list[Merge] | None:
    """The merged ranges, which stand behind the row data; ``None`` when one is written in an unusual way."""
    start = xml.find(b"<mergeCells", end)
    if start < 0:
        return None if xml.find(b"mergeCell", end) >= 0 else []
    listed = xml[start : xml.find(b"</mergeCells>", start)]
    found = _MERGE.findall(listed)
    if listed.count(b"<mergeCell ") != len(found):
        return None
    try:
        return [merge_of(reference.decode()) for reference in found]
    except (ValueError, UnicodeDecodeError):
        return None
