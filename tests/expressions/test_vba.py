"""Worksheet functions never disagree with the merge: VBA run by LibreOffice Basic against whole tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cunbiao.days import serial
from cunbiao.definitions.source import TEMPLATES
from cunbiao.expressions import Expression, FieldType, compile_expression, prepare, value
from cunbiao.expressions.tree import Aggregate, Call, Field, walk
from cunbiao.expressions.vba.expression import vba
from cunbiao.expressions.vba.lines import statement
from cunbiao.expressions.vba.words import Words
from tests.expressions.county import PARAMETERS, SCOPES, TABLES, County
from tests.expressions.strategies import counties, expressions
from tests.expressions.test_agreement import written, written_out
from tests.judge import Office
from tests.judge.basic import running

_MACROS = TEMPLATES.parent / "macros"
_RUNTIME = {name: (_MACROS / f"{name}.bas").read_text(encoding="ascii") for name in ("Kleene", "RuleFunctions")}
_HAVE_VBA = frozenset(re.findall(r"^Public Function Rule_(\w+)\(", _RUNTIME["RuleFunctions"], re.M))
_PARAMETERS = list(PARAMETERS)

_PROBE = """Option Explicit
Private Words As Variant
Private Given As Variant

{functions}

Public Function Answers(Texts As Variant, Parameters As Variant, Rows As Variant) As Variant
    Dim Told() As Variant, At As Long
    Words = Texts
    Given = Parameters
    ReDim Told(0 To {last})
{answers}
    Answers = Told
End Function
"""


@dataclass(frozen=True)
class RowPlaces:
    """A row as the array of its cells."""

    fields: Mapping[str, FieldType]
    words: Words = field(default_factory=Words)

    def cell(self, name: str) -> str:
        return f"Row({list(self.fields).index(name)})"

    def is_computed(self, name: str) -> bool:
        return False

    def text(self, text: str) -> str:
        return self.words.literal(text)

    def parameter(self, name: str) -> str:
        return f"Given({_PARAMETERS.index(name)})"


def about_one_row(expression: Expression) -> bool:
    """Whether an expression looks at its own row only and calls what worksheet functions call."""
    for node in walk(expression.tree):
        if isinstance(node, Aggregate) or (isinstance(node, Field) and node.where != "own"):
            return False
        if isinstance(node, Call) and node.function not in _HAVE_VBA:
            return False
    return True


def _assert_agreement(office: Office, county: County, texts: Sequence[tuple[str, str]]) -> None:
    compiled = [one for table, text in texts if about_one_row(one := compile_expression(text, SCOPES[table]))]
    assert compiled
    words = Words()
    here = {table: [row for row in county.records[table] if row.village == 0] for table in TABLES}
    functions, answers, first = [], [], 0
    for number, one in enumerate(compiled):
        fields, size = one.scope.fields, len(here[one.scope.table])
        body = statement(f"Asked_{number} = {vba(one.tree, RowPlaces(fields, words))}")
        functions.append(f"Private Function Asked_{number}(Row As Variant) As Variant\n{body}\nEnd Function\n")
        answers.append(
            f"    For At = 0 To {size - 1}\n        Told({first} + At) = Asked_{number}(Rows({number})(At))\n    Next"
        )
        first += size
    probe = _PROBE.format(functions="\n".join(functions), last=max(first - 1, 0), answers="\n".join(answers))
    rows = [[[row.cell(name) for name in one.scope.fields] for row in here[one.scope.table]] for one in compiled]
    with running(office, {**_RUNTIME, "Probe": probe}) as modules:
        told = modules.call("Probe.Answers", words.texts, _parameters(), rows)
    tables = {name: prepare(rows) for name, rows in county.rows().items()}
    wanted = [(one.text, row, answer) for one in compiled for row, answer in enumerate(_expected(one, tables), 1)]
    assert len(told) == len(wanted)
    assert [(own, got) for got, own in zip(told, wanted, strict=True) if not _alike(got, own[2])] == []


def _parameters() -> list[Any]:
    values = [PARAMETERS[name].value for name in _PARAMETERS]
    return [serial(one) if isinstance(one, date) else one for one in values]


def _expected(expression: Expression, tables: dict[str, Any]) -> list[Any]:
    rows = tables[expression.scope.table]
    computed = value(expression, rows, tables)
    return [computed.data[row] if computed.known[row] else None for row in np.flatnonzero(rows.village == 0)]


def _alike(got: Any, wanted: Any) -> bool:
    if wanted is None or isinstance(wanted, str) or got is None or isinstance(got, str):
        return bool(got == wanted)
    return bool(abs(float(got) - wanted) <= 1e-9 * max(1.0, abs(wanted)))


def test_vba_and_tables_agree_on_what_staff_write(office: Office) -> None:
    _assert_agreement(office, written_out(), written())


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(county=counties(), texts=st.lists(expressions(), min_size=120, max_size=160))
def test_vba_and_tables_agree_on_random_expressions(
    office: Office, county: County, texts: list[tuple[str, str]]
) -> None:
    _assert_agreement(office, county, texts)


@pytest.mark.parametrize("text", ["count(members) > 1", "household.wage_income > 0"])
def test_what_looks_at_other_rows_has_no_vba(text: str) -> None:
    scope = next(scope for scope in SCOPES.values() if scope.parents)
    with pytest.raises(ValueError, match="has no VBA"):
        vba(compile_expression(text, scope).tree, RowPlaces(scope.fields))
