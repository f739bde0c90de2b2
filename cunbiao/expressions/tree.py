"""The typed tree of a rule expression: what parsing yields and every face (Excel, table, Chinese) reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cunbiao.expressions.types import FieldType, Kind, ParameterInfo, Relation

CompareOperator = Literal["==", "!=", "<", "<=", ">", ">="]
ArithmeticOperator = Literal["+", "-", "*", "/"]
Quantifier = Literal["any", "all", "every"]
Operation = Literal["count", "total", "largest", "smallest"] | Quantifier
Where = Literal["own", "parent", "inner", "last"]

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
    """A field of the row itself (``own``), of its household row (``parent``), of the aggregated rows (``inner``), or of
    the row itself as it was issued (``last``).
    """

    where: Where
    type: FieldType

    @property
    def kind(self) -> Kind:
        """Kind of the field."""
        return self.type.kind


@dataclass(frozen=True)
class Parameter:
    """A policy parameter that is one value; dates count as numbers."""

    info: ParameterInfo

    @property
    def kind(self) -> Kind:
        """Kind of the parameter."""
        match self.info.kind:
            case "flag" | "text" as kind:
                return kind
            case _:
                return "number"


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
class AnySlot:
    """Whether a filled field of a slot group holds one of the values; without values, whether one is filled at all.

    Blank fields do not count; where all are blank it is false. ``left_out`` are code ids that do not exist this year.
    """

    fields: tuple[Field, ...]
    values: tuple[Constant, ...]
    left_out: tuple[str, ...] = ()
    kind: Kind = "flag"

    @property
    def meaning(self) -> Node:
        """The same in plain conditions, which is what the faces compute."""
        return Or(tuple(self._filled(field) for field in self.fields))

    def _filled(self, field: Field) -> Node:
        filled = Call("filled", (field,), "flag")
        return And((filled, OneOf(field, self.values, self.left_out))) if self.values else filled


@dataclass(frozen=True)
class Aggregate:
    """Something about the rows of a relation, of which a condition may choose some.

    ``count`` counts those for which the condition is definitely true; ``total``, ``largest`` and ``smallest`` look at a
    number field of them. ``any``, ``all`` and ``every`` say whether the condition holds; where there are no rows at all
    ``all`` is true, ``every`` unknown, as are ``largest`` and ``smallest``.
    """

    operation: Operation
    relation: Relation
    condition: Node | None
    field: FieldType | None

    @property
    def kind(self) -> Kind:
        """A flag for any, all and every, otherwise a number."""
        return "flag" if self.operation in {"any", "all", "every"} else "number"


Node = (
    Constant | Field | Parameter | Negative | Arithmetic | Compare | OneOf | And | Or | Not | Call | AnySlot | Aggregate
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below."""
    match node:
        case Constant() | Field() | Parameter():
            return ()
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
        case AnySlot():
            return (node.meaning,)
        case Aggregate():
            return () if node.condition is None else (node.condition,)


def walk(node: Node) -> list[Node]:
    """The node and everything below it."""
    found = [node]
    for child in children(node):
        found += walk(child)
    return found


def uses(node: Node, where: Where) -> bool:
    """Whether a field from there occurs in the tree."""
    return any(isinstance(part, Field) and part.where == where for part in walk(node))
