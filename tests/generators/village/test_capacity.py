from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunbiao.definitions import Campaign, load_campaign
from generators.village import SIZES, capacity_for, capacity_of
from tests.generators.village.conftest import POLICY

CAMPAIGN = load_campaign(POLICY)
PREFILLED = [table.id for table in CAMPAIGN.tables.values() if table.roster]


@pytest.mark.parametrize(
    ("households", "size"), [(0, 20), (20, 20), (21, 50), (120, 150), (400, 400), (401, 600), (601, 800)]
)
def test_the_smallest_size_that_holds_the_households(campaign: Campaign, households: int, size: int) -> None:
    assert capacity_for(campaign, {"register_household": households}).size == size


def test_many_members_need_a_larger_size_than_the_households_alone(campaign: Campaign) -> None:
    assert capacity_for(campaign, {"register_household": 20, "register_member": 80}).size == 20
    assert capacity_for(campaign, {"register_household": 20, "register_member": 81}).size == 50


@given(st.dictionaries(st.sampled_from(PREFILLED), st.integers(0, 3000)))
def test_issued_and_spare_rows_always_have_room(issued: dict[str, int]) -> None:
    capacity = capacity_for(CAMPAIGN, issued)
    for table in CAMPAIGN.tables.values():
        assert issued.get(table.id, 0) + table.spare_rows <= capacity.rows[table.id]


def test_three_hundred_villages_need_few_houses(campaign: Campaign) -> None:
    sizes = {capacity_for(campaign, {"register_household": n, "register_member": 3 * n}) for n in range(1, 301)}
    assert len(sizes) <= len(SIZES)


def test_a_table_that_is_not_prefilled_has_its_spare_rows_whatever_the_size(campaign: Campaign) -> None:
    table = campaign.tables["increase"]
    assert {capacity_of(campaign, size).rows["increase"] for size in SIZES} == {table.spare_rows}
