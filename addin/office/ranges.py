"""Cells: what xlwings' ``Range`` asks for."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from addin.office import moving
from addin.office.addresses import COLUMNS, ROWS, Area, located, quoted, written
from addin.office.connection import Connection
from addin.office.entering import enter
from addin.office.errors import LockedCell, OfficeError
from addin.office.excel import RangeApi
from addin.office.formats import Formats
from addin.office.formulas import of_calc
from addin.office.guard import guarded
from addin.office.values import Row, value

if TYPE_CHECKING:
    from addin.office.books import Book
    from addin.office.names import Name
    from addin.office.sheets import Sheet

_CONTENTS = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags: numbers, dates, texts, formulas
_FORMATS = 32 | 64  # hard formats and styles
_NO_COLOUR = -1
_WIDTH_OF_A_CHARACTER = 1 / 195.0  # hundredths of a millimetre, at Excel's default font
_POINT = 72 / 2540  # hundredths of a millimetre
_Read = Callable[[Any, Area, Formats], list[Row]]


@guarded
class Range(base_classes.Range):
    """One rectangle of cells, or several chosen together.

    Attributes:
        areas: the rectangles; all but a few questions are answered for the first, as Excel does.
    """

    def __init__(self, sheet: Sheet, areas: list[Area]) -> None:
        self._sheet = sheet
        self.areas = areas

    @property
    def sheet(self) -> Sheet:
        """The sheet it is on."""
        return self._sheet

    @property
    def _book(self) -> Book:
        return self._sheet.book

    @property
    def connection(self) -> Connection:
        """The way to LibreOffice."""
        return self._sheet.connection

    @property
    def area(self) -> Area:
        """The first rectangle."""
        return self.areas[0]

    @property
    def parts(self) -> list[Range]:
        """The rectangles one by one."""
        return [Range(self._sheet, [area]) for area in self.areas]

    @property
    def cells(self) -> Any:
        """The UNO range of the first rectangle."""
        return self._sheet.document_sheet.getCellRangeByPosition(*self.area.bounds)

    @property
    def api(self) -> RangeApi | None:
        """The members of Excel's ``Range`` that commands use; None for no cells."""
        return RangeApi(self) if len(self) else None

    @property
    def coords(self) -> tuple[Sheet, int, int, int, int]:
        """Sheet, row, column, rows, columns."""
        return self._sheet, *self.area

    def __len__(self) -> int:
        return sum(area.rows * area.columns for area in self.areas)

    @property
    def row(self) -> int:
        """First row, from 1."""
        return self.area.row

    @property
    def column(self) -> int:
        """First column, from 1."""
        return self.area.column

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the first rectangle."""
        return self.area.rows, self.area.columns

    def __call__(self, row: int, column: int | None = None) -> Range:
        """A cell counted from the first one: by row and column, or along the rows."""
        if column is None:
            row, column = (row - 1) // self.area.columns + 1, (row - 1) % self.area.columns + 1
        return Range(self._sheet, [Area(self.row + row - 1, self.column + column - 1, 1, 1)])

    @property
    def address(self) -> str:
        """The address of all rectangles, e.g. ``$A$1:$B$2``."""
        return self.get_address(True, True, False)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """The address, with ``[workbook]sheet!`` before it when ``external``."""
        address = ",".join(written(area, row_absolute, col_absolute) for area in self.areas)
        return f"{located(self._book.name, self._sheet.name)}!{address}" if external else address

    def shaped(self, read: _Read) -> Any:
        """Values as COM gives them: one value for one cell, rows otherwise, None for no cells."""
        if not len(self):
            return None
        rows = read(self.cells, self.area, self._book.formats)
        return rows[0][0] if self.shape == (1, 1) else tuple(map(tuple, rows))

    @property
    def raw_value(self) -> Any:
        """Values as Excel's ``Range.Value``."""
        return self.shaped(value)

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        if len(self):
            self._need_unlocked()
            for part in self.parts:
                enter(part.cells, part.area, self._book.formats, data)

    @property
    def formula(self) -> Any:
        """Formulas in Excel's spelling, and the constants beside them as text."""
        sheets = self._book.sheet_names
        return self.shaped(lambda cells, area, formats: _formulas(cells, sheets))

    @formula.setter
    def formula(self, data: Any) -> None:
        self.raw_value = data

    formula2 = formula

    @property
    def has_array(self) -> bool:
        """Whether the cells are one array formula."""
        return bool(len(self) and self.cells.getArrayFormula())

    def clear_contents(self) -> None:
        """Empties the cells; formats stay."""
        self._need_unlocked()
        for part in self.parts:
            part.cells.clearContents(_CONTENTS)

    def clear_formats(self) -> None:
        """Takes the formats away; contents stay."""
        self._need_unprotected()
        for part in self.parts:
            part.cells.clearContents(_FORMATS)

    def clear(self) -> None:
        """Empties the cells and takes their formats away."""
        self.clear_contents()
        self.clear_formats()

    @property
    def locked(self) -> bool | None:
        """Whether the cells are locked; None when some are."""
        found = set()
        for part in self.parts:
            mixed = part.cells.getPropertyState("CellProtection").value == "AMBIGUOUS_VALUE"
            found.add(None if mixed else bool(part.cells.CellProtection.IsLocked))
        return found.pop() if len(found) == 1 else None

    def _need_unlocked(self) -> None:
        if self._sheet.document_sheet.isProtected() and self.locked is not False:
            raise LockedCell(f"工作表“{self._sheet.name}”的 {self.address} 已锁定，不能改。")

    def _need_unprotected(self) -> None:
        if self._sheet.document_sheet.isProtected():
            raise LockedCell(f"工作表“{self._sheet.name}”有保护，不能改 {self.address} 的格式。")

    @property
    def number_format(self) -> str | None:
        """Excel's format code; None when the cells differ."""
        codes = {code for part in self.parts for code in part.codes()}
        return codes.pop() if len(codes) == 1 else None

    @number_format.setter
    def number_format(self, code: str) -> None:
        self._need_unprotected()
        for part in self.parts:
            part.cells.NumberFormat = self._book.formats.key(code)

    def codes(self) -> set[str]:
        """All format codes in the first rectangle."""
        formats = self._book.formats
        return {formats.code(key) for key, _ in formats.areas(self.cells)}

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Fill colour as red, green, blue; None without one."""
        colour = self.cells.CellBackColor
        return None if colour == _NO_COLOUR else (colour >> 16 & 255, colour >> 8 & 255, colour & 255)

    @color.setter
    def color(self, colour: tuple[int, int, int] | int | str | None) -> None:
        self._need_unprotected()
        for part in self.parts:
            part.cells.CellBackColor = _rgb(colour)

    @property
    def column_width(self) -> float:
        """Width of the first column in characters."""
        return float(round(self.cells.Columns.getByIndex(0).Width * _WIDTH_OF_A_CHARACTER, 2))

    @column_width.setter
    def column_width(self, characters: float) -> None:
        self._need_unprotected()
        self.cells.Columns.Width = round(characters / _WIDTH_OF_A_CHARACTER)

    @property
    def row_height(self) -> float:
        """Height of the first row in points."""
        return float(round(self.cells.Rows.getByIndex(0).Height * _POINT, 2))

    @row_height.setter
    def row_height(self, points: float) -> None:
        self._need_unprotected()
        self.cells.Rows.Height = round(points / _POINT)

    def autofit(self, axis: str | None = None) -> None:
        """Fits columns (``c``), rows (``r``) or both to their contents."""
        self._need_unprotected()
        if axis not in ("rows", "r"):
            self.cells.Columns.OptimalWidth = True
        if axis not in ("columns", "c"):
            self.cells.Rows.OptimalHeight = True

    @property
    def row_hidden(self) -> bool | None:
        """Whether the rows are hidden, filtered rows too; None when some are."""
        return moving.hidden(self._visible_in(Area(self.row, 1, self.shape[0], COLUMNS)), self.row, self.shape[0], 0)

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self._need_unprotected()
        self.cells.Rows.IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        """Whether the columns are hidden; None when some are."""
        return moving.hidden(self._visible_in(Area(1, self.column, ROWS, self.shape[1])), self.column, self.shape[1], 1)

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self._need_unprotected()
        self.cells.Columns.IsVisible = not value

    def _visible_in(self, area: Area) -> list[Area]:
        cells = self._sheet.document_sheet.getCellRangeByPosition(*area.bounds)
        return [Area.of(part) for part in cells.queryVisibleCells().RangeAddresses]

    def end(self, direction: str) -> Range:
        """Where control and an arrow key lead from the first cell."""
        return Range(self._sheet, [moving.end(self._sheet, self.area, direction)])

    @property
    def current_region(self) -> Range:
        """The block of cells around the first one, up to empty rows and columns."""
        cursor = self._sheet.document_sheet.createCursorByRange(self.cells)
        cursor.collapseToCurrentRegion()
        return Range(self._sheet, [Area.of(cursor.RangeAddress)])

    @property
    def merge_area(self) -> Range:
        """The merged cells the first cell belongs to; the cell itself when it is not merged."""
        return Range(self._sheet, [self._merged(Area(self.row, self.column, 1, 1))])

    @property
    def merge_cells(self) -> bool | None:
        """Whether all cells are part of one merged block; None when some cells are merged."""
        if not self.cells.getIsMerged() and self._merged(self.area) == self.area:
            return False
        block = self.merge_area.area
        if block != Area(self.row, self.column, 1, 1) and Area.spanning(block, self.area) == block:
            return True
        return None

    def _merged(self, area: Area) -> Area:
        sheet = self._sheet.document_sheet
        cursor = sheet.createCursorByRange(sheet.getCellRangeByPosition(*area.bounds))
        cursor.collapseToMergedArea()
        return Area.of(cursor.RangeAddress)

    def merge(self, across: bool) -> None:
        """Merges the cells, each row for itself when ``across``."""
        self._need_unprotected()
        area = self.area
        rows = [Area(area.row + r, area.column, 1, area.columns) for r in range(area.rows)] if across else [area]
        for part in rows:
            self._sheet.document_sheet.getCellRangeByPosition(*part.bounds).merge(True)

    def unmerge(self) -> None:
        """Takes merged cells apart."""
        self._need_unprotected()
        self.cells.merge(False)

    def select(self) -> None:
        """Selects the cells.

        Raises:
            OfficeError: their sheet is not the active one (Excel refuses as well).
        """
        controller = self._book.controller
        if controller.getActiveSheet().Name != self._sheet.name:
            raise OfficeError(f"先转到工作表“{self._sheet.name}”，才能选中 {self.address}。")
        chosen = self._book.document.createInstance("com.sun.star.sheet.SheetCellRanges")
        chosen.addRangeAddresses(tuple(part.cells.RangeAddress for part in self.parts), False)
        controller.select(chosen if len(self.areas) > 1 else self.cells)

    @property
    def name(self) -> Name | None:
        """The name that stands for exactly these cells; None when there is none."""
        for name in self._book.names.all():
            if name.refers_to == f"={quoted(self._sheet.name)}!{self.address}":
                return name
        return None

    @name.setter
    def name(self, value: str) -> None:
        self._book.names.add(value, f"={quoted(self._sheet.name)}!{self.address}")

    @property
    def rows(self) -> Range:
        """The same cells, by rows."""
        return self

    @property
    def columns(self) -> Range:
        """The same cells, by columns."""
        return self


def _formulas(cells: Any, sheets: Collection[str]) -> list[Row]:
    shown = zip(cells.getFormulaArray(), cells.getDataArray(), strict=True)
    return [[_formula(*cell, sheets) for cell in zip(*row, strict=True)] for row in shown]


def _formula(formula: str, value: Any, sheets: Collection[str]) -> str:
    if formula.startswith(("=", "{=")):
        return of_calc(formula, sheets)
    return value if isinstance(value, str) else formula


def _rgb(colour: tuple[int, int, int] | int | str | None) -> int:
    if colour is None:
        return _NO_COLOUR
    if isinstance(colour, str):
        return int(colour.removeprefix("#"), 16)
    red, green, blue = (colour & 255, colour >> 8 & 255, colour >> 16) if isinstance(colour, int) else colour
    return red << 16 | green << 8 | blue
