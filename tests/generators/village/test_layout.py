from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from cunbiao.definitions import Campaign
from generators.village import VillageTemplate
from generators.village.layout import BRIEF, FILLED, entry_layout


@pytest.mark.parametrize("table", ["register_household", "increase", "clearout"])
def test_columns_stand_in_the_agreed_order(campaign: Campaign, table: str) -> None:
    layout = entry_layout(campaign, table, 10)
    uses = [column.use for column in layout.columns]
    identity = [column.name for column in campaign.columns(table) if column.group == campaign.columns(table)[0].group]
    assert uses[0] == "token"
    assert [column.name for column in layout.columns[1 : len(identity) + 2]] == [*identity, BRIEF]
    assert uses[uses.index("helper") :] == ["helper"] * uses.count("helper")
    assert layout.identity_end == len(identity) + 2


def test_every_indicator_of_the_form_has_exactly_one_column(template: VillageTemplate, campaign: Campaign) -> None:
    for sheet in template.sheets:
        names = [column.name for column in sheet.layout.columns]
        assert len(names) == len(set(names))
        assert {column.name for column in campaign.columns(sheet.table_id)} < set(names)


def test_neighbouring_cells_are_written_as_a_range(campaign: Campaign) -> None:
    layout = entry_layout(campaign, "decrease", 10)
    assert layout.runs(["household_code"], 6) == ["$C6"]
    assert layout.runs(["member_code", "id_number", "relation"], 9) == ["$H9:$J9"]
    assert layout.runs(["household_code", "relation"], 6) == ["$C6", "$J6"]


def test_a_defined_range_covers_the_capacity_and_no_more(campaign: Campaign) -> None:
    layout = entry_layout(campaign, "register_household", 25)
    assert layout.rows_of("household_code") == "'对照表-户'!$B$6:$B$30"
    assert layout.last_row == 30


def test_an_unknown_column_is_refused(campaign: Campaign) -> None:
    with pytest.raises(KeyError):
        entry_layout(campaign, "decrease", 10).letter("wage_income")


def test_only_tables_that_are_printed_number_their_members(campaign: Campaign) -> None:
    assert entry_layout(campaign, "register_member", 1).has("_seq")
    assert not entry_layout(campaign, "increase", 1).has("_seq")
    assert entry_layout(campaign, "increase", 1).has(FILLED)


def test_what_a_village_fills_in_by_hand_is_counted(campaign: Campaign) -> None:
    """Where there are no spare rows, what the roster gives is locked; a temporary code is never typed."""
    register = [column.name for column in entry_layout(campaign, "register_household", 10).asked]
    new = [column.name for column in entry_layout(campaign, "new_household", 10).asked]
    assert "wage_income" in register and "head_name" not in register
    assert "head_name" in new and "household_code" not in new


def test_the_leaflet_and_the_guide_count_the_same(issued_file: Path) -> None:
    book = openpyxl.load_workbook(issued_file)

    def counted(sheet: str) -> dict[str, str]:
        rows = ([str(cell) for cell in row if cell] for row in book[sheet].iter_rows(values_only=True))
        told = ((row[0], re.search(r"必填 \d+ 项$", row[-1])) for row in rows if row)
        return {name: number[0] for name, number in told if number}

    assert counted("明白纸") == counted("填表说明") != {}
