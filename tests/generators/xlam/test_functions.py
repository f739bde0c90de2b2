"""The worksheet functions say what the merge says: thousands of invented persons and households, no difference."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pytest

from cunbiao.checking.eligibility import judge
from cunbiao.checking.household import one_village
from cunbiao.checking.row_messages import reasons
from cunbiao.days import serial
from cunbiao.definitions import Campaign, load_campaign
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.models import Settings, SettingValue
from cunbiao.definitions.worksheet_functions import load_functions
from cunbiao.expressions import truth
from cunbiao.expressions.vba.lines import LONGEST_LINE, MOST_CONTINUATIONS
from cunbiao.records import identity
from cunbiao.records.submission import Value
from generators.xlam.functions import functions_module
from generators.xlam.macros import static_modules
from tests.generators.xlam.households import PARTS, Tables, grid, households, number_of
from tests.judge import Office
from tests.judge.basic import Modules, running

YUNNAN, ANHUI = "yunnan-mengga-2019", "anhui-yongqiao-2020"
TABLES = ("register_household", "register_member", "increase", "decrease")

_BATCH = """Option Explicit

Private Function Grid(ByVal Lists As Variant) As Variant
    Dim Cells() As Variant, Row As Long, Column As Long
    ReDim Cells(1 To UBound(Lists) + 1, 1 To UBound(Lists(0)) + 1)
    For Row = 0 To UBound(Lists)
        For Column = 0 To UBound(Lists(0))
            Cells(Row + 1, Column + 1) = Lists(Row)(Column)
        Next
    Next
    Grid = Cells
End Function

Public Function People(Persons As Variant) As Variant
    Dim Told() As Variant, At As Long, Person As Variant
    ReDim Told(0 To UBound(Persons))
    For At = 0 To UBound(Persons)
        Person = Persons(At)
        Told(At) = Array(CB_IDCHECK(Person(0), Person(1), Person(2)), CB_SEX(Person(0)), _
            CB_BIRTHDAY(Person(0), Person(2)), CB_AGE(Person(0), Person(2)))
    Next
    People = Told
End Function

Public Function Incomes(ByVal Policy As String, Rows As Variant, Settings As Variant) As Variant
    Dim Told() As Variant, At As Long, R As Variant
    ReDim Told(0 To UBound(Rows))
    For At = 0 To UBound(Rows)
        R = Rows(At)
        Told(At) = CB_PERCAPITA(Policy, R(0), R(1), R(2), R(3), R(4), R(5), R(6), R(7), R(8), R(9), R(10), R(11), _
            Grid(Settings))
    Next
    Incomes = Told
End Function

Public Function Exits(ByVal Policy As String, Codes As Variant, Tables As Variant, Settings As Variant, _
    ByVal Reasons As Boolean) As Variant
    Dim Homes As Variant, Persons As Variant, Added As Variant, Gone As Variant
    Homes = Grid(Tables(0))
    Persons = Grid(Tables(1))
    Added = Grid(Tables(2))
    Gone = Grid(Tables(3))
    If Reasons Then
        Exits = CB_EXITREASON(Policy, Grid(Codes), Homes, Persons, Added, Gone, Grid(Settings))
    Else
        Exits = CB_EXIT(Policy, Grid(Codes), Homes, Persons, Added, Gone, Grid(Settings))
    End If
End Function
"""


@pytest.fixture(scope="module")
def modules(office: Office) -> Iterator[Modules]:
    runtime = {name: static_modules()[name] for name in ("Kleene", "RuleFunctions", "Tables")}
    with running(office, {**runtime, "Functions": functions_module(), "Batch": _BATCH}) as found:
        yield found


@cache
def campaign(policy: str, line: float | None = None) -> Campaign:
    """A campaign, with an exit line of the county's when one is given."""
    if line is None:
        return load_campaign(policy)
    county = load_campaign(policy).policy.jurisdiction.county
    given = {"exit_line": SettingValue(value=line, source="测试用")}
    return load_campaign(policy, Settings(county=county, parameters=given))


# ---- Persons


def _numbers(count: int) -> list[str]:
    """Identity numbers, good ones and bad ones of every kind."""
    chance = random.Random(7)
    numbers = []
    for _ in range(count):
        born = date.fromordinal(chance.randint(date(1899, 6, 1).toordinal(), date(2021, 3, 1).toordinal()))
        good = number_of(chance, f"{born:%Y%m%d}")
        wrong_day = number_of(chance, chance.choice(("19990230", "19991301", "19000229", "20000001", "19990431")))
        numbers.append(
            chance.choice(
                (
                    good,
                    good,
                    good,
                    good[:17] + good[17].lower(),
                    good[:17] + chance.choice("0123456789X"),
                    wrong_day,
                    good[:6] + good[8:17],
                    good[:17],
                    good + "1",
                    good + chance.choice(("43", "43B1", "4311")),
                    good.translate({ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789"}),
                    good[:10] + " " + good[11:],
                    f"{good[:10]} {good[10:]}",
                    "810000" + good[6:],
                    "999999" + good[6:],
                    "H" + good[1:9],
                    "号码不清",
                    chance.choice(("1", "X", "I" * 18, "　", "340123199001O11238")),
                )
            )
        )
    return numbers


def _expected_person(found: Campaign, number: str, sentence: str) -> tuple[Any, ...]:
    reference = found.parameters["reference_date"].value
    assert isinstance(reference, date)
    born = identity.birth_date(number) if len(number) >= 18 else None
    if born is None or born.year > reference.year:
        return sentence, (identity.sex(number) or "") if len(number) >= 18 else "", "", ""
    age = reference.year - born.year - ((reference.month, reference.day) < (born.month, born.day))
    return sentence, identity.sex(number) or "", born.isoformat(), float(age)


def _sentences(found: Campaign, numbers: Sequence[str], types: Sequence[str | None]) -> list[str]:
    """What the first check of the county's that fails says of each person's identity number."""
    rows = [{"id_number": number, "id_type": kind} for number, kind in zip(numbers, types, strict=True)]
    frames = one_village(found, {"register_member": rows})
    wanted = ("ID-02", "ID-03", "ID-04", "ID-05", "ID-06", "ID-11")
    told = [""] * len(rows)
    frame = frames.tables["register_member"]
    for check in (one for one in found.checks("register_member") if one.check.id in wanted):
        fires = truth(check.when, frames.prepared[frame.table], frames.prepared).true
        for index in np.flatnonzero(fires):
            place = int(frame.row[index]) - 1
            told[place] = told[place] or check.check.message
    return [sentence or "正确" for sentence in told]


def test_two_thousand_persons_are_told_what_the_merge_would_tell_them(modules: Modules) -> None:
    found = campaign(ANHUI)
    reference = found.parameters["reference_date"].value
    assert isinstance(reference, date)
    numbers = _numbers(2000)
    kinds = (None, "居民身份证", "残疾人证", "军官证")
    types = [kinds[place % len(kinds)] for place in range(len(numbers))]
    sentences = _sentences(found, numbers, types)
    told = modules.call("Batch.People", [[*pair, serial(reference)] for pair in zip(numbers, types, strict=True)])
    wanted = [_expected_person(found, number, sentence) for number, sentence in zip(numbers, sentences, strict=True)]
    assert _differences(numbers, told, wanted) == []
    assert set(sentences) > {"正确", "证件号码的位数不对", "证件号码里的出生日期不存在"}


def test_an_empty_number_and_one_that_has_lost_digits_are_told_apart(modules: Modules) -> None:
    messages = load_messages()
    numbers = [None, "", 340123199001011200.0]
    told = modules.call("Batch.People", [[number, None, 44153.0] for number in numbers])
    empty, lost = (messages[name].message.format(label="证件号码") for name in ("CELL-01", "CELL-05"))
    assert [tuple(row) for row in told] == [(empty, "", "", ""), (empty, "", "", ""), (lost, "", "", "")]


# ---- Households


def _expected(found: Campaign, tables: Tables) -> tuple[dict[str, str], dict[str, str], dict[str, float | None]]:
    """Conclusion, reasons and income per person by household code."""
    frames = one_village(found, tables)
    frame = frames.tables["register_household"]
    verdict = next(one for one in judge(found, frames)["register_household"] if one.id == "exit")
    codes = frame.text("household_code").tolist()
    incomes = [None if money != money else money for money in frame.number("per_capita").tolist()]
    return (
        dict(zip(codes, verdict.outcome.tolist(), strict=True)),
        dict(zip(codes, reasons(verdict).tolist(), strict=True)),
        dict(zip(codes, incomes, strict=True)),
    )


def _sheets(found: Campaign, tables: Tables, labels: bool) -> list[list[list[Value]]]:
    """The tables as on their sheets: columns under machine names, or in another order under labels."""
    sheets = []
    for table in TABLES:
        names = list(dict.fromkeys(name for row in tables[table] for name in row))
        if labels:
            names.reverse()
        headings = [found.column(table, name).label if labels else name for name in names]
        sheets.append(grid(tables[table], names, headings))
    return sheets


CASES = [
    pytest.param(YUNNAN, None, False, 900, id="the notice gives the line"),
    pytest.param(ANHUI, 4000.0, True, 900, id="the county gives the line"),
    pytest.param(ANHUI, None, False, 200, id="nobody gives the line"),
]


@pytest.mark.parametrize(("policy", "line", "labels", "count"), CASES)
def test_households_get_the_conclusions_and_reasons_of_the_merge(
    modules: Modules, policy: str, line: float | None, labels: bool, count: int
) -> None:
    found = campaign(policy, line)
    tables = households(count, line or 3750.0, found.year, seed=len(policy))
    outcomes, why, incomes = _expected(found, tables)
    codes = list(outcomes)
    settings: list[list[Value]] = [["脱贫人均纯收入标准" if labels else "exit_line", line]]
    sheets = _sheets(found, tables, labels)
    for wanted, reasons_wanted in ((outcomes, False), (why, True)):
        told = modules.call("Batch.Exits", policy, [[code] for code in codes], sheets, settings, reasons_wanted)
        assert _differences(codes, told, [(wanted[code],) for code in codes]) == []
    assert {"不符合", "无法判定"} <= set(outcomes.values())
    assert ("符合" in outcomes.values()) == (policy == YUNNAN or line is not None)

    homes = tables["register_household"]
    got = modules.call("Batch.Incomes", policy, [[home.get(name) for name in PARTS] for home in homes], settings)
    money = [incomes[str(home["household_code"])] for home in homes]
    assert _differences(codes, [(one,) for one in got], [("" if one is None else one,) for one in money]) == []


def _differences(names: Sequence[object], told: Sequence[Any], wanted: Sequence[tuple[Any, ...]]) -> list[object]:
    pairs = zip(names, map(tuple, told), wanted, strict=True)
    return [(name, got, want) for name, got, want in pairs if got != want]


# ---- As cells call them


def test_cells_call_the_functions_with_ranges_as_a_person_selects_them(modules: Modules) -> None:
    found = campaign(YUNNAN)
    tables = households(12, 3750.0, 2019, seed=3)
    outcomes, why, _ = _expected(found, tables)
    filled = zip(TABLES, _sheets(found, tables, labels=False), strict=True)
    homes, persons, added, gone = (modules.write(table, cells) for table, cells in filled)
    person = modules.write("person", [["11010519491231002X", 44153.0]]).split(":")[0]
    wanted: dict[str, str] = {}
    for code, outcome in outcomes.items():
        given = f'"{YUNNAN}";"{code}";{homes};{persons};{added};{gone}'
        wanted[f"CB_EXIT({given})"] = outcome
        wanted[f"CB_EXITREASON({given})"] = why[code]
    wanted[f'CB_EXIT("{YUNNAN}";"没有";{homes};{persons})'] = "户表里没有这一户"
    wanted[f'CB_EXIT("别的通知";"没有";{homes};{persons})'] = "没有这份通知，请核对通知的编号或标题"
    wanted[f'CB_EXIT("{YUNNAN}";"没有";{homes};{person})'] = "选的“成员表”里找不到“户编号”这一列，请连表头一起选"
    wanted[f"CB_IDCHECK({person})"] = "正确"
    wanted[f"CB_AGE({person};DATE(2020;11;18))"] = "70"
    assert dict(zip(wanted, modules.shown(list(wanted)), strict=True)) == wanted


# ---- As Excel's editor wants them


def test_the_module_keeps_the_limits_of_the_editor() -> None:
    lines = functions_module().splitlines()
    assert all(line.isascii() and len(line) <= LONGEST_LINE for line in lines)
    run = longest = 0
    for line in lines:
        run = run + 1 if line.endswith(" _") else 0
        longest = max(longest, run)
    assert 0 < longest <= MOST_CONTINUATIONS


def test_every_function_described_is_there_and_every_one_there_is_described() -> None:
    source = functions_module()
    public = {line.split("(")[0].split()[-1] for line in source.splitlines() if line.startswith("Public Function ")}
    assert public == {function.name for function in load_functions().functions}


def test_nothing_is_asked_of_the_system() -> None:
    source = functions_module()
    for word in ("Declare", "CreateObject", "Shell", "Currency", "As New", "Environ"):
        assert word not in source
