"""Worksheet functions never disagree with the merge: VBA run by LibreOffice Basic against whole tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cunbiao.days import serial
from cunbiao.definitions.source import TEMPLATES
from cunbiao.expressions import Expression, compile_expression, prepare, value
from cunbiao.expressions.vba.lines import statement
from cunbiao.expressions.vba.program import Program, index_name
from tests.expressions.county import PARAMETERS, SCOPES, TABLES, County
from tests.expressions.strategies import counties, expressions
from tests.expressions.test_agreement import written, written_out
from tests.judge import Office
from tests.judge.basic import running

_MACROS = TEMPLATES.parent / "macros"
_RUNTIME = {
    name: (_MACROS / f"{name}.bas").read_text(encoding="ascii") for name in ("Kleene", "RuleFunctions", "Tables")
}

_PROBE = """Option Explicit
Private Words As Variant
Private Given As Variant
{declarations}

{functions}

Private Function Filled(ByVal Lists As Variant, ByVal Columns As Long) As Variant
    Dim Table() As Variant, Row As Long, Column As Long
    ReDim Table(0 To UBound(Lists) + 1, 1 To Columns)
    For Row = 0 To UBound(Lists)
        For Column = 1 To Columns
            Table(Row + 1, Column) = Lists(Row)(Column - 1)
        Next
    Next
    Filled = Table
End Function

Public Function Answers(Texts As Variant, Parameters As Variant, Lists As Variant) As Variant
    Dim Told() As Variant, I As Long
    Words = Texts
    Given = Parameters
{fill}
    ReDim Told(0 To {last})
{answer}
    Answers = Told
End Function
"""


def _probe(program: Program, names: Sequence[tuple[str, int]]) -> str:
    fill = [
        statement(f"Table_{table} = Filled(Lists({number}), {len(fields)})")
        for number, (table, fields) in enumerate(program.columns.items())
    ]
    fill += [
        statement(f"{index_name(*place)} = IndexOf(Table_{place[0]}, {program.column(*place)})")
        for place in program.indexes
    ]
    answer = []
    first = 0
    for name, size in names:
        answer.append(statement(f"For I = 1 To {size}"))
        answer.append(statement(f"Told({first} + I - 1) = {name}(I)", 2))
        answer.append(statement("Next"))
        first += size
    return _PROBE.format(
        declarations="\n".join(program.declarations()),
        functions=program.source(),
        fill="\n".join(fill),
        last=max(first - 1, 0),
        answer="\n".join(answer),
    )


def _assert_agreement(office: Office, county: County, texts: Sequence[tuple[str, str]]) -> None:
    compiled = [compile_expression(text, SCOPES[table]) for table, text in texts]
    program = Program(lambda table, field: None)
    here = {table: [row for row in county.records[table] if row.village == 0] for table in TABLES}
    names = [
        (program.define(f"Asked_{number}", one), len(here[one.scope.table])) for number, one in enumerate(compiled)
    ]
    probe = _probe(program, names)
    lists = [[[row.cell(name) for name in fields] for row in here[table]] for table, fields in program.columns.items()]
    with running(office, {**_RUNTIME, "Probe": probe}) as modules:
        told = modules.call("Probe.Answers", program.words, _parameters(program), lists)
    tables = {name: prepare(rows) for name, rows in county.rows().items()}
    first = 0
    for one in compiled:
        for row, wanted in enumerate(_expected(one, tables)):
            assert _alike(told[first], wanted), f"{one.text}\n第{row + 1}行 {told[first]!r} != {wanted!r}"
            first += 1
    assert first == len(told)


def _parameters(program: Program) -> list[Any]:
    values = [PARAMETERS[name].value for name in program.parameters]
    return [serial(value) if isinstance(value, date) else value for value in values]


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
@given(county=counties(), texts=st.lists(expressions(), min_size=40, max_size=60))
def test_vba_and_tables_agree_on_random_expressions(
    office: Office, county: County, texts: list[tuple[str, str]]
) -> None:
    _assert_agreement(office, county, texts)
