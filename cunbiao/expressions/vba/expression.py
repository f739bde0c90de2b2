"""A rule expression as VBA: calls of the small functions in macros/Kleene.bas and macros/RuleFunctions.bas.

An unknown value is Empty, what an empty cell gives; a number is a Double, a text a String, a flag a Boolean. Every
function takes and gives such values and never fails, so calls can stand inside each other without being looked at
first. The text is ASCII and runs the same in Excel, WPS and LibreOffice.
"""

from __future__ import annotations

from functools import reduce
from typing import Protocol

from cunbiao.expressions.functions import FUNCTIONS
from cunbiao.expressions.han_names import FORBIDDEN_IN_NAMES
from cunbiao.expressions.numbers import plain_number
from cunbiao.expressions.tree import (
    Aggregate,
    And,
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
_FUNCTION = "Rule_"


class Places(Protocol):
    """Where an expression finds what it speaks about, as VBA."""

    def cell(self, field: Field) -> str:
        """The content of a field's cell, whatever it is, or the value of a computed field."""
        ...

    def is_computed(self, field: Field) -> bool:
        """Whether the field is computed, so that it holds nothing of the wrong kind."""
        ...

    def word(self, text: str) -> str:
        """A text that cannot be written in ASCII."""
        ...

    def parameter(self, name: str) -> str:
        """The value of a policy parameter, Empty where nobody gives it."""
        ...

    def aggregate(self, node: Aggregate) -> str:
        """The value of an aggregate."""
        ...


def vba(node: Node, places: Places) -> str:
    """The VBA that gives the value of ``node``."""
    match node:
        case Constant():
            return _constant(node, places)
        case Field():
            cell = places.cell(node)
            return cell if places.is_computed(node) else f"{_READ[node.kind]}({cell})"
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
        case Aggregate():
            return places.aggregate(node)


def text_literal(text: str, places: Places) -> str:
    """A text as it stands in VBA."""
    if text.isascii() and text.isprintable():
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return places.word(text)


def _constant(node: Constant, places: Places) -> str:
    if isinstance(node.value, bool):
        return str(node.value)
    if isinstance(node.value, str):
        return text_literal(node.value, places)
    plain = plain_number(node.value)
    # Without the sign of a Double, whole numbers would be Integers, whose products overflow.
    return plain if "." in plain else f"{plain}#"


def _call(node: Call, places: Places) -> str:
    """The call of a function of the registry, which has the same name in VBA behind a prefix."""
    wanted = FUNCTIONS[node.function].arguments
    arguments = []
    for place, argument in enumerate(node.arguments):
        raw = place < len(wanted) and wanted[place] in {"field", "number field", "coded field"}
        arguments.append(places.cell(argument) if raw and isinstance(argument, Field) else vba(argument, places))
    return f"{_FUNCTION}{node.function}({', '.join([*arguments, *_further(node, places)])})"


def _further(node: Call, places: Places) -> list[str]:
    """What a function needs besides its arguments: the texts it knows, which VBA cannot hold itself."""
    match node:
        case Call(function="in_codes", arguments=(Field(type=kind), *_)):
            return [_array([text_literal(code, places) for code in kind.codes or ()])]
        case Call(function="is_han_name"):
            return [text_literal(FORBIDDEN_IN_NAMES, places)]
        case _:
            return [text_literal(code, places) for code in FUNCTIONS[node.function].codes or ()]


def _array(items: list[str]) -> str:
    return f"Array({', '.join(items)})"
