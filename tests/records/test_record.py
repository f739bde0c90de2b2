"""Any value leads back to the cells it came from."""

from __future__ import annotations

import pytest

from cunbiao.records.record import record, where_from
from tests.merging.invented import household, member, merged, person_number, submission

REGISTER = merged(
    submission(
        tables={
            "register_household": [household("1", 3, wage_income=9000.0)],
            "register_member": [member("1", "张三", person_number(1))],
        }
    )
)
LETTERS = submission().tables


def test_a_typed_value_names_its_cell() -> None:
    fact = where_from(REGISTER.tables, "register_household", 0, "wage_income")
    assert (fact.label, fact.value, fact.formula, fact.inputs) == ("工资性收入", "9000", "", ())
    assert fact.place.column == LETTERS["register_household"].letters["wage_income"]


def test_a_computed_value_leads_down_to_typed_cells() -> None:
    fact = where_from(REGISTER.tables, "register_household", 0, "per_capita")
    assert fact.value == "3000"
    assert "纯收入" in fact.formula
    net = next(part for part in fact.inputs if part.name == "net_income")
    gross = next(part for part in net.inputs if part.name == "gross_income")
    assert "wage_income" in {part.name for part in gross.inputs}


def test_a_value_taken_from_the_household_leads_to_the_household_sheet() -> None:
    fact = where_from(REGISTER.tables, "register_member", 0, "parent_head_name")
    assert fact.value == "张三"
    assert {part.place.sheet for part in fact.inputs} == {"对照表-人", "对照表-户"}


def test_a_record_has_every_column_of_its_sheet() -> None:
    facts = record(REGISTER.tables, "register_member", 0)
    assert list(facts) == [column.name for column in REGISTER.frames["register_member"].columns]
    assert facts["birth"].value == "19700312"


def test_no_such_row() -> None:
    with pytest.raises(IndexError):
        where_from(REGISTER.tables, "register_member", 5, "name")
