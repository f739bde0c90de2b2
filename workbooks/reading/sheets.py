"""The worksheets of a workbook, wherever it is: in the bytes of a file, or open in a spreadsheet program."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Protocol

from workbooks.container import Package
from workbooks.limits import Limits
from workbooks.reading.book import open_book
from workbooks.reading.raw import RawSheet
from workbooks.reading.sheet_reader import SheetReader

_MODIFIED = re.compile(rb"<(?:\w+:)?modified\b[^<>]*>\s*([^<>]*?)\s*</")


class Sheets(Protocol):
    """What is asked of a workbook while it is taken."""

    @property
    def names(self) -> Sequence[str]:
        """All worksheets, hidden ones too, in workbook order."""

    @property
    def attached(self) -> Sequence[str]:
        """What the workbook carries beside its data, see `workbooks.attached`."""

    @property
    def saved(self) -> float:
        """When a program last saved it, as it says itself, in seconds since 1970; 0 where it does not say."""

    def says(self, text: str) -> bool:
        """Whether this is the whole of one of the workbook's properties, such as its author or its subject."""

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
        package: its parts.
        limits: how much it may cost.
        mark: what the marks in the sheets of our workbooks begin with.

    Raises:
        Refused: it is no workbook.
    """

    def __init__(self, package: Package, limits: Limits, mark: str) -> None:
        book = open_book(package)
        self._properties = package.part("docProps/core.xml") or b""
        self._reader = SheetReader(book, limits)
        self._mark = mark
        self._parts = {part.name: part for part in book.sheets}
        self.names = list(self._parts)
        self.attached = package.attached

    @cached_property
    def saved(self) -> float:
        """See `Sheets.saved`."""
        found = _MODIFIED.search(self._properties)
        try:
            return datetime.fromisoformat(found[1].decode()).timestamp() if found else 0.0
        except (ValueError, OverflowError, OSError):
            return 0.0

    def says(self, text: str) -> bool:
        """See `Sheets.says`."""
        return f">{text}<".encode() in self._properties

    def mark(self, name: str) -> str:
        """See `Sheets.mark`."""
        return self._reader.mark(self._parts[name], self._mark)

    def read(self, name: str) -> RawSheet:
        """See `Sheets.read`."""
        return self._reader.read(self._parts[name])
