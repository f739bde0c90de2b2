"""Which rows each entry table of a village is issued with."""

from __future__ import annotations

from pathlib import Path

import pytest

from cunbiao.definitions import Campaign
from cunbiao.lists.roster import Roster, read_roster
from tests.lists.roster.exports import PERSON_HEADINGS, PLACE, PLACE_HEADINGS, VILLAGES, Cell, number, person, write

_STANDING = {
    "1005": ("未脱贫", ""),
    "1003": ("已脱贫", "脱贫不稳定户"),
    "1001": ("已脱贫(不享受政策)", ""),
    "1002": ("", "边缘易致贫户"),
    "1004": ("", ""),
}


@pytest.fixture
def roster(campaign: Campaign, tmp_path: Path) -> Roster:
    rows: list[list[Cell]] = [[*PLACE_HEADINGS, *PERSON_HEADINGS, "监测对象类别"]]
    for serial, (code, (status, monitored)) in enumerate(_STANDING.items(), start=10):
        for turn, relation in enumerate(("之子", "户主")):
            own = person(code, f"人{'甲乙'[turn]}", number(serial * 10 + turn), relation, 脱贫属性=status)
            rows.append([*PLACE, *own, monitored])
    return read_roster([write(tmp_path / "r.xlsx", {"人口": rows, "村名单": VILLAGES})], campaign)


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ("register_household", ["1001", "1003", "1005"]),
        ("register_member", ["1001", "1001", "1003", "1003", "1005", "1005"]),
        ("edge_household", ["1002"]),
        ("edge_member", ["1002", "1002"]),
        ("unstable", ["1003"]),
        ("clearout", ["1001"]),
        ("increase", []),
        ("new_household", []),
    ],
)
def test_a_table_is_issued_with_its_households_in_order_of_code(
    campaign: Campaign, roster: Roster, table: str, codes: list[str]
) -> None:
    rows = roster.for_table(campaign, table, "341302901201")
    assert rows["household_code"] == codes
    typed = [column.name for column in campaign.columns(table) if column.derived is None]
    assert list(rows) == typed
    assert {len(column) for column in rows.values()} == {len(codes)}


def test_members_stand_with_their_head_first(campaign: Campaign, roster: Roster) -> None:
    rows = roster.for_table(campaign, "register_member", "341302901201")
    assert rows["relation"] == ["户主", "之子"] * 3
    assert rows["name"] == ["人乙", "人甲"] * 3


def test_another_village_has_rows_of_its_own(campaign: Campaign, roster: Roster) -> None:
    assert roster.for_table(campaign, "register_household", "341302901202")["household_code"] == []
