"""What the condition of an aggregate may say.

A condition runs inside SUMPRODUCT over whole columns, where Excel 2010 gives an error for arithmetic on a cell holding
text and wants a special key press for IF. So conditions keep to what works cell by cell; anything else is first made a
derived indicator.
"""

from __future__ import annotations

from cunbiao.expressions.functions import FUNCTIONS
from cunbiao.expressions.tree import And, AnySlot, Call, Compare, Field, Node, Not, OneOf, Or, uses
from cunbiao.expressions.types import ExpressionError, Relation

_DERIVE = "；请先把它做成派生指标，再在汇总条件里用那个指标"


def check_condition(condition: Node, relation: Relation, operation: str) -> None:
    """Raise `ExpressionError` unless the condition can be rendered over whole columns and joined fast."""
    _check(condition)
    if relation.join != "household" and uses(condition, "own"):
        if operation != "count":
            raise ExpressionError(
                f"{operation}({relation.name}, …) 的条件里不能用 this.（{relation.label}跨户）；"
                f"请改用 count({relation.name}, …) 再与数比较"
            )
        if matched(condition) is None:
            raise ExpressionError(
                f"count({relation.name}, …) 的条件用了 this.，就必须用 and 连着一个相等的比较，例如 id18 == this.id18"
            )


def conjuncts(condition: Node) -> tuple[Node, ...]:
    """The parts that must all hold."""
    if isinstance(condition, And):
        return tuple(part for item in condition.items for part in conjuncts(item))
    return (condition,)


def matched(condition: Node) -> tuple[Field, Node] | None:
    """Both sides of a part ``inner field == something of the outer row``, one about texts before one about numbers."""
    found = [sides for part in conjuncts(condition) if (sides := _same(part)) is not None]
    return next((sides for sides in found if sides[0].kind == "text"), found[0] if found else None)


def _same(part: Node) -> tuple[Field, Node] | None:
    if not isinstance(part, Compare) or part.operator != "==":
        return None
    for inner, outer in ((part.left, part.right), (part.right, part.left)):
        if isinstance(inner, Field) and inner.where == "inner" and not uses(outer, "inner") and uses(outer, "own"):
            return inner, outer
    return None


def _check(node: Node) -> None:
    if not uses(node, "inner"):
        return
    match node:
        case And() | Or():
            for item in node.items:
                _check(item)
        case Not():
            _check(node.item)
        case Compare():
            _check_sides(node)
        case OneOf():
            if not isinstance(node.item, Field):
                raise ExpressionError("汇总条件里 in 的左边只能是一个字段" + _DERIVE)
        case Call(function="unknown", arguments=(item,)):
            _check(item)
        case AnySlot():
            return
        case Call():
            if not FUNCTIONS[node.function].in_conditions:
                raise ExpressionError(f"汇总条件里不能对被汇总行的字段用 {node.function}(…)" + _DERIVE)
            _check_direct(node.arguments[0])
        case Field():
            return
        case _:
            raise ExpressionError("汇总条件写法不支持" + _DERIVE)


def _check_sides(node: Compare) -> None:
    sides = [side for side in (node.left, node.right) if uses(side, "inner")]
    for side in sides:
        _check_direct(side)
    if len(sides) == 2 and node.left.kind == "number":
        raise ExpressionError("汇总条件里不能把被汇总行的两个数字段互相比较" + _DERIVE)


def _check_direct(side: Node) -> None:
    if not isinstance(side, Field):
        raise ExpressionError("汇总条件里，被汇总行的字段只能直接参加比较，不能先加减乘除或套函数" + _DERIVE)
