"""Aggregates over other tables as VBA loops that visit the rows of the household, or of the village."""

from __future__ import annotations

from typing import Protocol

from cunbiao.expressions.conditions import conjuncts, same_text
from cunbiao.expressions.tree import Aggregate, Node
from cunbiao.expressions.types import KEY
from cunbiao.expressions.vba.lines import statement

_RESULT = {"any": "AnyOf", "all": "AllOf", "every": "EveryOf"}


class Rows(Protocol):
    """Rows and values as VBA: I is the row the aggregate is about, J the row looked at."""

    def own_key(self) -> str:
        """The household code of row I."""
        ...

    def is_typed(self, table: str, name: str) -> bool:
        """Whether a field is typed and not computed, so that its rows can be found by it."""
        ...

    def next_row(self, table: str, name: str, after: str, key: str) -> str:
        """The next row after ``after`` (0: the first) with a text in a field, 0 when there is none."""
        ...

    def last_row(self, table: str) -> str:
        """The number of rows."""
        ...

    def cell(self, table: str, name: str) -> str:
        """The content of a field in row J."""
        ...

    def value(self, node: Node, table: str) -> str:
        """The value of an expression about rows I and J."""
        ...


def aggregate_body(name: str, node: Aggregate, rows: Rows) -> list[str]:
    """The statements of the function ``name`` that gives the value of an aggregate in row I."""
    visits = [line for table in node.relation.tables for line in _visit(node, table, rows)]
    if node.field is not None:
        return [
            statement("Dim J As Long, Key As Variant, Cell As Variant, Sum As Double"),
            statement(f"{name} = Empty"),
            *visits,
            statement(f"{name} = Sum"),
        ]
    declared = statement("Dim J As Long, Answer As Variant, Key As Variant, Rows As Long, Yes As Long, No As Long")
    if node.operation == "count":
        return [declared, *visits, statement(f"{name} = CDbl({'Rows' if node.condition is None else 'Yes'})")]
    return [declared, *visits, statement(f"{name} = {_RESULT[node.operation]}(Rows, Yes, No)")]


def _visit(node: Aggregate, table: str, rows: Rows) -> list[str]:
    """Looks at every row of a table that may belong to row I."""
    found = _found_by(node, table, rows)
    body = _total(node, table, rows) if node.field is not None else _tally(node, table, rows)
    if found is None:
        return [statement(f"For J = 1 To {rows.last_row(table)}"), *body, statement("Next")]
    name, key = found
    return [
        statement(f"Key = {key}"),
        statement(f"J = {rows.next_row(table, name, '0', 'Key')}"),
        statement("Do While J > 0"),
        *body,
        statement(f"J = {rows.next_row(table, name, 'J', 'Key')}", 2),
        statement("Loop"),
    ]


def _found_by(node: Aggregate, table: str, rows: Rows) -> tuple[str, str] | None:
    """The field by whose text the rows are found and that text; None where all rows of the table must be visited.

    Of the whole village, a count that asks for an equal text visits only the rows that have it: no other is counted.
    """
    if node.relation.join == "household":
        return KEY, rows.own_key()
    if node.operation != "count" or node.condition is None:
        return None
    for sides in filter(None, map(same_text, conjuncts(node.condition))):
        inner, outer = sides
        if rows.is_typed(table, inner.type.name):
            return inner.type.name, rows.value(outer, table)
    return None


def _tally(node: Aggregate, table: str, rows: Rows) -> list[str]:
    if node.condition is None:
        return [statement("Rows = Rows + 1", 2)]
    return [
        statement("Rows = Rows + 1", 2),
        statement(f"Answer = {rows.value(node.condition, table)}", 2),
        statement("If Not IsEmpty(Answer) Then", 2),
        statement("If Answer Then Yes = Yes + 1 Else No = No + 1", 3),
        statement("End If", 2),
    ]


def _total(node: Aggregate, table: str, rows: Rows) -> list[str]:
    """Blank adds nothing; something that is no number leaves the whole sum unknown."""
    assert node.field is not None
    return [
        statement(f"Cell = {rows.cell(table, node.field.name)}", 2),
        statement("If Not IsBlank(Cell) Then", 2),
        statement("If IsEmpty(AsNumber(Cell)) Then Exit Function", 3),
        statement("Sum = Sum + AsNumber(Cell)", 3),
        statement("End If", 2),
    ]
