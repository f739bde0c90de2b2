"""Checks over all rows, with the address a clerk needs."""

from __future__ import annotations

import pytest

from cunbiao.findings import Finding
from cunbiao.records.submission import Value
from tests.merging.invented import campaign, household, member, merged, person_number, submission, told

CODE = "341302000001"
PERSON = member(CODE, "张小", person_number(2), "之子", sex="女")


def _found(check: str, **values: Value) -> list[Finding]:
    people = [member(CODE, "张三", person_number(1))]
    tables = {"register_household": [household(CODE, 1, **values)], "register_member": people}
    return told(merged(submission(tables=tables)), check)


def test_a_clean_village_is_not_accused() -> None:
    assert _found("") == []


def test_a_finding_says_who_what_and_where() -> None:
    head = member(CODE, "张三", person_number(1))
    tables = {"register_household": [household(CODE, 2)], "register_member": [head, PERSON]}
    (finding,) = told(merged(submission(tables=tables)), "HH-06")
    assert (finding.township, finding.village, finding.household_code) == ("东关镇", "东关村", CODE)
    assert (finding.head_name, finding.name) == ("张三", "张小")
    assert (finding.field, finding.value) == ("与户主关系", "之子")
    columns = [column.name for column in campaign().columns("register_member")]
    letters = submission().tables["register_member"].letters
    assert (finding.place.file, finding.place.sheet, finding.place.row) == ("东关村.xlsx", "对照表-人", 7)
    assert finding.place.column == letters["relation"]
    assert "relation" in columns
    assert (finding.level, finding.category) == ("必改", "本行")
    assert finding.fix == "对照户口簿核对性别和与户主关系，错的一项改正"


def test_an_empty_required_cell() -> None:
    (finding,) = _found("CELL-01", wage_income=None)
    assert finding.message == "必填，还没有填：工资性收入"
    assert (finding.level, finding.value) == ("必改", "")
    (finding,) = _found("CELL-01V", bank_name=None)
    assert finding.level == "核实"


def test_all_empty_required_cells_of_a_row_are_one_finding() -> None:
    (finding,) = _found("CELL-01", wage_income=None, business_income=None)
    assert finding.message == "必填，还没有填：工资性收入、生产经营性收入"
    assert finding.field == "工资性收入、生产经营性收入"
    (other,) = _found("CELL-01", business_income=None)
    assert other.key == finding.key


def test_an_unreadable_cell_is_not_called_empty() -> None:
    rows = {"register_household": [household(CODE, 0, wage_income="一万")]}
    register = merged(submission(tables=rows, bad={"register_household": {"wage_income": [0]}}))
    assert [finding.field for finding in told(register, "CELL-01")] == []


@pytest.mark.parametrize(("persons", "fires"), [(0.0, True), (1.0, False), (30.0, False), (31.0, True), (2.5, True)])
def test_the_range_of_a_number(persons: float, fires: bool) -> None:
    assert bool(_found("CELL-04", year_population=persons)) is fires


@pytest.mark.parametrize(
    ("amount", "fires"),
    [
        (0.1 + 0.2, False),
        (1234567.89, False),
        (100.005, True),
        (-0.01, True),
        (862787548300014.0, False),
        (99999999999999.9, False),
        (12345678901.234, True),
    ],
)
def test_cents_are_allowed_and_binary_noise_is_no_decimal(amount: float, fires: bool) -> None:
    assert bool(_found("CELL-04", business_income=amount)) is fires


def test_a_member_of_an_unknown_household() -> None:
    people = [member(CODE, "张三", person_number(1)), member("999", "王五", person_number(2))]
    register = merged(submission(tables={"register_household": [household(CODE, 1)], "register_member": people}))
    (finding,) = told(register, "ROW-07")
    assert (finding.name, finding.value, finding.head_name) == ("王五", "999", "")


def test_a_rule_with_an_empty_operand_does_not_fire() -> None:
    assert _found("SA-11", irrigated_land=None, farmland=1.0) == []
    assert len(_found("SA-11", irrigated_land=2.0, farmland=1.0)) == 1
