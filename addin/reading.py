"""The active workbook as it is, unsaved changes too, read in blocks into the same records as a closed file.

A sheet costs a handful of calls: its values, what hides or merges its rows, whether it is protected; formulas are read
only for the columns somebody asks about.

What the spreadsheet program does not tell, a closed file would: who wrote the workbook (a problem list of ours counts
as a stranger's), a formula nobody has computed (the program has computed it), XML that is out of order (it would not be
open), and the checksum and size of the file. Hidden rows and merged ranges are looked for among the data rows only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cunbiao.definitions import Campaign
from cunbiao.definitions.intake import reading_limits
from cunbiao.records.identity_sheet import FIRST_ROW, MARK_PREFIX
from cunbiao.records.origin import Origin, peek
from cunbiao.records.submission import Intake
from cunbiao.submissions.definition import schema_for
from cunbiao.submissions.reading import settled
from cunbiao.submissions.workbook import FileFacts, take_sheets
from workbooks import refusal
from workbooks.limits import Limits
from workbooks.reading.raw import DAYS_1904, Fault, Merge, Raw, RawSheet, Serial
from workbooks.refusal import Refused

if TYPE_CHECKING:
    import xlwings as xw

Block = Sequence[Sequence[Any]]

# Cells asked for at once: large enough that calls do not count, small enough for any machine's memory.
_CELLS = 250_000
_BLANK = frozenset({None, ""})
_PLAIN = frozenset({type(None), str, float, bool, int})
# Excel gives an error as this number plus that of its kind.
_FIRST_ERROR = -2_146_828_288
_ERRORS = {
    2000: "#NULL!",
    2007: "#DIV/0!",
    2015: "#VALUE!",
    2023: "#REF!",
    2029: "#NAME?",
    2036: "#NUM!",
    2042: "#N/A",
    2043: "#GETTING_DATA",
    2045: "#SPILL!",
    2046: "#CONNECT!",
    2047: "#BLOCKED!",
    2048: "#UNKNOWN!",
    2049: "#FIELD!",
    2050: "#CALC!",
}


def peek_open(book: xw.Book) -> Origin:
    """What the workbook says of itself; ``foreign`` when that cannot be read."""
    try:
        return peek(OpenSheets(book, reading_limits()))
    except Refused:
        return Origin("foreign")


def read_open(book: xw.Book, campaign: Campaign | None) -> Intake:
    """What `read_found` would find in the workbook if it were saved now.

    Raises:
        DefinitionError: ``templates/intake.yaml`` or a message file is not as expected.
    """
    schema = schema_for(campaign)
    facts = FileFacts(book.name, "", 0, 0.0)
    return settled([take_sheets(facts, lambda: OpenSheets(book, schema.limits), schema)], campaign, schema)


class OpenSheets:
    """The `Sheets` of a workbook that is open in a spreadsheet program."""

    def __init__(self, book: xw.Book, limits: Limits) -> None:
        self._sheets = {sheet.name: sheet for sheet in book.sheets}
        self._shift = DAYS_1904 if book.api.Date1904 else 0
        self._limits = limits
        self.names = list(self._sheets)

    @property
    def attached(self) -> Sequence[str]:
        """The program is not asked what else the workbook carries."""
        return ()

    @property
    def saved(self) -> float:
        """What is open may differ from what was saved."""
        return 0.0

    def says(self, text: str) -> bool:
        """The program is not asked about the workbook's properties."""
        return False

    def mark(self, name: str) -> str:
        """See `Sheets.mark`."""
        return mark_of(self._sheets[name])

    def read(self, name: str) -> RawSheet:
        """See `Sheets.read`."""
        sheet, limits = self._sheets[name], self._limits
        opened = OpenSheet(sheet, self._shift, limits.rows.most)
        cells = sum(raw is not None for column in opened.columns.values() for raw in column)
        for limit, amount in ((limits.rows, len(opened.rows)), (limits.cells, cells)):
            if amount > limit.most:
                raise Refused(refusal.TOO_MANY_CELLS, sheet=name, actual=amount, limit=limit.most)
        return opened


def mark_of(sheet: xw.Sheet) -> str:
    """The text of cell A1 when it is a mark of ours, "" for any other sheet."""
    text = sheet.range("A1").raw_value
    return text if isinstance(text, str) and text.startswith(MARK_PREFIX) else ""


class OpenSheet:
    """A `RawSheet` over a sheet that is open.

    Args:
        sheet: the sheet.
        shift: days between the day its workbook counts from and 1899-12-30.
        most: reading ends after this many rows with content and one more.
    """

    def __init__(self, sheet: xw.Sheet, shift: int, most: int) -> None:
        self._sheet = sheet
        self._formulas: dict[int, set[int]] = {}
        used = sheet.used_range
        self.rows: list[int] = []
        found: list[list[Raw]] = []
        for number, cells in _filled_rows(sheet, used, shift):
            self.rows.append(number)
            found.append(cells)
            if len(self.rows) > most:
                break
        table = zip(*found, strict=True)
        columns = {index: list(column) for index, column in enumerate(table, used.column - 1)}
        self.columns = {index: column for index, column in columns.items() if column.count(None) < len(column)}
        self._used = used.column, used.column + used.shape[1] - 1
        self._first, self._last = max(FIRST_ROW, used.row), self.rows[-1] if self.rows else 0

    @cached_property
    def protected(self) -> bool:
        """See `RawSheet.protected`."""
        return bool(self._sheet.api.ProtectContents)

    @cached_property
    def hidden(self) -> set[int]:
        """See `RawSheet.hidden`; what stands above the data rows matters to nobody."""
        return hidden_rows(self._sheet, self._first, self._last).intersection(self.rows)

    @cached_property
    def merges(self) -> list[Merge]:
        """See `RawSheet.merges`; those that touch data rows."""
        left, right = self._used
        return _merges(self._sheet, self._first, self._last, left, right) if self._first <= self._last else []

    def column(self, index: int) -> list[Raw]:
        """See `RawSheet.column`."""
        return list(self.columns[index]) if index in self.columns else [None] * len(self.rows)

    def row(self, position: int) -> dict[int, Raw]:
        """See `RawSheet.row`."""
        return {index: raw for index, column in self.columns.items() if (raw := column[position]) is not None}

    def used_columns(self) -> list[int]:
        """See `RawSheet.used_columns`."""
        return list(self.columns)

    def formula_rows(self, index: int) -> set[int]:
        """See `RawSheet.formula_rows`; a text that begins with = and is shown as it stands is none."""
        if index not in self.columns:
            return set()
        if index not in self._formulas:
            self._formulas |= self._formulas_of(next(run for run in self._runs if index in run))
        return self._formulas[index]

    def _formulas_of(self, run: Sequence[int]) -> dict[int, set[int]]:
        """Column → the rows with formulas, for neighbouring columns, read at once."""
        first, last = self.rows[0], self.rows[-1]
        found: dict[int, set[int]] = {index: set() for index in run}
        if self._cells(run, first, last).api.HasFormula is False:
            return found
        written = self._written(run, first, last)
        for place, index in enumerate(run):
            column = [row[place] for row in written]
            for row, raw in zip(self.rows, self.column(index), strict=True):
                text = column[row - first]
                if raw is not None and raw != text and isinstance(text, str) and text.startswith("="):
                    found[index].add(row)
        return found

    @cached_property
    def _runs(self) -> list[Sequence[int]]:
        """Neighbouring columns that are read together; one that computes in the first data row stands alone.

        Its formulas are long, there is one in every row, and hardly anybody asks for them.
        """
        first, last = min(self.columns), max(self.columns)
        row = next((row for row in self.rows if row >= FIRST_ROW), self.rows[-1])
        (probe,) = self._written(range(first, last + 1), row, row)
        runs: list[Sequence[int]] = []
        for computes, places in groupby(range(len(probe)), key=lambda place: str(probe[place]).startswith("=")):
            run = [first + place for place in places]
            runs += [[index] for index in run] if computes else [run]
        return runs

    def _written(self, run: Sequence[int], first: int, last: int) -> Block:
        cells = self._cells(run, first, last)
        return rows_of(cells.formula, cells)

    def _cells(self, run: Sequence[int], first: int, last: int) -> xw.Range:
        return self._sheet.range((first, run[0] + 1), (last, run[-1] + 1))


def _filled_rows(sheet: xw.Sheet, used: xw.Range, shift: int) -> Iterator[tuple[int, list[Raw]]]:
    """The rows that hold something with their numbers, read in blocks."""
    (height, width), (top, left) = used.shape, (used.row, used.column)
    step = max(1, _CELLS // width)
    for first in range(top, top + height, step):
        last = min(first + step, top + height) - 1
        cells = sheet.range((first, left), (last, left + width - 1))
        values = rows_of(cells.raw_value, cells)
        exact = values if _is_plain(values) else rows_of(cells.api.Value2, cells)
        for number, (row, stored) in enumerate(zip(values, exact, strict=True), first):
            if not _BLANK.issuperset(row):
                yield number, [_raw(cell, own, shift) for cell, own in zip(row, stored, strict=True)]


def rows_of(given: Any, cells: xw.Range) -> Block:
    """A block as rows whatever its shape: a single cell comes alone, a single row or column may come as a flat list."""
    height, width = cells.shape
    if height == width == 1:
        return [[given[0][0] if isinstance(given, list | tuple) else given]]
    if isinstance(given[0], list | tuple):
        return given  # type: ignore[no-any-return]
    return [given] if height == 1 else [[cell] for cell in given]


def _is_plain(values: Block) -> bool:
    """Whether no number is a date or an amount of money to the spreadsheet program."""
    return all(_PLAIN.issuperset(map(type, row)) for row in values)


def _raw(value: Any, stored: Any, shift: int) -> Raw:
    """A cell from what ``Value`` gives (a date, money, anything else) and the number stored in it."""
    kind = type(value)
    if kind is float or kind is bool or value is None:
        return value  # type: ignore[no-any-return]
    if kind is str:
        return value or None
    if kind is int:
        return Fault("error", _ERRORS.get(value - _FIRST_ERROR, "#ERROR!"))
    return Serial(stored + shift) if isinstance(value, dt.datetime) else float(stored)


def hidden_rows(sheet: xw.Sheet, first: int, last: int) -> set[int]:
    """The hidden ones of the rows from ``first`` to ``last``, filtered ones too."""
    if first > last:
        return set()
    hidden = sheet.range((first, 1), (last, 1)).api.EntireRow.Hidden
    if hidden is not None:
        return set(range(first, last + 1)) if hidden else set()
    middle = (first + last) // 2
    return hidden_rows(sheet, first, middle) | hidden_rows(sheet, middle + 1, last)


def _merges(sheet: xw.Sheet, top: int, bottom: int, left: int, right: int) -> list[Merge]:
    """The merged ranges that touch a rectangle, each once."""
    found: list[Merge] = []
    waiting = [(top, bottom, left, right)]
    while waiting:
        top, bottom, left, right = waiting.pop()
        if any(_covers(merge, top, bottom, left, right) for merge in found):
            continue
        merged = sheet.range((top, left), (bottom, right)).merge_cells
        if merged is False:
            continue
        if merged:
            area = sheet.range((top, left)).merge_area
            height, width = area.shape
            own = Merge(area.row, area.row + height - 1, area.column - 1, area.column + width - 2)
            if own not in found:
                found.append(own)
            if _covers(own, top, bottom, left, right):
                continue
        if top < bottom:
            middle = (top + bottom) // 2
            waiting += [(middle + 1, bottom, left, right), (top, middle, left, right)]
        else:
            middle = (left + right) // 2
            waiting += [(top, bottom, middle + 1, right), (top, bottom, left, middle)]
    return found


def _covers(merge: Merge, top: int, bottom: int, left: int, right: int) -> bool:
    rows = merge.first_row <= top and bottom <= merge.last_row
    return rows and merge.first_column < left and right <= merge.last_column + 1
