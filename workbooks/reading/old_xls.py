"""Workbooks of Excel 97 to 2003 (.xls, and .et of WPS): their values by calamine, their error cells from the records.

This is the one module that calls calamine, and it runs in a process of its own: a damaged file can take the process
down, not only fail.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from workbooks import refusal
from workbooks.excel import DAY_ZERO
from workbooks.reading.old_xls_errors import error_cells
from workbooks.reading.raw import ColumnSheet, Fault, Merge, Raw, Serial
from workbooks.refusal import Refused

_MIDNIGHT = datetime.combine(DAY_ZERO, time())
_DAY = timedelta(days=1)


def read_old_workbook(data: bytes) -> list[tuple[str, bool, ColumnSheet]]:
    """Name, whether it is hidden, and cells of every worksheet.

    Raises:
        Refused: it is encrypted or damaged.
    """
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return list(_sheets(workbook, error_cells(data) or [{}] * len(workbook.sheets_metadata)))
    except PasswordError as error:
        raise Refused(refusal.PASSWORD) from error
    except CalamineError as error:
        raise Refused(refusal.DAMAGED, content="unknown") from error


def _sheets(
    workbook: CalamineWorkbook, errors: list[dict[tuple[int, int], str]]
) -> Iterator[tuple[str, bool, ColumnSheet]]:
    texts: dict[str, str] = {}
    if len(errors) != len(workbook.sheets_metadata):
        raise Refused(refusal.DAMAGED, content="unknown")
    for facts, own in zip(workbook.sheets_metadata, errors, strict=True):
        if facts.typ == SheetTypeEnum.WorkSheet:
            cells = _columns(workbook.get_sheet_by_name(facts.name), own, texts)
            yield facts.name, facts.visible != SheetVisibleEnum.Visible, cells


def _columns(sheet: CalamineSheet, errors: dict[tuple[int, int], str], texts: dict[str, str]) -> ColumnSheet:
    """The cells of a sheet; equal ``texts`` are kept once, so that they are sent once."""
    rows = sheet.to_python(skip_empty_area=False)
    columns: dict[int, list[Raw]] = {}
    for index, column in enumerate(zip(*rows, strict=True)):
        values = [texts.setdefault(cell, cell) or None if isinstance(cell, str) else _raw(cell) for cell in column]
        if any(value is not None for value in values):
            columns[index] = values
    for (row, index), text in errors.items():
        columns.setdefault(index, [None] * len(rows))
        if row <= len(rows):
            columns[index][row - 1] = Fault("error", text)
    merges = [
        Merge(first_row + 1, last_row + 1, first_column, last_column)
        for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or ()
    ]
    return ColumnSheet(list(range(1, len(rows) + 1)), set(), merges, False, columns)


def _raw(cell: float | bool | date | datetime | time | timedelta) -> Raw:
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, float | int):
        return float(cell)
    if isinstance(cell, timedelta):
        return Serial(cell / _DAY)
    if isinstance(cell, time):
        return Serial((datetime.combine(DAY_ZERO, cell) - _MIDNIGHT) / _DAY)
    moment = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
    return Serial((moment - _MIDNIGHT) / _DAY)
