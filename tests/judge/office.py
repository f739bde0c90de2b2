"""LibreOffice headless, driven through UNO as a person drives a spreadsheet program."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from office import Connection, LockedCell, start

_RUN_MACROS = 4  # com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN


class Office:
    """One running LibreOffice with a profile of its own; use as a context manager.

    Attributes:
        connection: the way to it.
    """

    def __init__(self) -> None:
        self._running = contextlib.ExitStack()
        self.connection = Connection(self._running.enter_context(start()))

    def __enter__(self) -> Office:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()

    @contextlib.contextmanager
    def open(self, file: Path, recalculated: bool = True, **how: Any) -> Iterator[Book]:
        """Opens a workbook as Excel would show it, all formulas recalculated unless that is left to the caller.

        ``how`` are further UNO load arguments.
        """
        document = self.connection.open(file, Hidden=True, **how)
        try:
            if recalculated:
                document.calculateAll()
            yield Book(self, document)
        finally:
            document.close(True)

    @contextlib.contextmanager
    def new(self) -> Iterator[Book]:
        """A new empty workbook whose cells may call macros."""
        document = self.connection.new(Hidden=True, MacroExecutionMode=_RUN_MACROS)
        try:
            yield Book(self, document)
        finally:
            document.close(True)

    def export(self, document: Any, file: Path, kind: str) -> None:
        """Saves a document under a LibreOffice filter name."""
        document.storeToURL(file.resolve().as_uri(), self.connection.properties(FilterName=kind))


class Book:
    """An open workbook."""

    def __init__(self, office: Office, document: Any) -> None:
        self._office = office
        self.document = document

    def sheet(self, name: str) -> Any:
        """The UNO sheet of that name."""
        return self.document.Sheets.getByName(name)

    @property
    def sheet_names(self) -> list[str]:
        """Names in order, hidden ones included."""
        return list(self.document.Sheets.ElementNames)

    def values(self, sheet: str, address: str) -> list[list[str | float]]:
        """Values of a range, row by row: numbers as float, text as str, empty as ""."""
        return [list(row) for row in self.sheet(sheet).getCellRangeByName(address).getDataArray()]

    def value(self, sheet: str, address: str) -> str | float:
        """Value of one cell."""
        return self.values(sheet, address)[0][0]

    def used(self, sheet: str) -> list[list[str | float]]:
        """All values from A1 to the last used cell."""
        cursor = self.sheet(sheet).createCursor()
        cursor.gotoEndOfUsedArea(False)
        address = cursor.getRangeAddress()
        return [
            list(row)
            for row in self.sheet(sheet).getCellRangeByPosition(0, 0, address.EndColumn, address.EndRow).getDataArray()
        ]

    def type(self, sheet: str, address: str, text: str | float | None) -> None:
        """Types into a cell as a person would: refused when locked, text stays text in a text cell, None clears it."""
        page = self.sheet(sheet)
        cell = page.getCellRangeByName(address)
        if page.isProtected() and cell.CellProtection.IsLocked:
            raise LockedCell(f"{sheet}!{address} 已锁定")
        as_text = self.document.NumberFormats.getByKey(cell.NumberFormat).FormatString == "@"
        if text is None:
            cell.setFormula("")
        elif isinstance(text, str) and (as_text or not _is_number(text)):
            cell.setString(text)
        else:
            cell.setString(str(text)) if as_text else cell.setValue(float(text))

    def calculate(self) -> None:
        """Recalculates everything."""
        self.document.calculateAll()

    def save(self, file: Path) -> None:
        """Saves as an .xlsx of LibreOffice's making."""
        self._office.export(self.document, file, "Calc MS Excel 2007 XML")

    def save_pdf(self, file: Path) -> None:
        """Prints every visible sheet to PDF."""
        self._office.export(self.document, file, "calc_pdf_Export")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
