"""A rule expression as a Chinese sentence, for 填表说明 and problem lists."""

from __future__ import annotations

from datetime import date

from cunbiao.days import day_of
from cunbiao.expressions.compile import Expression
from cunbiao.expressions.functions import FUNCTIONS
from cunbiao.expressions.numbers import plain_number
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
    Operation,
    Or,
    Parameter,
    Where,
)
from cunbiao.expressions.types import ParameterInfo

_NUMBER_WORDS: dict[CompareOperator, str] = {
    "==": "等于",
    "!=": "不等于",
    "<": "小于",
    "<=": "不大于",
    ">": "大于",
    ">=": "不小于",
}
_DATE_WORDS: dict[CompareOperator, str] = {**_NUMBER_WORDS, "<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"}
_WHOSE: dict[Where, str] = {"own": "", "parent": "所在户的", "inner": "", "last": "下发时的"}
_OF_FIELD: dict[Operation, str] = {"total": "合计", "largest": "最大值", "smallest": "最小值"}
_TIMES = {"+": "+", "-": "-", "*": "×", "/": "÷"}


def chinese(expression: Expression) -> str:
    """What the expression says, with the labels of its fields, without a full stop."""
    if expression.kind == "flag":
        return _condition(expression.tree, True, False)
    return _phrase(expression.tree)


def _condition(node: Node, holds: bool, inside: bool) -> str:
    """A condition or, with ``holds`` false, its opposite; ``inside`` an aggregate 为 stands for 是."""
    match node:
        case Not():
            return _condition(node.item, not holds, inside)
        case And() | Or():
            word = "且" if isinstance(node, And) == holds else "或"
            word = word if inside else f" {word} "
            return word.join(_grouped(item, holds, inside, word) for item in node.items)
        case Compare():
            return _compare(node, holds, inside)
        case OneOf():
            return _one_of(node, holds, inside)
        case Call(function="if_else"):
            test, yes, no = node.arguments
            then, otherwise = _condition(yes, holds, inside), _condition(no, holds, inside)
            return f"（{_condition(test, True, inside)}时{then}，否则{otherwise}）"
        case Call():
            function = FUNCTIONS[node.function]
            said = function.says if holds else function.denies
            return said.format(*(_argument(item, inside) for item in node.arguments))
        case AnySlot():
            return _any_slot(node, holds)
        case Aggregate():
            return _quantified(node, holds)
        case Constant():
            return "总是成立" if node.value is holds else "总不成立"
        case Parameter():
            return _flag_parameter(node.info, holds)
        case _:
            return f"{_phrase(node)}{'成立' if holds else '不成立'}"


def _grouped(node: Node, holds: bool, inside: bool, word: str) -> str:
    """A part of an and/or joined by ``word``, in brackets where it is itself joined by the other word."""
    said = _condition(node, holds, inside)
    while isinstance(node, Not):
        node, holds = node.item, not holds
    if isinstance(node, And | Or) and word.strip() != ("且" if isinstance(node, And) == holds else "或"):
        return f"（{said}）"
    return said


def _compare(node: Compare, holds: bool, inside: bool) -> str:
    left, sign, right = node.left, node.operator, node.right
    if isinstance(left, Constant | Parameter) or (isinstance(right, Field) and right.where == "inner"):
        left, sign, right = right, MIRROR[sign], left
    sign = sign if holds else OPPOSITE[sign]
    if _same_field(left, right):
        return f"{_phrase(left)}{_against_this_row(sign)}"
    if left.kind == "text" and isinstance(right, Constant):
        return f"{_phrase(left)}{_is(sign == '==', inside)}{_phrase(right)}"
    if left.kind == "text":
        return f"{_phrase(left)}与{_outer(right, inside)}{'相同' if sign == '==' else '不同'}"
    words = _DATE_WORDS if any(_is_date(side) for side in (left, right)) else _NUMBER_WORDS
    return f"{_phrase(left)}{words[sign]}{_outer(right, inside)}{_unit(left, right)}"


def _outer(node: Node, inside: bool) -> str:
    """A value next to the rows of an aggregate: a field of the row itself is called that."""
    here = inside and isinstance(node, Field) and node.where == "own"
    return f"本行的{_phrase(node)}" if here else _phrase(node)


def _same_field(left: Node, right: Node) -> bool:
    return (
        isinstance(left, Field)
        and isinstance(right, Field)
        and left.type.name == right.type.name
        and (left.where, right.where) == ("inner", "own")
    )


def _against_this_row(sign: CompareOperator) -> str:
    if sign in {"==", "!="}:
        return "与本行相同" if sign == "==" else "与本行不同"
    return f"{_NUMBER_WORDS[sign]}本行"


def _is(holds: bool, inside: bool) -> str:
    if inside:
        return "为" if holds else "不为"
    return "是" if holds else "不是"


def _is_date(node: Node) -> bool:
    match node:
        case Constant():
            return node.day
        case Parameter():
            return node.info.kind == "date"
        case Call():
            return node.function in {"months_after", "month_start", "month_end_before"}
        case Arithmetic(operator="+" | "-", left=day, right=Constant(day=False)):
            return _is_date(day)
        case _:
            return False


def _unit(left: Node, right: Node) -> str:
    """The unit of the field a plain number is compared with."""
    if isinstance(left, Field) and isinstance(right, Constant) and left.type.unit:
        return left.type.unit
    return ""


def _one_of(node: OneOf, holds: bool, inside: bool) -> str:
    values = "、".join(_phrase(value) for value in node.values)
    if len(node.values) == 1:
        return f"{_phrase(node.item)}{_is(holds, inside)}{values}"
    return f"{_phrase(node.item)}{_is(holds, inside)}{values}{'之一' if holds else '中的任何一个'}"


def _any_slot(node: AnySlot, holds: bool) -> str:
    fields = _WHOSE[node.fields[0].where] + "、".join(field.type.label for field in node.fields)
    if not node.values:
        return f"{fields}{'至少填了一项' if holds else '一项也没有填'}"
    values = "、".join(_phrase(value) for value in node.values)
    if len(node.values) == 1:
        return f"{fields}里{'有' if holds else '没有'}{values}"
    return f"{fields}里{'有' if holds else '没有'}{values}{'之一' if holds else '中的任何一个'}"


def _quantified(node: Aggregate, holds: bool) -> str:
    assert node.condition is not None
    rows, said = node.relation.label, _condition(node.condition, True, True)
    if node.operation == "any":
        return f"{rows}中{'有' if holds else '没有'}{said}的"
    without = "（一个也没填的算缺资料）" if node.operation == "every" else ""
    return f"{rows}{'都' if holds else '不都'}满足{without}：{said}"


def _phrase(node: Node) -> str:
    """A value, as a noun."""
    match node:
        case Constant():
            return _constant(node)
        case Field():
            return _WHOSE[node.where] + node.type.label
        case Parameter():
            return _parameter(node.info)
        case Negative():
            return f"-{_factor(node.item)}"
        case Arithmetic():
            tight = node.operator in {"*", "/"}
            left = _factor(node.left) if tight else _phrase(node.left)
            right = _factor(node.right) if node.operator != "+" else _phrase(node.right)
            return f"{left}{_TIMES[node.operator]}{right}"
        case Call():
            return FUNCTIONS[node.function].says.format(*(_argument(item, False) for item in node.arguments))
        case Aggregate(field=kind) if kind is not None:
            only = f"（只算{_condition(node.condition, True, True)}的）" if node.condition is not None else ""
            return f"{node.relation.label}{only}的{kind.label}{_OF_FIELD[node.operation]}"
        case Aggregate(operation="count"):
            counted = f"{node.relation.unit}数"
            if node.condition is None:
                return f"{node.relation.label}的{counted}"
            return f"{node.relation.label}中{_condition(node.condition, True, True)}的{counted}"
        case _:
            return f"“{_condition(node, True, False)}”"


def _argument(node: Node, inside: bool) -> str:
    return _condition(node, True, inside) if node.kind == "flag" else _phrase(node)


def _factor(node: Node) -> str:
    said = _phrase(node)
    return f"（{said}）" if isinstance(node, Arithmetic) else said


def _constant(node: Constant) -> str:
    if node.day:
        return _calendar(day_of(float(node.value)))
    if isinstance(node.value, bool):
        return "是" if node.value else "否"
    if isinstance(node.value, str):
        return f"“{node.value}”"
    return plain_number(node.value)


def _flag_parameter(info: ParameterInfo, holds: bool) -> str:
    if info.value is None:
        return f"通知{'' if holds else '没有'}规定“{info.label}”（尚未给出）"
    return f"通知{'' if holds else '没有'}规定“{info.label}”"


def _parameter(info: ParameterInfo) -> str:
    """Its label and, where the notice gives it, its value."""
    if info.value is None:
        return f"{info.label}（尚未给出）"
    if isinstance(info.value, date):
        return f"{info.label}（{_calendar(info.value)}）"
    if isinstance(info.value, str):
        return f"{info.label}（{info.value}）"
    return f"{info.label}（{plain_number(float(info.value))}{info.unit or ''}）"


def _calendar(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
