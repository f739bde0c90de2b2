"""Rows of many villages become tables: nothing guessed, nothing lost, every row with its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cunbiao.expressions import compile_expression, truth
from cunbiao.findings import Place
from cunbiao.records.build import build_frames
from cunbiao.records.frames import TableFrame
from cunbiao.records.submission import Value
from tests.merging.invented import Row, campaign, household, member, person_number, submission

CODE = "341302000001"


def _households(*rows: Row, unreadable: Sequence[int] = ()) -> TableFrame:
    bad = {"register_household": {"wage_income": unreadable}}
    given = submission(tables={"register_household": rows}, bad=bad)
    return build_frames(campaign(), [given]).tables["register_household"]


def test_text_stays_text_and_empty_stays_empty() -> None:
    frame = _households(household("007", bank_account="0012", wage_income=None, remark=None))
    assert frame.text("household_code").tolist() == ["007"]
    assert frame.text("bank_account").tolist() == ["0012"]
    assert frame.text("remark").tolist() == [""]
    assert np.isnan(frame.number("wage_income")).tolist() == [True]


def test_na_is_a_name_not_an_empty_cell() -> None:
    frame = _households(household(CODE, 1, "NA"))
    assert frame.text("head_name").tolist() == ["NA"]


def test_an_unreadable_cell_is_neither_a_number_nor_empty_and_keeps_what_was_typed() -> None:
    frame = _households(household("2", wage_income="一万二"), household("1"), unreadable=[0])
    marks = frame.bad("wage_income")
    assert marks is not None
    assert frame.text("household_code").tolist() == ["1", "2"]
    assert marks.tolist() == [False, True]
    assert np.isnan(frame.number("wage_income")).tolist() == [False, True]
    assert frame.shown("wage_income", 1) == "一万二"
    assert frame.bad("business_income") is None


def test_rows_are_sorted_by_township_village_household_and_row() -> None:
    rows = [household("2"), household("1")]
    given = [
        submission("丙村", {"register_household": rows}, township="乙镇", code="300"),
        submission("乙村", {"register_household": rows}, township="甲镇", code="200"),
        submission("甲村", {"register_household": rows}, township="甲镇", code="100"),
    ]
    for order in (given, given[::-1]):
        frame = build_frames(campaign(), order).tables["register_household"]
        places = zip(frame.take("village_code").tolist(), frame.text("household_code").tolist(), strict=True)
        assert list(places) == [
            ("300", "1"), ("300", "2"), ("100", "1"), ("100", "2"), ("200", "1"), ("200", "2"),
        ]  # fmt: skip


def test_the_same_household_has_one_number_in_all_tables_and_another_in_another_village() -> None:
    tables = {
        "register_household": [household("1"), household("2")],
        "register_member": [member("2", "李四", person_number(2)), member("", "王五", person_number(3))],
    }
    frames = build_frames(campaign(), [submission("甲村", tables), submission("乙村", tables)]).tables
    homes, people = frames["register_household"], frames["register_member"]
    assert len(set(homes.household.tolist())) == 4
    for village in (0, 1):
        (second,) = homes.household[(homes.village == village) & (homes.text("household_code") == "2")]
        (person,) = people.household[(people.village == village) & (people.text("name") == "李四")]
        assert second == person


def test_rows_without_a_household_code_belong_to_no_household() -> None:
    rows = [member("", "王五", person_number(3)), member("", "赵六", person_number(4))]
    frames = build_frames(campaign(), [submission(tables={"register_member": rows})])
    assert sorted(frames.tables["register_member"].household.tolist()) == [-2, -1]


def test_an_address_uses_the_letters_and_sheet_name_of_that_file() -> None:
    given = submission(tables={"register_household": [household(CODE)]})
    rows = given.tables["register_household"]
    rows.sheet, rows.rows = "对照表-户(2)", [19]
    rows.letters["wage_income"] = "BB"
    frame = build_frames(campaign(), [given]).tables["register_household"]
    assert frame.place(0, "wage_income") == Place("东关村.xlsx", "对照表-户(2)", 19, "BB")
    assert frame.place(0) == Place("东关村.xlsx", "对照表-户(2)", 19, "")


def test_a_column_missing_from_one_file_is_empty_for_its_rows() -> None:
    given = submission(tables={"register_household": [household(CODE)]})
    del given.tables["register_household"].columns["wage_income"]
    frame = build_frames(campaign(), [given]).tables["register_household"]
    assert np.isnan(frame.number("wage_income")).all()


def test_issued_and_added_rows_are_told_apart() -> None:
    rows = [member("1", "李四", person_number(2)), member("1", "王五", person_number(3), _added=True)]
    frame = build_frames(campaign(), [submission(tables={"register_member": rows})]).tables["register_member"]
    assert frame.added.tolist() == [False, True]


def test_no_submission_gives_empty_tables() -> None:
    frames = build_frames(campaign(), [])
    frames.compute()
    assert {frame.size for frame in frames.tables.values()} == {0}


def test_types_are_those_of_the_definitions() -> None:
    frame = _households(household(CODE))
    kinds = {name: str(array.dtype) for name, array in frame.arrays.items()}
    assert kinds["household_code"] == kinds["bank_account"] == "object"
    assert kinds["wage_income"] == "float64"


def test_values_as_issued_stand_beside_those_of_now() -> None:
    rows = [household("2", wage_income=7.0), household("1", wage_income=5.0), household("3", wage_income=9.0)]
    given = submission(tables={"register_household": rows})
    own = given.tables["register_household"]
    before: dict[str, list[Value]] = {"wage_income": [6.0, 5.0, None], "head_name": ["李四", "张三", None]}
    changed = {**given.tables, "register_household": replace(own, issued=before)}
    frame = build_frames(campaign(), [replace(given, tables=changed)]).tables["register_household"]
    assert frame.text("last.head_name").tolist() == ["张三", "李四", ""]
    assert frame.number("last.wage_income").tolist()[:2] == [5.0, 6.0]
    scope = campaign().scopes["register_household"]
    rose = truth(compile_expression("wage_income > last.wage_income", scope), frame, {})
    assert (rose.true.tolist(), rose.false.tolist()) == ([False, True, False], [True, False, False])
