from __future__ import annotations

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
