"""The worksheet functions say what the merge says: thousands of invented persons and households, no difference."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest

from cunbiao.days import serial
from cunbiao.definitions import Campaign, load_campaign, policy_ids
from cunbiao.definitions.intake import kind_words
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.worksheet_functions import FunctionFile, load_functions
from cunbiao.expressions import truth
from cunbiao.expressions.vba.lines import LONGEST_LINE, MOST_CONTINUATIONS
from cunbiao.records import identity
from cunbiao.records.submission import Value
from generators.xlam import functions
from generators.xlam.functions import functions_module
from generators.xlam.macros import static_modules
from generators.xlam.national import indicator
from tests.checking.plain import one_village
from tests.generators.xlam.invented import PARTS, identity_numbers, incomes, without
from tests.judge import Office
from tests.judge.basic import Modules, running

COUNTED = ("subsistence_allowance", "pension_income")
UNKNOWN = {function.name: function.unknown for function in load_functions().functions}
RIGHT = load_functions().texts.right

_BATCH = """Option Explicit

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

Public Function Incomes(Rows As Variant, Flags As Variant) As Variant
    Dim Told() As Variant, At As Long, R As Variant
    ReDim Told(0 To UBound(Rows))
    For At = 0 To UBound(Rows)
        R = Rows(At)
        Told(At) = CB_PERCAPITA(R(0), R(1), R(2), R(3), R(4), R(5), R(6), R(7), R(8), R(9), R(10), R(11), _
            Flags(0), Flags(1))
    Next
    Incomes = Told
End Function
"""


@pytest.fixture(scope="module")
def modules(office: Office) -> Iterator[Modules]:
    runtime = {name: static_modules()[name] for name in ("Kleene", "RuleFunctions")}
    with running(office, {**runtime, "Functions": functions_module(), "Batch": _BATCH}) as found:
        yield found


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    """Any notice: the rules on a number and the income formulas are national."""
    return load_campaign(policy_ids()[0])


def said_of_a_cell(message: str, name: str) -> str:
    """What a message says of an indicator's cell."""
    found = indicator(name)
    return load_messages()[message].message.format(label=found.label, expected=kind_words().get(found.kind))


# ---- Persons


def _expected_person(number: str, sentence: str, reference: date) -> tuple[Any, ...]:
    sex = (identity.sex(number) if len(number) >= 18 else None) or UNKNOWN["CB_SEX"]
    born = identity.birth_date(number) if len(number) >= 18 else None
    if born is None or born.year > reference.year:
        return sentence, sex, UNKNOWN["CB_BIRTHDAY"], UNKNOWN["CB_AGE"]
    age = reference.year - born.year - ((reference.month, reference.day) < (born.month, born.day))
    return sentence, sex, born.isoformat(), float(age)


def _sentences(campaign: Campaign, numbers: Sequence[str], types: Sequence[str | None]) -> list[str]:
    """What the first check of the county's that fails says of each person's identity number."""
    rows = [{"id_number": number, "id_type": kind} for number, kind in zip(numbers, types, strict=True)]
    frames = one_village(campaign, {"register_member": rows})
    wanted = ("ID-02", "ID-03", "ID-04", "ID-05", "ID-06", "ID-11", "ID-16", "ID-17")
    told = [""] * len(rows)
    frame = frames.tables["register_member"]
    for check in (one for one in campaign.checks("register_member") if one.check.id in wanted):
        fires = truth(check.when, frames.prepared[frame.table], frames.prepared).true
        for index in np.flatnonzero(fires):
            place = int(frame.row[index]) - 1
            # A cell of another workbook is not locked.
            told[place] = told[place] or check.check.message.partition("；灰底锁定的")[0]
    return [sentence or RIGHT for sentence in told]


def test_two_thousand_persons_are_told_what_the_merge_would_tell_them(modules: Modules, campaign: Campaign) -> None:
    reference = campaign.parameters["reference_date"].value
    assert isinstance(reference, date)
    numbers = identity_numbers(2000)
    kinds = (None, "居民身份证", "残疾人证", "军官证")
    types = [kinds[place % len(kinds)] for place in range(len(numbers))]
    sentences = _sentences(campaign, numbers, types)
    told = modules.call("Batch.People", [[*pair, serial(reference)] for pair in zip(numbers, types, strict=True)])
    wanted = [_expected_person(number, said, reference) for number, said in zip(numbers, sentences, strict=True)]
    assert _differences(numbers, told, wanted) == []
    assert set(sentences) > {RIGHT, "证件号码的位数不对", "证件号码里的出生日期不存在，或者晚于年龄计算日期"}


def test_an_empty_number_and_one_that_has_lost_digits_are_told_apart(modules: Modules) -> None:
    told = modules.call("Batch.People", [[number, None, 44153.0] for number in (None, "", 340123199001011200.0)])
    empty, lost = said_of_a_cell("CELL-01", "id_number"), said_of_a_cell("CELL-05", "id_number")
    assert [tuple(row) for row in told] == [(empty,) * 4, (empty,) * 4, (lost,) * 4]


# ---- Households


def _merged(campaign: Campaign, rows: Sequence[Mapping[str, Value]]) -> list[float | None]:
    """Income per person as the merge computes it."""
    numbers = [{name: None if isinstance(cell, str) else cell for name, cell in row.items()} for row in rows]
    coded = [{"household_code": f"{number:06d}", **row} for number, row in enumerate(numbers)]
    frame = one_village(campaign, {"register_household": coded}).tables["register_household"]
    return [None if money != money else money for money in frame.number("per_capita").tolist()]


@pytest.mark.parametrize(
    ("flags", "left_out"),
    [
        pytest.param((None, None), (), id="everything counts unless one says otherwise"),
        pytest.param((True, "是"), (), id="said to count"),
        pytest.param((False, None), COUNTED[:1], id="without subsistence allowance"),
        pytest.param(("否", False), COUNTED, id="without both"),
    ],
)
def test_incomes_are_those_of_the_merge_or_it_is_said_what_is_missing(
    flags: tuple[Value | bool, ...], left_out: tuple[str, ...], modules: Modules, campaign: Campaign
) -> None:
    rows = incomes(600)
    told = modules.call("Batch.Incomes", [[row[name] for name in PARTS] for row in rows], flags)
    merged = _merged(campaign, [without(row, *left_out) for row in rows])
    wanted = [_income_or_complaint(row, money) for row, money in zip(rows, merged, strict=True)]
    assert _differences(rows, [(one,) for one in told], [(one,) for one in wanted]) == []
    said = {one for one in wanted if isinstance(one, str)}
    assert {UNKNOWN["CB_PERCAPITA"], said_of_a_cell("CELL-03", "wage_income")} < said


def _income_or_complaint(row: Mapping[str, Value], merged: float | None) -> float | str | None:
    if merged is not None:
        return merged
    for name in PARTS:
        if not isinstance(row[name], float):
            return said_of_a_cell("CELL-01" if row[name] is None else "CELL-03", name)
    return UNKNOWN["CB_PERCAPITA"]


def _differences(names: Sequence[object], told: Sequence[Any], wanted: Sequence[tuple[Any, ...]]) -> list[object]:
    pairs = zip(names, map(tuple, told), wanted, strict=True)
    return [(name, got, want) for name, got, want in pairs if got != want]


# ---- As cells call them


def test_cells_call_the_functions_with_what_a_person_points_at(modules: Modules) -> None:
    modules.write("person", [["11010519491231002X", 44153.0], ["", 340123199001011200.0]])
    modules.write("income", [[100.0] * 10 + [200.0, 4.0]])
    parts = ";".join(f"$income.{letter}1" for letter in "ABCDEFGHIJKL")
    empty, lost = said_of_a_cell("CELL-01", "id_number"), said_of_a_cell("CELL-05", "id_number")
    wanted = {
        "CB_IDCHECK($person.A1)": RIGHT,
        "CB_SEX($person.A1:B2)": "女",
        "CB_BIRTHDAY($person.A1)": "1949-12-31",
        "CB_AGE($person.A1;DATE(2020;11;18))": "70",
        "CB_AGE($person.A1;$person.B1)": "70",
        "CB_AGE($person.A1;$person.A2)": UNKNOWN["CB_AGE"],
        "CB_SEX($person.A2)": empty,
        "CB_IDCHECK($person.B2)": lost,
        f"CB_PERCAPITA({parts})": "200",
        f"CB_PERCAPITA({parts};FALSE())": "175",
        f'CB_PERCAPITA({parts};TRUE();"否")': "175",
        f'CB_PERCAPITA({parts};"也许")': UNKNOWN["CB_PERCAPITA"],
    }
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


def test_every_macro_a_function_calls_is_there_and_no_other() -> None:
    runtime = static_modules()["RuleFunctions"]
    written = set(re.findall(r"^Public Function (Rule_\w+)\(", runtime, re.M))
    called = set(re.findall(r"\b(Rule_\w+)\(", functions_module()))
    beside = {name for name in written if len(re.findall(rf"\b{name}\(", runtime)) > 1}
    assert called <= written <= called | beside


@pytest.mark.parametrize(
    ("value", "said"),
    [("is_han_name(id_number)", "lacks Rule_is_han_name"), ("age_on(head_id, param.reference_date)", "head_id")],
)
def test_what_a_function_cannot_work_out_is_never_built(value: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = load_functions()
    wrong = [one.model_copy(update={"value": value} if one.name == "CB_AGE" else {}) for one in found.functions]
    changed: FunctionFile = found.model_copy(update={"functions": wrong})
    monkeypatch.setattr(functions, "load_functions", lambda: changed)
    with pytest.raises(ValueError, match=said):
        functions_module()
