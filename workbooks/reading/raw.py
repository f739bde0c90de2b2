"""Cells as they stand in a sheet, before anything knows what they ought to be."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from workbooks.references import column_letters, split_reference


class Serial(float):
    """A number in a cell with a date format: days since 1899-12-30, whatever day the workbook counts from."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that has no value: an error such as #REF!, a formula nobody has computed, a number that is none."""

    kind: Literal["error", "no_result", "no_number"]
    text: str


Raw = str | float | bool | Serial | Fault | None

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
DAYS_1904 = 1462
TRUE = ("1", "true")


def raw_number(text: str) -> float | Fault:
    """The number a numeric cell stands for; what is no finite number is never one."""
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    return number if math.isfinite(number) else Fault("no_number", text)


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; rows are counted from 1, columns from 0, both ends included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    @property
    def reference(self) -> str:
        """As Excel writes it: B3:D5."""
        return f"{column_letters(self.first_column)}{self.first_row}:{column_letters(self.last_column)}{self.last_row}"


class RawSheet(Protocol):
    """The non-empty rows of a sheet, however far apart they are."""

    @property
    def rows(self) -> list[int]:
        """Excel row numbers of the rows that hold a value or a formula, ascending."""

    @property
    def hidden(self) -> set[int]:
        """Those of ``rows`` that are hidden."""

    @property
    def merges(self) -> list[Merge]:
        """Merged ranges."""

    @property
    def protected(self) -> bool:
        """Whether the sheet is protected."""

    def column(self, index: int) -> list[Raw]:
        """The values of a column (from 0), one a row of ``rows``; ``None`` where a cell is empty."""

    def row(self, position: int) -> dict[int, Raw]:
        """Column → value of one of ``rows``, empty cells left out."""

    def used_columns(self) -> list[int]:
        """The columns that hold a value anywhere, ascending."""

    def formula_rows(self, index: int) -> set[int]:
        """Excel row numbers of the cells of a column that hold a formula."""


@dataclass(slots=True)
class ColumnSheet:
    """A `RawSheet` that is nothing but its columns: small enough to be sent from one process to another."""

    rows: list[int]
    hidden: set[int]
    merges: list[Merge]
    protected: bool
    columns: dict[int, list[Raw]]

    @classmethod
    def of(cls, sheet: RawSheet) -> ColumnSheet:
        """The values of a sheet without its formulas."""
        columns = {index: sheet.column(index) for index in sheet.used_columns()}
        return cls(sheet.rows, sheet.hidden, sheet.merges, sheet.protected, columns)

    @classmethod
    def with_cells(cls, cells: Mapping[int, Mapping[int, Raw]], merges: Iterable[Merge] = ()) -> ColumnSheet:
        """A sheet of these cells: row (from 1) → column (from 0) → value."""
        rows = sorted(row for row, own in cells.items() if own)
        used = sorted({column for row in rows for column in cells[row]})
        columns = {column: [cells[row].get(column) for row in rows] for column in used}
        return cls(rows, set(), list(merges), False, columns)

    def column(self, index: int) -> list[Raw]:
        """See `RawSheet.column`."""
        return self.columns.get(index) or [None] * len(self.rows)

    def row(self, position: int) -> dict[int, Raw]:
        """See `RawSheet.row`."""
        cells = {index: column[position] for index, column in self.columns.items()}
        return {index: raw for index, raw in cells.items() if raw is not None}

    def used_columns(self) -> list[int]:
        """See `RawSheet.used_columns`."""
        return sorted(self.columns)

    def formula_rows(self, index: int) -> set[int]:
        """Formulas are not sent."""
        return set()


def merge_of(reference: str) -> Merge:
    """The range a ``mergeCell`` names. Raises `ValueError` when it is none."""
    start, _, end = reference.partition(":")
    first_row, first_column = split_reference(start)
    last_row, last_column = split_reference(end or start)
    return Merge(first_row, last_row, first_column, last_column)
