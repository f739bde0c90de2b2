"""What was read from a file, in a form that is quick to write down and to read again.

The cells of all its columns stand together; what holds them keeps only the names of its columns, in that order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Self

from cunbiao.records.submission import RollupFile, Submission, TableRows
from cunbiao.submissions.packed_cells import NotPacked, PackedCells, packed, unpacked
from cunbiao.submissions.workbook import Taken
from workbooks.reading.raw import ColumnSheet, Merge, Raw


class _Cells:
    """Cells that are taken column by column."""

    def __init__(self, cells: PackedCells) -> None:
        self._cells = unpacked(cells)
        self._next = 0

    def column(self, size: int) -> list[Any]:
        """So many of the next cells. Raises `ValueError` when there are not so many."""
        start, self._next = self._next, self._next + size
        if self._next > len(self._cells):
            raise ValueError("not so many cells")
        return self._cells[start : self._next]

    def columns(self, names: Sequence[str], size: int) -> dict[str, list[Any]]:
        """Columns of so many cells each, by these names."""
        return {name: self.column(size) for name in names}

    def all_taken(self) -> None:
        """Raises `ValueError` when some are left."""
        if self._next != len(self._cells):
            raise ValueError("more cells than columns")


@dataclass(slots=True)
class _Table:
    """One entry sheet: ``rows`` without cells, and the names of its columns."""

    rows: TableRows
    columns: list[str]
    shown: list[str]
    issued: list[str] | None
    extra: list[str]

    @classmethod
    def of(cls, rows: TableRows) -> Self:
        """A table without its cells. Raises `NotPacked` when a column is longer or shorter than the table."""
        if any(len(column) != len(rows.rows) for column in _columns(rows)):
            raise NotPacked(rows.table)
        bare = replace(rows, columns={}, shown={}, issued=None, extra={})
        issued = None if rows.issued is None else list(rows.issued)
        return cls(bare, list(rows.columns), list(rows.shown), issued, list(rows.extra))

    def filled(self, cells: _Cells) -> TableRows:
        """The table with its cells again."""
        rows, size = self.rows, len(self.rows.rows)
        rows.columns = cells.columns(self.columns, size)
        rows.shown = cells.columns(self.shown, size)
        rows.issued = None if self.issued is None else cells.columns(self.issued, size)
        rows.extra = cells.columns(self.extra, size)
        return rows


def _columns(rows: TableRows) -> Iterable[Sequence[Raw]]:
    """All columns in the order in which `_Table.filled` takes them."""
    return chain(rows.columns.values(), rows.shown.values(), (rows.issued or {}).values(), rows.extra.values())


@dataclass(slots=True)
class StoredVillage:
    """A workbook of a village."""

    submission: Submission
    tables: dict[str, _Table]
    cells: PackedCells
    unlisted: dict[str, dict[str, list[int]]]
    former: set[str]

    @classmethod
    def of(cls, taken: Taken) -> Self:
        """What was taken. Raises `NotPacked` when it would not come back as it was."""
        own = taken.submission
        tables = {table: _Table.of(rows) for table, rows in own.tables.items()}
        cells = packed(chain.from_iterable(map(_columns, own.tables.values())))
        return cls(replace(own, tables={}), tables, cells, taken.unlisted, taken.former)

    def answer(self, file: str, modified: float) -> Taken:
        """It again, of a file of this name, saved then. Raises `ValueError` or `IndexError` when it does not fit."""
        cells = _Cells(self.cells)
        submission = self.submission
        submission.tables = {table: own.filled(cells) for table, own in self.tables.items()}
        cells.all_taken()
        submission.findings = [
            replace(finding, place=replace(finding.place, file=file)) for finding in submission.findings
        ]
        submission.file, submission.modified = file, modified
        return Taken(submission, self.unlisted, self.former)


@dataclass(slots=True)
class _Sheet:
    """One sheet of a rollup without its cells."""

    rows: list[int]
    hidden: set[int]
    merges: list[Merge]
    protected: bool
    columns: list[int]


@dataclass(slots=True)
class StoredRollup:
    """A rollup workbook."""

    sheets: dict[str, _Sheet]
    cells: PackedCells
    edited: tuple[str, ...]
    sha256: str
    size: int

    @classmethod
    def of(cls, rollup: RollupFile) -> Self:
        """What was read. Raises `NotPacked` when it would not come back as it was."""
        sheets = {
            name: _Sheet(own.rows, own.hidden, own.merges, own.protected, own.used_columns())
            for name, own in rollup.sheets.items()
        }
        cells = packed(rollup.sheets[name].column(index) for name, own in sheets.items() for index in own.columns)
        return cls(sheets, cells, rollup.edited, rollup.sha256, rollup.size)

    def answer(self, file: str, modified: float) -> RollupFile:
        """It again, of a file of this name, saved then. Raises `ValueError` or `IndexError` when it does not fit."""
        cells = _Cells(self.cells)
        sheets = {}
        for name, own in self.sheets.items():
            columns = {index: cells.column(len(own.rows)) for index in own.columns}
            sheets[name] = ColumnSheet(own.rows, own.hidden, own.merges, own.protected, columns)
        cells.all_taken()
        return RollupFile(file, self.sha256, self.size, modified, {**sheets}, self.edited)
