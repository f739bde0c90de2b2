from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from cunbiao.days import serial
from cunbiao.expressions import compile_expression, prepare, truth, value
from tests.expressions.county import HOUSEHOLD, MEMBER, MERGED_SCOPES, Cell, County, Record
from tests.expressions.oracle import outcome
from tests.expressions.strategies import counties, expressions


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(counties(), expressions(merged=True))
def test_tables_agree_with_a_plain_interpreter(county: County, what: tuple[str, str]) -> None:
    table, text = what
    expression = compile_expression(text, MERGED_SCOPES[table])
    tables = {name: prepare(rows) for name, rows in county.rows().items()}
    expected = [outcome(expression, county, record) for record in county.records[table]]
    computed = value(expression, tables[table], tables)
    assert computed.known.tolist() == [answer is not None for answer in expected]
    for got, answer in zip(computed.data.tolist(), expected, strict=True):
        if isinstance(answer, str) or (answer is None and expression.kind == "text"):
            assert got == (answer or "")
        else:
            assert np.isclose(got, np.nan if answer is None else float(answer), rtol=1e-12, atol=1e-9, equal_nan=True)
    if expression.kind == "flag":
        answers = truth(expression, tables[table], tables)
        assert answers.true.tolist() == [answer is True for answer in expected]
        assert answers.false.tolist() == [answer is False for answer in expected]


def _one(cells: dict[str, Cell]) -> County:
    return County({"register_member": (Record(0, cells),)})


def _answer(text: str, county: County) -> str:
    tables = county.rows()
    answers = truth(compile_expression(text, MEMBER), tables["register_member"], tables)
    return "真" if answers.true[0] else "假" if answers.false[0] else "不知"


_TRUE, _FALSE, _UNKNOWN = "age < 16", "age >= 16", "work_months < 16"


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (_TRUE, _TRUE, "真", "真"),
        (_TRUE, _FALSE, "假", "真"),
        (_TRUE, _UNKNOWN, "不知", "真"),
        (_FALSE, _TRUE, "假", "真"),
        (_FALSE, _FALSE, "假", "假"),
        (_FALSE, _UNKNOWN, "假", "不知"),
        (_UNKNOWN, _TRUE, "不知", "真"),
        (_UNKNOWN, _FALSE, "假", "不知"),
        (_UNKNOWN, _UNKNOWN, "不知", "不知"),
    ],
)
def test_and_or_have_three_values(left: str, right: str, both: str, either: str) -> None:
    county = _one({"age": 15.0})
    assert _answer(f"{left} and {right}", county) == both
    assert _answer(f"{left} or {right}", county) == either


@pytest.mark.parametrize(("text", "denied"), [(_TRUE, "假"), (_FALSE, "真"), (_UNKNOWN, "不知")])
def test_not_leaves_the_unknown_unknown(text: str, denied: str) -> None:
    assert _answer(f"not {text}", _one({"age": 15.0})) == denied


@pytest.mark.parametrize(("text", "open_"), [(_TRUE, "假"), (_FALSE, "假"), (_UNKNOWN, "真")])
def test_whether_something_is_unknown_is_always_known(text: str, open_: str) -> None:
    assert _answer(f"unknown({text})", _one({"age": 15.0})) == open_


@pytest.mark.parametrize(
    ("cells", "text", "answer"),
    [
        ({"age": "十六"}, "age < 16", "不知"),
        ({"age": "十六"}, "filled(age)", "真"),
        ({"age": "十六"}, "is_number(age)", "假"),
        ({"age": ""}, "blank(age)", "真"),
        ({"name": 12.0}, 'name != "张三"', "不知"),
        ({"name": 12.0}, 'name == "12.0"', "不知"),
        ({"name": 12.0}, "blank(name)", "假"),
        ({"relation": 1.0}, "in_codes(relation)", "假"),
        ({}, "in_codes(relation)", "不知"),
        ({}, "zero_if_blank(age) == 0", "真"),
        ({"age": "十六"}, "zero_if_blank(age) == 0", "不知"),
        ({"age": 0.1 + 0.2}, "age == 0.3", "真"),
        ({"age": 0.1 + 0.2}, "age > 0.3", "假"),
        ({"age": 3999.99}, "age < 4000", "真"),
        ({"age": 1.0}, "age / work_months > 0", "不知"),
        ({"age": 1.0, "work_months": 0.0}, "age / work_months > 0", "不知"),
        ({"age": 0.3}, "1 / (0.1 + 0.2 - age) > 0", "不知"),
        ({"age": 15.9999999}, "age < 16", "假"),
        ({"age": 1.0}, "age < param.monitoring_line", "不知"),
        ({"name": "TOM"}, 'name == "tom"', "真"),
        ({"age": 3999.995}, "round6(age) == 4000", "假"),
        ({"age": 1.0000024}, "round6(age) == 1.000002", "真"),
        ({"age": -0.1}, "round6(age + age + age) == -0.3", "真"),
        ({"name": "张三"}, "contains(name, '三')", "真"),
        ({"name": "张三"}, "contains(name, '四')", "假"),
        ({"name": "Tom"}, "contains(name, 'tom')", "假"),
        ({}, "contains(name, '三')", "不知"),
        ({"name": 12.0}, "contains(name, '1')", "不知"),
        ({"name": "张三"}, "contains(name, param.surname)", "真"),
        ({"name": "张三"}, "contains(name, param.nickname)", "不知"),
        ({"name": "张"}, "name == param.surname", "真"),
        ({"name": "李"}, "name == param.surname", "假"),
        ({"name": "李"}, "name != param.nickname", "不知"),
        ({"id_number": "340123199001011238B1"}, "middle(id_number, 19, 2) == 'B1'", "真"),
        ({"id_number": "340123199001011238B"}, "middle(id_number, 19, 2) == 'B1'", "假"),
        ({"id_number": "340123199001011238"}, "middle(id_number, 19, 2) == 'B1'", "不知"),
        ({"id_number": "340123199001011238"}, "middle(id_number, 7, 4) == '1990'", "真"),
        ({"age": 3.0}, "largest_of(0, age - 5) == 0", "真"),
        ({"age": 3.0}, "smallest_of(age, 5) == 3", "真"),
        ({"age": 3.0}, "largest_of(age, work_months) >= 3", "不知"),
    ],
)
def test_blank_and_bad_cells_and_binary_noise(cells: dict[str, Cell], text: str, answer: str) -> None:
    assert _answer(text, _one(cells)) == answer


@pytest.mark.parametrize(
    ("number", "age"),
    [("110101200409300015", 16.0), ("110101200410010018", 15.0), ("110101200402290019", 16.0), ("1101012004", np.nan)],
)
def test_the_birthday_completes_the_year(number: str, age: float) -> None:
    tables = _one({"id_number": number}).rows()
    expression = compile_expression("age_on(id_number, param.reference_date)", MEMBER)
    computed = value(expression, tables["register_member"], tables)
    assert np.array_equal(np.asarray(computed.data, dtype=float), [age], equal_nan=True)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("months_after(date(2020, 1, 31), 1)", date(2020, 2, 29)),
        ("months_after(date(2020, 2, 29), 12)", date(2021, 2, 28)),
        ("months_after(date(2020, 3, 15), -3)", date(2019, 12, 15)),
        ("months_after(date(2020, 3, 15), 0.5)", None),
        ("months_after(date(2100, 12, 31), 1)", None),
        ("months_after(date(1900, 3, 31), -1)", None),
        ("month_start(202110)", date(2021, 10, 1)),
        ("month_start(190003)", date(1900, 3, 1)),
        ("month_start(190002)", None),
        ("month_start(202100)", None),
        ("month_start(202113)", None),
        ("month_start(202110.5)", None),
        ("month_end_before(date(2020, 3, 1))", date(2020, 2, 29)),
        ("month_end_before(date(2020, 3, 31))", date(2020, 2, 29)),
        ("month_end_before(date(1900, 3, 31))", None),
        ("months_after(month_end_before(date(2021, 3, 9)) + 1, -12)", date(2020, 3, 1)),
        ("month_end_before(joined)", None),
    ],
)
def test_dates_move_by_months_of_the_calendar(text: str, day: date | None) -> None:
    tables = _one({}).rows()
    computed = value(compile_expression(text, MEMBER), tables["register_member"], tables)
    expected = np.nan if day is None else serial(day)
    assert np.array_equal(np.asarray(computed.data, dtype=float), [expected], equal_nan=True)


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        ((2020, 1, 31), (2020, 2, 28), 0),
        ((2020, 1, 31), (2020, 2, 29), 1),
        ((2020, 1, 31), (2020, 3, 30), 1),
        ((2020, 1, 31), (2020, 3, 31), 2),
        ((2019, 12, 10), (2020, 6, 9), 5),
        ((2019, 12, 10), (2020, 6, 10), 6),
        ((2020, 6, 10), (2020, 6, 10), 0),
        ((2020, 6, 10), (2020, 6, 9), -1),
        ((2020, 2, 29), (2021, 2, 28), 12),
    ],
)
def test_whole_months_are_complete_on_the_same_day_or_the_last_of_a_shorter_month(
    earlier: tuple[int, ...], later: tuple[int, ...], months: int
) -> None:
    text = f"months_between(date{earlier}, date{later}) == {months}"
    assert _answer(text, _one({})) == "真"
    assert _answer("months_between(joined, date(2020, 6, 10)) > 1", _one({})) == "不知"


def _home(*people: dict[str, Cell], village: int = 0) -> tuple[Record, ...]:
    return tuple(Record(village, {"household_code": "H1", **cells}) for cells in people)


def _of_household(text: str, *people: dict[str, Cell]) -> tuple[bool, bool]:
    county = County(
        {
            "register_household": (Record(0, {"household_code": "H1"}),),
            "register_member": (*_home({"age": 99.0}, village=1), *_home(*people)),
        }
    )
    tables = county.rows()
    answers = truth(compile_expression(text, HOUSEHOLD), tables["register_household"], tables)
    return bool(answers.true[0]), bool(answers.false[0])


@pytest.mark.parametrize(
    ("ages", "any_child", "all_children"),
    [
        ((), (False, True), (True, False)),
        ((5.0, 20.0), (True, False), (False, True)),
        ((5.0, None), (True, False), (False, False)),
        ((20.0, None), (False, False), (False, True)),
        ((5.0, 6.0), (True, False), (True, False)),
    ],
)
def test_any_all_and_every_over_a_household(
    ages: tuple[Cell, ...], any_child: tuple[bool, bool], all_children: tuple[bool, bool]
) -> None:
    people: list[dict[str, Cell]] = [{"age": age} for age in ages]
    assert _of_household("any(members, age < 16)", *people) == any_child
    assert _of_household("all(members, age < 16)", *people) == all_children
    every_child = all_children if people else (False, False)
    assert _of_household("every(members, age < 16)", *people) == every_child


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("count(gone) == 0", (True, False)),
        ("count(gone, age < 16) == 0", (True, False)),
        ("total(gone, age) == 0", (True, False)),
        ("any(gone, age < 16)", (False, True)),
        ("all(gone, age < 16)", (True, False)),
        ("every(gone, age < 16)", (False, False)),
    ],
)
def test_a_relation_that_no_table_has_has_no_rows(text: str, answer: tuple[bool, bool]) -> None:
    assert _of_household(text, {"age": 5.0}) == answer


def test_a_total_takes_blank_as_nothing_and_is_unknown_over_a_bad_cell() -> None:
    months: list[dict[str, Cell]] = [{"work_months": 3.0}, {"work_months": None}]
    assert _of_household("total(members, work_months) == 3", *months) == (True, False)
    assert _of_household("total(members, work_months) == 3", *months, {"work_months": "三个月"}) == (False, False)


@pytest.mark.parametrize(
    ("cells", "has_illness", "any_filled"),
    [
        ({}, "假", "假"),
        ({"risk1": "因残"}, "假", "真"),
        ({"risk2": "因病"}, "真", "真"),
        ({"risk1": "因残", "risk2": "因病"}, "真", "真"),
        ({"risk1": 1.0, "risk2": "因病"}, "真", "真"),
        ({"risk1": 1.0, "risk2": "因残"}, "不知", "真"),
    ],
)
def test_blank_slots_do_not_count(cells: dict[str, Cell], has_illness: str, any_filled: str) -> None:
    county = County({"register_household": (Record(0, {"household_code": "H1", **cells}),)})
    for text, answer in (('any_in(risk, "因病")', has_illness), ("filled_any(risk)", any_filled)):
        tables = county.rows()
        answers = truth(compile_expression(text, HOUSEHOLD), tables["register_household"], tables)
        assert (answers.true[0], answers.false[0]) == (answer == "真", answer == "假")


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        ((), (0.0, None, None)),
        ((None, None), (0.0, None, None)),
        ((3.0, None, 5.0), (8.0, 5.0, 3.0)),
        ((3.0, -2.5, "三个月"), (None, None, None)),
    ],
)
def test_blank_cells_are_no_numbers_and_bad_ones_leave_it_unknown(
    months: tuple[Cell, ...], expected: tuple[float | None, ...]
) -> None:
    people: list[dict[str, Cell]] = [{"work_months": month, "age": 20.0} for month in months]
    others: list[dict[str, Cell]] = [{"work_months": "十", "age": 3.0}, {"work_months": 99.0, "age": None}]
    for operation, answer in zip(("total", "largest", "smallest"), expected, strict=True):
        text = f"{operation}(members, work_months, age >= 16)"
        wanted = (False, False) if answer is None else (True, False)
        assert _of_household(f"{text} == {answer or 0}", *people, *others) == wanted


@pytest.mark.parametrize(
    ("issued", "changed"),
    [(None, "不知"), ({}, "不知"), ({"age": 15.0}, "假"), ({"age": 14.0}, "真"), ({"age": "十四"}, "不知")],
)
def test_rows_that_were_not_issued_have_no_values_as_issued(issued: dict[str, Cell] | None, changed: str) -> None:
    county = County({"register_member": (Record(0, {"age": 15.0}, issued),)})
    assert _answer("age != last.age", county) == changed
    assert _answer("blank(last.age)", county) == ("假" if issued else "真")


def test_the_county_is_all_villages() -> None:
    people = (*_home({"name": "张三", "age": 5.0}, village=1), *_home({"name": "张三"}, {"age": 7.0}, village=0))
    tables = County({"register_member": people}).rows()
    for text, numbers in (
        ("count(county_members)", [3.0, 3.0, 3.0]),
        ("count(county_members, name == this.name)", [2.0, 2.0, 0.0]),
        ("largest(county_members, age)", [7.0, 7.0, 7.0]),
    ):
        expression = compile_expression(text, MERGED_SCOPES["register_member"])
        assert value(expression, tables["register_member"], tables).data.tolist() == numbers


def test_households_of_a_village_are_found_by_equal_numbers() -> None:
    incomes: tuple[Cell, ...] = (0.1 + 0.2, 0.3, 0.3000001, 0.31, None, "三毛")
    here = tuple(Record(0, {"household_code": f"H{n}", "wage_income": one}) for n, one in enumerate(incomes))
    there = (Record(1, {"household_code": "H1", "wage_income": 0.3}),)
    tables = County({"register_household": (*there, *here)}).rows()
    for further in ("", " and filled(household_code)"):
        text = f"count(registered_households, wage_income == this.wage_income{further})"
        counts = value(compile_expression(text, HOUSEHOLD), tables["register_household"], tables)
        assert counts.data.tolist() == [1.0, 3.0, 3.0, 3.0, 1.0, 0.0, 0.0]


def test_other_villages_are_not_counted() -> None:
    people = (*_home({"name": "张三"}, village=1), *_home({"name": "张三"}, {"name": "李四"}, village=0))
    tables = County(
        {"register_member": people, "increase": _home({"name": "张三"}, {"name": "张三"}, village=1)}
    ).rows()
    for text in (
        "count(village_members, name == this.name)",
        "count(village_members, name == this.name and filled(name))",
    ):
        computed = value(compile_expression(text, MEMBER), tables["register_member"], tables)
        assert computed.data.tolist() == [3.0, 1.0, 1.0]
    everyone = value(compile_expression("count(village_members)", MEMBER), tables["register_member"], tables)
    assert everyone.data.tolist() == [3.0, 2.0, 2.0]


def test_rows_without_a_household_code_belong_to_no_household() -> None:
    lost = Record(0, {"household_code": None, "name": "张三"})
    tables = County({"register_household": (Record(0, {}),), "register_member": (lost,)}).rows()
    computed = value(compile_expression("count(members)", HOUSEHOLD), tables["register_household"], tables)
    assert computed.data.tolist() == [0.0]


def test_empty_tables_are_fine() -> None:
    tables = {name: prepare(rows) for name, rows in County({"register_household": (Record(0, {}),)}).rows().items()}
    for text in ("count(village_members, name == this.head_name) > 0", "any(everybody, age > this.wage_income)"):
        assert truth(compile_expression(text, HOUSEHOLD), tables["register_household"], tables).true.tolist() == [False]
    for text in (
        "id_check_ok(id_number)",
        "household.wage_income > 0",
        "id18(name) == name",
        "birth_of(id_number) > 0",
    ):
        assert truth(compile_expression(text, MEMBER), tables["register_member"], tables).true.tolist() == []
