"""A rule expression over whole tables, with the answers its Excel formulas would give row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

import numpy as np

from cunbiao.days import serial
from cunbiao.expressions.compile import Expression
from cunbiao.expressions.functions import FUNCTIONS
from cunbiao.expressions.table.aggregates import Source, aggregate
from cunbiao.expressions.table.columns import (
    Bools,
    Column,
    Computed,
    Numbers,
    Objects,
    Rows,
    Texts,
    Truth,
    choose,
    compare_numbers,
    compare_texts,
    constant_text,
    take,
    unknown_text,
)
from cunbiao.expressions.table.prepared import PreparedRows, prepare
from cunbiao.expressions.tree import (
    Aggregate,
    And,
    AnySlot,
    Arithmetic,
    Call,
    Compare,
    Constant,
    Field,
    Negative,
    Node,
    Not,
    OneOf,
    Or,
    Parameter,
)
from cunbiao.expressions.types import LAST, FieldType, ParameterInfo


@dataclass(frozen=True)
class Values:
    """An expression in each row: ``data`` is float (NaN unknown; a flag is 1 or 0) or, for text, str ("" unknown)."""

    data: Numbers | Objects
    known: Bools


def truth(expression: Expression, rows: Rows, tables: Mapping[str, Rows]) -> Truth:
    """Where the expression is definitely true and where it is definitely false, for each row of ``rows``.

    ``tables`` holds the tables of all relations and parents by id. Where many expressions are evaluated,
    `prepare` each table once.
    """
    result = _evaluate(expression, rows, tables)
    if not isinstance(result, Truth):
        raise TypeError(f"not a condition: {expression.text}")
    return Truth(_full(result.true, rows.size), _full(result.false, rows.size))


def value(expression: Expression, rows: Rows, tables: Mapping[str, Rows]) -> Values:
    """The value of the expression in each row of ``rows``."""
    result = _evaluate(expression, rows, tables)
    match result:
        case Texts():
            texts = np.broadcast_to(result.objects, rows.size).copy()
            return Values(texts, _full(result.known, rows.size))
        case Truth(true, false):
            flags = np.where(true, 1.0, np.where(false, 0.0, np.nan))
            return Values(np.broadcast_to(flags, rows.size).copy(), _full(true | false, rows.size))
        case numbers:
            return Values(np.broadcast_to(numbers, rows.size).copy(), _full(~np.isnan(numbers), rows.size))


def _full(flags: Bools, size: int) -> Bools:
    return np.broadcast_to(flags, size).copy()


def _evaluate(expression: Expression, rows: Rows, tables: Mapping[str, Rows]) -> Computed:
    # Unknown is NaN, so arithmetic on unknown numbers and division by zero are ordinary here.
    with np.errstate(all="ignore"):
        evaluation = _Evaluation(prepare(rows), expression.scope.parents, tables)
        return evaluation.values(expression.tree, evaluation)


class _Evaluation:
    """Evaluates nodes for one table; itself the source of the own and household fields of its rows."""

    def __init__(self, rows: PreparedRows, parents: tuple[str, ...], tables: Mapping[str, Rows]) -> None:
        self._rows = rows
        self._parents = parents
        self._tables = tables

    def column(self, field: Field) -> Column:
        """The column of an own or household field, or of an own field as issued."""
        match field.where:
            case "parent":
                return self._parent(field.type)
            case "last":
                return self._rows.column(replace(field.type, name=f"{LAST}{field.type.name}"))
            case _:
                return self._rows.column(field.type)

    def _parent(self, field: FieldType) -> Column:
        """The field in the first household table that has the row's household."""
        found: Column | None = None
        for name in reversed(self._parents):
            table = prepare(self._tables[name])
            at = table.first_of(self._rows.household)
            column = take(table.column(field), at)
            if found is not None:
                here = at >= 0
                values = choose(here, column.values, found.values)
                column = Column(field, values, np.where(here, column.blank, found.blank))
            found = column
        assert found is not None
        return found

    def values(self, node: Node, source: Source) -> Computed:
        match node:
            case Constant():
                return _constant(node)
            case Field():
                return source.column(node).values
            case Parameter():
                return _parameter(node.info)
            case Negative():
                return np.asarray(-self._number(node.item, source))
            case Arithmetic():
                return _arithmetic(node.operator, self._number(node.left, source), self._number(node.right, source))
            case Compare():
                return self._compare(node, source)
            case OneOf():
                return self._one_of(node, source)
            case And() | Or():
                flags = [self._flag(item, source) for item in node.items]
                return reduce(_both if isinstance(node, And) else _either, flags)
            case Not():
                flag = self._flag(node.item, source)
                return Truth(flag.false, flag.true)
            case Call():
                return self._call(node, source)
            case AnySlot():
                return self.values(node.meaning, source)
            case Aggregate():
                return aggregate(node, self._rows, self, self._tables, self.values)

    def _call(self, node: Call, source: Source) -> Computed:
        function = FUNCTIONS[node.function]
        arguments: list[Computed | Column] = []
        for place, argument in enumerate(node.arguments):
            wanted = function.arguments[place] if place < len(function.arguments) else "number"
            if isinstance(argument, Field) and wanted in {"field", "number field", "coded field"}:
                arguments.append(source.column(argument))
            else:
                arguments.append(self.values(argument, source))
        return function.table(*arguments)

    def _compare(self, node: Compare, source: Source) -> Truth:
        if node.left.kind == "text":
            return compare_texts(node.operator, self._text(node.left, source), self._text(node.right, source))
        return compare_numbers(node.operator, self._number(node.left, source), self._number(node.right, source))

    def _one_of(self, node: OneOf, source: Source) -> Truth:
        if node.item.kind == "text":
            texts = self._text(node.item, source)
            wanted = frozenset(str(constant.value).upper() for constant in node.values)
            return texts.test(np.array([text in wanted for text in texts.dictionary.folded], dtype=np.bool_))
        number = self._number(node.item, source)
        tests = (compare_numbers("==", number, np.asarray(float(constant.value))) for constant in node.values)
        return reduce(_either, tests)

    def _flag(self, node: Node, source: Source) -> Truth:
        result = self.values(node, source)
        assert isinstance(result, Truth)
        return result

    def _number(self, node: Node, source: Source) -> Numbers:
        result = self.values(node, source)
        assert isinstance(result, np.ndarray)
        return result

    def _text(self, node: Node, source: Source) -> Texts:
        result = self.values(node, source)
        assert isinstance(result, Texts)
        return result


def _both(left: Truth, right: Truth) -> Truth:
    return Truth(left.true & right.true, left.false | right.false)


def _either(left: Truth, right: Truth) -> Truth:
    return Truth(left.true | right.true, left.false & right.false)


def _arithmetic(operator: str, left: Numbers, right: Numbers) -> Numbers:
    match operator:
        case "+":
            return np.asarray(left + right)
        case "-":
            return np.asarray(left - right)
        case "*":
            return np.asarray(left * right)
        case _:
            zero = compare_numbers("==", right, np.asarray(0.0)).true
            return np.where(zero, np.nan, left / right)


def _constant(node: Constant) -> Computed:
    if isinstance(node.value, bool):
        return Truth(np.asarray(node.value), np.asarray(not node.value))
    return constant_text(node.value) if isinstance(node.value, str) else np.asarray(node.value)


def _parameter(info: ParameterInfo) -> Computed:
    match info.value:
        case None if info.kind == "text":
            return unknown_text()
        case None if info.kind != "flag":
            return np.asarray(np.nan)
        case None | bool():
            return Truth(np.asarray(info.value is True), np.asarray(info.value is False))
        case str(text):
            return constant_text(text)
        case date() as day:
            return np.asarray(serial(day))
        case number:
            return np.asarray(float(number))
