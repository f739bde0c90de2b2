"""The quick reader: an ordinary sheet read column by column from its markup.

What it returns is what the careful reader returns; sheets that are out of the ordinary in any way are left to that one.
"""

from __future__ import annotations

import re
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from workbooks import refusal
from workbooks.reading.context import Context
from workbooks.reading.markup import BOOLEAN, ERROR, INLINE, NUMBER, SHARED, TEXT, Cells, Ints, scan
from workbooks.reading.raw import DAYS_1904, TRUE, Fault, Merge, Raw, Serial, merge_of, raw_number
from workbooks.references import column_letters
from workbooks.refusal import Refused
from workbooks.xml_text import SPACE, resolve_entities

PLAIN_SHEET = re.compile(rb"\s*<(?:\?xml[^<>]*\?>\s*<)?worksheet[ >]")
_FOREIGN_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"'](?!utf-8)", re.IGNORECASE)
_MERGE = re.compile(rb'<mergeCell ref="([^"]*)"')
_PROTECTED = re.compile(rb'<sheetProtection [^<>]*\bsheet="(?:1|true)"')
_DIGITS = re.compile(r"[0-9.<-]*")
_END = b"</sheetData>"
_LARGE = 1_000_000

_NO_RESULT = Fault("no_result", "")

Objects = NDArray[np.object_]
# It stands behind every value, and in none.
_JOINT = "<"


class QuickSheet:
    """A `RawSheet` over the markup of an ordinary sheet: all its values at once, column by column."""

    def __init__(self, name: str, cells: Cells, merges: list[Merge], protected: bool, context: Context) -> None:
        new_row = np.diff(cells.row, prepend=0) > 0
        position = np.cumsum(new_row) - 1
        self.rows: list[int] = cells.row[new_row].tolist()
        self.hidden: set[int] = set(cells.hidden.intersection(self.rows))
        self.merges = merges
        self.protected = protected
        used = np.bincount(cells.column).nonzero()[0]
        table = np.full((len(used), len(self.rows)), None, object)
        place = np.searchsorted(used, cells.column), position
        table[place] = _Values(name, cells, context).all()
        self._columns: dict[int, list[Raw]] = dict(zip(used.tolist(), table.tolist(), strict=True))
        self._formulas = np.zeros(table.shape, np.bool_)
        self._formulas[place] = cells.formula

    def column(self, index: int) -> list[Raw]:
        """See `RawSheet.column`."""
        return list(self._columns[index]) if index in self._columns else [None] * len(self.rows)

    def row(self, position: int) -> dict[int, Raw]:
        """See `RawSheet.row`."""
        return {index: raw for index, column in self._columns.items() if (raw := column[position]) is not None}

    def used_columns(self) -> list[int]:
        """See `RawSheet.used_columns`."""
        return list(self._columns)

    def formula_rows(self, index: int) -> set[int]:
        """See `RawSheet.formula_rows`."""
        formulas = self._formulas_of.get(index)
        return set() if formulas is None else {self.rows[position] for position in np.flatnonzero(formulas).tolist()}

    @cached_property
    def _formulas_of(self) -> dict[int, NDArray[np.bool_]]:
        """The columns with formulas."""
        return {index: own for index, own in zip(self._columns, self._formulas, strict=True) if own.any()}


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

    def _stored(self, chosen: Ints) -> str:
        """What is written in these cells, each with the ``<`` behind it."""
        start = self._cells.start[chosen]
        lengths = self._cells.end[chosen] - start + 1
        before = np.cumsum(lengths) - lengths
        places = np.arange(lengths.sum()) + np.repeat(start - before, lengths)
        try:
            return str(np.frombuffer(self._cells.body, np.uint8)[places].tobytes(), "utf-8")
        except UnicodeDecodeError as error:
            raise Refused(refusal.BROKEN_STRUCTURE, sheet=self._name, actual=str(error.reason)) from error

    def _texts(self, chosen: Ints) -> list[str]:
        joined = self._stored(chosen)
        texts = joined.split(_JOINT)[:-1]
        for place in np.flatnonzero(self._cells.loose[chosen]).tolist():
            texts[place] = texts[place].strip(SPACE)
        if "&" in joined:
            texts = [resolve_entities(text, self._name) for text in texts]
        return texts

    def _numbers(self, chosen: Ints) -> list[float | Fault]:
        joined = self._stored(chosen)
        stored = joined.split(_JOINT)[:-1]
        values: list[float | Fault]
        try:
            plain = _DIGITS.fullmatch(joined) is not None
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

    def _odd_numbers(self, stored: list[str]) -> list[float | Fault]:
        return [raw_number(resolve_entities(text, self._name).strip()) for text in stored]

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
    # Little stands behind the row data, so its end is looked for from there; `scan` refuses an end in between.
    start, end = xml.find(b"<sheetData>"), xml.rfind(_END)
    if not 0 < start < end or not PLAIN_SHEET.match(xml) or _FOREIGN_ENCODING.match(xml):
        return None
    merges = _merges(xml, end)
    cells = scan(xml, start, end + len(_END))
    if cells is None or merges is None:
        return None
    cells = _without_empty_texts(name, cells, context)
    if _is_sparse(cells):
        return None
    protection = xml.find(b"<sheetProtection ", end)
    sheet = QuickSheet(name, cells, merges, protection >= 0 and _PROTECTED.match(xml, protection) is not None, context)
    for limit, amount in ((context.limits.rows, len(sheet.rows)), (context.limits.cells, len(cells.row))):
        if amount > limit.most:
            raise Refused(refusal.TOO_MANY_CELLS, sheet=name, actual=amount, limit=limit.most)
    return sheet


def _is_sparse(cells: Cells) -> bool:
    """Whether a table over all rows and columns that hold something would be mostly empty and large."""
    rows = int(np.count_nonzero(np.diff(cells.row, prepend=0)))
    columns = int(np.count_nonzero(np.bincount(cells.column)))
    return rows * columns > _LARGE + 10 * len(cells.row)


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
        raise Refused(refusal.TEXT_NOT_THERE, sheet=name, column=column_letters(column), row=row)
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
