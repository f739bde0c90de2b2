"""A rule expression as Excel formulas over the cells of one row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import reduce

from cunbiao.days import serial
from cunbiao.expressions.compile import Expression
from cunbiao.expressions.excel.aggregates import aggregate
from cunbiao.expressions.excel.formula import (
    NEVER,
    SIGNS,
    FlagFormula,
    Formula,
    Known,
    NumberFormula,
    TextFormula,
    compare_numbers,
    every,
    flag_constant,
    given,
    number_constant,
    number_test,
    some,
    text_constant,
)
from cunbiao.expressions.functions import FUNCTIONS
from cunbiao.expressions.numbers import TOLERANCE
from cunbiao.expressions.tree import (
    MIRROR,
    OPPOSITE,
    Aggregate,
    And,
    AnySlot,
    Arithmetic,
    Call,
    Compare,
    CompareOperator,
    Constant,
    Field,
    Negative,
    Node,
    Not,
    OneOf,
    Or,
    Parameter,
    walk,
)
from cunbiao.expressions.types import LAST, ParameterInfo

CellOf = Callable[[str], str]
"""Gives the cell of an own field in the row a formula is written in, e.g. "$F6"; also asked for the key column.

For ``last.x`` it is asked for "last.x" and gives a formula that refers to the cell with the value as issued, and is ""
in rows that were not issued.
"""


def excel_true(expression: Expression, at: CellOf) -> str:
    """Formula, without "=": TRUE where the expression is definitely true, FALSE everywhere else, never an error."""
    return _safe(expression, _flag(expression, at).true, "FALSE")


def excel_false(expression: Expression, at: CellOf) -> str:
    """Formula, without "=": TRUE where the expression is definitely false, FALSE everywhere else, never an error."""
    return _safe(expression, _flag(expression, at).false, "FALSE")


def excel_value(expression: Expression, at: CellOf) -> str:
    """Formula, without "=", giving the value, or "" where it is unknown; a flag gives TRUE, FALSE or ""."""
    result = _Row(expression, at).formula(expression.tree)
    if isinstance(result, FlagFormula):
        return _safe(expression, f'IF({result.true},TRUE,IF({result.false},FALSE,""))', '""')
    test = result.known.formula
    if test == "FALSE":
        return '""'
    return _safe(expression, result.value if test == "TRUE" else f'IF({test},{result.value},"")', '""')


def _flag(expression: Expression, at: CellOf) -> FlagFormula:
    result = _Row(expression, at).formula(expression.tree)
    if not isinstance(result, FlagFormula):
        raise TypeError(f"not a condition: {expression.text}")
    return result


def _safe(expression: Expression, formula: str, otherwise: str) -> str:
    """Shield the row from cells holding an error (a #N/A pasted by hand), unless each is tested to be a number."""
    if formula in {"TRUE", "FALSE", '""'}:
        return formula
    shielded = any(
        isinstance(node, Call | Aggregate)
        or (isinstance(node, Field) and (node.where != "own" or node.kind != "number"))
        for node in walk(expression.tree)
    )
    return f"IFERROR({formula},{otherwise})" if shielded else formula


class _Row:
    """Builds the formula of every node for one row."""

    def __init__(self, expression: Expression, at: CellOf) -> None:
        self._scope = expression.scope
        self._at = at

    def formula(self, node: Node) -> Formula:
        match node:
            case Constant():
                return _constant(node)
            case Field(where="parent"):
                return self._parent(node)
            case Field(where="last"):
                return _cell(node, self._at(f"{LAST}{node.type.name}"), simple=False)
            case Field():
                return _cell(node, self._at(node.type.name), simple=True)
            case Parameter():
                return _parameter(node.info)
            case Negative():
                item = self._number(node.item)
                return NumberFormula(f"(-{item.value})", item.known, whole=item.whole)
            case Arithmetic():
                return self._arithmetic(node)
            case Compare():
                return self._compare(node)
            case OneOf():
                return self._one_of(node)
            case And():
                flags = [self._flag(item) for item in node.items]
                return FlagFormula(every(*(flag.true for flag in flags)), some(*(flag.false for flag in flags)))
            case Or():
                flags = [self._flag(item) for item in node.items]
                return FlagFormula(some(*(flag.true for flag in flags)), every(*(flag.false for flag in flags)))
            case Not():
                flag = self._flag(node.item)
                return FlagFormula(flag.false, flag.true)
            case Call():
                return FUNCTIONS[node.function].excel(*(self.formula(argument) for argument in node.arguments))
            case AnySlot():
                return self.formula(node.meaning)
            case Aggregate():
                return aggregate(node, self._at(self._scope.key), self.formula)

    def _flag(self, node: Node) -> FlagFormula:
        result = self.formula(node)
        assert isinstance(result, FlagFormula)
        return result

    def _number(self, node: Node) -> NumberFormula:
        result = self.formula(node)
        assert isinstance(result, NumberFormula)
        return result

    def _text(self, node: Node) -> TextFormula:
        result = self.formula(node)
        assert isinstance(result, TextFormula)
        return result

    def _parent(self, node: Field) -> Formula:
        """The field in the first household table that holds the row's key."""
        key = self._at(self._scope.key)
        places = [f"MATCH(T({key}),{table}.{self._scope.key},0)" for table in self._scope.parents]
        cells = [
            f"INDEX({table}.{node.type.name},{place})" for table, place in zip(self._scope.parents, places, strict=True)
        ]
        raw = reduce(lambda later, cell: f'IFERROR({cell}&"",{later})', reversed(cells), '""')
        if node.kind == "text":
            value = reduce(lambda later, cell: f"IFERROR({cell},{later})", reversed(cells), '""')
            return TextFormula(
                value, Known(tests=(f"ISTEXT({value})", f'{value}<>""')), safe=True, type=node.type, raw=raw
            )
        # A blank cell must stay blank: IFERROR would make it 0, so the table is chosen by where the key is found.
        value = _first_found(places, cells)
        tests = [number_test(node.type, cell) if node.kind == "number" else f"ISLOGICAL({cell})" for cell in cells]
        test = _first_found(places, tests)
        if node.kind == "number":
            return NumberFormula(value, Known(tests=(test,)), type=node.type, raw=raw)
        return FlagFormula(f"IF({test},{value})", f"IF({test},NOT({value}))", raw=raw)

    def _arithmetic(self, node: Arithmetic) -> NumberFormula:
        left, right = self._number(node.left), self._number(node.right)
        value = f"({left.value}{node.operator}{right.value})"
        known = left.known & right.known
        if node.operator != "/":
            return NumberFormula(value, known, whole=left.whole and right.whole)
        if right.constant is not None:
            return NumberFormula(value, known if abs(right.constant) >= TOLERANCE else NEVER)
        divisible = given(right.known, compare_numbers("!=", right, number_constant(0.0)))
        return NumberFormula(value, left.known & Known(tests=(divisible,)))

    def _compare(self, node: Compare) -> FlagFormula:
        opposite = OPPOSITE[node.operator]
        if node.left.kind == "text":
            return FlagFormula(self._same_text(node.operator, node), self._same_text(opposite, node))
        left, right = self._number(node.left), self._number(node.right)
        known = left.known & right.known
        return FlagFormula(
            given(known, compare_numbers(node.operator, left, right)),
            given(known, compare_numbers(opposite, left, right)),
        )

    def _same_text(self, sign: CompareOperator, node: Compare) -> str:
        left, right = self._text(node.left), self._text(node.right)
        if left.constant is not None:
            left, right, sign = right, left, MIRROR[sign]
        test = f"{left.value}{SIGNS[sign]}{right.value}"
        if right.constant is not None and left.safe:
            return test if sign == "==" else every(*left.known.tests, test)
        return given(left.known & right.known, test)

    def _one_of(self, node: OneOf) -> FlagFormula:
        item = self.formula(node.item)
        values = [self.formula(value) for value in node.values]
        if isinstance(item, TextFormula):
            tests = [f"{item.value}={value.value}" for value in values if isinstance(value, TextFormula)]
            others = [f"{item.value}<>{value.value}" for value in values if isinstance(value, TextFormula)]
            if item.safe:
                return FlagFormula(some(*tests), every(*item.known.tests, *others))
            return FlagFormula(given(item.known, some(*tests)), given(item.known, every(*others)))
        assert isinstance(item, NumberFormula)
        numbers = [value for value in values if isinstance(value, NumberFormula)]
        return FlagFormula(
            given(item.known, some(*(compare_numbers("==", item, value) for value in numbers))),
            given(item.known, every(*(compare_numbers("!=", item, value) for value in numbers))),
        )


def _cell(node: Field, cell: str, *, simple: bool) -> Formula:
    """What stands in a cell; a ``simple`` one is no more than a reference."""
    match node.kind:
        case "number":
            simple = simple and not node.type.is_date
            known = Known(cells=(cell,)) if simple else Known(tests=(number_test(node.type, cell),))
            return NumberFormula(cell, known, type=node.type, raw=cell)
        case "text":
            known = Known(tests=(f"ISTEXT({cell})", f'{cell}<>""'))
            return TextFormula(cell, known, safe=True, type=node.type, raw=cell)
        case "flag":
            # An empty cell equals FALSE but also "".
            return FlagFormula(f"{cell}=TRUE", f'AND({cell}=FALSE,{cell}<>"")', raw=cell)


def _constant(node: Constant) -> Formula:
    if isinstance(node.value, bool):
        return flag_constant(node.value)
    return text_constant(node.value) if isinstance(node.value, str) else number_constant(node.value)


def _parameter(info: ParameterInfo) -> Formula:
    match info.value:
        case None if info.kind == "flag":
            return FlagFormula("FALSE", "FALSE")
        case None if info.kind == "text":
            return TextFormula('""', NEVER, safe=True)
        case None:
            return NumberFormula("0", NEVER)
        case bool(flag):
            return flag_constant(flag)
        case str(text):
            return text_constant(text)
        case date() as day:
            return number_constant(serial(day))
        case number:
            return number_constant(float(number))


def _first_found(places: list[str], results: list[str]) -> str:
    """The result belonging to the first place that is found; the last one stands without a test."""
    chosen = results[-1]
    for place, result in zip(reversed(places[:-1]), reversed(results[:-1]), strict=True):
        chosen = f"IF(ISNUMBER({place}),{result},{chosen})"
    return chosen
