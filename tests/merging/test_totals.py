"""Totals come from one definition of each measure."""

from __future__ import annotations

import pytest

from cunbiao.merging.register import Register
from cunbiao.merging.totals import load_measures
from cunbiao.records.submission import Submission
from tests.merging.invented import Row, campaign, household, member, merged, person_number, submission


def _village(name: str, township: str, first: int, **tables: list[Row]) -> Submission:
    homes = [
        household(f"{first}", 2, wage_income=8000.0, operation="标注脱贫"),
        household(f"{first + 1}", 1, wage_income=None),
    ]
    people = [member(f"{first}", f"甲{number}", person_number(first + number)) for number in (0, 1)]
    tables = {"register_household": homes, "register_member": people, **tables}
    return submission(name, tables, township=township, code=f"{first}")


def _register() -> Register:
    gone: Row = {"household_code": "30", "name": "甲1", "id_number": person_number(31), "decrease_reason": "死亡"}
    return merged(
        _village("甲村", "东关镇", 10),
        _village("乙村", "东关镇", 20),
        _village("丙村", "西关镇", 30, decrease=[gone]),
        of=campaign(exit_line=4000.0),
    )


def test_each_village_township_and_all() -> None:
    totals = _register().totals
    assert [line.village for line in totals.villages] == ["甲村", "乙村", "丙村"]
    assert {line.township: line.values["households"] for line in totals.townships} == {"东关镇": 4.0, "西关镇": 2.0}
    assert totals.overall.values["households"] == 6.0
    assert totals.overall.values["persons"] == 6.0


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("not_exited", 6.0),
        ("proposed_exit", 3.0),
        ("proposed_exit_persons", 6.0),
        ("exit_fits", 3.0),
        ("exit_undecided", 0.0),
        ("below_exit_line", 0.0),
        ("exit_line_open", 3.0),
        ("decrease", 1.0),
        ("net_income", 24000.0),
        ("year_population", 6.0),
        ("mean_per_capita", 4000.0),
    ],
)
def test_measures(measure: str, expected: float) -> None:
    assert _register().totals.overall.values[measure] == expected


def test_an_average_over_nothing_is_no_number() -> None:
    assert merged(submission()).totals.overall.values["mean_per_capita"] is None


def test_villages_add_up() -> None:
    totals = _register().totals
    for measure in totals.measures:
        if measure.operation != "ratio":
            parts = [line.values[measure.id] or 0.0 for line in totals.villages]
            assert sum(parts) == totals.overall.values[measure.id], measure.label


def test_every_measure_names_columns_and_values_the_campaign_knows() -> None:
    of = campaign()
    for measure in load_measures(of):
        assert measure.operation == "ratio" or set(measure.tables) <= set(of.tables)
        for name in (*measure.filled, *([measure.column] if measure.column else [])):
            assert all(of.column(table, name) for table in measure.tables)
