"""人均纯收入 step by step, to the cent, negative allowed, empty items named."""

from __future__ import annotations

import pytest

from cunbiao.checking.income import income_columns, worked_income
from cunbiao.records.submission import Value
from tests.checking.plain import one_village
from tests.merging.invented import campaign, household


def _lines(persons: int = 3, **values: Value) -> tuple[str, ...]:
    frames = one_village(campaign(), {"register_household": [household("1", persons, **values)]})
    return worked_income(frames.tables["register_household"], 0)


def test_every_step_is_shown_with_its_numbers() -> None:
    lines = _lines(
        wage_income=8000.0, business_income=5000.5, asset_dividend=100.0, pension_income=1260.0, business_cost=1500.0
    )
    assert lines == (
        "财产性收入 = 资产收益扶贫分红收入 + 其他财产性收入 = 100.00 + 0.00 = 100.00 元",
        "转移性收入 = 计划生育金 + 低保金 + 特困供养金 + 养老保险金 + 生态补偿金 + 其他转移性收入"
        " = 0.00 + 0.00 + 0.00 + 1260.00 + 0.00 + 0.00 = 1260.00 元",
        "年收入 = 工资性收入 + 生产经营性收入 + 财产性收入 + 转移性收入"
        " = 8000.00 + 5000.50 + 100.00 + 1260.00 = 14360.50 元",
        "纯收入 = 年收入 − 生产经营性支出 = 14360.50 − 1500.00 = 12860.50 元",
        "人均纯收入 = 纯收入 ÷ 年度家庭人口数 = 12860.50 ÷ 3 = 4286.83 元",
    )


def test_a_negative_net_income_stays_negative() -> None:
    lines = _lines(2, wage_income=1000.0, business_cost=4000.0)
    assert lines[-2].endswith("= 1000.00 − 4000.00 = -3000.00 元")
    assert lines[-1].endswith("= (-3000.00) ÷ 2 = -1500.00 元")


def test_an_empty_item_leaves_the_steps_above_it_open() -> None:
    lines = _lines(wage_income=None)
    assert lines[2].endswith("= 未填 + 0.00 + 0.00 + 0.00 = 算不出")
    assert lines[-1].endswith("= 未填 ÷ 3 = 算不出")


def test_subsistence_money_is_left_out_where_the_policy_says_so() -> None:
    frames = one_village(
        campaign(counts_subsistence=False), {"register_household": [household("1", subsistence_allowance=900.0)]}
    )
    frame = frames.tables["register_household"]
    assert frame.number("transfer_income").tolist() == [0.0]
    assert "低保金" not in worked_income(frame, 0)[1]


def test_income_columns_are_items_sums_cost_and_persons_in_sheet_order() -> None:
    frames = one_village(campaign(), {"register_household": [household("1")]}).tables
    names = [column.name for column in income_columns(frames["register_household"])]
    assert names[0] == "year_population"
    assert names[-1] == "per_capita"
    assert {"wage_income", "subsistence_allowance", "business_cost", "net_income"} <= set(names)
    assert "house_area" not in names
    assert income_columns(frames["register_member"]) == []


@pytest.mark.parametrize("persons", [None, 0.0])
def test_without_persons_there_is_no_per_capita(persons: float | None) -> None:
    assert _lines(year_population=persons)[-1].endswith("= 算不出")
