"""Cells as they stand in a sheet, before anything knows what they ought to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384


class Serial(float):
    """A number in a cell with a date format: days since 1899-12-30, whatever day the workbook counts from."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that has no value: an error such as #REF!, a formula nobody has computed, a number that is none."""

    kind: Literal["error", "no_result", "no_number"]
    text: str


Raw = str | float | bool | Serial | Fault | None


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
        return f"{letters(self.first_column)}{self.first_row}:{letters(self.last_column)}{self.last_row}"


@dataclass(slots=True)
class RawSheet:
    """The non-empty rows of a sheet, however far apart they are.

    Attributes:
        rows: Excel row numbers of the rows that hold a value, ascending.
        cells: how many cells hold a value (formulas without a result have none).
        hidden: those of ``rows`` that are hidden.
        merges: merged ranges that were found.
        formula_columns: columns (from 0) that hold a formula in a data row.
        formulas: (row number, column) of cells with a formula; only a careful reading fills it.
        protected: the sheet is protected.
        careful: it was read cell by cell rather than by the quick reader.
    """

    rows: list[int]
    cells: int
    hidden: set[int]
    merges: list[Merge]
    formula_columns: set[int]
    protected: bool
    careful: bool
    dense: list[tuple[Raw, ...]] = field(default_factory=list)
    sparse: list[dict[int, Raw]] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)

    def column(self, index: int) -> list[Raw]:
        """The values of a column, one a row of ``rows``; ``None`` where a cell is empty."""
        if self.careful:
            return [row.get(index) for row in self.sparse]
        if index >= len(self.dense):
            return [None] * len(self.rows)
        return [None if value == "" else value for value in self.dense[index]]

    def row(self, position: int) -> dict[int, Raw]:
        """Column → value of one of ``rows``, empty cells left out."""
        if self.careful:
            return self.sparse[position]
        return {index: column[position] for index, column in enumerate(self.dense) if column[position] != ""}

    def used_columns(self) -> list[int]:
        """Columns that hold a value anywhere."""
        if self.careful:
            return sorted({index for row in self.sparse for index in row})
        return [index for index, column in enumerate(self.dense) if column.count("") < len(column)]


def letters(column: int) -> str:
    """Column letters: 0 → A, 25 → Z, 26 → AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def whole(text: str) -> int:
    """A whole number written in plain digits, -1 for anything else (or for more digits than any sheet needs)."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def column_index(text: str) -> int:
    """The column (from 0) of column letters in either case; -1 for anything else."""
    column = 0
    for letter in text.upper():
        if not "A" <= letter <= "Z":
            return -1
        column = column * 26 + ord(letter) - 64
        if column > MAX_COLUMN:
            return -1
    return column - 1


def split_reference(reference: str) -> tuple[int, int]:
    """Row (from 1) and column (from 0) of a cell reference such as B3.

    Raises:
        ValueError: it is no cell of a worksheet.
    """
    name = reference.rstrip("0123456789")
    row, column = whole(reference[len(name) :]), column_index(name)
    if not (1 <= row <= MAX_ROW and 0 <= column < MAX_COLUMN):
        raise ValueError(reference)
    return row, column


def merge_of(reference: str) -> Merge:
    """The range a ``mergeCell`` names. Raises `ValueError` when it is none."""
    start, _, end = reference.partition(":")
    first_row, first_column = split_reference(start)
    last_row, last_column = split_reference(end or start)
    return Merge(first_row, last_row, first_column, last_column)
