"""What a file's formulas show is compared with what its cells give, and never taken over."""

from __future__ import annotations

import pytest

from cunbiao.records.submission import Submission, Value
from tests.merging.invented import household, member, merged, person_number, submission, told


def _village(*shown: Value) -> Submission:
    homes = [household(f"10{row}", 2, wage_income=8000.01) for row in range(len(shown))]
    people = [member(f"10{row}", "张三", person_number(row)) for row in range(len(shown))]
    own = submission("甲", {"register_household": homes, "register_member": people})
    own.tables["register_household"].shown = {"per_capita": list(shown)}
    return own


@pytest.mark.parametrize("shown", [4000.005, 4000.0, 4000.009])
def test_what_two_decimals_can_show_is_the_same(shown: float) -> None:
    assert told(merged(_village(shown)), "CELL-17") == []


def test_other_results_are_said_once_a_sheet_with_their_number() -> None:
    register = merged(_village(4000.005, 0.0, None, "标准"))
    (finding,) = told(register, "CELL-17")
    assert "显示 0.00" in finding.message
    assert "共 3 行" in finding.message
    assert finding.place.row == register.frames["register_household"].row[1]
    assert register.frames["register_household"].number("per_capita").tolist() == [4000.005] * 4


def test_a_rollup_keeps_the_remark() -> None:
    first = merged(_village(0.0))
    again = merged(*[_unshown(own) for own in first.submissions])
    assert again.findings == first.findings


def _unshown(own: Submission) -> Submission:
    for rows in own.tables.values():
        rows.shown = {}
    return own
