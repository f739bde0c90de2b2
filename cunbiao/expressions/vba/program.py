"""The VBA functions that expressions need: one a computed column and one an aggregate, over tables held as arrays.

A table is the array ``Table_<table>``: row 1 is its first record, and each field some expression mentions has a column.
``Index_<table>_<field>`` finds the rows that hold a text. A function is about the row ``I`` of its table; inside an
aggregate ``J`` is the row looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cunbiao.expressions.compile import Expression
from cunbiao.expressions.tree import Aggregate, Field, Node
from cunbiao.expressions.types import KEY, FieldType, Scope
from cunbiao.expressions.vba.aggregates import Rows, aggregate_body
from cunbiao.expressions.vba.expression import vba
from cunbiao.expressions.vba.lines import function, statement

DerivedOf = Callable[[str, str], Expression | None]
"""Gives the formula of a computed column (table, field), None for one that is typed."""

_ROW = "I"
_ROW_PARAMETER = f"ByVal {_ROW} As Long"


@dataclass
class Program:
    """Collects what the functions need while they are written.

    ``columns`` maps each table to its fields, in the order of their columns from 1 (the household code is always the
    first); ``indexes`` are the columns to be indexed; ``words`` the texts that are not ASCII, in the order of their
    numbers from 0; ``parameters`` the policy parameters, likewise.
    """

    derived: DerivedOf
    columns: dict[str, list[str]] = field(default_factory=dict)
    indexes: dict[tuple[str, str], None] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)
    _functions: dict[str, str] = field(default_factory=dict)
    _written: set[str] = field(default_factory=set)
    _aggregates: dict[tuple[str, ...], str] = field(default_factory=dict)

    def begin(self, derived: DerivedOf) -> None:
        """Goes on with another campaign's definitions; a computed column must mean the same there."""
        self.derived = derived
        self._written.clear()

    def value(self, expression: Expression) -> str:
        """The VBA that gives the value of an expression in row I of its table."""
        return vba(expression.tree, _Here(self, expression.scope, expression.scope.table, _ROW))

    def define(self, name: str, expression: Expression) -> str:
        """Adds the function that gives the value of an expression in a row of its table; gives the function's name.

        Raises:
            ValueError: another function has that name already.
        """
        self.add(name, [statement(f"{name} = {self.value(expression)}")])
        return name

    def add(self, name: str, body: list[str]) -> None:
        """Adds a function of a row; see `define`."""
        text = function(name, _ROW_PARAMETER, body)
        if self._functions.setdefault(name, text) != text:
            raise ValueError(f"two different VBA functions would be called {name}")

    def source(self) -> str:
        """All functions."""
        return "\n\n".join(self._functions.values())

    def declarations(self) -> list[str]:
        """The variables that hold the tables and their indexes."""
        tables = [f"Private Table_{table} As Variant" for table in self.columns]
        return [*tables, *(f"Private {index_name(*column)} As Variant" for column in self.indexes)]

    def word(self, text: str) -> str:
        """A text out of the list of words."""
        if text not in self.words:
            self.words.append(text)
        return f"Words({self.words.index(text)})"

    def parameter(self, name: str) -> str:
        """A policy parameter out of the list of those given."""
        if name not in self.parameters:
            self.parameters.append(name)
        return f"Given({self.parameters.index(name)})"

    def cell(self, table: str, name: str, row: str) -> str:
        """The content of a field, or the call that computes it."""
        derived = self.derived(table, name)
        if derived is None:
            return f"Table_{table}({row}, {self.column(table, name)})"
        called = f"Of_{table}_{name}"
        if called not in self._written:
            self._written.add(called)
            self.define(called, derived)
        return f"{called}({row})"

    def column(self, table: str, name: str) -> int:
        """The column a typed field has in its table's array."""
        fields = self.columns.setdefault(table, [KEY])
        if name not in fields:
            fields.append(name)
        return fields.index(name) + 1

    def next_row(self, table: str, name: str, after: str, key: str) -> str:
        """The call that finds the next row with a text in a column."""
        self.indexes.setdefault((table, name))
        place = self.column(table, name)
        return f"NextRow(Table_{table}, {place}, {index_name(table, name)}, {after}, {key})"

    def aggregate(self, scope: Scope, node: Aggregate) -> str:
        """The name of the function that gives the value of an aggregate; one that does the same is used again."""
        rows = _Tables(self, scope)
        does = (scope.table, *aggregate_body("Over", node, rows))
        known = self._aggregates.get(does)
        if known is None:
            known = self._aggregates[does] = f"Over_{scope.table}_{len(self._aggregates) + 1}"
            self.add(known, aggregate_body(known, node, rows))
        return known

    def parent(self, scope: Scope, kind: FieldType) -> str:
        """The name of the function that gives a field of the first household table that has the row's household."""
        name = f"Home_of_{scope.table}_{kind.name}"
        key = f"AsText({self.cell(scope.table, KEY, _ROW)})"
        body = [statement("Dim J As Long"), statement(f"{name} = Empty")]
        for table in scope.parents:
            body += [
                statement(f"J = {self.next_row(table, KEY, '0', key)}"),
                statement("If J > 0 Then"),
                statement(f"{name} = {self.cell(table, kind.name, 'J')}", 2),
                statement("Exit Function", 2),
                statement("End If"),
            ]
        self.add(name, body)
        return name


def index_name(table: str, name: str) -> str:
    """The variable that finds the rows of a table by the text in a column."""
    return f"Index_{table}_{name}"


@dataclass(frozen=True)
class _Here:
    """Where an expression about row I finds its values; ``inner`` is the table whose row J an aggregate looks at."""

    program: Program
    scope: Scope
    inner: str
    row: str

    def cell(self, field: Field) -> str:
        if field.where == "parent":
            return f"{self.program.parent(self.scope, field.type)}({_ROW})"
        row = self.row if field.where == "inner" else _ROW
        return self.program.cell(self._table(field), field.type.name, row)

    def _table(self, field: Field) -> str:
        return self.inner if field.where == "inner" else self.scope.table

    def is_computed(self, field: Field) -> bool:
        return field.where != "parent" and self.program.derived(self._table(field), field.type.name) is not None

    def word(self, text: str) -> str:
        return self.program.word(text)

    def parameter(self, name: str) -> str:
        return self.program.parameter(name)

    def aggregate(self, node: Aggregate) -> str:
        return f"{self.program.aggregate(self.scope, node)}({_ROW})"


@dataclass(frozen=True)
class _Tables(Rows):
    """The rows an aggregate looks at."""

    program: Program
    scope: Scope

    def own_key(self) -> str:
        return f"AsText({self.program.cell(self.scope.table, KEY, _ROW)})"

    def is_typed(self, table: str, name: str) -> bool:
        return self.program.derived(table, name) is None

    def next_row(self, table: str, name: str, after: str, key: str) -> str:
        return self.program.next_row(table, name, after, key)

    def cell(self, table: str, name: str) -> str:
        return self.program.cell(table, name, "J")

    def value(self, node: Node, table: str) -> str:
        return vba(node, _Here(self.program, self.scope, table, "J"))

    def last_row(self, table: str) -> str:
        self.program.column(table, KEY)
        return f"UBound(Table_{table}, 1)"
