"""The worksheets of a workbook, wherever it is: in the bytes of a file, or open in a spreadsheet program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from workbooks.container import open_package
from workbooks.limits import Limits
from workbooks.reading.book import open_book
from workbooks.reading.raw import RawSheet
from workbooks.reading.sheet_reader import SheetReader


class Sheets(Protocol):
    """What is asked of a workbook while it is taken."""

    @property
    def names(self) -> Sequence[str]:
        """All worksheets, hidden ones too, in workbook order."""

    @property
    def ours(self) -> bool:
        """Whether the workbook says that we wrote it."""

    def mark(self, name: str) -> str:
        """The text of cell A1 of a sheet when it is a mark of ours, "" for any other sheet."""

    def read(self, name: str) -> RawSheet:
        """All non-empty cells of a sheet.

        Raises:
            Refused: they cannot be read, or there are more than the limits allow.
        """


class FileSheets:
    """The `Sheets` of a file.

    Args:
        data: its content.
        limits: how much it may cost.
        author: whom the workbooks we write name as their author.
        mark: what the marks in their sheets begin with.

    Raises:
        Refused: it is no workbook, or none that may be opened.
    """

    def __init__(self, data: bytes, limits: Limits, author: str, mark: str) -> None:
        package = open_package(data, limits)
        self.ours = f">{author}<".encode() in (package.part("docProps/core.xml") or b"")
        book = open_book(package)
        self._reader = SheetReader(book, limits)
        self._mark = mark
        self._parts = {part.name: part for part in book.sheets}
        self.names = list(self._parts)

    def mark(self, name: str) -> str:
        """See `Sheets.mark`."""
        return self._reader.mark(self._parts[name], self._mark)

    def read(self, name: str) -> RawSheet:
        """See `Sheets.read`."""
        return self._reader.read(self._parts[name])
