"""Every rule says what its test sentences say, and every rule has sentences."""

from __future__ import annotations

from collections import defaultdict

import pytest

from cunbiao.definitions import Campaign, CompiledVerdict
from cunbiao.definitions.library import CHECKS, INDICATORS, VERDICTS
from cunbiao.expressions import compile_expression
from tests.definitions.everything import checks_in_force, every
from tests.rules.sentences import Stage, Told, campaign_of, stages

ALL = [(stage, told) for stage in stages() for told in stage.told]
MET: dict[object, str] = {True: "达到", False: "未达到", "unknown": "缺资料"}


@pytest.mark.parametrize(("stage", "told"), ALL, ids=[str(told) for _, told in ALL])
def test_sentence(stage: Stage, told: Told) -> None:
    if told.sentence.check:
        assert _fires(stage, told) == told.case.fires
    elif told.sentence.verdict:
        outcome, lines = _verdict(stage, told)
        assert {name: lines[name] for name in told.case.lines} == told.case.lines
        assert outcome == told.case.expect
    else:
        column = stage.campaign.column(told.table, told.subject)
        assert column.derived is not None
        assert stage.value(column.derived, told) == told.case.equals


def _fires(stage: Stage, told: Told) -> object:
    """What the checks of this id say; an operation may be blocked by several lines of its verdict under one id."""
    own = [one for one in stage.campaign.checks(told.table) if one.check.id == told.subject]
    answers = [stage.truth(check.when, told) for check in own]
    assert answers
    return True if True in answers else "unknown" if "unknown" in answers else False


def _verdict(stage: Stage, told: Told) -> tuple[str, dict[str, str]]:
    """The outcome by the criteria this notice uses (all met: 符合, one definitely not: 不符合), and every criterion."""
    verdict = _compiled(stage.campaign, told)
    scope = stage.campaign.scopes[told.table]
    lines = {one.id: MET[stage.truth(compile_expression(one.met, scope), told)] for one in verdict.verdict.criteria}
    used = [lines[one.criterion.id] for one in verdict.criteria]
    if stage.truth(verdict.applies, told) is not True:
        return verdict.verdict.otherwise, lines
    return ("不符合" if "未达到" in used else "无法判定" if "缺资料" in used else "符合"), lines


def _compiled(campaign: Campaign, told: Told) -> CompiledVerdict:
    return next(one for one in campaign.verdicts(told.table) if one.verdict.id == told.subject)


def test_case_names_tell_cases_apart() -> None:
    names = [str(told) for _, told in ALL]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_every_check_in_force_has_a_sentence_that_fires_and_one_that_does_not() -> None:
    said: dict[str, set[object]] = defaultdict(set)
    for _, told in ALL:
        if told.sentence.check:
            said[told.sentence.check].add(told.case.fires)
    assert sorted(check for check in checks_in_force() if not {True, False} <= said[check]) == []


def test_every_check_is_in_force_in_some_campaign() -> None:
    said = {id(campaign): campaign for _, told in ALL for campaign in [campaign_of(told.sentence)]}.values()
    tables = [(campaign, table) for campaign in said for table in campaign.every_table]
    in_force = {check.check.id for campaign, table in tables for check in campaign.checks(table)}
    assert sorted({placed.item.id for placed in every(CHECKS)} - in_force - checks_in_force()) == []


def test_every_criterion_has_a_sentence_where_it_is_met_and_one_where_it_is_not() -> None:
    said: dict[str, set[str]] = defaultdict(set)
    for _, told in ALL:
        for criterion, result in told.case.lines.items():
            said[criterion].add(result)
    criteria = {criterion.id for placed in every(VERDICTS) for criterion in placed.item.criteria}
    assert sorted(name for name in criteria if not {"达到", "未达到"} <= said[name]) == []


def test_every_verdict_ends_each_way() -> None:
    said: dict[str, set[str | None]] = defaultdict(set)
    for _, told in ALL:
        if told.sentence.verdict:
            said[told.sentence.verdict].add(told.case.expect)
    for placed in every(VERDICTS):
        assert said[placed.item.id] >= {"符合", "不符合", "无法判定"}, placed.item.id
        assert said[placed.item.id] - {"符合", "不符合", "无法判定"}, placed.item.id


def test_computed_indicators_of_the_rules_have_sentences() -> None:
    said = {told.sentence.indicator for _, told in ALL}
    own = {placed.item.name for placed in every(INDICATORS) if placed.document.file.name == "derived.yaml"}
    assert sorted(own - said) == []
