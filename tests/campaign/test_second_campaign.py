"""勐戛镇 2019 is data only: its own lines, period and gates, through the same program."""

from __future__ import annotations

from datetime import date

import pytest

from cunbiao.definitions import load_campaign
from cunbiao.merging.merge import merge
from cunbiao.merging.register import Register
from cunbiao.records.submission import Intake
from tests.merging.invented import Row, household, member, messages, person_number, submission

CAMPAIGN = load_campaign("yunnan-mengga-2019")


def _merged(tables: dict[str, list[Row]]) -> Register:
    own = submission("甲", tables)
    own.tables = {table: rows for table, rows in own.tables.items() if table in CAMPAIGN.tables}
    return merge(Intake([own], [], [], []), CAMPAIGN, "township", messages())


def _exit(**values: float | str) -> tuple[str, list[str]]:
    """The exit verdict of a household of two, and the criteria it does not meet."""
    facts: dict[str, float | str] = {"operation": "标注脱贫", "identified_year": 2016.0, **values}
    register = _merged(
        {
            "register_household": [household("101", 2, **facts)],
            "register_member": [
                member("101", "张三", person_number(1)),
                member("101", "李四", person_number(2, male=False), "配偶", sex="女"),
            ],
        }
    )
    (verdict,) = register.verdicts["register_household"]
    return str(verdict.outcome[0]), [own.compiled.criterion.id for own in verdict.criteria if own.met[0] != 1]


def test_the_notice_gives_lines_and_period() -> None:
    values = {name: parameter.value for name, parameter in CAMPAIGN.parameters.items()}
    assert values["exit_line"] == 3750
    assert values["monitoring_line"] == 5000
    assert (values["income_period_start"], values["income_period_end"]) == (date(2018, 10, 1), date(2019, 9, 30))
    assert CAMPAIGN.missing_parameters() == ["养老金最低月标准"]


def test_attachments_one_to_five_carry_this_notices_titles() -> None:
    assert CAMPAIGN.titles["edge_household"] == "边缘户信息采集表（户信息）"
    assert CAMPAIGN.titles["unstable"] == "脱贫监测户信息采集表"
    assert "support" not in CAMPAIGN.tables
    assert "clearout" not in CAMPAIGN.tables


@pytest.mark.parametrize(("net", "expected"), [(7499.99, "不符合"), (7500.0, "符合"), (7500.01, "符合")])
def test_exit_line_of_3750_is_reached_by_equal_income(net: float, expected: str) -> None:
    outcome, unmet = _exit(wage_income=net)
    assert outcome == expected
    assert unmet == ([] if expected == "符合" else ["exit-income"])


@pytest.mark.parametrize("item", ["subsistence_allowance", "pension_income"])
def test_allowance_and_pension_count(item: str) -> None:
    assert _exit(wage_income=7000.0) == ("不符合", ["exit-income"])
    assert _exit(wage_income=7000.0, **{item: 500.0}) == ("符合", [])


@pytest.mark.parametrize(("year", "expected"), [(2018.0, "符合"), (2019.0, "不符合")])
def test_who_was_identified_this_year_cannot_leave(year: float, expected: str) -> None:
    assert _exit(identified_year=year)[0] == expected


def test_who_came_back_this_year_cannot_leave() -> None:
    assert _exit(return_year=2019.0) == ("不符合", ["exit-same-year"])


@pytest.mark.parametrize(("net", "expected"), [(9999.99, 1), (10000.0, -1), (10000.01, -1)])
def test_edge_households_earn_less_than_5000(net: float, expected: int) -> None:
    register = _merged(
        {
            "edge_household": [household("201", 2, wage_income=net, risk1="因病")],
            "edge_member": [member("201", "王五", person_number(3))],
        }
    )
    (verdict,) = register.verdicts["edge_household"]
    assert {own.compiled.criterion.id: own.met[0] for own in verdict.criteria}["edge-income"] == expected


def test_households_watched_after_leaving_have_no_income_test() -> None:
    assert CAMPAIGN.parameters["unstable_needs_line"].value is False
