"""The few members of Excel's own objects that commands reach through ``.api``, under Excel's names.

A command may use these and no others, so that it runs on both engines.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlwings as xw

from office.connection import Connection
from office.guard import Connected, guarded
from office.values import value2

if TYPE_CHECKING:
    from office.books import Book
    from office.ranges import Range
    from office.sheets import Sheet

_LATE_START = 1904
_NO_MACROS = 3


class Api:
    """One of Excel's objects over the part of the engine that answers for it."""

    def __init__(self, owner: Connected) -> None:
        self._owner = owner

    @property
    def connection(self) -> Connection:
        """The way to LibreOffice."""
        return self._owner.connection


@guarded
class ApplicationApi(Api):
    """Excel's ``Application``."""

    @property
    def AutomationSecurity(self) -> int:
        """Whose word counts about macros in a workbook that is opened: 3, none run."""
        return _NO_MACROS

    @AutomationSecurity.setter
    def AutomationSecurity(self, value: int) -> None:
        """LibreOffice runs none of a workbook opened from outside, whatever is wished."""


@guarded
class BookApi(Api):
    """Excel's ``Workbook``."""

    _owner: Book

    def SaveCopyAs(self, Filename: str) -> None:
        """Writes a copy with all unsaved changes; the open workbook stays as it is.

        Raises:
            OfficeError: the file cannot be written.
        """
        self._owner.write(Path(Filename), stay=True)

    @property
    def Saved(self) -> bool:
        """Whether there are no unsaved changes."""
        return not self._owner.document.isModified()

    @Saved.setter
    def Saved(self, value: bool) -> None:
        self._owner.document.setModified(not value)

    @property
    def Date1904(self) -> bool:
        """Whether its days count from 1904."""
        return self._owner.formats.first_day.year == _LATE_START


@guarded
class SheetApi(Api):
    """Excel's ``Worksheet``."""

    _owner: Sheet

    @property
    def ProtectContents(self) -> bool:
        """Whether locked cells refuse typing."""
        return bool(self._owner.document_sheet.isProtected())

    def ExportAsFixedFormat(self, Type: int, Filename: str) -> None:
        """Prints this sheet alone to a PDF file, whatever ``Type`` says.

        Raises:
            OfficeError: the file cannot be written.
        """
        xw.Sheet(impl=self._owner).to_pdf(Filename)


@guarded
class RangeApi(Api):
    """Excel's ``Range``."""

    _owner: Range

    @property
    def Value2(self) -> Any:
        """Values as ``raw_value`` gives them, but dates and money as plain numbers."""
        return self._owner.shaped(value2)

    @property
    def HasFormula(self) -> bool | None:
        """Whether the cells are formulas; None when some are."""
        return self._owner.has_formula

    @property
    def Row(self) -> int:
        """First row, from 1."""
        return self._owner.row

    @property
    def Areas(self) -> list[RangeApi]:
        """The rectangles of a selection made with the control key."""
        return [RangeApi(part) for part in self._owner.parts]

    @property
    def EntireRow(self) -> EntireRow:
        """The whole rows of the first area."""
        return EntireRow(self._owner)

    @property
    def Rows(self) -> Count:
        """The rows of the first area."""
        return Count(self._owner.shape[0])


@guarded
class EntireRow(Api):
    """Excel's ``Range`` of whole rows."""

    _owner: Range

    @property
    def Hidden(self) -> bool | None:
        """Whether the rows are hidden, filtered rows too; None when some are."""
        return self._owner.row_hidden


class Count:
    """A collection of which only the size is offered."""

    def __init__(self, count: int) -> None:
        self.Count = count
