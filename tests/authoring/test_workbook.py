"""The definition workbook as its reader sees it: what each sheet is for, what may be typed, and what is offered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cunbiao.authoring.book import FIRST, HEADINGS, NAMES, ORIGIN_SHEET, TITLE
from cunbiao.authoring.cells import choices
from cunbiao.authoring.view import View
from cunbiao.definitions.definition_sheets import DefinitionSheet, definition_workbook
from tests.generators.opening import assert_opens

SHEETS = definition_workbook().sheets


@pytest.fixture(scope="module")
def sheets(exported: Path) -> dict[str, Worksheet]:
    book = load_workbook(exported, rich_text=True)
    return {name: book[name] for name in book.sheetnames}


def test_sheets_stand_in_their_order_and_what_the_program_needs_is_out_of_sight(sheets: dict[str, Worksheet]) -> None:
    shown = [name for name, sheet in sheets.items() if sheet.sheet_state == "visible"]
    assert shown == [definition_workbook().guide.sheet, *(spec.sheet for spec in SHEETS)]
    assert sheets[ORIGIN_SHEET].sheet_state == "veryHidden"
    assert all(sheet.protection.sheet for name, sheet in sheets.items() if name in shown)


@pytest.mark.parametrize("spec", SHEETS, ids=lambda spec: spec.id)
def test_a_sheet_says_in_one_line_what_it_is_for_under_chinese_headings(
    spec: DefinitionSheet, sheets: dict[str, Worksheet]
) -> None:
    sheet = sheets[spec.sheet]
    assert spec.purpose in str(sheet.cell(TITLE, 2).value)
    headings = [str(sheet.cell(HEADINGS, at).value) for at in range(2, len(spec.columns) + 2)]
    assert all(re.search("[一-鿿]", heading) for heading in headings)
    assert sheet.row_dimensions[NAMES].hidden
    assert sheet.column_dimensions["A"].hidden


@pytest.mark.parametrize("spec", SHEETS, ids=lambda spec: spec.id)
def test_where_values_are_limited_they_are_offered_in_every_cell_that_takes_them(
    spec: DefinitionSheet, sheets: dict[str, Worksheet]
) -> None:
    sheet, lists = sheets[spec.sheet], View.of("anhui-yongqiao-2020").lists
    offered = {
        (row, column)
        for one in sheet.data_validations.dataValidation
        if one.type == "list"
        for area in one.sqref.ranges
        for row, column in area.cells
    }
    limited = {
        at
        for at, column in enumerate(spec.columns, 2)
        if column.kind in ("choice", "yes_no") and choices(column, lists)
    }
    typed = {
        (row, at)
        for at in limited
        for row in range(FIRST, sheet.max_row + 1)
        if not sheet.cell(row, at).protection.locked
    }
    assert typed - offered == set()


@pytest.mark.parametrize("spec", SHEETS, ids=lambda spec: spec.id)
def test_ids_are_locked_and_rows_are_left_for_what_is_added(
    spec: DefinitionSheet, sheets: dict[str, Worksheet]
) -> None:
    sheet = sheets[spec.sheet]
    keyed = [row for row in range(FIRST, sheet.max_row + 1) if sheet.cell(row, 1).value]
    free = [row for row in range(FIRST, sheet.max_row + 1) if not sheet.cell(row, 1).value]
    assert len(free) == spec.spare
    for at, column in enumerate(spec.columns, 2):
        if column.new or column.shown:
            assert all(sheet.cell(row, at).protection.locked for row in keyed)
        if not column.shown:
            assert not any(sheet.cell(row, at).protection.locked for row in free)


def test_it_opens_everywhere(exported: Path) -> None:
    assert_opens(exported)
