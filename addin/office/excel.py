"""The few members of Excel's own objects that commands reach through ``.api``, under Excel's names.

A command may use these and no others, so that it runs on both engines.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.office.values import value2

if TYPE_CHECKING:
    from addin.office.application import App
    from addin.office.books import Book
    from addin.office.ranges import Range
    from addin.office.sheets import Sheet


_LATE_START = 1904


class ApplicationApi:
    """Excel's ``Application``."""

    def __init__(self, app: App) -> None:
        self._app = app

    @property
    def Name(self) -> str:
        """The program."""
        return "LibreOffice"

    @property
    def Ready(self) -> bool:
        """Whether it takes commands; False while a person types into a cell of Excel."""
        return True

    @property
    def ActiveProtectedViewWindow(self) -> None:
        """The workbook shown in protected view, which LibreOffice does not have."""
        return None


class BookApi:
    """Excel's ``Workbook``."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def SaveCopyAs(self, Filename: str) -> None:
        """Writes a copy with all unsaved changes; the open workbook stays as it is.

        Raises:
            OfficeError: the file cannot be written.
        """
        self._book.write(Path(Filename), stay=True)

    @property
    def Saved(self) -> bool:
        """Whether there are no unsaved changes."""
        return not self._book.document.isModified()

    @Saved.setter
    def Saved(self, value: bool) -> None:
        self._book.document.setModified(not value)

    @property
    def Date1904(self) -> bool:
        """Whether its days count from 1904."""
        return self._book.formats.first_day.year == _LATE_START

    @property
    def ReadOnly(self) -> bool:
        """Whether it was opened for reading only."""
        return bool(self._book.document.isReadonly())

    @property
    def Path(self) -> str:
        """The folder of its file; empty for a workbook that was never saved."""
        file = self._book.file
        return str(file.parent) if file else ""

    @property
    def FullName(self) -> str:
        """Its file with the folder; the name alone when it was never saved."""
        return self._book.fullname


class SheetApi:
    """Excel's ``Worksheet``."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def ProtectContents(self) -> bool:
        """Whether locked cells refuse typing."""
        return bool(self._sheet.document_sheet.isProtected())

    @property
    def Visible(self) -> int:
        """-1 shown, 0 hidden; LibreOffice does not tell very hidden (2) from hidden."""
        return -1 if self._sheet.visible else 0


class RangeApi:
    """Excel's ``Range``."""

    def __init__(self, cells: Range) -> None:
        self._range = cells

    @property
    def Value2(self) -> Any:
        """Values as ``raw_value`` gives them, but dates and money as plain numbers."""
        return self._range.shaped(value2)

    @property
    def Locked(self) -> bool | None:
        """Whether the cells are locked; None when some are."""
        return self._range.locked

    @property
    def Address(self) -> str:
        """The address of all areas."""
        return self._range.address

    @property
    def Row(self) -> int:
        """First row, from 1."""
        return self._range.row

    @property
    def Column(self) -> int:
        """First column, from 1."""
        return self._range.column

    @property
    def Areas(self) -> list[RangeApi]:
        """The rectangles of a selection made with the control key."""
        return [RangeApi(part) for part in self._range.parts]

    @property
    def EntireRow(self) -> EntireRow:
        """The whole rows of the first area."""
        return EntireRow(self._range)

    @property
    def Rows(self) -> Count:
        """The rows of the first area."""
        return Count(self._range.shape[0])

    @property
    def Columns(self) -> Count:
        """The columns of the first area."""
        return Count(self._range.shape[1])


class EntireRow:
    """Excel's ``Range`` of whole rows."""

    def __init__(self, cells: Range) -> None:
        self._range = cells

    @property
    def Hidden(self) -> bool | None:
        """Whether the rows are hidden, filtered rows too; None when some are."""
        return self._range.row_hidden


class Count:
    """A collection of which only the size is offered."""

    def __init__(self, count: int) -> None:
        self.Count = count
