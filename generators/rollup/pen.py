"""A sheet drawn cell by cell that remembers what it says, so that a number typed into it later is noticed."""

from __future__ import annotations

from typing import Any

from cunbiao.submissions.rollup_seal import FORMULA, ShownRows
from generators.style import Drawing
from workbooks.reading.raw import Raw
from workbooks.references import column_letters


class Pen:
    """Writes texts, numbers and formulas into one sheet; rows and columns count from 0."""

    def __init__(self, drawing: Drawing, name: str) -> None:
        self.drawing = drawing
        self.sheet = drawing.sheet(name)
        self._said: dict[tuple[int, int], Raw] = {}

    def text(self, row: int, column: int, text: str, *looks: dict[str, Any], to: int = 0, down: int = 0) -> None:
        """A text; ``to`` merges it with the cells up to that column, ``down`` with so many rows below."""
        self._merge(row, column, to, down, *looks)
        self.sheet.write_string(row, column, text, self.drawing.format(*looks))
        self._said[row, column] = text

    def number(self, row: int, column: int, value: float, *looks: dict[str, Any]) -> None:
        """A number."""
        self.sheet.write_number(row, column, value, self.drawing.format(*looks))
        self._said[row, column] = value

    def formula(
        self, row: int, column: int, formula: str, shown: float | str, *looks: dict[str, Any], to: int = 0
    ) -> None:
        """A formula, without "=", and what it gives."""
        self._merge(row, column, to, 0, *looks)
        self.sheet.write_formula(row, column, f"={formula}", self.drawing.format(*looks), shown)
        self._said[row, column] = FORMULA

    def link(self, row: int, column: int, sheet: str, text: str, *looks: dict[str, Any]) -> None:
        """A text that leads to another sheet."""
        self.sheet.write_url(row, column, f"internal:'{sheet}'!A1", self.drawing.format(*looks), text)
        self._said[row, column] = text

    def _merge(self, row: int, column: int, to: int, down: int, *looks: dict[str, Any]) -> None:
        if to > column or down:
            self.sheet.merge_range(row, column, row + down, max(to, column), "", self.drawing.format(*looks))

    def shown(self, first: int = 0) -> ShownRows:
        """All it says from a row on; the rows above may be changed by whoever uses the workbook."""
        last_row = max(row for row, _ in self._said)
        columns = sorted({column for _, column in self._said})
        return ShownRows(
            first + 1,
            {
                column_letters(column): [self._said.get((row, column)) for row in range(first, last_row + 1)]
                for column in columns
            },
        )
