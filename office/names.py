"""Defined names of a workbook or of one sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from office.addresses import Area, quoted
from office.connection import Connection
from office.errors import OfficeError
from office.guard import guarded
from office.ranges import Range

if TYPE_CHECKING:
    from office.books import Book
    from office.sheets import Sheet


@guarded
class Names(base_classes.Names):
    """Names of a workbook with those of its sheets."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def connection(self) -> Connection:
        """The way to LibreOffice."""
        return self._book.connection

    def all(self) -> list[Name]:
        """The names in order of their text."""
        owners: list[Sheet | None] = [None, *self._book.sheets]
        found = [
            Name(self._book, owner, name)
            for owner in owners
            for name in (owner or self._book).document_names.ElementNames
        ]
        return sorted(found, key=lambda one: one.name)

    def snapshot(self) -> list[tuple[str, Name]]:
        """All names with their texts."""
        return [(name.name, name) for name in self.all()]


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
