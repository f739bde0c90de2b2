"""Rows inserted, deleted and hidden, cells merged, sheets renamed and added: references follow as in Excel."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from sample.rearranging import add_sheet, delete_row, hide_row, insert_row, merge_cells, rename_sheet
from tests.sample.small import SHEET, small_workbook
from workbooks.editing import EditableWorkbook


def _after(change: Callable[[EditableWorkbook], None]) -> Workbook:
    workbook = EditableWorkbook(small_workbook())
    change(workbook)
    return openpyxl.load_workbook(io.BytesIO(workbook.to_bytes()))


def test_an_inserted_row_is_empty_and_moves_what_is_below() -> None:
    sheet = _after(lambda workbook: insert_row(workbook, SHEET, 7))[SHEET]
    assert [sheet.cell(row, 1).value for row in range(6, 10)] == ["R0001", None, "R0002", "S0001"]
    assert [sheet.cell(row, 5).value for row in range(6, 10)] == ["=$C6*2", None, "=$C8*2", "=$C9*2"]
    assert not sheet["C7"].protection.locked


def test_ranges_grow_with_an_inserted_row_and_shrink_with_a_deleted_one() -> None:
    grown = _after(lambda workbook: insert_row(workbook, SHEET, 7))
    shrunk = _after(lambda workbook: delete_row(workbook, SHEET, 7))
    for workbook, last in ((grown, 9), (shrunk, 7)):
        sheet = workbook[SHEET]
        assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == [f"C6:C{last}"]
        assert [str(area.sqref) for area in sheet.conditional_formatting] == [f"C6:C{last}"]
        assert workbook.defined_names["small.amount"].attr_text == f"'{SHEET}'!$C$6:$C${last}"


def test_a_deleted_row_moves_the_rest_up() -> None:
    sheet = _after(lambda workbook: delete_row(workbook, SHEET, 6))[SHEET]
    assert [sheet.cell(row, 1).value for row in range(6, 9)] == ["R0002", "S0001", None]
    assert sheet["E6"].value == "=$C6*2"


def test_a_hidden_row_keeps_its_content() -> None:
    sheet = _after(lambda workbook: hide_row(workbook, SHEET, 6))[SHEET]
    assert sheet.row_dimensions[6].hidden
    assert sheet["C6"].value == 5


def test_merged_cells_are_added_to_those_there_are() -> None:
    def merge(workbook: EditableWorkbook) -> None:
        merge_cells(workbook, SHEET, "D6:D7")
        merge_cells(workbook, SHEET, "C7:C8")

    assert sorted(map(str, _after(merge)[SHEET].merged_cells.ranges)) == ["C7:C8", "D6:D7"]


def test_formulas_and_names_follow_a_renamed_sheet() -> None:
    workbook = _after(lambda workbook: rename_sheet(workbook, SHEET, "改了名"))
    assert workbook.sheetnames == ["改了名", "另表"]
    assert workbook["另表"]["A2"].value == "='改了名'!C7"
    assert workbook.defined_names["small.amount"].attr_text == "'改了名'!$C$6:$C$8"


def test_an_added_sheet_stands_last() -> None:
    workbook = _after(lambda workbook: add_sheet(workbook, "草稿", [["甲", "乙"], ["丙"]]))
    assert workbook.sheetnames == [SHEET, "另表", "草稿"]
    assert [cell.value for cell in workbook["草稿"][1]] == ["甲", "乙"]


@pytest.mark.parametrize("change", [insert_row, delete_row])
def test_other_sheets_are_left_alone(change: Callable[[EditableWorkbook, str, int], None]) -> None:
    workbook = _after(lambda workbook: change(workbook, "另表", 2))
    assert workbook[SHEET]["A6"].value == "R0001"
    assert workbook.defined_names["small.amount"].attr_text == f"'{SHEET}'!$C$6:$C$8"
