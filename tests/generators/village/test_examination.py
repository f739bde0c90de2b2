"""The roster is held to the notice's own checks before it goes out, at its own cells."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from cunbiao.definitions import Campaign, load_campaign, policy_ids
from cunbiao.lists.roster import Roster, read_roster
from generators.village.examination import examine
from generators.village.prefill import prefill
from sample.county import invent_county
from sample.roster import write_roster


@pytest.fixture(scope="module", params=policy_ids())
def exported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Campaign, Roster]:
    """The roster of two villages of the invented county, as it was exported."""
    campaign, file = load_campaign(str(request.param)), tmp_path_factory.mktemp("roster") / "花名册.xlsx"
    write_roster(invent_county(campaign, 2, 6), file)
    return campaign, read_roster([file], campaign)


@pytest.fixture
def read(exported: tuple[Campaign, Roster]) -> tuple[Campaign, Roster]:
    """The same, to be spoiled."""
    campaign, roster = exported
    households, members = (
        {name: list(own) for name, own in lists.items()} for lists in (roster.households, roster.members)
    )
    return campaign, replace(roster, households=households, members=members, findings=list(roster.findings))


def issued_persons(campaign: Campaign, roster: Roster) -> list[int]:
    """Positions of the persons of registered households with somebody besides their head, the first of each."""
    table = next(table for table in campaign.tables.values() if table.roster and table.kind == "member")
    homes = {
        code
        for village in roster.villages
        for code in prefill(campaign, roster, village).tables[table.id]["household_code"]
    }
    sizes = Counter(roster.members["household_code"])
    heads = [row for row, own in enumerate(roster.members["relation"]) if own == "户主"]
    codes = roster.members["household_code"]
    return [row for row in heads if codes[row] in homes and sizes[codes[row]] > 1]


def test_a_roster_in_order_is_found_in_order(read: tuple[Campaign, Roster]) -> None:
    assert list(examine(*read)) == []


def test_what_is_wrong_in_the_roster_is_told_at_its_cell(read: tuple[Campaign, Roster]) -> None:
    campaign, roster = read
    wrong, nameless, headless, *_ = (row + 1 for row in issued_persons(campaign, roster))
    number = str(roster.members["id_number"][wrong])
    roster.members["id_number"][wrong] = number[:-1] + ("2" if number.endswith("1") else "1")
    roster.members["name"][nameless] = None
    roster.members["relation"][headless] = "户主"
    found = {(finding.check, finding.place.row): finding for finding in examine(campaign, roster)}
    head = roster.members["name"][headless - 1]
    home = next(row for row, name in enumerate(roster.households["head_name"]) if name == head)
    bad, blank, two = (
        found.pop(expected)
        for expected in (
            ("ID-04", roster.member_rows[wrong].row),
            ("CELL-01", roster.member_rows[nameless].row),
            ("HH-02", roster.household_rows[home].row),
        )
    )
    assert (bad.place, bad.value) == (roster.member_rows[wrong].place("id_number"), roster.members["id_number"][wrong])
    assert (bad.name, bad.head_name) == (roster.members["name"][wrong], roster.members["name"][wrong - 1])
    assert "锁定" in bad.fix and "信息更正" in bad.fix
    assert blank.place == roster.member_rows[nameless].place("name")
    assert "没有锁" in blank.fix
    assert (two.place.sheet, two.head_name) == ("户信息", head)
    assert {check for check, _ in found} <= {"HH-05", "HH-06", "HH-08"}


def test_what_the_village_has_to_find_out_is_left_to_it(read: tuple[Campaign, Roster]) -> None:
    """A column that the roster does not bring, and a doubt about a cell that is not locked, are no mistakes of it."""
    campaign, roster = read
    roster.members["health"] = [None] * len(roster.members["health"])
    roster.households["household_phone"] = ["13900000001"] * len(roster.households["household_phone"])
    assert list(examine(campaign, roster)) == []


def test_what_reading_said_of_a_cell_is_not_said_again(read: tuple[Campaign, Roster]) -> None:
    campaign, roster = read
    row = issued_persons(campaign, roster)[0] + 1
    roster.members["id_number"][row] = None
    (blank,) = examine(campaign, roster)
    roster.findings.append(blank)
    assert list(examine(campaign, roster)) == []
