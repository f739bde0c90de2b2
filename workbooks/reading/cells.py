"""The cells of a sheet as arrays: what scanning its markup finds."""

from __future__ import annotations

from dataclasses import dataclass

from workbooks.reading.eight_bytes import Bools, Bytes, Ints

# Kinds of cells, by their attribute t.
NUMBER, SHARED, TEXT, INLINE, BOOLEAN, ERROR = range(6)

# What stands around the rows.
START, END = b"<sheetData>", b"</sheetData>"


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells that hold something or have a formula, in sheet order; all arrays have one entry a cell.

    Attributes:
        body: the bytes ``start`` and ``end`` point into.
        row: Excel row number. column: column from 0.
        kind: `NUMBER`, `SHARED`, `TEXT`, `INLINE`, `BOOLEAN` or `ERROR`.
        style: the format of a number, 0 in cells of other kinds.
        start, end: where the value stands; equal when there is none.
        string: number of the shared string, 0 in cells of other kinds.
        formula: the cell has a formula.
        loose: white space around the value does not count.
        hidden: numbers of the hidden rows.
    """

    body: bytes
    row: Ints
    column: Ints
    kind: Bytes
    style: Ints
    start: Ints
    end: Ints
    string: Ints
    formula: Bools
    loose: Bools
    hidden: frozenset[int]

    def only(self, chosen: Ints) -> Cells:
        """The cells at these places."""
        return Cells(
            body=self.body,
            row=self.row[chosen],
            column=self.column[chosen],
            kind=self.kind[chosen],
            style=self.style[chosen],
            start=self.start[chosen],
            end=self.end[chosen],
            string=self.string[chosen],
            formula=self.formula[chosen],
            loose=self.loose[chosen],
            hidden=self.hidden,
        )
