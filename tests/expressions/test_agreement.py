"""The village's screen and the county's merge never disagree: formulas in a real spreadsheet against whole tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cunbiao.expressions import (
    Expression,
    compile_expression,
    excel_false,
    excel_true,
    excel_value,
    prepare,
    truth,
    value,
)
from tests.expressions.county import (
    FIRST_ROW,
    HEALTH,
    REASONS,
    RELATIONS,
    SCOPES,
    SKILLS,
    STATUSES,
    TABLES,
    Cell,
    County,
    Record,
    cell_of,
    write_workbook,
)
from tests.expressions.strategies import IDS, NAMES, counties, expressions
from tests.judge import Office

_ERRORS = 4  # com.sun.star.sheet.FormulaResult.ERROR


def _formulas(expression: Expression, row: int) -> list[str]:
    at = cell_of(expression.scope.table, row).__getitem__
    shown = [excel_value(expression, at)]
    return [excel_true(expression, at), excel_false(expression, at), *shown] if expression.kind == "flag" else shown


def _expected(expression: Expression, tables: dict[str, Any]) -> list[list[Any]]:
    """For each row of village 0 what its formulas must show."""
    rows = tables[expression.scope.table]
    here = np.flatnonzero(rows.village == 0)
    computed = value(expression, rows, tables)
    if expression.kind == "flag":
        answers = truth(expression, rows, tables)
        return [
            [float(answers.true[row]), float(answers.false[row]), computed.data[row] if computed.known[row] else ""]
            for row in here
        ]
    return [[computed.data[row] if computed.known[row] else ""] for row in here]


def _assert_agreement(office: Office, file: Path, county: County, texts: list[tuple[str, str]]) -> None:
    compiled = [compile_expression(text, SCOPES[table]) for table, text in texts]
    by_table = {table: [one for one in compiled if one.scope.table == table] for table in TABLES}
    sizes = {table: sum(record.village == 0 for record in county.records[table]) for table in TABLES}
    formulas = {
        table: [
            [formula for one in chosen for formula in _formulas(one, FIRST_ROW + row)] for row in range(sizes[table])
        ]
        for table, chosen in by_table.items()
        if chosen
    }
    places = write_workbook(file, county, 0, formulas)
    tables = {name: prepare(rows) for name, rows in county.rows().items()}
    with office.open(file) as book:
        for table, place in places.items():
            cells = book.sheet(table).getCellRangeByName(place)
            assert cells.queryFormulaCells(_ERRORS).Count == 0
            shown = cells.getDataArray()
            column = 0
            for one in by_table[table]:
                for row, wanted in enumerate(_expected(one, tables)):
                    got = list(shown[row][column : column + len(wanted)])
                    used = formulas[table][row][column : column + len(wanted)]
                    assert _alike(got, wanted), f"{one.text}\n第{FIRST_ROW + row}行 {got} != {wanted}\n{used}"
                column += 3 if one.kind == "flag" else 1


def _alike(got: list[Any], wanted: list[Any]) -> bool:
    return all(
        isinstance(a, str) == isinstance(b, str)
        and (a == b if isinstance(a, str) else abs(a - b) <= 1e-6 * max(1.0, abs(b)))
        for a, b in zip(got, wanted, strict=True)
    )


_KINDS_OF_TRUTH = ("age < 16", "work_months < 16", "param.same_year_gate")
_IDENTITY = (
    *(f"{test}(id_number)" for test in ("id_digits_ok", "id_date_ok", "id_check_ok", "digits_only")),
    "is_han_name(id_number)",
    "is_han_name(name)",
    *(f"{give}(id_number)" for give in ("birth_of", "sex_of", "id18", "length")),
    "prefix(id_number, 6)",
    "text(birth_of(id_number))",
    "age_on(id_number, param.reference_date)",
    "age_on(id_number, joined)",
    "age_on(birth_of(id_number), joined) < 16",
    "year_of(joined)",
)
_DATES = (
    *(
        f"months_between({pair})"
        for pair in ("joined, date(2020, 2, 29)", "date(2019, 8, 31), joined", "joined, household.noted")
    ),
    *(f"months_after(joined, {months})" for months in ("1", "-1", "12", "0.5", "work_months", "age / 2")),
    *(f"month_start({month})" for month in ("202110", "201900 + age", "201900.5", "190002", "210012", "210013")),
    "months_between(month_start(201900 + work_months), joined)",
    "month_end_before(joined)",
    "months_after(month_end_before(joined) + 1, -12)",
)
_TEXTS = (
    "middle(id_number, 7, 4)",
    "middle(id_number, 18, 9)",
    'middle(id_number, 19, 1) == "B"',
    'contains(name, "三")',
    "contains(name, param.surname)",
    "contains(name, param.nickname)",
    "name == param.nickname",
    "prefix(name, 1) == param.surname",
    'count(members, contains(name, "三")) > 0',
    "any(members, not contains(id_number, param.surname))",
    "any(members, contains(id_number, param.nickname))",
    "largest_of(0, age - 15.5)",
    "smallest_of(age, work_months) < 16",
)
_AS_WRITTEN_BY_STAFF = (
    ("register_member", 'age < 16 and labour_skill != "无劳动力"'),
    ("register_member", 'has(health, "残疾") and not has(health, "大病")'),
    ("register_member", "count(village_members, id_number == this.id_number) > 1"),
    ("register_member", "count(village_members, id_number == this.id_number and name != this.name) > 0"),
    (
        "register_member",
        'household.poverty_status == "已脱贫" and household.wage_income / household.year_population < 4000',
    ),
    ("register_member", "blank(household.head_name) or household.head_name != name"),
    ("register_member", "not in_codes(relation)"),
    ("increase", "household.visited or not household.visited"),
    ("register_household", "not visited"),
    ("register_household", "any(members, not present)"),
    ("increase", "blank(household.wage_income) or zero_if_blank(household.wage_income) > household.business_cost"),
    ("increase", 'if_else(household.poverty_status in ("未脱贫",), "是", "否") == "是"'),
    ("register_household", 'count(members, relation == "户主") != 1'),
    ("register_household", "count(registered_households, household_code == this.household_code) > 1"),
    ("register_household", "any(everybody, work_months > 12 or work_months < 0) or all(members, blank(name))"),
    ("register_household", "total(everybody, work_months) * 1000 > wage_income"),
    ("register_household", "round6((wage_income - business_cost) / year_population)"),
    ("register_household", "(wage_income - business_cost) / year_population >= param.exit_line"),
    ("register_household", "wage_income - business_cost == 0.3 - 0.1 * 3"),
    ("register_household", "count(members) == year_population"),
    ("register_household", "count(gone) == 0 and not any(gone, age < 16) and all(gone, age < 16)"),
    ("register_household", "unknown(every(gone, age < 16)) and not unknown(total(gone, age) > 0)"),
    ("register_household", "count(members, unknown(age < 16 or work_months > 3))"),
    ("register_member", "unknown(household.wage_income < 4000 and age < 16)"),
    ("register_household", 'any_in(risk, "因病", "缺劳力") and not filled_any(risk)'),
    ("register_member", 'any_in(household.risk, "因病")'),
    ("register_household", 'any(registered_households, not any_in(risk, "因残"))'),
    ("register_household", "total(members, work_months, age < 16) > 16"),
    *(
        ("register_household", f"{operation}({rows})")
        for operation in ("largest", "smallest")
        for rows in (
            "members, work_months",
            "everybody, age, filled(name)",
            "everybody, age, age > 0",
            "everybody, work_months, work_months < 15.5",
            "registered_households, wage_income, wage_income > 1",
            "everybody, age, work_months > this.business_cost",
            "members, age, param.monitoring_line > age",
            "gone, age",
            "registered_households, wage_income",
        )
    ),
    ("register_household", "count(registered_households, wage_income == this.wage_income) > 1"),
    ("register_household", "count(registered_households, wage_income == this.wage_income and filled(risk1)) > 1"),
    ("register_member", "age != last.age"),
    ("register_member", "blank(last.name) or name != last.name"),
    ("register_member", 'last.relation == "户主" and zero_if_blank(last.age) < 16'),
    ("register_household", "last.visited and not visited"),
    ("register_household", "wage_income > last.wage_income * 1.5"),
)


def written_out() -> County:
    """A person for every identity number, incomes on both sides of the line, cells of every wrong kind."""
    days: tuple[Cell, ...] = (
        60.0,
        61.0,
        36526.0,
        44104.0,
        44104.5,
        44105.0,
        73415.0,
        73416.0,
        -5.0,
        "2020年",
        None,
    )
    ages: tuple[Cell, ...] = (15.0, 16.0, 15.9999999, None, "", "十六", -1.0)
    wages: tuple[Cell, ...] = (15999.96, 16000.0, 16000.04, 0.0, -250.0, None, "四千", 12000.1)
    costs: tuple[Cell, ...] = (0.0, 0.0, 0.0, 0.3, 12000.0, None, "", 0.1)
    persons_before: tuple[dict[str, Cell] | None, ...] = (
        None,
        {"name": NAMES[0], "age": 15.0, "relation": "户主"},
        {"name": 3.0, "age": "", "relation": None},
    )
    homes_before: tuple[dict[str, Cell] | None, ...] = (
        None,
        {"wage_income": 12000.0, "visited": True},
        {"wage_income": None, "visited": False},
    )
    people = tuple(
        Record(
            0,
            {
                "household_code": (f"H{number % 4}", None)[number % 7 == 6],
                "name": NAMES[number % len(NAMES)],
                "id_number": (*IDS, None, 340123199001011200.0, "")[number % (len(IDS) + 3)],
                "relation": (*RELATIONS, "户长", None, 1.0)[number % 7],
                "labour_skill": (*SKILLS, None)[number % 4],
                "health": (*HEALTH, "残疾人", None, 3.0)[number % 7],
                "age": ages[number % 7],
                "work_months": ages[number // 7 % 7],
                "joined": days[number % 11],
                "present": (True, False, None)[number % 3],
            },
            persons_before[number % 3],
        )
        for number in range(60)
    )
    homes = tuple(
        Record(
            0,
            {
                "household_code": ("H0", "H1", "H2", "H2", None)[number % 5],
                "head_name": (*NAMES, None)[number % 5],
                "poverty_status": (*STATUSES, None, 2.0)[number % 5],
                "wage_income": wages[number % 8],
                "business_cost": costs[number % 8],
                "visited": (True, False, None, "", "是")[number % 5],
                "noted": (43889.0, 43890.0, None, 44104.25)[number % 4],
                "risk1": (*REASONS, None, "缺劳力")[number % 5],
                "risk2": (None, *REASONS, 1.0)[number % 5],
                "year_population": (4.0, 4.0, 4.0, 0.0, None, 3.0, "四", 1.0)[number % 8],
            },
            homes_before[number % 3],
        )
        for number in range(12)
    )
    return County(
        {
            "register_household": homes,
            "edge_household": tuple(replace(home, cells={**home.cells, "household_code": "H3"}) for home in homes[3:5]),
            "register_member": people[:45],
            "increase": people[45:],
        }
    )


def written() -> list[tuple[str, str]]:
    """Tables and expressions about them: every kind of truth combined, identity numbers, rules as staff write them."""
    truths = [f"({a}) {word} ({b})" for word in ("and", "or") for a in _KINDS_OF_TRUTH for b in _KINDS_OF_TRUTH]
    denied = [f"not ({text})" for text in truths]
    homes = [f"{quantity}(members, {text})" for quantity in ("any", "all", "every") for text in (*truths, *denied)]
    texts = [("register_member", text) for text in (*truths, *denied, *_IDENTITY, *_DATES, *_TEXTS)]
    texts += [("register_household", text) for text in homes]
    return [*texts, *_AS_WRITTEN_BY_STAFF]


def test_formulas_and_tables_agree_on_what_staff_write(office: Office, tmp_path: Path) -> None:
    _assert_agreement(office, tmp_path / "village.xlsx", written_out(), written())


def test_an_error_in_a_cell_never_spreads_to_the_message(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "village.xlsx"
    county = County({"register_member": (Record(0, {"household_code": "H1", "name": "张三", "age": 15.0}),)})
    texts = (
        'relation == "户主"',
        "blank(relation)",
        "age < 16",
        "id_check_ok(relation)",
        "length(relation) > 1",
        'unknown(relation == "户主")',
    )
    compiled = [compile_expression(text, SCOPES["register_member"]) for text in texts]
    at = cell_of("register_member", FIRST_ROW).__getitem__
    places = write_workbook(file, county, 0, {"register_member": [[excel_true(one, at) for one in compiled]]})
    with office.open(file) as book:
        sheet = book.sheet("register_member")
        sheet.getCellRangeByName(at("relation").replace("$", "")).setFormula("=1/0")
        book.calculate()
        shown = sheet.getCellRangeByName(places["register_member"]).getDataArray()
    assert shown == ((0.0, 0.0, 1.0, 0.0, 0.0, 1.0),)


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(county=counties(), texts=st.lists(expressions(), min_size=40, max_size=60))
def test_formulas_and_tables_agree_on_random_expressions(
    office: Office, tmp_path_factory: pytest.TempPathFactory, county: County, texts: list[tuple[str, str]]
) -> None:
    _assert_agreement(office, tmp_path_factory.mktemp("agreement") / "village.xlsx", county, texts)
