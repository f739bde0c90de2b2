"""Partial copies of one village: what was touched in one copy only is taken, what was filled differently is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunbiao.merging.copies import Settled, settle
from cunbiao.records.submission import Submission, TableRows, Value
from tests.merging.invented import campaign, merged, messages
from tests.merging.partial import AUNT, CHILD, HOUSEHOLDS, MEMBERS, PHONE, WAGE, copy, deleted, typed


def settled(*copies: Submission, newest: bool = False) -> Settled:
    return settle(copies, "newest" if newest else None, frozenset(), campaign(), messages())


def fates(result: Settled) -> dict[str, str]:
    return {fate.file: fate.fate for fate in result.fates}


def cells(result: Settled, table: str, name: str) -> list[Value]:
    return [cell for own in result.chosen if table in own.tables for cell in own.tables[table].columns[name]]


def test_cells_touched_in_one_copy_only_come_together() -> None:
    first, second = copy("a.xlsx", WAGE), copy("b.xlsx", PHONE)
    for order in permutations([first, second]):
        result = settled(*order)
        assert sorted(fates(result).values()) == ["joined", "merged"]
        assert cells(result, HOUSEHOLDS, "wage_income") == [999.0, 12000.0, 12000.0]
        assert cells(result, HOUSEHOLDS, "household_phone")[2] == "13911111111"
        [said] = [own for part in result.chosen for own in part.findings]
        assert said.level == "核实"
        assert "取自同一个村的另一份“" in said.message


def test_the_copy_saved_last_is_the_one_the_others_are_put_into() -> None:
    result = settled(copy("a.xlsx", WAGE, saved=1.0), copy("b.xlsx", PHONE, saved=2.0))
    assert fates(result) == {"b.xlsx": "merged", "a.xlsx": "joined"}
    [said] = result.chosen[0].findings
    assert said.message == "这一行的“工资性收入”取自同一个村的另一份“a.xlsx”（第 6 行），这一份没有改过"
    assert (said.place.file, said.place.row, said.household_code, said.head_name) == ("b.xlsx", 6, "1", "赵1")


def test_the_same_change_in_both_is_no_difference() -> None:
    result = settled(copy("a.xlsx", WAGE), copy("b.xlsx", WAGE, PHONE))
    assert sorted(fates(result).values()) == ["joined", "merged"]
    assert cells(result, HOUSEHOLDS, "wage_income")[0] == 999.0


@pytest.mark.parametrize(
    ("name", "values"), [("wage_income", (999.0, 888.0)), ("farmland", (3.0, 4.0)), ("farmland", (3.0, None))]
)
def test_a_cell_filled_differently_stops_the_village_and_is_shown_side_by_side(
    name: str, values: tuple[Value, Value]
) -> None:
    first, second = (typed(HOUSEHOLDS, 0, name, value) for value in values)
    result = settled(copy("a.xlsx", first), copy("b.xlsx", second, PHONE))
    assert result.chosen == ()
    assert set(fates(result).values()) == {"conflicting"}
    [said] = result.findings
    assert (said.level, said.field) == ("必改", campaign().column(HOUSEHOLDS, name).label)
    assert f"“a.xlsx”第 6 行写“{values[0]:g}”" in said.message and "“b.xlsx”第 6 行写“" in said.message


def test_days_are_told_as_days() -> None:
    [name] = [own.name for own in campaign().columns(HOUSEHOLDS) if own.kind == "date" and own.derived is None]
    first, second = (typed(HOUSEHOLDS, 0, name, value) for value in (44000.0, 44001.0))
    [said] = settled(copy("a.xlsx", first), copy("b.xlsx", second)).findings
    assert "写“2020-06-18”" in said.message and "写“2020-06-19”" in said.message


def test_an_unreadable_cell_is_a_value_like_another() -> None:
    def unreadable(made: Submission) -> None:
        typed(HOUSEHOLDS, 0, "wage_income", "一万")(made)
        made.tables[HOUSEHOLDS].bad = {"wage_income": [0]}

    result = settled(copy("a.xlsx", unreadable, saved=1.0), copy("b.xlsx", PHONE, saved=2.0))
    assert result.chosen[0].tables[HOUSEHOLDS].bad == {"wage_income": [0]}
    assert cells(result, HOUSEHOLDS, "wage_income")[0] == "一万"


def test_rows_added_in_one_copy_keep_their_file_and_row() -> None:
    result = settled(copy("a.xlsx", CHILD, saved=1.0), copy("b.xlsx", AUNT, saved=2.0))
    assert cells(result, MEMBERS, "name") == ["赵1", "赵2", "赵3", "钱姨", "赵小"]
    base, part = result.chosen
    assert (part.file, part.joined_to, part.tables[MEMBERS].rows) == ("a.xlsx", "b.xlsx", [9])
    said = [own for own in base.findings if own.name == "赵小"]
    assert [(own.place.file, own.place.row) for own in said] == [("a.xlsx", 9)]


def test_one_spare_row_used_for_two_people_loses_nobody() -> None:
    result = settled(copy("a.xlsx", CHILD), copy("b.xlsx", AUNT))
    tokens = [own.tables[MEMBERS].tokens[-1] for own in result.chosen]
    assert tokens == ["S0003", "S0003"]


def test_the_same_person_added_in_both_is_one() -> None:
    result = settled(copy("a.xlsx", CHILD), copy("b.xlsx", CHILD, PHONE))
    assert cells(result, MEMBERS, "name").count("赵小") == 1


def test_a_row_deleted_in_one_copy_only_is_there() -> None:
    result = settled(copy("a.xlsx", WAGE, saved=1.0), copy("b.xlsx", deleted(MEMBERS, 1), PHONE, saved=2.0))
    assert sorted(map(str, cells(result, MEMBERS, "name"))) == ["赵1", "赵2", "赵3"]
    assert all(not own.tables[MEMBERS].gone for own in result.chosen if MEMBERS in own.tables)


def test_an_unfilled_copy_is_no_answer_beside_a_filled_one() -> None:
    for order in permutations([copy("原表.xlsx", saved=9.0), copy("a.xlsx", WAGE), copy("原表 (2).xlsx")]):
        result = settled(*order)
        assert fates(result) == {"a.xlsx": "merged", "原表.xlsx": "unfilled", "原表 (2).xlsx": "unfilled"}
        assert [own.file for own in result.chosen] == ["a.xlsx"]


def test_an_unfilled_copy_alone_is_what_the_village_handed_in() -> None:
    assert fates(settled(copy("a.xlsx"))) == {"a.xlsx": "merged"}
    assert sorted(fates(settled(copy("a.xlsx"), copy("b.xlsx"))).values()) == ["identical", "merged"]


def test_newest_takes_the_copy_saved_last_whole_whenever_it_arrived() -> None:
    early, late = copy("a.xlsx", WAGE, saved=1_600_000_000.0), copy("b.xlsx", PHONE, saved=1_600_086_400.0)
    early.modified, late.modified = 5e9, 4e9
    for order in permutations([early, late]):
        result = settled(*order, newest=True)
        assert fates(result) == {"b.xlsx": "merged", "a.xlsx": "superseded"}
        assert cells(result, HOUSEHOLDS, "wage_income")[0] == 12000.0
    assert "b.xlsx（2020-09-" in next(fate.reason for fate in result.fates if fate.file == "a.xlsx")


def test_copies_of_two_issues_are_not_put_together() -> None:
    other = copy("b.xlsx", PHONE)
    other.identity = replace(other.identity, issued_hash="issued again")
    assert set(fates(settled(copy("a.xlsx", WAGE), other)).values()) == {"conflicting"}


def test_a_joined_village_is_one_village_and_every_row_is_accounted_for() -> None:
    parts = [copy("a.xlsx", CHILD, WAGE, saved=1.0), copy("b.xlsx", AUNT, saved=2.0)]
    register = merged(*parts, level="township")
    assert (register.ledger.households, register.ledger.persons) == (3, 5)
    assert [(own.state, own.households, own.persons) for own in register.progress] == [("received", 3, 5)]
    assert [line.village for line in register.totals.villages] == ["东关村"]
    assert [change.this_year for change in register.village_changes] == [5]
    files = register.frames[MEMBERS].take("file").tolist()
    assert files == ["b.xlsx", "a.xlsx", "b.xlsx", "b.xlsx", "b.xlsx"]
    left_out = [own for own in register.files if own.fate not in ("merged", "joined")]
    again = merged(*register.submissions, decided=left_out, level="township")
    assert again.frames[MEMBERS].text("name").tolist() == register.frames[MEMBERS].text("name").tolist()
    assert [own.fate for own in again.files] == [own.fate for own in register.files]


def rows_of(result: Settled) -> Sequence[TableRows]:
    return [rows for own in result.chosen for rows in own.tables.values()]


Edit = tuple[str, int, bool, Value]
EDITS = st.lists(
    st.tuples(
        st.sampled_from([HOUSEHOLDS, MEMBERS]), st.integers(0, 2), st.booleans(), st.sampled_from(["甲", "乙", None])
    ),
    max_size=8,
)


@given(EDITS, EDITS)
def test_no_edit_is_lost_or_made_up(one: list[Edit], two: list[Edit]) -> None:
    def edits(own: list[Edit]) -> list[Callable[[Submission], None]]:
        names = {HOUSEHOLDS: ("remark", "main_cause"), MEMBERS: ("health", "education")}
        return [typed(table, index, names[table][other], value) for table, index, other, value in own]

    plain, first, second = copy("原.xlsx"), copy("a.xlsx", *edits(one)), copy("b.xlsx", *edits(two))
    result = settled(first, second)
    expected: dict[tuple[str, str, int], Value] = {}
    differs = False
    for table, rows in plain.tables.items():
        for name, column in rows.columns.items():
            for index, before in enumerate(column):
                touched = {own.tables[table].columns[name][index] for own in (first, second)} - {before}
                differs |= len(touched) > 1
                expected[table, name, index] = touched.pop() if touched else before
    assert bool(result.chosen) != differs
    for rows in rows_of(result):
        for name, column in rows.columns.items():
            for index, cell in enumerate(column):
                assert cell == expected[rows.table, name, index]
