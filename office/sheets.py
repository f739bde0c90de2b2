"""Sheets of a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from office.addresses import Area, parse
from office.connection import Connection
from office.errors import OfficeError
from office.excel import SheetApi
from office.guard import guarded
from office.ranges import Range

if TYPE_CHECKING:
    from office.books import Book


@guarded
class Sheets(base_classes.Sheets):
    """The sheets of a workbook in order."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def connection(self) -> Connection:
        """The way to LibreOffice."""
        return self._book.connection

    @property
    def api(self) -> Any:
        """The UNO collection."""
        return self._book.document.Sheets

    @property
    def active(self) -> Sheet:
        """The sheet in front."""
        return Sheet(self._book, self._book.controller.getActiveSheet())

    def __call__(self, name_or_index: int | str) -> Sheet:
        """A sheet by its name, whatever its case, or its place from 1.

        Raises:
            KeyError: there is none.
        """
        if isinstance(name_or_index, int):
            if not 1 <= name_or_index <= len(self):
                raise KeyError(name_or_index)
            return Sheet(self._book, self.api.getByIndex(name_or_index - 1))
        for name in self.api.ElementNames:
            if name.lower() == name_or_index.lower():
                return Sheet(self._book, self.api.getByName(name))
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return int(self.api.getCount())

    def __iter__(self) -> Iterator[Sheet]:
        sheets = self.api
        return iter([Sheet(self._book, sheets.getByIndex(index)) for index in range(sheets.getCount())])

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        """A new sheet, before the active one unless told otherwise; it becomes the active one."""
        place = after.index if after else (before or self.active).index - 1
        self.api.insertNewByName(name, place)
        sheet = self(place + 1)
        sheet.activate()
        return sheet


@guarded
class Sheet(base_classes.Sheet):
    """A sheet.

    Attributes:
        document_sheet: the UNO sheet.
    """

    def __init__(self, book: Book, sheet: Any) -> None:
        self._book = book
        self.document_sheet = sheet

    @property
    def book(self) -> Book:
        """The workbook it is in."""
        return self._book

    @property
    def connection(self) -> Connection:
        """The way to LibreOffice."""
        return self._book.connection

    @property
    def api(self) -> SheetApi:
        """The members of Excel's ``Worksheet`` that commands use."""
        return SheetApi(self)

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.document_sheet.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.document_sheet.Name = value

    @property
    def index(self) -> int:
        """Its place, from 1."""
        return int(self.document_sheet.RangeAddress.Sheet) + 1

    @property
    def document_names(self) -> Any:
        """The UNO collection of the names of this sheet."""
        return self.document_sheet.NamedRanges

    @property
    def visible(self) -> bool:
        """Whether it is shown; False for hidden and very hidden sheets (Excel's engine gives -1, 0 and 2)."""
        return bool(self.document_sheet.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.document_sheet.IsVisible = bool(value)
        if self.visible != bool(value):
            raise OfficeError(f"“{self.name}”是唯一显示着的工作表，不能隐藏。")

    def activate(self) -> None:
        """Brings the sheet to the front.

        Raises:
            OfficeError: it is hidden.
        """
        if not self.visible:
            raise OfficeError(f"工作表“{self.name}”隐藏着，不能转到它。")
        self._book.controller.setActiveSheet(self.document_sheet)

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """Cells by address, ``(row, column)``, ``(row, column, rows, columns)`` or two corners."""
        if isinstance(arg1, int) and isinstance(arg2, int):
            arg1, arg2 = (arg1, arg2), None
        areas = self._areas(arg1)
        return Range(self, areas if arg2 is None else [Area.spanning(*areas, *self._areas(arg2))])

    def _areas(self, given: Any) -> list[Area]:
        if isinstance(given, Range):
            return given.areas
        if isinstance(given, tuple):
            if 0 in given[:2]:
                raise IndexError("行号、列号从 1 开始，不能是 0。")
            row, column, *size = given
            return [Area(row, column, *(size or (1, 1)))]
        areas = parse(given)
        if areas is None:
            raise OfficeError(f"“{given}”不是单元格的地址。")
        return areas

    @property
    def used_range(self) -> Range:
        """The rectangle around everything filled in or formatted; A1 on an empty sheet."""
        cursor = self.document_sheet.createCursor()
        cursor.gotoStartOfUsedArea(False)
        start = Area.of(cursor.RangeAddress)
        cursor.gotoEndOfUsedArea(False)
        return Range(self, [Area.spanning(start, Area.of(cursor.RangeAddress))])
