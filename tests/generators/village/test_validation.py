"""What Excel lets staff type, read back from the issued workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from cunbiao.definitions import Campaign
from cunbiao.lists.roster.model import Roster
from cunbiao.records.identity_sheet import ExpectedVillage
from generators.village import VillageTemplate
from generators.village.household_lists import household_lists
from generators.village.households import called, households_band
from generators.village.layout import FIRST_ROW, EntryLayout
from generators.village.names import HOUSEHOLDS, VILLAGES
from generators.village.prefill import Prefill
from tests.judge import Office

TEXT_KINDS = ("text", "choice", "choices", "id", "phone", "bank", "code")


def layout_of(template: VillageTemplate, table: str) -> EntryLayout:
    return next(sheet.layout for sheet in template.sheets if sheet.table_id == table)


def validation(book: Workbook, layout: EntryLayout, name: str) -> DataValidation:
    cell = f"{layout.letter(name)}{FIRST_ROW}"
    found: list[DataValidation] = [
        rule for rule in book[layout.sheet].data_validations.dataValidation if cell in rule.sqref
    ]
    assert len(found) == 1, (layout.sheet, name)
    return found[0]


def test_every_column_that_is_filled_in_has_a_prompt_within_excels_limits(
    book: Workbook, template: VillageTemplate
) -> None:
    for sheet in template.sheets:
        for column in sheet.layout.typed:
            rule = validation(book, sheet.layout, column.name)
            assert rule.promptTitle == column.indicator.label
            assert len(rule.promptTitle) <= 32
            assert 0 < len(rule.prompt or "") <= 255
            assert len(rule.error or "") <= 255
            assert all(len(str(formula or "")) <= 255 for formula in (rule.formula1, rule.formula2))
            assert "{" not in str(rule.formula1)


def test_another_village_is_chosen_from_the_countys(
    book: Workbook, template: VillageTemplate, own: Prefill, roster: Roster
) -> None:
    layout = layout_of(template, "household_change")
    rule = validation(book, layout, "moved_to")
    assert (rule.type, rule.formula1, rule.errorStyle) == ("list", "villages", None)
    lists = book[HOUSEHOLDS]
    [column] = [cell.column for cell in lists[1] if cell.value == VILLAGES]
    [other] = [village for village in roster.villages if village.code != own.village.code]
    assert [lists.cell(row, column).value for row in (2, 3)] == [f"{other.township}{other.name}", None]
    letter = get_column_letter(column)
    assert book.defined_names[VILLAGES].value.startswith(f"'{HOUSEHOLDS}'!${letter}$2:INDEX(")


def test_villages_of_the_own_township_stand_first(campaign: Campaign, own: Prefill) -> None:
    here = ExpectedVillage(own.village.code, own.village.name, own.village.township)
    villages = [ExpectedVillage("1", "甲村", "远镇"), here, ExpectedVillage("2", "乙村", here.township)]
    band = households_band(campaign, called(own), here, villages)
    assert [text for text in list(band.columns.values())[-1] if text] == [f"{here.township}乙村", "远镇甲村"]


def test_validation_covers_all_rows_the_sheet_can_have(book: Workbook, template: VillageTemplate) -> None:
    layout = layout_of(template, "register_household")
    letter = layout.letter("wage_income")
    assert str(validation(book, layout, "wage_income").sqref) == f"{letter}{FIRST_ROW}:{letter}{layout.last_row}"


def test_choices_come_from_the_dictionary_by_name(
    book: Workbook, template: VillageTemplate, campaign: Campaign
) -> None:
    for sheet in template.sheets:
        for column in sheet.layout.typed:
            if (
                column.indicator.kind in ("choice", "choices")
                and campaign.codes[column.indicator.codes or ""].parent is None
            ):
                rule = validation(book, sheet.layout, column.name)
                assert (rule.type, rule.formula1) == ("list", f"list_{column.indicator.codes}")
                assert rule.formula1 in book.defined_names
                assert rule.showErrorMessage


def test_the_dictionary_holds_every_label_exactly(book: Workbook, campaign: Campaign) -> None:
    for name, codes in campaign.codes.items():
        if f"list_{name}" not in book.defined_names:
            continue
        sheet, cells = next(book.defined_names[f"list_{name}"].destinations)
        assert tuple(row[0].value for row in book[sheet][cells.replace("$", "")]) == codes.labels


def test_a_cascade_offers_the_values_under_the_chosen_parent(
    book: Workbook, template: VillageTemplate, campaign: Campaign
) -> None:
    layout = layout_of(template, "unstable")
    rule = validation(book, layout, "disaster_type")
    assert rule.formula1 == f'INDIRECT("list_disaster_type__"&${layout.letter("risk1")}{FIRST_ROW})'
    for parent, labels in campaign.codes["disaster_type"].by_parent.items():
        sheet, cells = next(book.defined_names[f"list_disaster_type__{parent}"].destinations)
        assert tuple(row[0].value for row in book[sheet][cells.replace("$", "")]) == labels


@pytest.mark.parametrize("table", ["new_member", "increase", "decrease", "unstable", "support"])
def test_the_household_of_a_row_is_picked_from_a_list(book: Workbook, template: VillageTemplate, table: str) -> None:
    rule = validation(book, layout_of(template, table), "household_code")
    assert rule.type == "list"
    assert re.fullmatch(r"households_\d+", str(rule.formula1))
    assert str(rule.formula1) in book.defined_names


def test_whatever_is_no_quantity_is_text_and_money_has_two_decimals(book: Workbook, template: VillageTemplate) -> None:
    for sheet in template.sheets:
        page = book[sheet.layout.sheet]
        if page.max_row < FIRST_ROW:
            continue
        for column in sheet.layout.typed:
            shown = page.cell(FIRST_ROW, sheet.layout.index(column.name) + 1).number_format
            kind = column.indicator.kind
            if kind in TEXT_KINDS:
                assert shown == "@"
            elif kind == "money":
                assert shown.endswith("0.00")
            elif kind == "date":
                assert shown == "yyyy-mm-dd"


ID_RULE_CASES = [
    ("11010519491231002X", True),
    ("11010519491231002x", True),
    ("110105194912310021", False),
    ("1101051949123100", False),
    ("11010519491231002X41", True),
    ("11010519491231002X4101", True),
    ("11010519491231002X4", False),
    (110105194912310.0, False),
]


@pytest.fixture(scope="module")
def id_cell(office: Office, issued_file: Path, book: Workbook, template: VillageTemplate) -> Iterator[tuple[Any, Any]]:
    """A cell to type into, and one that shows whether the rule for identity numbers accepts what is typed."""
    layout = layout_of(template, "new_member")
    rule = str(validation(book, layout, "id_number").formula1)
    rule = rule.replace(f"${layout.letter('id_number')}{FIRST_ROW}", "A1").replace(",", ";")
    with office.open(issued_file) as opened:
        opened.document.Sheets.insertNewByName("试", 0)
        page = opened.sheet("试")
        test = page.getCellRangeByName("B1")
        test.setFormula(f"=IF(ISERROR({rule});FALSE;{rule})")
        yield page.getCellRangeByName("A1"), test


@pytest.mark.parametrize(("number", "accepted"), ID_RULE_CASES)
def test_identity_numbers_are_checked_digit_by_digit(
    id_cell: tuple[Any, Any], number: str | float, accepted: bool
) -> None:
    cell, test = id_cell
    if isinstance(number, str):
        cell.setString(number)
    else:
        cell.setValue(number)
    assert bool(test.getValue()) is accepted


def test_the_household_list_ends_with_the_last_household(
    office: Office, issued_file: Path, template: VillageTemplate, own: Prefill
) -> None:
    issued = own.count("register_household"), own.count("edge_household")
    spare = template.campaign.tables["edge_household"].spare_rows
    with office.open(issued_file) as opened:
        opened.document.Sheets.insertNewByName("试", 0)
        cell = opened.sheet("试").getCellRangeByName("A1")
        lengths = {}
        lists = household_lists(template.campaign)
        for tables in lists.tables:
            cell.setFormula(f"=ROWS({lists.name(tables)})")
            lengths[tables] = cell.getValue()
    assert lengths[("register_household",)] == issued[0]
    assert lengths[("register_household", "edge_household")] == sum(issued) + spare
