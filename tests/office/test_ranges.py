"""Ranges know where they are, what lies around them and how they look."""

from __future__ import annotations

import pytest
import xlwings as xw

from office import OfficeError


def test_formulas_are_excels(sheet: xw.Sheet) -> None:
    assert [sheet["A8"].formula, sheet["A9"].formula] == ["=SUM(B1:B2,2)", "='带''引号 表'!C2&\"；\""]
    assert list(sheet["A1:B1"].formula) == [("姓名", "3")]
    assert sheet["D1"].formula == "110101199001011237"
    assert sheet["F1"].formula == "TRUE"


def test_whether_cells_are_formulas(sheet: xw.Sheet) -> None:
    assert [sheet[cells].api.HasFormula for cells in ("A8:A9", "A1:D1", "A1:J1", "G1")] == [True, False, None, True]


def test_number_formats_are_excels(sheet: xw.Sheet) -> None:
    codes = [cell.number_format for cell in sheet["B1:D1"]]
    assert codes == ["General", "yyyy-mm-dd", "@"]
    assert sheet["I1"].number_format == 'yyyy"年"m"月"d"日"'
    assert sheet["B1:C1"].number_format is None
    sheet["B1:C1"].number_format = "0.00"
    assert sheet["B1:C1"].number_format == "0.00"


def test_addresses(sheet: xw.Sheet) -> None:
    block = sheet.range((2, 1), (3, 4))
    assert (block.address, block.row, block.column, block.shape, len(block)) == ("$A$2:$D$3", 2, 1, (2, 4), 8)
    assert block.get_address(False, False, include_sheetname=True) == "'台账'!A2:D3"
    assert block[1, 2].address == "$C$3"
    assert block(2).address == "$B$2"
    assert sheet["A:B"].address == "$A:$B"
    assert len(sheet["A1,C3:D4"]) == 5
    with pytest.raises(OfficeError, match="不是单元格的地址"):
        sheet["本村"]


def test_merged_cells(sheet: xw.Sheet) -> None:
    assert sheet["B5"].merge_area.address == "$A$4:$C$5"
    assert sheet["D5"].merge_area.address == "$D$5"
    found = [sheet[address].merge_cells for address in ("B5", "A4:C5", "D5", "D1:D9", "A1:D9", "C5:D5")]
    assert found == [True, True, False, False, None, None]
    sheet["A12:B12"].merge()
    assert sheet["B12"].merge_cells


def test_hidden_rows(sheet: xw.Sheet) -> None:
    assert [sheet[address].rows.hidden for address in ("A7", "A6", "A6:A7")] == [True, False, None]
    assert sheet["A7"].api.EntireRow.Hidden
    sheet["A7"].rows.hidden = False
    assert sheet["A6:A7"].rows.hidden is False


def test_selecting_needs_the_active_sheet(book: xw.Book, sheet: xw.Sheet) -> None:
    book.sheets["带'引号 表"].activate()
    with pytest.raises(OfficeError, match="先转到工作表“台账”"):
        sheet["B12"].select()
    sheet.activate()
    sheet["B12:B13"].select()
    selection = book.app.selection
    assert selection is not None
    assert (selection.address, selection.sheet.name, selection.row) == ("$B$12:$B$13", "台账", 12)


def test_areas_chosen_with_the_control_key(book: xw.Book, sheet: xw.Sheet) -> None:
    sheet["A1,A12:B13"].select()
    selection = book.app.selection
    assert selection is not None
    assert selection.address == "$A$1,$A$12:$B$13"
    assert [(area.Row, area.Rows.Count) for area in selection.api.Areas] == [(1, 1), (12, 2)]
