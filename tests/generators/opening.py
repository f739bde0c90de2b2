"""What every workbook we write must stand: three readers, an audit, and a recalculation that changes nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
from openxml_audit import FileFormat, OpenXmlValidator
from python_calamine import CalamineWorkbook

from cunbiao.days import serial
from generators.rollup.page import NOT_COMPUTED
from tests.judge import Office


def assert_opens(file: Path) -> None:
    """openpyxl and calamine read it, and the audit finds nothing."""
    openpyxl.load_workbook(file)
    CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    audited = OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(str(file))
    assert [str(error) for error in audited.errors] == []


def assert_recalculates(office: Office, file: Path, besides: frozenset[str] = frozenset()) -> int:
    """Every formula gives the result written with it; returns how many there are. ``besides``: sheets left out."""
    formulas = openpyxl.load_workbook(file)
    shown = openpyxl.load_workbook(file, data_only=True)
    compared = 0
    differing = []
    with office.open(file) as book:
        for sheet in formulas.worksheets:
            if sheet.title in besides:
                continue
            used = book.used(sheet.title)
            for row in sheet.iter_rows():
                for cell in row:
                    cached = shown[sheet.title][cell.coordinate].value
                    if cell.data_type != "f" or cached == NOT_COMPUTED:  # it goes by the day
                        continue
                    compared += 1
                    computed = used[int(cell.row or 0) - 1][int(cell.column or 0) - 1]
                    if not _same(cached, computed):
                        differing.append((sheet.title, cell.coordinate, cached, computed))
    assert differing[:10] == [], differing[:10]
    return compared


def _same(cached: object, computed: str | float) -> bool:
    if isinstance(cached, datetime):
        cached = serial(cached.date())
    if isinstance(cached, int | float) and isinstance(computed, int | float):
        return abs(float(cached) - computed) <= 1e-9 * max(1.0, abs(computed))
    return ("" if cached is None else cached) == computed
