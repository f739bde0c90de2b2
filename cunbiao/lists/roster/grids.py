"""The sheets of a roster workbook as plain cells, .xlsx and .xls alike; text stays text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from cunbiao.definitions.intake import reading_limits
from cunbiao.findings import Place
from cunbiao.lists.roster import message_ids
from cunbiao.lists.roster.errors import RosterError, refuse
from cunbiao.records.origin import PRODUCT_LABELS, hidden_product, peek_data
from workbooks.editing import EditableWorkbook, EditingError
from workbooks.reading.error_cells import error_cells
from workbooks.references import column_letters

Cell = str | float | bool | date | datetime | time | timedelta


@dataclass
class Grid:
    """One sheet: ``rows`` from Excel row 1 and column A on.

    ``errors`` are cells (row, column letters) that show an error value.
    """

    file: str
    sheet: str
    rows: list[list[Cell]]
    errors: set[tuple[int, str]] = field(default_factory=set)

    def place(self, row: int = 0, column: int | None = None) -> Place:
        """The address of row index ``row`` + 1 (0: the sheet), column index ``column``."""
        return Place(self.file, self.sheet, row, column_letters(column) if column is not None else "")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the values of a row stand (``columns``: indicator → column index); an address is made when asked for."""

    grid: Grid
    row: int
    columns: Mapping[str, int]

    def place(self, name: str = "") -> Place:
        """The address of a value; of the whole row when the row has no such column."""
        return self.grid.place(self.row, self.columns.get(name))


def read_grids(file: Path) -> tuple[list[Grid], list[str]]:
    """The visible sheets of a workbook, and the names of the hidden ones.

    Raises:
        RosterError: the file is missing, damaged, encrypted, no workbook, or one of those we write ourselves.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise _unreadable(file, "文件打不开") from error
    try:
        # A sheet damaged in a way the reader does not expect ends in a panic, which is no Exception.
        return _grids(file.name, data)
    except (KeyboardInterrupt, SystemExit, RosterError):
        raise
    except BaseException as error:
        reason = "设了打开密码" if "password" in str(error).lower() else "不是 Excel 文件，或文件已损坏"
        raise _unreadable(file, reason) from error


def _unreadable(file: Path, reason: str) -> RosterError:
    return refuse(message_ids.UNREADABLE, Place(file.name), actual=reason)


def _grids(name: str, data: bytes) -> tuple[list[Grid], list[str]]:
    errors = _error_cells(data) if data.startswith(b"PK") else {}
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    if written := _written_by_us(data, workbook.sheet_names):
        raise refuse(message_ids.OWN_OUTPUT, Place(name), actual=written)
    grids: list[Grid] = []
    hidden: list[str] = []
    for sheet in workbook.sheets_metadata:
        if sheet.typ != SheetTypeEnum.WorkSheet:
            continue
        if sheet.visible != SheetVisibleEnum.Visible:
            hidden.append(sheet.name)
            continue
        rows: list[list[Cell]] = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        grids.append(Grid(name, sheet.name, rows, errors.get(sheet.name, set())))
    return grids, hidden


def _written_by_us(data: bytes, sheets: Sequence[str]) -> str:
    """What a workbook that this system wrote is called; "" for any other."""
    product = hidden_product(sheets) or peek_data(data, reading_limits()).product
    return "" if product == "foreign" else PRODUCT_LABELS[product]


def _error_cells(data: bytes) -> dict[str, set[tuple[int, str]]]:
    """Error cells by sheet name: the reader gives them as blank, so they are found in the file itself.

    Every part's checksum is compared on the way.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if (damaged := archive.testzip()) is not None:
            raise zipfile.BadZipFile(damaged)
    try:
        workbook = EditableWorkbook(data)
        parts = workbook.sheets
    except EditingError:
        # An .xlsb or .ods file, which has no such cells to be found.
        return {}
    return {
        name: {(row, column_letters(column)) for row, column in error_cells(workbook.parts[part])}
        for name, part in parts.items()
    }


def blank(cell: Cell) -> bool:
    """Whether a cell holds nothing, or only blanks."""
    return isinstance(cell, str) and not cell.strip()
