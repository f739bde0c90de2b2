"""What a village did with its households: changed ones, untouched ones, incomes taken over from the year before."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from cunbiao import message_ids
from cunbiao.merging.activity import is_as_issued
from cunbiao.merging.copies import settle
from cunbiao.records.submission import Submission, Value
from tests.merging.invented import campaign, merged, messages, told
from tests.merging.partial import CHILD, CODES, HOUSEHOLDS, MEMBERS, PHONE, WAGE, copy, deleted, typed

ANEW = sorted(campaign().asked_anew(HOUSEHOLDS))


def as_issued_empty(made: Submission) -> None:
    """Nobody has asked for this year's income yet; a workbook of this edition."""
    made.identity = replace(made.identity, forms=dict.fromkeys(campaign().forms, campaign().notice.form_edition))
    for name in ANEW:
        made.tables[HOUSEHOLDS].columns[name] = [None] * len(CODES)


def counts(*changes: object) -> tuple[int, int]:
    (village,) = merged(copy("a.xlsx", *changes)).progress  # type: ignore[arg-type]
    return village.changed, village.untouched


def test_incomes_are_what_is_asked_anew() -> None:
    assert {"wage_income", "business_cost", "subsistence_allowance"} < set(ANEW)
    assert not {"farmland", "year_population", "per_capita"} & set(ANEW)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ((), (0, 3)),
        ((as_issued_empty,), (0, 3)),
        ((WAGE,), (1, 2)),
        ((PHONE, WAGE), (2, 1)),
        ((as_issued_empty, typed(HOUSEHOLDS, 1, "wage_income", 12000.0)), (0, 3)),
        ((as_issued_empty, typed(HOUSEHOLDS, 1, "wage_income", 0.0)), (1, 2)),
        ((typed(HOUSEHOLDS, 1, "farmland", None),), (1, 2)),
        ((typed(MEMBERS, 0, "health", "残疾"), typed(MEMBERS, 0, "education", "小学")), (1, 2)),
        ((CHILD,), (1, 2)),
        ((deleted(MEMBERS, 2),), (1, 2)),
    ],
)
def test_households_are_changed_or_untouched(changes: tuple[object, ...], expected: tuple[int, int]) -> None:
    assert counts(*changes) == expected


@pytest.mark.parametrize(
    ("now", "was", "anew", "same"),
    [
        (None, 5.0, True, True), (None, 5.0, False, False), ("", None, False, True), (0.0, None, False, False),
        (0.0, None, True, False), (5.0, 5.0, True, True), (4.99, 5.0, True, False),
    ],
)  # fmt: skip
def test_a_cell_is_as_it_was_issued(now: Value, was: Value, anew: bool, same: bool) -> None:
    assert is_as_issued(now, was, anew) is same


@pytest.mark.parametrize(
    ("changes", "check"),
    [((), "MERGE-23"), ((PHONE,), "MERGE-23"), ((as_issued_empty,), "MERGE-22"), ((WAGE,), "")],
)
def test_a_village_without_any_work_is_named(changes: tuple[object, ...], check: str) -> None:
    found = [own for own in told(merged(copy("a.xlsx", *changes))) if own.check in ("MERGE-22", "MERGE-23")]  # type: ignore[arg-type]
    assert [own.check for own in found] == ([check] if check else [])
    assert all("3 户" in own.message and own.level == "核实" and own.village == "东关村" for own in found)


def test_what_one_copy_left_empty_another_may_fill() -> None:
    """Incomes are issued empty: two people who each filled their households do not contradict each other."""
    first = copy("a.xlsx", as_issued_empty, typed(HOUSEHOLDS, 0, "wage_income", 12000.0))
    second = copy("b.xlsx", as_issued_empty, typed(HOUSEHOLDS, 1, "wage_income", 7000.0))
    empty = copy("c.xlsx", as_issued_empty)
    for order in permutations([first, second, empty]):
        result = settle(order, None, frozenset(), campaign(), messages())
        assert sorted(fate.fate for fate in result.fates) == ["joined", "merged", "unfilled"]
        assert result.chosen[0].tables[HOUSEHOLDS].columns["wage_income"] == [12000.0, 7000.0, None]


def test_who_says_the_same_as_the_year_before_has_said_it() -> None:
    """The cell was empty: 12000 of the year before and 12100 are two answers, and a person's to choose from."""
    first = copy("a.xlsx", as_issued_empty, typed(HOUSEHOLDS, 0, "wage_income", 12000.0))
    second = copy("b.xlsx", as_issued_empty, typed(HOUSEHOLDS, 0, "wage_income", 12100.0))
    for order in permutations([first, second]):
        result = settle(order, None, frozenset(), campaign(), messages())
        assert {fate.fate for fate in result.fates} == {"conflicting"}
        assert [own.check for own in result.findings] == [message_ids.CELL_DIFFERS]
