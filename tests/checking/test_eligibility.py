"""Verdicts: exact at the line, open where something is empty, and every criterion explained."""

from __future__ import annotations

import pytest

from cunbiao.records.submission import Value
from tests.checking.plain import Conclusion, assess
from tests.merging.invented import Row, campaign, household, member, person_number

LINE = 3750.01
CODE = "341302000001"


def _exit(values: Row, persons: int = 1, line: float | None = LINE, who: Row | None = None) -> Conclusion:
    of = campaign() if line is None else campaign(exit_line=line)
    people = [member(CODE, "张三", person_number(1), **(who or {}))]
    home = household(CODE, persons, **values)
    return assess(of, "register_household", home, {"register_member": people}).conclusions[0]


@pytest.mark.parametrize("persons", [1, 3, 7])
@pytest.mark.parametrize(
    ("cents", "outcome", "result"), [(-1, "不符合", "未达到"), (0, "符合", "达到"), (1, "符合", "达到")]
)
def test_one_cent_below_the_line_fails_and_the_line_itself_is_enough(
    persons: int, cents: int, outcome: str, result: str
) -> None:
    needed = (round(LINE * 100) * persons + cents) / 100
    verdict = _exit({"wage_income": needed}, persons)
    assert (verdict.outcome, verdict.lines[0].result) == (outcome, result)


def test_the_shown_amount_is_rounded_but_the_compared_one_is_not() -> None:
    verdict = _exit({"wage_income": 10000.01}, 3, line=3333.34)
    assert verdict.lines[0].inputs == (("人均纯收入", "3333.34"),)
    assert verdict.outcome == "不符合"


def test_a_negative_income_fails() -> None:
    verdict = _exit({"wage_income": 0.0, "business_cost": 5000.0})
    assert verdict.outcome == "不符合"
    assert verdict.lines[0].inputs == (("人均纯收入", "-5000.00"),)


@pytest.mark.parametrize(
    ("item", "label"),
    [
        ("safe_water", "是否解决安全饮用水"),
        ("dangerous_house", "是否危房户"),
        ("food_secure", "是否不愁吃"),
        ("clothes_secure", "是否不愁穿"),
    ],
)
def test_an_empty_guarantee_leaves_the_verdict_open_and_is_named(item: str, label: str) -> None:
    verdict = _exit({item: None})
    (line,) = [line for line in verdict.lines if line.result == "缺资料"]
    assert verdict.outcome == "无法判定"
    assert line.missing == (f"{label}未填",)


def test_a_member_without_an_answer_about_insurance_is_named() -> None:
    verdict = _exit({}, who={"resident_medical": None, "employee_medical": "否"})
    (line,) = [line for line in verdict.lines if line.result == "缺资料"]
    assert verdict.outcome == "无法判定"
    assert line.missing == ("张三的是否参加城乡居民基本医疗保险未填",)


def test_a_household_without_members_is_not_decided_and_that_is_named() -> None:
    verdict = assess(campaign(exit_line=LINE), "register_household", household(CODE, 1), {}).conclusions[0]
    lines = [line for line in verdict.lines if line.result == "缺资料"]
    assert verdict.outcome == "无法判定"
    assert [(line.criterion, line.missing) for line in lines] == [
        ("exit-education", ("本户成员一个也没有填",)),
        ("exit-medical", ("本户成员一个也没有填",)),
    ]


def test_what_is_decided_without_an_empty_cell_does_not_name_it() -> None:
    verdict = _exit({}, who={"resident_medical": "是", "employee_medical": None, "active_soldier": None})
    assert verdict.outcome == "符合"


def test_an_unsolved_guarantee_decides_even_when_others_are_empty() -> None:
    assert _exit({"safe_water": "否", "food_secure": None}).outcome == "不符合"


def test_a_line_the_notice_does_not_give_is_named() -> None:
    verdict = _exit({}, line=None)
    assert verdict.outcome == "无法判定"
    assert verdict.lines[0].threshold == "脱贫人均纯收入标准 通知未给出"
    assert verdict.lines[0].missing == ("脱贫人均纯收入标准（通知和县级设置都没有给出）",)


def test_an_empty_income_item_is_named_instead_of_the_sum_above_it() -> None:
    line = _exit({"wage_income": None, "business_cost": None}).lines[0]
    assert line.missing == ("工资性收入未填", "生产经营性支出未填")


def test_a_line_shows_inputs_threshold_source_and_clause() -> None:
    line = _exit({"wage_income": 4000.0}).lines[0]
    assert line.sentence() == (
        "人均纯收入达到脱贫标准：达到（人均纯收入 4000.00；脱贫人均纯收入标准 3750.01元（测试用）；"
        "依据 通知 未写收入标准，由县设置文件给出）"
    )


def test_the_verdict_is_not_about_households_that_have_exited() -> None:
    verdict = _exit({"poverty_status": "已脱贫", "household_type": "脱贫户", "safe_water": None})
    assert verdict.outcome == "已脱贫，不需核验"


def test_the_edge_line_is_strict() -> None:
    of = campaign(monitoring_line=5000.0)
    outcomes = []
    for wage in (14999.99, 15000.0, 15000.01):
        row = household(CODE, 3, wage_income=wage, risk1="因病", risk_note="住院", household_type="边缘易致贫户")
        people = {"edge_member": [member(CODE, "张三", person_number(1))]}
        outcomes.append(assess(of, "edge_household", row, people).conclusions[0].outcome)
    assert outcomes == ["符合", "不符合", "不符合"]


def test_an_unstable_household_is_judged_by_its_register_row() -> None:
    home = household(CODE, poverty_status="已脱贫", household_type="脱贫户")
    row: dict[str, Value] = {"household_code": CODE, "risk1": "因病", "risk_cleared": "否"}
    (verdict,) = assess(campaign(), "unstable", row, {"register_household": [home]}).conclusions
    assert verdict.outcome == "符合"
    (verdict,) = assess(campaign(), "unstable", row, {"register_household": []}).conclusions
    assert verdict.outcome == "无法判定"
    assert verdict.lines[1].missing == ("户表里没有这一户",)
