"""The policy packs under ``templates/policies/``: parameters, stages, clauses, attachments."""

from __future__ import annotations

import pytest

from cunbiao.definitions import library, load_campaign
from cunbiao.definitions.source import TEMPLATES

FORM_IDS = sorted(file.stem for file in (TEMPLATES / "forms").glob("*.yaml"))
POLICY_IDS = library.policy_ids()


@pytest.mark.parametrize("policy_id", POLICY_IDS)
def test_attachments_have_their_forms_and_forms_exist(policy_id: str) -> None:
    policy = library.policy(policy_id).item
    assert set(policy.forms) <= set(FORM_IDS)
    carried = [attachment.form for attachment in policy.attachments if attachment.form is not None]
    assert set(carried) | {"register"} == set(policy.forms)
    assert len(carried) == len(set(carried))


@pytest.mark.parametrize("policy_id", POLICY_IDS)
def test_parameters_say_where_they_come_from(policy_id: str) -> None:
    policy = library.policy(policy_id).item
    assert set(policy.parameters) == {
        "year",
        "income_period_start",
        "income_period_end",
        "reference_date",
        "school_cutoff",
        "exit_line",
        "monitoring_line",
        "counts_subsistence",
        "counts_pension",
        "same_year_gate",
        "unstable_needs_line",
        "pension_minimum",
    }
    for name, parameter in policy.parameters.items():
        assert parameter.clause, name
        assert parameter.note or parameter.value is not None, name
    assert policy.parameters["year"].value == policy.year


@pytest.mark.parametrize("policy_id", POLICY_IDS)
def test_stages_follow_each_other(policy_id: str) -> None:
    stages = library.policy(policy_id).item.stages
    for stage in stages:
        assert stage.start is None or stage.end is None or stage.start <= stage.end, stage.id
    ends = [stage.end for stage in stages if stage.end is not None]
    assert ends == sorted(ends)


def test_yongqiao_gives_no_lines_and_its_own_income_period() -> None:
    parameters = library.policy("anhui-yongqiao-2020").item.parameters
    assert parameters["exit_line"].value is None
    assert parameters["monitoring_line"].value is None
    assert str(parameters["income_period_start"].value) == "2019-10-01"
    assert str(parameters["income_period_end"].value) == "2020-09-30"
    assert parameters["same_year_gate"].value is False


def test_yongqiao_deadlines() -> None:
    stages = {stage.id: stage for stage in library.policy("anhui-yongqiao-2020").item.stages}
    at_24 = {name: str(stage.end) for name, stage in stages.items() if stage.ends_at_24}
    assert at_24 == {"enter": "2020-11-18", "repair": "2020-12-08"}
    assert str(stages["collect"].end) == "2020-11-03"
    assert str(stages["summary"].end) == "2020-12-13"


def test_yongqiao_has_every_clause_and_attachment() -> None:
    policy = library.policy("anhui-yongqiao-2020").item
    assert [clause.id for clause in policy.clauses] == [f"S0-R{number:02d}" for number in range(1, 16)]
    assert [attachment.number for attachment in policy.attachments] == [f"附件{number}" for number in range(1, 8)]
    titles = load_campaign("anhui-yongqiao-2020").titles
    assert titles["support"] == "分户贫困户、边缘易致贫户子女信息采集表"
    assert titles["new_household"] == "新识别贫困户信息采集表（户信息）"


@pytest.mark.parametrize("policy_id", POLICY_IDS)
def test_a_pack_uses_every_criterion_but_the_gates_it_does_not_have(policy_id: str) -> None:
    policy = library.policy(policy_id).item
    for chosen in policy.verdicts:
        offered = {criterion.id for criterion in library.verdicts()[chosen.verdict].item.criteria}
        if policy.parameters["same_year_gate"].value is not True:
            offered -= {"exit-same-year"}
        assert set(chosen.criteria) == offered, chosen.verdict
