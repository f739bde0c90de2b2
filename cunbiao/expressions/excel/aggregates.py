"""Aggregates over other tables as SUMPRODUCT over whole columns.

Inside, everything works cell by cell on arrays: products stand for AND, sums for OR; IF, AND and OR appear only around
single cells. A column is named ``table.field``; ``table._filled`` is 1 on rows that are records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from cunbiao.days import FIRST_DAY, LAST_DAY
from cunbiao.expressions.excel.formula import (
    ALWAYS,
    NEVER,
    FlagFormula,
    Formula,
    Known,
    NumberFormula,
    TextFormula,
    every,
    flag_constant,
    number_constant,
    number_literal,
    text_literal,
)
from cunbiao.expressions.numbers import TOLERANCE
from cunbiao.expressions.tree import (
    MIRROR,
    OPPOSITE,
    Aggregate,
    And,
    AnySlot,
    Call,
    Compare,
    CompareOperator,
    Constant,
    Field,
    Node,
    Not,
    OneOf,
    Or,
    uses,
)
from cunbiao.expressions.types import FILLED, FieldType

# Functions of AGGREGATE.
_LARGE, _SMALL = 14, 15

Scalar = Callable[[Node], Formula]


@dataclass(frozen=True)
class _Factors:
    """Arrays of 1 and 0 for "definitely true" and "definitely false", written so that they can stand in a product."""

    true: str
    false: str


def aggregate(node: Aggregate, key: str, scalar: Scalar) -> Formula:
    """The aggregate for a row whose key cell is ``key``; ``scalar`` gives formulas of the row itself.

    Raises:
        TypeError: it is about the whole county, of which a workbook holds one village.
    """
    if node.relation.join == "county":
        raise TypeError(f"only a merge knows {node.relation.name}")
    parts = [_Inner(table, scalar) for table in node.relation.tables]
    if not parts:
        return _of_nobody(node)
    joins = [_join(node, part.table, key) for part in parts]
    if node.field is not None:
        return _of_field(node, node.field, parts, joins)
    if node.condition is None:
        return NumberFormula(_sum(_count(join) for join in joins), ALWAYS, whole=True)
    conditions = [part.factors(node.condition) for part in parts]
    true = [_count([*join, condition.true]) for join, condition in zip(joins, conditions, strict=True)]
    if node.operation == "count":
        return NumberFormula(_sum(true), ALWAYS, whole=True)
    if node.operation == "any":
        rest = [_count([*join, _complement(one.false)]) for join, one in zip(joins, conditions, strict=True)]
        return FlagFormula(f"{_sum(true)}>0", f"{_sum(rest)}=0")
    rest = [_count([*join, _complement(one.true)]) for join, one in zip(joins, conditions, strict=True)]
    false = [_count([*join, condition.false]) for join, condition in zip(joins, conditions, strict=True)]
    nobody_else, fails = f"{_sum(rest)}=0", f"{_sum(false)}>0"
    if node.operation == "all":
        return FlagFormula(nobody_else, fails)
    return FlagFormula(f"AND({_sum(map(_count, joins))}>0,{nobody_else})", fails)


def _of_nobody(node: Aggregate) -> Formula:
    """The aggregate over no rows at all, where no table holds any."""
    match node.operation:
        case "any":
            return flag_constant(False)
        case "all":
            return flag_constant(True)
        case "every":
            return FlagFormula("FALSE", "FALSE")
        case "largest" | "smallest":
            return NumberFormula("0", NEVER)
        case _:
            return number_constant(0.0)


def _join(node: Aggregate, table: str, key: str) -> list[str]:
    if node.relation.join == "village":
        return [f"({table}.{FILLED}=1)"]
    # Unused rows have an empty key, and so may the row itself; one that cannot be read is a number, and nobody's.
    return [f"({table}.{node.relation.key}={key})", f'(T({key})<>"")']


def _of_field(node: Aggregate, field: FieldType, parts: list[_Inner], joins: list[list[str]]) -> NumberFormula:
    """A number column of the chosen rows; blank does not count, and something that is no number leaves it unknown."""
    columns = [part.column(field) for part in parts]
    chosen = [
        join if node.condition is None else [*join, part.factors(node.condition).true]
        for join, part in zip(joins, parts, strict=True)
    ]
    strays = [
        _count([*rows, f'(({cells}<>"")-{_is_number(field, cells)})'])
        for rows, cells in zip(chosen, columns, strict=True)
    ]
    none_stray = f"{_sum(strays)}=0"
    if node.operation == "total":
        sums = [_count(rows, cells) for rows, cells in zip(chosen, columns, strict=True)]
        return NumberFormula(_sum(sums), Known(tests=(none_stray,)))
    numbers = [[*rows, _is_number(field, cells)] for rows, cells in zip(chosen, columns, strict=True)]
    known = Known(tests=(every(f"{_sum(map(_count, numbers))}>0", none_stray),))
    return NumberFormula(_extreme(node.operation == "largest", numbers, columns), known)


def _extreme(largest: bool, numbers: list[list[str]], columns: list[str]) -> str:
    """The largest or smallest of the numbers in the chosen rows of some columns, where there is one.

    Divided by 0, all others become errors, which AGGREGATE passes over.
    """
    function = _LARGE if largest else _SMALL
    each = [
        f"SUMPRODUCT(_xlfn.AGGREGATE({function},6,{cells}/({_product(rows)}),1))"
        for rows, cells in zip(numbers, columns, strict=True)
        if _product(rows) != "FALSE"
    ]
    if len(each) < 2:
        return each[0] if each else "0"
    nothing = "-1E+300" if largest else "1E+300"
    return f"{'MAX' if largest else 'MIN'}({','.join(f'IFERROR({one},{nothing})' for one in each)})"


class _Inner:
    """Builds arrays over the rows of one table."""

    def __init__(self, table: str, scalar: Scalar) -> None:
        self.table = table
        self._scalar = scalar

    def column(self, field: FieldType) -> str:
        return f"{self.table}.{field.name}"

    def factors(self, node: Node) -> _Factors:
        if not uses(node, "inner"):
            flag = self._scalar(node)
            assert isinstance(flag, FlagFormula)
            return _Factors(_bracket(flag.true), _bracket(flag.false))
        match node:
            case And():
                parts = [self.factors(item) for item in node.items]
                return _Factors(_product(part.true for part in parts), _either(part.false for part in parts))
            case Or():
                parts = [self.factors(item) for item in node.items]
                return _Factors(_either(part.true for part in parts), _product(part.false for part in parts))
            case Not():
                part = self.factors(node.item)
                return _Factors(part.false, part.true)
            case AnySlot():
                return self.factors(node.meaning)
            case Compare():
                return self._compare(node)
            case OneOf(item=Field() as field):
                return self._one_of(field, node.values)
            case Call(function="unknown", arguments=(condition,)):
                part = self.factors(condition)
                decided = _either([part.true, part.false])
                return _Factors(_complement(decided), decided)
            case Call(arguments=(Field() as field, *rest)):
                return self._call(node.function, field, rest)
            case Field():
                cells = self.column(node.type)
                # An empty cell equals FALSE but also "".
                return _Factors(f"({cells}=TRUE)", f'({cells}=FALSE)*({cells}<>"")')
            case _:
                raise TypeError(f"not a condition over columns: {node}")

    def _call(self, function: str, field: Field, rest: list[Node]) -> _Factors:
        cells = self.column(field.type)
        empty, present = f'({cells}="")', f'({cells}<>"")'
        match function, rest:
            case "blank", _:
                return _Factors(empty, present)
            case "filled", _:
                return _Factors(present, empty)
            case "is_number", _:
                number = _is_number(field.type, cells)
                return _Factors(number, _complement(number))
            case "contains", [part]:
                text = self._scalar(part)
                assert isinstance(text, TextFormula)
                known, found = text.known.formula, f"ISNUMBER(FIND({text.value},{cells}))"
                return _Factors(
                    _product([known, _is_text(cells), found]), _product([known, _is_text(cells), f"(1-{found})"])
                )
            case "has", [Constant(value=label)]:
                found = f'ISNUMBER(FIND({text_literal(f",{label},")},","&{cells}&","))'
                return _Factors(found, f"{_is_text(cells)}*(1-{found})")
            case _:
                raise TypeError(f"not a function over columns: {function}")

    def _one_of(self, field: Field, values: tuple[Constant, ...]) -> _Factors:
        cells = self.column(field.type)
        if field.kind == "text":
            literals = [text_literal(str(value.value)) for value in values]
            others = "*".join(f"({cells}<>{literal})" for literal in literals)
            return _Factors(_either(f"({cells}={one})" for one in literals), f"{_is_text(cells)}*{others}")
        numbers = [_Limit.of_constant(float(value.value)) for value in values]
        number = _is_number(field.type, cells)
        return _Factors(
            _product([number, _either(_near("==", cells, one) for one in numbers)]),
            _product([number, *(_near("!=", cells, one) for one in numbers)]),
        )

    def _compare(self, node: Compare) -> _Factors:
        inner, sign, other = node.left, node.operator, node.right
        if not uses(inner, "inner"):
            inner, sign, other = other, MIRROR[sign], inner
        assert isinstance(inner, Field)
        cells = self.column(inner.type)
        if inner.kind == "text":
            return self._compare_text(cells, sign, other)
        limit = self._scalar(other)
        assert isinstance(limit, NumberFormula)
        bound = _Limit.of(limit)
        known = _product([_bracket(limit.known.formula), _is_number(inner.type, cells)])
        return _Factors(
            _product([known, _near(sign, cells, bound)]), _product([known, _near(OPPOSITE[sign], cells, bound)])
        )

    def _compare_text(self, cells: str, sign: CompareOperator, other: Node) -> _Factors:
        if isinstance(other, Field) and other.where == "inner":
            value = self.column(other.type)
            known = f"{_is_text(cells)}*{_is_text(value)}"
            same, differs = f"{known}*({cells}={value})", f"{known}*({cells}<>{value})"
        else:
            text = self._scalar(other)
            assert isinstance(text, TextFormula)
            value = text.value if text.safe else f'IFERROR({text.value},"")'
            known = _bracket(text.known.formula)
            same = _product([known, f"({cells}={value})"])
            differs = _product([known, _is_text(cells), f"({cells}<>{value})"])
        return _Factors(same, differs) if sign == "==" else _Factors(differs, same)


@dataclass(frozen=True)
class _Limit:
    """A number that cells are compared with, a little below and a little above."""

    below: str
    above: str

    @classmethod
    def of_constant(cls, number: float) -> _Limit:
        exact = Decimal(repr(number))
        return cls(number_literal(exact - TOLERANCE), number_literal(exact + TOLERANCE))

    @classmethod
    def of(cls, number: NumberFormula) -> _Limit:
        if number.constant is not None:
            return cls.of_constant(number.constant)
        test = number.known.formula
        value = number.value if test == "TRUE" else f"IF({test},{number.value},0)"
        return cls(f"{value}-{number_literal(TOLERANCE)}", f"{value}+{number_literal(TOLERANCE)}")


def _near(sign: CompareOperator, cells: str, limit: _Limit) -> str:
    """Cells compared with a number without arithmetic on them; a difference below the tolerance is none."""
    match sign:
        case "==":
            return f"({cells}>{limit.below})*({cells}<{limit.above})"
        case "!=":
            return f"(({cells}<={limit.below})+({cells}>={limit.above}))"
        case "<":
            return f"({cells}<={limit.below})"
        case "<=":
            return f"({cells}<{limit.above})"
        case ">":
            return f"({cells}>={limit.above})"
        case ">=":
            return f"({cells}>{limit.below})"


def _is_number(field: FieldType, cells: str) -> str:
    days = [f"({cells}>={FIRST_DAY})", f"({cells}<{LAST_DAY + 1})"] if field.is_date else []
    return _product([f"ISNUMBER({cells})", *days])


def _is_text(cells: str) -> str:
    return f'ISTEXT({cells})*({cells}<>"")'


def _bracket(formula: str) -> str:
    return formula if formula in {"TRUE", "FALSE"} else f"({formula})"


def _product(parts: Iterable[str]) -> str:
    rest = [part for part in parts if part != "TRUE"]
    if "FALSE" in rest:
        return "FALSE"
    return "*".join(dict.fromkeys(rest)) or "TRUE"


def _either(parts: Iterable[str]) -> str:
    rest = list(dict.fromkeys(part for part in parts if part != "FALSE"))
    if "TRUE" in rest:
        return "TRUE"
    if not rest:
        return "FALSE"
    return rest[0] if len(rest) == 1 else f"({'+'.join(rest)}>0)"


def _complement(part: str) -> str:
    if part in {"TRUE", "FALSE"}:
        return "FALSE" if part == "TRUE" else "TRUE"
    return f"(1-{part})"


def _count(parts: Iterable[str], weights: str = "") -> str:
    """Number of rows where all parts are 1, or the sum of their ``weights``."""
    product = _product(parts)
    if product == "FALSE":
        return "0"
    return f"SUMPRODUCT({product if '*' in product else '--' + product}{weights and ',' + weights})"


def _sum(terms: Iterable[str]) -> str:
    rest = [term for term in terms if term != "0"]
    if not rest:
        return "0"
    return rest[0] if len(rest) == 1 else f"({'+'.join(rest)})"
