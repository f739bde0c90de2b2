"""Both sides of a notice: what carries out each clause, and where each rule holds or why not."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from commands.coverage import coverage
from cunbiao.definitions import DefinitionError, load_campaign, policy_ids
from cunbiao.definitions.coverage import clauses, rules
from cunbiao.definitions.outline import outlined
from tests.inline import notice


def printed(policy: str | Path) -> str:
    screen = Console(width=400, record=True, file=io.StringIO())
    screen.print(coverage(policy))
    return screen.export_text()


@pytest.mark.parametrize("policy", policy_ids())
def test_every_clause_names_its_home_or_why_it_has_none(policy: str) -> None:
    assert [one.clause.id for one in clauses(load_campaign(policy)) if not one.said] == []


@pytest.mark.parametrize("policy", policy_ids())
def test_every_rule_holds_somewhere_or_says_why_not(policy: str) -> None:
    assert [rule.id for rule in rules(load_campaign(policy)) if not rule.sheets and not rule.why] == []


def test_a_rule_of_a_set_that_is_not_chosen_is_listed_with_it(tmp_path: Path) -> None:
    told = {rule.id: rule for rule in rules(load_campaign(notice(tmp_path)))}
    assert told["SM-01"].sheets == ("表1-户",)
    assert told["HH-01"].why == "规则组“household”没有选用"


def test_a_clause_may_only_name_what_is_there(tmp_path: Path) -> None:
    clause = "clauses:\n  - {id: R1, clause: 试, kind: 试, text: 试, effect: 试, home: [SM-01, SM-99]}\n"
    with pytest.raises(DefinitionError, match="没有“SM-99”这个定义"):
        load_campaign(notice(tmp_path, clause))


def test_the_command_prints_both_tables_and_counts() -> None:
    text = printed("anhui-yongqiao-2020")
    assert "S0-R12" in text and "HH-01" in text
    assert "条没有落实；规则" in text


@pytest.mark.parametrize("policy", policy_ids())
def test_every_number_of_the_text_has_something_resting_on_it(policy: str) -> None:
    numbered = outlined(load_campaign(policy))
    assert len(numbered) > 10
    assert [own.number for own in numbered if not own.homes] == []


def test_a_number_of_the_text_that_nothing_rests_on_is_told(tmp_path: Path) -> None:
    clause = "{id: R1, clause: 000 一(二)1、附件11, kind: 试, text: 试, effect: 试, why_not: 试}"
    policy = notice(tmp_path, f"outline: [一(一), 一(二), 附件1, 附件11]\nclauses:\n  - {clause}\n")
    homes = {own.number: own.homes for own in outlined(load_campaign(policy))}
    assert homes == {"一(一)": (), "一(二)": ("R1",), "附件1": (), "附件11": ("R1",)}
    assert "原文编号 4 条，没有落处的：一(一)、附件1。" in printed(policy)
