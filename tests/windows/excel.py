"""Excel's objects under Excel's names, as far as xlwings and the buttons ask for them, over LibreOffice's engine.

What the buttons reach through ``.api`` is written in `office.excel` already; here is what xlwings itself asks for.
A property is a property, a method a method with Excel's names of its arguments. Paths are Windows'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import xlwings as xw

from office.application import App
from office.books import Book
from office.excel import ApplicationApi, BookApi, RangeApi, SheetApi
from office.names import Name
from office.ranges import Range
from office.sheets import Sheet
from tests.windows.paths import from_windows, to_windows

VERSION = "16.0"


class Collection:
    """Objects by number from 1 or by name, as Excel's collections are called."""

    def __init__(self, members: list[Any], parent: Any, name_of: Callable[[Any], str]) -> None:
        self._members, self._parent, self._name_of = members, parent, name_of

    def __iter__(self) -> Iterator[Any]:
        return iter(self._members)

    def __call__(self, Index: float | str) -> Any:
        if isinstance(Index, str):
            return {self._name_of(own).lower(): own for own in self._members}[Index.lower()]
        return self._members[int(Index) - 1]

    @property
    def Count(self) -> int:
        return len(self._members)

    @property
    def Parent(self) -> Any:
        return self._parent

    @property
    def Application(self) -> Any:
        return self._parent.Application


class ApplicationObject(ApplicationApi):
    """Excel itself; ``window`` is the handle of its window, ``drive_c`` the folder that is its drive C."""

    _owner: App

    def __init__(self, owner: App, window: int, drive_c: Path) -> None:
        super().__init__(owner)
        self._window, self._drive_c = window, drive_c

    def file(self, named: str) -> Path:
        """A file by its Windows name."""
        return from_windows(named, self._drive_c)

    @property
    def Application(self) -> ApplicationObject:
        return self

    @property
    def Version(self) -> str:
        return VERSION

    @property
    def Hwnd(self) -> int:
        return self._window

    @property
    def StatusBar(self) -> str | bool:
        return self._owner.status_bar

    @StatusBar.setter
    def StatusBar(self, value: str | bool) -> None:
        self._owner.status_bar = value

    @property
    def Workbooks(self) -> WorkbooksObject:
        return WorkbooksObject(
            [WorkbookObject(own, self) for own in self._owner.books], self, lambda own: str(own.Name)
        )

    @property
    def ActiveWorkbook(self) -> WorkbookObject | None:
        return WorkbookObject(self._owner.books.active, self) if len(self._owner.books) else None

    @property
    def Selection(self) -> RangeObject | None:
        chosen = self._owner.selection
        return RangeObject(chosen, self) if chosen is not None else None

    def Calculate(self) -> None:
        self._owner.calculate()

    def opened(self, file: Path) -> WorkbookObject:
        """A workbook that is open already, or opened now."""
        book = next((own for own in self._owner.books if own.file == file), None)
        if book is None:
            book = self._owner.books.open(str(file))
        book.activate()
        return WorkbookObject(book, self)


class WorkbooksObject(Collection):
    """The open workbooks."""

    _parent: ApplicationObject

    def Open(self, Filename: str, *others: Any) -> WorkbookObject:
        return self._parent.opened(self._parent.file(Filename))


class WorkbookObject(BookApi):
    """An open workbook."""

    def __init__(self, owner: Book, application: ApplicationObject) -> None:
        super().__init__(owner)
        self._application = application

    @property
    def Application(self) -> ApplicationObject:
        return self._application

    @property
    def Name(self) -> str:
        return self._owner.name

    @property
    def FullName(self) -> str:
        return to_windows(self._owner.file) if self._owner.file else self._owner.name

    @property
    def Worksheets(self) -> Collection:
        sheets = [WorksheetObject(own, self) for own in self._owner.sheets]
        return Collection(sheets, self, lambda own: str(own.Name))

    @property
    def ActiveSheet(self) -> WorksheetObject:
        return WorksheetObject(self._owner.sheets.active, self)

    @property
    def Names(self) -> Collection:
        names = [NameObject(own, self) for own in self._owner.names.all()]
        return Collection(names, self, lambda own: str(own.Name))

    def Activate(self) -> None:
        self._owner.activate()

    def Close(self, SaveChanges: bool) -> None:
        assert SaveChanges is False
        self._owner.close()

    def SaveCopyAs(self, Filename: str) -> None:
        super().SaveCopyAs(str(self._application.file(Filename)))


class NameObject:
    """A name of a workbook."""

    def __init__(self, owner: Name, book: WorkbookObject) -> None:
        self._owner, self._book = owner, book

    @property
    def Name(self) -> str:
        return self._owner.name

    @property
    def RefersToRange(self) -> RangeObject:
        return RangeObject(self._owner.refers_to_range, self._book.Application)


class WorksheetObject(SheetApi):
    """A sheet."""

    def __init__(self, owner: Sheet, book: WorkbookObject) -> None:
        super().__init__(owner)
        self._book = book

    @property
    def Application(self) -> ApplicationObject:
        return self._book.Application

    @property
    def Parent(self) -> WorkbookObject:
        return self._book

    @property
    def Name(self) -> str:
        return self._owner.name

    @property
    def UsedRange(self) -> RangeObject:
        return RangeObject(self._owner.used_range, self.Application)

    def Cells(self, Row: float, Column: float) -> RangeObject:
        return RangeObject(self._owner.range((int(Row), int(Column))), self.Application)

    def Range(self, Cell1: str | RangeObject, Cell2: RangeObject | None = None) -> RangeObject:
        first = Cell1 if isinstance(Cell1, str) else Cell1.cells
        return RangeObject(self._owner.range(first, Cell2.cells if Cell2 is not None else None), self.Application)

    def Activate(self) -> None:
        self._owner.activate()

    def ExportAsFixedFormat(self, Type: int, Filename: str) -> None:
        super().ExportAsFixedFormat(Type, str(self.Application.file(Filename)))


class Lines:
    """The rows or columns of a block; only how many."""

    def __init__(self, count: int) -> None:
        self._count = count

    @property
    def Count(self) -> int:
        return self._count


class RangeObject(RangeApi):
    """Cells of a sheet."""

    def __init__(self, owner: Range, application: ApplicationObject) -> None:
        super().__init__(owner)
        self._application = application

    def __call__(self, RowIndex: float, ColumnIndex: float) -> RangeObject:
        return RangeObject(self._owner(int(RowIndex), int(ColumnIndex)), self._application)

    @property
    def cells(self) -> Range:
        """The engine's own."""
        return self._owner

    @property
    def Application(self) -> ApplicationObject:
        return self._application

    @property
    def Worksheet(self) -> WorksheetObject:
        sheet = self._owner.sheet
        return WorksheetObject(sheet, WorkbookObject(sheet.book, self._application))

    @property
    def Address(self) -> str:
        return str(xw.Range(impl=self._owner).address)

    @property
    def Column(self) -> int:
        return self._owner.column

    @property
    def Rows(self) -> Lines:  # type: ignore[override]
        return Lines(self._owner.shape[0])

    @property
    def Columns(self) -> Lines:
        return Lines(self._owner.shape[1])

    @property
    def Value(self) -> Any:
        return self._owner.raw_value

    @Value.setter
    def Value(self, value: Any) -> None:
        self._owner.raw_value = value

    @property
    def Formula(self) -> Any:
        return self._owner.formula

    @property
    def MergeCells(self) -> bool | None:
        return self._owner.merge_cells

    @property
    def MergeArea(self) -> RangeObject:
        return RangeObject(self._owner.merge_area, self._application)

    def Select(self) -> None:
        self._owner.select()


class WindowObject:
    """What Excel's innermost window gives out."""

    def __init__(self, application: ApplicationObject) -> None:
        self._application = application

    @property
    def Application(self) -> ApplicationObject:
        return self._application
