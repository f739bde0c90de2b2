"""A definition workbook on the desk of somebody who knows it by what he sees: sheet names, headings, words in a row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cunbiao.authoring.book import FIRST, HEADINGS

Value = str | float | int | bool | None


class Desk:
    """The workbook, open; `save` puts it back."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.book = load_workbook(file)

    def save(self, to: Path | None = None) -> Path:
        self.book.save(to or self.file)
        return to or self.file

    def put(self, sheet: str, row: str, **values: Value) -> None:
        """Types into the row in which a cell says ``row``, under these headings."""
        self._type(sheet, self.row(sheet, row), values)

    def add(self, sheet: str, **values: Value) -> int:
        """Types into the first empty row, and says which one that is."""
        own = self.book[sheet]
        columns = range(1, own.max_column + 1)
        number = next(
            at
            for at in range(FIRST, own.max_row + 1)
            if all(own.cell(at, column).value in (None, "") for column in columns)
        )
        self._type(sheet, number, values)
        return number

    def read(self, sheet: str, row: str, heading: str) -> Any:
        """What stands in that row under a heading."""
        return self.book[sheet].cell(self.row(sheet, row), self._column(self.book[sheet], heading)).value

    def row(self, sheet: str, says: str) -> int:
        """The number of the row in which a cell says this, or begins its key with it."""
        own = self.book[sheet]
        for number, cells in enumerate(own.iter_rows(min_row=FIRST, values_only=True), FIRST):
            if says in cells:
                return number
        raise KeyError(says)

    def letter(self, sheet: str, heading: str) -> str:
        own = self.book[sheet]
        return get_column_letter(self._column(own, heading))

    def _type(self, sheet: str, number: int, values: dict[str, Value]) -> None:
        own = self.book[sheet]
        for heading, value in values.items():
            cell = own.cell(number, self._column(own, heading))
            assert not cell.protection.locked, f"{sheet} {heading} is locked"
            cell.value = value

    def _column(self, sheet: Worksheet, heading: str) -> int:
        headings = range(1, sheet.max_column + 1)
        found = [at for at in headings if str(sheet.cell(HEADINGS, at).value or "").rstrip("*") == heading]
        if len(found) != 1:
            raise KeyError(heading)
        return found[0]
