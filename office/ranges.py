"""Cells: what xlwings' ``Range`` asks for."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from office.addresses import Area
from office.appearance import Appearance
from office.entering import enter
from office.errors import OfficeError
from office.excel import RangeApi
from office.formats import Formats
from office.formulas import of_calc
from office.guard import guarded
from office.values import Row, value

if TYPE_CHECKING:
    pass

_FORMULAS = 16  # com.sun.star.sheet.CellFlags
_Read = Callable[[Any, Area, Formats], list[Row]]


@guarded
class Range(Appearance):
    """Cells with their contents and what lies around them."""

    @property
    def api(self) -> RangeApi | None:
        """The members of Excel's ``Range`` that commands use; None for no cells."""
        return RangeApi(self) if len(self) else None

    def __call__(self, row: int, column: int | None = None) -> Range:
        """A cell counted from the first one: by row and column, or along the rows."""
        if column is None:
            row, column = (row - 1) // self.area.columns + 1, (row - 1) % self.area.columns + 1
        return Range(self._sheet, [Area(self.row + row - 1, self.column + column - 1, 1, 1)])

    def shaped(self, read: _Read) -> Any:
        """Values as COM gives them: one value for one cell, rows otherwise, None for no cells."""
        if not len(self):
            return None
        rows = read(self.cells, self.area, self.book.formats)
        return rows[0][0] if self.shape == (1, 1) else tuple(map(tuple, rows))

    @property
    def raw_value(self) -> Any:
        """Values as Excel's ``Range.Value``."""
        return self.shaped(value)

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        if len(self):
            self.need_unlocked()
            for part in self.parts:
                enter(part.cells, part.area, self.book.formats, data)

    @property
    def formula(self) -> Any:
        """Formulas in Excel's spelling, and the constants beside them as text."""
        sheets = self.book.sheet_names
        return self.shaped(lambda cells, area, formats: _formulas(cells, sheets))

    @formula.setter
    def formula(self, data: Any) -> None:
        self.raw_value = data

    @property
    def has_formula(self) -> bool | None:
        """Whether the cells are formulas; None when some are."""
        parts = map(Area.of, self.cells.queryContentCells(_FORMULAS).RangeAddresses)
        found = sum(part.rows * part.columns for part in parts)
        return None if 0 < found < self.area.rows * self.area.columns else found > 0

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
        self.need_unprotected()
        area = self.area
        rows = [Area(area.row + r, area.column, 1, area.columns) for r in range(area.rows)] if across else [area]
        for part in rows:
            self._sheet.document_sheet.getCellRangeByPosition(*part.bounds).merge(True)

    def select(self) -> None:
        """Selects the cells.

        Raises:
            OfficeError: their sheet is not the active one (Excel refuses as well).
        """
        controller = self.book.controller
        if controller.getActiveSheet().Name != self._sheet.name:
            raise OfficeError(f"先转到工作表“{self._sheet.name}”，才能选中 {self.address}。")
        chosen = self.book.document.createInstance("com.sun.star.sheet.SheetCellRanges")
        chosen.addRangeAddresses(tuple(part.cells.RangeAddress for part in self.parts), False)
        controller.select(chosen if len(self.areas) > 1 else self.cells)


def _formulas(cells: Any, sheets: Collection[str]) -> list[Row]:
    shown = zip(cells.getFormulaArray(), cells.getDataArray(), strict=True)
    return [[_formula(*cell, sheets) for cell in zip(*row, strict=True)] for row in shown]


def _formula(formula: str, value: Any, sheets: Collection[str]) -> str:
    if formula.startswith(("=", "{=")):
        return of_calc(formula, sheets)
    return value if isinstance(value, str) else formula
