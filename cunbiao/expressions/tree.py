"""The typed tree of a rule expression: what parsing yields and every face (Excel, table, Chinese) reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cunbiao.expressions.types import FieldType, Kind, ParameterInfo, Relation

CompareOperator = Literal["==", "!=", "<", "<=", ">", ">="]
ArithmeticOperator = Literal["+", "-", "*", "/"]
Quantifier = Literal["any", "all", "every"]
Where = Literal["own", "parent", "inner"]

OPPOSITE: dict[CompareOperator, CompareOperator] = {
    "==": "!=",
    "!=": "==",
    "<": ">=",
    ">=": "<",
    ">": "<=",
    "<=": ">",
}
MIRROR: dict[CompareOperator, CompareOperator] = {
    "==": "==",
    "!=": "!=",
    "<": ">",
    ">": "<",
    "<=": ">=",
    ">=": "<=",
}


@dataclass(frozen=True)
class Constant:
    """A number, a text or True/False written in the expression; ``day``: the number is a date, written as one."""

    value: float | str | bool
    day: bool = False

    @property
    def kind(self) -> Kind:
        """Kind of the value."""
        if isinstance(self.value, bool):
            return "flag"
        return "text" if isinstance(self.value, str) else "number"


@dataclass(frozen=True)
class Field:
    """A field of the row itself (``own``), of its household row (``parent``) or of the aggregated rows (``inner``)."""

    where: Where
    type: FieldType

    @property
    def kind(self) -> Kind:
        """Kind of the field."""
        return self.type.kind


@dataclass(frozen=True)
class Parameter:
    """A policy parameter; dates count as numbers."""

    info: ParameterInfo

    @property
    def kind(self) -> Kind:
        """Kind of the parameter."""
        return "number" if self.info.kind == "date" else self.info.kind


@dataclass(frozen=True)
class Negative:
    """Minus a number."""

    item: Node
    kind: Kind = "number"


@dataclass(frozen=True)
class Arithmetic:
    """Two numbers added, subtracted, multiplied or divided."""

    operator: ArithmeticOperator
    left: Node
    right: Node
    kind: Kind = "number"


@dataclass(frozen=True)
class Compare:
    """Two numbers, or two texts (only == and !=), compared."""

    operator: CompareOperator
    left: Node
    right: Node
    kind: Kind = "flag"


@dataclass(frozen=True)
class OneOf:
    """Whether a number or text is one of some constants; ``left_out`` are code ids that do not exist this year."""

    item: Node
    values: tuple[Constant, ...]
    left_out: tuple[str, ...] = ()
    kind: Kind = "flag"


@dataclass(frozen=True)
class And:
    """All hold."""

    items: tuple[Node, ...]
    kind: Kind = "flag"


@dataclass(frozen=True)
class Or:
    """At least one holds."""

    items: tuple[Node, ...]
    kind: Kind = "flag"


@dataclass(frozen=True)
class Not:
    """Does not hold."""

    item: Node
    kind: Kind = "flag"


@dataclass(frozen=True)
class Call:
    """A function of the registry applied to its arguments."""

    function: str
    arguments: tuple[Node, ...]
    kind: Kind


@dataclass(frozen=True)
class Aggregate:
    """``count``, ``any``, ``all``, ``every`` (with a condition over the inner rows) or ``total`` (of an inner number
    field). Where there are no rows at all ``all`` is true, ``every`` unknown.
    """

    operation: Quantifier | Literal["count", "total"]
    relation: Relation
    condition: Node | None
    field: FieldType | None

    @property
    def kind(self) -> Kind:
        """A number for count and total, otherwise a flag."""
        return "number" if self.operation in {"count", "total"} else "flag"


Node = Constant | Field | Parameter | Negative | Arithmetic | Compare | OneOf | And | Or | Not | Call | Aggregate


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below."""
    match node:
        case Negative() | Not():
            return (node.item,)
        case Arithmetic() | Compare():
            return (node.left, node.right)
        case OneOf():
            return (node.item, *node.values)
        case And() | Or():
            return node.items
        case Call():
            return node.arguments
        case Aggregate():
            return () if node.condition is None else (node.condition,)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def uses(node: Node, where: Where) -> bool:
    """Whether a field from there occurs in the tree."""
    return any(isinstance(part, Field) and part.where == where for part in walk(node))
