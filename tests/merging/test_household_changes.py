"""Households that are gone, split, joined or moved: both accounts are even at every level, whatever happens."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from cunbiao.merging.register import Register
from cunbiao.records.submission import Submission, Value
from tests.merging.invented import Row, household, member, merged, person_number, submission, told

PLACES = (("东关镇", "东关村"), ("东关镇", "西庄村"), ("西关镇", "南湖村"))
VILLAGES = [(f"34130210{number}001", village, township) for number, (township, village) in enumerate(PLACES)]
KINDS = ("整户死亡", "整户迁出", "分户", "合户", "转到别村", "死一个人", "", "")


def change(code: str, kind: str, **values: Value) -> Row:
    return {"household_code": code, "change_kind": kind, "change_date": 44000.0, "_added": True, **values}


def gone(person: Row) -> Row:
    row = {name: person[name] for name in ("household_code", "name", "id_number", "relation")}
    return {**row, "decrease_reason": "死亡", "decrease_date": 44000.0, "_added": True}


class Village:
    """One village of three households, of which something is told."""

    def __init__(self, place: int, kinds: Sequence[str]) -> None:
        self.code, self.name, self.township = VILLAGES[place]
        self.rows: dict[str, list[Row]] = {
            name: [] for name in ("register_household", "register_member", "decrease", "household_change")
        }
        self.place, self.kinds = place, kinds
        for number, kind in enumerate(kinds):
            self._household(number, kind)

    def _household(self, number: int, kind: str) -> None:
        code, serial = f"{self.code[:9]}{self.place}{number:04d}", 100 * self.place + 10 * number + 1
        head, son = (f"王{self.place}{part}{'甲乙丙丁'[number]}" for part in ("父", "子"))
        people = [member(code, head, person_number(serial)), member(code, son, person_number(serial + 1), "之子")]
        self.rows["register_household"].append(household(code, 2, head, person_number(serial)))
        self.rows["register_member"] += people
        if kind in ("整户死亡", "整户迁出"):
            self.rows["decrease"] += map(gone, people)
        if kind == "死一个人":
            self.rows["decrease"].append({**gone(people[1])})
        elif kind:
            other = VILLAGES[(self.place + 1) % 3]
            more: dict[str, Value] = {"split_head": son, "split_persons": son} if kind == "分户" else {}
            more |= {"joined_head": self.rows["register_household"][0]["head_name"]} if kind == "合户" else {}
            more |= {"moved_to": f"{other[2]}{other[1]}"} if kind == "转到别村" else {}
            self.rows["household_change"].append(change(code, kind, **more))

    def submission(self) -> Submission:
        return submission(self.name, self.rows, code=self.code, township=self.township, villages=VILLAGES)


@pytest.mark.parametrize("seed", range(12))
def test_both_accounts_are_even_at_every_level(seed: int) -> None:
    drawn = random.Random(seed)
    villages = [Village(place, [drawn.choice(KINDS) for _ in range(4)]) for place in range(3)]
    own = merged(*(village.submission() for village in villages))
    assert all(change.balanced for change in own.household_changes)
    assert all(change.balanced for change in own.village_changes)
    assert all(count.balanced for count in own.household_counts)
    assert not {"MERGE-09", "MERGE-34", "MERGE-35", "MERGE-36"} & {finding.check for finding in own.findings}
    said = [kind for village in villages for kind in village.kinds]
    died = 2 * (said.count("整户死亡") + said.count("整户迁出")) + said.count("死一个人")
    persons, homes = (
        24 - died,
        12 - sum(said.count(kind) for kind in ("整户死亡", "整户迁出", "合户")) + said.count("分户"),
    )
    assert sum(change.this_year for change in own.village_changes) == persons
    assert sum(count.this_year for count in own.household_counts) == homes
    moved = said.count("转到别村")
    assert sum(change.plus[-1] for change in own.village_changes) == 2 * moved
    assert sum(change.minus[-1] for change in own.village_changes) == 2 * moved
    assert sum(count.plus[-1] for count in own.household_counts) == moved


def merged_one(*kinds: str, drop: str = "", **more: list[Row]) -> Register:
    village = Village(0, kinds)
    village.rows |= more
    if drop:
        village.rows[drop] = []
    return merged(village.submission())


def test_a_household_of_which_everybody_is_gone_must_be_named() -> None:
    own = merged_one("整户死亡", "", drop="household_change")
    assert [(count.expected, count.this_year) for count in own.household_counts] == [(2, 1)]
    assert told(own, "MERGE-34")[0].level == "核实" and told(own, "ST-09")
    assert not told(merged_one("整户死亡", ""), "ST-09")


def test_a_household_that_is_said_to_be_gone_must_have_nobody_left() -> None:
    own = merged_one("整户死亡", "", drop="decrease")
    assert told(own, "HC-01")[0].level == "必改"
    assert told(own, "MERGE-34")


def test_a_move_names_a_village_of_the_county_and_a_split_members_of_the_household() -> None:
    code = f"{VILLAGES[0][0][:9]}00000"
    abroad = merged_one("", household_change=[change(code, "转到别村", moved_to="天外村")])
    assert told(abroad, "MERGE-35")[0].value == "天外村"
    near = merged_one("", household_change=[change(code, "转到别村", moved_to="西关镇 南湖村委会")])
    assert not told(near, "MERGE-35")
    strange = change(code, "分户", split_head="王0子甲", split_persons="王0子甲、赵六")
    assert "“赵六”" in told(merged_one("", household_change=[strange]), "MERGE-36")[0].message


def test_a_household_that_moves_out_of_the_township_is_gone_from_it_and_arrives_in_the_county() -> None:
    leaving, arriving = Village(1, ["转到别村"]), Village(2, [""])
    township = merged(leaving.submission(), level="township")
    assert [(own.this_year, own.balanced) for own in township.village_changes] == [(0, True)]
    county = merged(leaving.submission(), arriving.submission())
    assert [(own.this_year, own.balanced) for own in county.village_changes] == [(0, True), (4, True)]
    assert [(own.this_year, own.balanced) for own in county.household_counts] == [(0, True), (2, True)]
