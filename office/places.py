"""Where cells are, and whether they may be touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from xlwings import base_classes

from office.addresses import Area, located, written
from office.connection import Connection
from office.errors import LockedCell
from office.guard import guarded

if TYPE_CHECKING:
    from office.books import Book
    from office.sheets import Sheet


@guarded
class Place(base_classes.Range):
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
    def book(self) -> Book:
        """The workbook it is in."""
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
    def parts(self) -> list[Self]:
        """The rectangles one by one."""
        return [type(self)(self._sheet, [area]) for area in self.areas]

    @property
    def cells(self) -> Any:
        """The UNO range of the first rectangle."""
        return self._sheet.document_sheet.getCellRangeByPosition(*self.area.bounds)

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

    @property
    def address(self) -> str:
        """The address of all rectangles, e.g. ``$A$1:$B$2``."""
        return self.get_address(True, True, False)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """The address, with ``[workbook]sheet!`` before it when ``external``."""
        address = ",".join(written(area, row_absolute, col_absolute) for area in self.areas)
        return f"{located(self.book.name, self._sheet.name)}!{address}" if external else address

    @property
    def locked(self) -> bool | None:
        """Whether the cells are locked; None when some are."""
        found = set()
        for part in self.parts:
            mixed = part.cells.getPropertyState("CellProtection").value == "AMBIGUOUS_VALUE"
            found.add(None if mixed else bool(part.cells.CellProtection.IsLocked))
        return found.pop() if len(found) == 1 else None

    def need_unlocked(self) -> None:
        """Refuses to touch locked cells.

        Raises:
            LockedCell: some cells are locked and their sheet is protected.
        """
        if self._sheet.document_sheet.isProtected() and self.locked is not False:
            raise LockedCell(f"工作表“{self._sheet.name}”的 {self.address} 已锁定，不能改。")

    def need_unprotected(self) -> None:
        """Refuses to touch looks under protection.

        Raises:
            LockedCell: the sheet is protected.
        """
        if self._sheet.document_sheet.isProtected():
            raise LockedCell(f"工作表“{self._sheet.name}”有保护，不能改 {self.address} 的格式。")
