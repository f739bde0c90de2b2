"""A rule expression about one row as VBA: calls of the functions in macros/Kleene.bas and macros/RuleFunctions.bas.

Worksheet functions need no more: an expression that looks at other rows has no VBA, and of the functions a rule may
call RuleFunctions.bas holds those that worksheet functions call.

An unknown value is Empty, what an empty cell gives; a number is a Double, a text a String, a flag a Boolean. Every
function takes and gives such values and never fails, so calls can stand inside each other without being looked at
first. The text is ASCII and runs the same in Excel, WPS and LibreOffice.
"""

from __future__ import annotations

from functools import reduce
from typing import Protocol

from cunbiao.expressions.functions import FUNCTIONS, Function
from cunbiao.expressions.numbers import plain_number
from cunbiao.expressions.tree import (
    Aggregate,
    And,
    AnySlot,
    Arithmetic,
    ArithmeticOperator,
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
)
from cunbiao.expressions.types import Kind

_ARITHMETIC: dict[ArithmeticOperator, str] = {"+": "Plus", "-": "Minus", "*": "Times", "/": "Over"}
_NUMBERS: dict[CompareOperator, str] = {
    "==": "SameNumber",
    "!=": "OtherNumber",
    "<": "Less",
    "<=": "AtMost",
    ">": "More",
    ">=": "AtLeast",
}
_TEXTS: dict[CompareOperator, str] = {"==": "SameText", "!=": "OtherText"}
_READ: dict[Kind, str] = {"number": "AsNumber", "text": "AsText", "flag": "AsFlag"}
FUNCTION_PREFIX = "Rule_"


class Places(Protocol):
    """Where an expression finds what it speaks about, as VBA."""

    def cell(self, name: str) -> str:
        """The content of a field of the row, whatever it is, or the value of a computed field."""
        ...

    def is_computed(self, name: str) -> bool:
        """Whether the field is computed, so that it holds nothing of the wrong kind."""
        ...

    def text(self, text: str) -> str:
        """A text, which VBA source may not be able to hold itself."""
        ...

    def parameter(self, name: str) -> str:
        """The value of a policy parameter, Empty where nobody gives it."""
        ...


def vba(node: Node, places: Places) -> str:
    """The VBA that gives the value of ``node``.

    Raises:
        ValueError: it looks at other rows than its own.
    """
    match node:
        case Constant():
            return _constant(node, places)
        case Field(where="own"):
            cell = places.cell(node.type.name)
            return cell if places.is_computed(node.type.name) else f"{_READ[node.kind]}({cell})"
        case Parameter():
            return places.parameter(node.info.name)
        case Negative():
            return f"Negative({vba(node.item, places)})"
        case Arithmetic():
            return f"{_ARITHMETIC[node.operator]}({vba(node.left, places)}, {vba(node.right, places)})"
        case Compare():
            name = (_TEXTS if node.left.kind == "text" else _NUMBERS)[node.operator]
            return f"{name}({vba(node.left, places)}, {vba(node.right, places)})"
        case OneOf():
            name = "AmongTexts" if node.item.kind == "text" else "AmongNumbers"
            return f"{name}({vba(node.item, places)}, {_array([vba(value, places) for value in node.values])})"
        case And() | Or():
            name = "Both" if isinstance(node, And) else "Either"
            return reduce(lambda left, right: f"{name}({left}, {right})", [vba(item, places) for item in node.items])
        case Not():
            return f"Opposite({vba(node.item, places)})"
        case Call():
            return _call(node, places)
        case AnySlot():
            return vba(node.meaning, places)
        case Field() | Aggregate():
            raise ValueError("an expression that looks at other rows has no VBA")


def _constant(node: Constant, places: Places) -> str:
    if isinstance(node.value, bool):
        return str(node.value)
    if isinstance(node.value, str):
        return places.text(node.value)
    plain = plain_number(node.value)
    # Without the sign of a Double, whole numbers would be Integers, whose products overflow.
    return plain if "." in plain else f"{plain}#"


def _call(node: Call, places: Places) -> str:
    """The call of a function of the registry, which has the same name in VBA behind a prefix.

    What it is given as a field it gets as it stands in the cell. The texts it may give come last, as VBA cannot hold
    them itself.
    """
    function = FUNCTIONS[node.function]
    arguments = [_argument(function, place, argument, places) for place, argument in enumerate(node.arguments)]
    arguments += [places.text(text) for text in function.codes or ()]
    return f"{FUNCTION_PREFIX}{node.function}({', '.join(arguments)})"


def _argument(function: Function, place: int, argument: Node, places: Places) -> str:
    kinds = function.arguments
    if isinstance(argument, Field) and place < len(kinds) and kinds[place].endswith("field"):
        return places.cell(argument.type.name)
    return vba(argument, places)


def _array(items: list[str]) -> str:
    return f"Array({', '.join(items)})"
