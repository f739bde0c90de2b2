"""The quick reader: an ordinary sheet read column by column from its markup.

What it returns is what the careful reader returns; sheets that are out of the ordinary in any way are left to that one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from workbooks import refusal
from workbooks.reading import markup
from workbooks.reading.cells import BOOLEAN, END, ERROR, INLINE, NUMBER, SHARED, START, TEXT, Cells
from workbooks.reading.compiled.library import compiled_scan
from workbooks.reading.context import Context
from workbooks.reading.eight_bytes import Ints
from workbooks.reading.raw import DAYS_1904, TRUE, Fault, Merge, Raw, Serial, merge_of, raw_number
from workbooks.references import column_letters
from workbooks.refusal import Refused
from workbooks.xml_text import SPACE, resolve_entities

PLAIN_SHEET = re.compile(rb"\s*<(?:\?xml[^<>]*\?>\s*<)?worksheet[ >]")
_FOREIGN_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"'](?!utf-8)", re.IGNORECASE)
_MERGE = re.compile(rb'<mergeCell ref="([^"]*)"')
_PROTECTED = re.compile(rb'<sheetProtection [^<>]*\bsheet="(?:1|true)"')
_DIGITS = re.compile(r"[0-9.<-]*")
_ROW = b"<row "
_PIECE = 8 << 20
_scan = compiled_scan() or markup.scan
_LARGE = 1_000_000

_NO_RESULT = Fault("no_result", "")

Objects = NDArray[np.object_]
# It stands behind every value, and in none.
_JOINT = "<"


class QuickSheet:
    """A `RawSheet` over the markup of an ordinary sheet: all its values at once, column by column."""

    def __init__(self, pieces: Sequence[_Piece], merges: list[Merge], protected: bool) -> None:
        self.rows: list[int] = [row for piece in pieces for row in piece.rows]
        self.hidden: set[int] = {row for piece in pieces for row in piece.hidden}
        self.merges = merges
        self.protected = protected
        self._pieces = pieces
        used = sorted({index for piece in pieces for index in piece.columns})
        self._columns = (
            pieces[0].columns
            if len(pieces) == 1
            else {index: [raw for piece in pieces for raw in piece.taken(index)] for index in used}
        )

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
        return {row for piece in self._pieces for row in piece.formula_rows(index)}


class _Piece:
    """Some rows of a sheet, one below the other."""

    def __init__(self, name: str, cells: Cells, context: Context) -> None:
        new_row = np.diff(cells.row, prepend=0) > 0
        position = np.cumsum(new_row) - 1
        self.cells = len(cells.row)
        self.rows: list[int] = cells.row[new_row].tolist()
        self.hidden = cells.hidden.intersection(self.rows)
        used = np.bincount(cells.column).nonzero()[0]
        table = np.full((len(used), len(self.rows)), None, object)
        place = np.searchsorted(used, cells.column), position
        table[place] = _Values(name, cells, context).all()
        self.columns: dict[int, list[Raw]] = dict(zip(used.tolist(), table.tolist(), strict=True))
        formulas = np.zeros(table.shape, np.bool_)
        formulas[place] = cells.formula
        self._formulas = {index: own for index, own in zip(self.columns, formulas, strict=True) if own.any()}

    def taken(self, index: int) -> Iterable[Raw]:
        """The values of a column, one a row, which the piece itself does not hold any more."""
        return self.columns.pop(index) if index in self.columns else repeat(None, len(self.rows))

    def formula_rows(self, index: int) -> list[int]:
        """The rows in which a cell of a column holds a formula."""
        formulas = self._formulas.get(index)
        return [] if formulas is None else [self.rows[position] for position in np.flatnonzero(formulas).tolist()]


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
    start, end = xml.find(START), xml.rfind(END)
    if not 0 < start < end or not PLAIN_SHEET.match(xml) or _FOREIGN_ENCODING.match(xml):
        return None
    merges = _merges(xml, end)
    pieces = _pieces(name, xml, start + len(START), end, context) if merges is not None else None
    if merges is None or pieces is None:
        return None
    protection = xml.find(b"<sheetProtection ", end)
    return QuickSheet(pieces, merges, protection >= 0 and _PROTECTED.match(xml, protection) is not None)


def _pieces(name: str, xml: bytes, start: int, end: int, context: Context) -> list[_Piece] | None:
    """The rows that stand in ``xml[start:end]``, some megabytes at a time: looking at them takes several times as much.

    Raises:
        Refused: there are more rows or cells than the limits allow.
    """
    pieces: list[_Piece] = []
    limits = context.limits
    last = rows = cells = 0
    for first, behind in _ranges(xml, start, end):
        found = _scan(xml, first, behind)
        if found is None:
            return None
        found = _without_empty_texts(name, found, context)
        if _is_sparse(found) or (len(found.row) and found.row[0] <= last):
            return None
        piece = _Piece(name, found, context)
        pieces.append(piece)
        last = piece.rows[-1] if piece.rows else last
        rows, cells = rows + len(piece.rows), cells + piece.cells
        for limit, amount in ((limits.rows, rows), (limits.cells, cells)):
            if amount > limit.most:
                raise Refused(refusal.TOO_MANY_CELLS, sheet=name, actual=amount, limit=limit.most)
    return pieces


def _ranges(xml: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the pieces begin and end: at the beginning of a row."""
    while True:
        behind = xml.find(_ROW, start + _PIECE, end)
        if behind < 0:
            yield start, end
            return
        yield start, behind
        start = behind


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
