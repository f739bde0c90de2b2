"""What staff may and may not touch."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from cunbiao.definitions import Campaign
from cunbiao.lists.roster.model import Roster
from generators.village import VillageTemplate, village_workbook
from generators.village.layout import FIRST_ROW, LABEL_ROW, NAMES_ROW
from generators.village.prefill import Prefill, expected_villages, prefill
from generators.village.shown import shown
from tests.judge import LockedCell, Office
from workbooks.references import column_letters


def test_every_sheet_is_protected_and_the_structure_locked(book: Workbook) -> None:
    assert book.security is not None
    assert book.security.lockStructure
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    assert all(sheet.protection.sheet and sheet.protection.password for sheet in visible)


def test_columns_and_rows_can_be_resized_on_every_sheet_and_formats_stay(book: Workbook) -> None:
    """In the file a 0 says that the action is not locked."""
    for sheet in (sheet for sheet in book.worksheets if sheet.sheet_state == "visible"):
        protection = sheet.protection
        assert (protection.formatColumns, protection.formatRows) == (False, False), sheet.title
        assert protection.formatCells and protection.insertColumns and protection.deleteColumns, sheet.title


def test_filtering_sorting_and_resizing_stay_allowed(book: Workbook, template: VillageTemplate) -> None:
    for sheet in template.sheets:
        protection = book[sheet.layout.sheet].protection
        # In the file a 0 says that the action is not locked.
        assert not any((protection.autoFilter, protection.sort, protection.formatColumns, protection.formatRows))
        assert protection.formatCells and protection.insertRows and protection.deleteRows
        assert book[sheet.layout.sheet].auto_filter.ref is not None


def test_identity_and_computed_cells_are_locked_and_inputs_open(
    book: Workbook, template: VillageTemplate, own: Prefill
) -> None:
    for sheet in template.sheets:
        page, layout = book[sheet.layout.sheet], sheet.layout
        issued = own.count(sheet.table_id)
        for column in layout.columns:
            for row in ([FIRST_ROW] if issued else []) + ([FIRST_ROW + issued] if layout.table.spare_rows else []):
                spare = row >= FIRST_ROW + issued
                open_to_staff = column.use in ("input", "pick") or (
                    spare and column.use == "locked" and not layout.given(column.name)
                )
                locked = page.cell(row, layout.index(column.name) + 1).protection.locked
                assert locked is not open_to_staff, (layout.sheet, row, column.name)
        assert all(page.cell(row, 2).protection.locked for row in range(NAMES_ROW, FIRST_ROW))


def test_an_identity_cell_the_roster_left_empty_can_be_filled_in(
    campaign: Campaign, roster: Roster, template: VillageTemplate
) -> None:
    members = {name: list(column) for name, column in roster.members.items()}
    village = roster.villages[0]
    person = members["village_code"].index(village.code)
    members["id_number"][person] = None
    own = prefill(campaign, dataclasses.replace(roster, members=members), village)
    row = FIRST_ROW + own.tables["register_member"]["id_number"].index(None)
    data = village_workbook(template, own, shown(campaign, template.sheets, [own])[0], expected_villages(roster))
    page = openpyxl.load_workbook(io.BytesIO(data))["对照表-人"]
    layout = next(sheet.layout for sheet in template.sheets if sheet.table_id == "register_member")
    locked = {
        name: page.cell(row, layout.index(name) + 1).protection.locked for name in ("id_number", "household_code")
    }
    assert locked == {"id_number": False, "household_code": True}
    assert page.cell(row + 1, layout.index("id_number") + 1).protection.locked
    assert [page.cell(number, 1).value for number in (row, row + 1)] == [f"R{row - 5:04d}", f"R{row - 4:04d}"]


def test_machine_names_are_out_of_sight_and_the_headings_stay(book: Workbook, template: VillageTemplate) -> None:
    for sheet in template.sheets:
        page, layout = book[sheet.layout.sheet], sheet.layout
        assert page.row_dimensions[NAMES_ROW].hidden
        assert page.column_dimensions["A"].hidden
        assert page["A1"].value.startswith(f"cunbiao:{sheet.table_id}:")
        names = [page.cell(NAMES_ROW, index + 1).value for index in range(1, len(layout.columns))]
        assert names == [column.name for column in layout.columns[1:]]
        frozen = page.freeze_panes
        assert frozen == f"{column_letters(layout.identity_end)}{FIRST_ROW}"
        assert page.cell(LABEL_ROW, layout.identity_end).value == "校验提示"


def test_sheets_come_in_the_agreed_order_and_secrets_are_very_hidden(book: Workbook, campaign: Campaign) -> None:
    entry = [table.sheet for table in campaign.tables.values()]
    faces = [form.print_face.sheet for form in campaign.forms.values() if form.print_face]
    visible = ["封面", "明白纸", *entry, *faces, "填表说明", "字典"]
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"] == visible
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "veryHidden"]
    issued = [f"_issued_{table.id}" for table in campaign.tables.values() if table.roster]
    assert hidden == ["_households", "_spellings", "_identity", *issued]
    assert all(len(sheet.title) <= 31 for sheet in book.worksheets)


def test_pages_are_a4_landscape_with_headings_repeated(book: Workbook, template: VillageTemplate) -> None:
    for sheet in template.sheets:
        page = book[sheet.layout.sheet]
        assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
        assert page.print_title_rows == "$2:$5"
        footer = page.oddFooter
        assert footer is not None and footer.left is not None and footer.right is not None
        assert "____" in str(footer.left.text)
        assert "第 &P 页" in str(footer.right.text)


def test_locked_cells_refuse_typing(office: Office, issued_file: Path, template: VillageTemplate) -> None:
    layout = next(sheet.layout for sheet in template.sheets if sheet.table_id == "register_household")
    with office.open(issued_file) as opened:
        opened.type(layout.sheet, f"{layout.letter('village_group')}{FIRST_ROW}", "西庄组")
        for name in ("household_code", "head_id", "per_capita", "_message"):
            with pytest.raises(LockedCell):
                opened.type(layout.sheet, f"{layout.letter(name)}{FIRST_ROW}", "1")
