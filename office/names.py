"""Defined names of a workbook or of one sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from office.addresses import Area, quoted
from office.connection import Connection
from office.errors import OfficeError
from office.formulas import of_calc, of_excel
from office.guard import guarded
from office.ranges import Range

if TYPE_CHECKING:
    from office.books import Book
    from office.sheets import Sheet


@guarded
class Names(base_classes.Names):
    """Names of a workbook with those of its sheets, or of one sheet alone."""

    def __init__(self, book: Book, sheet: Sheet | None = None) -> None:
        self._book = book
        self._sheet = sheet

    @property
    def connection(self) -> Connection:
        """The way to LibreOffice."""
        return self._book.connection

    @property
    def api(self) -> Any:
        """The UNO collection."""
        return (self._sheet or self._book).document_names

    def all(self) -> list[Name]:
        """The names in order of their text."""
        sheets = [self._sheet] if self._sheet else list(self._book.sheets)
        found = [Name(self._book, sheet, name) for sheet in sheets for name in sheet.document_names.ElementNames]
        if self._sheet is None:
            found += [Name(self._book, None, name) for name in self._book.document_names.ElementNames]
        return sorted(found, key=lambda one: one.name)

    def __call__(self, name_or_index: int | str) -> Name:
        """A name by its text or its place from 1; of one sheet with or without the sheet before it."""
        if isinstance(name_or_index, int):
            return self.all()[name_or_index - 1]
        wanted = name_or_index.replace("'", "").lower()
        for name in self.all():
            if wanted in (name.name.replace("'", "").lower(), name.bare.lower() if self._sheet else None):
                return name
        raise KeyError(name_or_index)

    def snapshot(self) -> list[tuple[str, Name]]:
        """All names with their texts."""
        return [(name.name, name) for name in self.all()]

    def contains(self, name_or_index: str) -> bool:
        """Whether there is such a name."""
        try:
            self(name_or_index)
        except KeyError:
            return False
        return True

    def __len__(self) -> int:
        return len(self.all())

    def add(self, name: str, refers_to: str) -> Name:
        """Defines a name; ``refers_to`` is a formula such as ``=表一!$A$1``."""
        origin = self.connection.struct("table.CellAddress", 0, 0, 0)
        self.api.addNewByName(name, of_excel(refers_to).removeprefix("="), origin, 0)
        return Name(self._book, self._sheet, name)


@guarded
class Name(base_classes.Name):
    """A defined name.

    Attributes:
        bare: the name without its sheet.
    """

    def __init__(self, book: Book, sheet: Sheet | None, bare: str) -> None:
        self._book = book
        self._sheet = sheet
        self.bare = bare

    @property
    def connection(self) -> Connection:
        """The way to LibreOffice."""
        return self._book.connection

    @property
    def api(self) -> Any:
        """The UNO named range."""
        return (self._sheet or self._book).document_names.getByName(self.bare)

    @property
    def name(self) -> str:
        """The name as Excel says it: ``Sheet1!name`` for a name of one sheet."""
        return f"{quoted(self._sheet.name)}!{self.bare}" if self._sheet else self.bare

    @name.setter
    def name(self, value: str) -> None:
        self.api.Name = value
        self.bare = value

    @property
    def refers_to(self) -> str:
        """What it stands for, as a formula."""
        return of_calc(f"={self.api.Content}", self._book.sheet_names)

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.api.Content = of_excel(value).removeprefix("=")

    @property
    def refers_to_range(self) -> Range:
        """The cells it stands for.

        Raises:
            OfficeError: it stands for something else.
        """
        cells = self.api.getReferredCells()
        if cells is None:
            raise OfficeError(f"名称“{self.name}”不是一块单元格。")
        address = cells.getRangeAddress()
        return Range(self._book.sheets(address.Sheet + 1), [Area.of(address)])

    def delete(self) -> None:
        """Takes the name away."""
        (self._sheet or self._book).document_names.removeByName(self.bare)
