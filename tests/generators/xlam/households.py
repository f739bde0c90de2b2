"""Invented households on both sides of the exit line, with every kind of gap, as rows of the entry sheets."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from cunbiao.records.identity import check_character
from cunbiao.records.submission import Value

Row = dict[str, Value]
Tables = dict[str, list[Row]]

# What 人均纯收入 is made of, in the order the worksheet function asks for it.
PARTS = (
    "wage_income",
    "business_income",
    "asset_dividend",
    "other_property_income",
    "family_planning_money",
    "subsistence_allowance",
    "destitute_support",
    "pension_income",
    "ecological_compensation",
    "other_transfer",
    "business_cost",
    "year_population",
)
_OFTEN_EMPTY = ("wage_income", "pension_income", "business_cost", "year_population", "identified_year")
_GUARANTEES = {"food_secure": "是", "clothes_secure": "是", "safe_water": "是", "dangerous_house": "否"}


def households(count: int, line: float, year: int, seed: int) -> Tables:
    """``count`` households with their members, additions and removals; about half of them are at most a cent off the
    line: below it, at it, above it.
    """
    chance = random.Random(seed)
    tables: Tables = {"register_household": [], "register_member": [], "increase": [], "decrease": []}
    for number in range(count):
        code = f"34130200{number:04d}"
        tables["register_household"].append(_household(chance, code, line, year, number))
        people = [_member(chance, code, year) for _ in range(chance.choice((0, 1, 1, 2, 2, 3)))]
        tables["register_member"] += people
        if chance.random() < 0.1:
            tables["increase"].append(_member(chance, code, year))
        if people and chance.random() < 0.15:
            gone = chance.choice((people[0], _member(chance, code, year)))
            tables["decrease"].append({"household_code": code, "id_number": gone["id_number"]})
    return tables


def _household(chance: random.Random, code: str, line: float, year: int, number: int) -> Row:
    persons = chance.choice((1, 2, 3, 4, 7))
    parts = {name: chance.choice((0.0, 0.0, 100.0, 1234.56)) for name in PARTS[1:-2]}
    cost = chance.choice((0.0, 250.05, 3000.0))
    # Below the line, at the line, above it, and anywhere.
    cents = (-1, 0, 1)[number % 3] if number % 2 else chance.randint(-500_000, 500_000)
    wage = (round(line * 100) * persons + cents - round(sum(parts.values()) * 100) + round(cost * 100)) / 100
    row: Row = {
        "household_code": code,
        **parts,
        "wage_income": wage,
        "business_cost": cost,
        "year_population": float(persons),
        "poverty_status": chance.choice(("未脱贫", "未脱贫", "未脱贫", "返贫", "已脱贫", None)),
        "operation": chance.choice(("不变", "标注脱贫", "标注脱贫", None)),
        "identified_year": float(chance.choice((2014, 2016, year))) if chance.random() < 0.5 else 2014.0,
        "return_year": chance.choice((None, None, None, 2018.0, float(year))),
        **_GUARANTEES,
    }
    if chance.random() < 0.3:
        row[chance.choice(list(_GUARANTEES))] = chance.choice(("是", "否", None))
    if chance.random() < 0.15:
        row[chance.choice(("wage_income", "pension_income", "business_cost", "year_population", "identified_year"))] = (
            None
        )
    if chance.random() < 0.03:
        row["year_population"] = 0.0
    return row


def _member(chance: random.Random, code: str, year: int) -> Row:
    born = chance.choice((year - 40, year - 40, year - 70, year - 16, year - 10, year - 7, year - 6, year))
    row: Row = {
        "household_code": code,
        "id_number": number_of(chance, f"{born}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"),
        "in_school": chance.choice((None, "小学", "学龄前儿童", "学前教育")) if year - born < 17 else None,
        "health": chance.choice(("健康", "健康", "健康", "残疾", None)),
        "education": chance.choice((None, "小学", "初中")),
        "dropout_reason": chance.choice((None, None, None, "因病", "厌学")),
        "resident_medical": chance.choice(("是", "是", "是", "是", "否", None)),
        "employee_medical": chance.choice(("否", "否", "是", None)),
        "active_soldier": chance.choice(("否", "否", "否", "是", None)),
    }
    if chance.random() < 0.03:
        row["id_number"] = chance.choice((None, "110101199913010012", "12"))
    return row


def number_of(chance: random.Random, born: str) -> str:
    """An identity number with a right check character."""
    seventeen = f"{chance.choice(('341302', '533103'))}{born}{chance.randint(0, 999):03d}"
    return seventeen + check_character(seventeen)


def grid(rows: Sequence[Mapping[str, Value]], names: Sequence[str], headings: Sequence[str]) -> list[list[Value]]:
    """Rows under their headings, as a sheet shows them."""
    return [list(headings), *([row.get(name) for name in names] for row in rows)]
