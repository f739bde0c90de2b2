"""Income as pure functions over records: every step of 人均纯收入 with its numbers.

The formulas are the derived indicators under ``indicators/income.yaml`` (人均纯收入 = (工资性 + 生产经营性
+ 财产性 + 转移性 − 生产经营性支出) ÷ 年度家庭人口数, policy.md 2.1.1); nothing is calculated a second time here.
Amounts are in 元, a negative net income stays negative, and 人均纯收入 is never rounded before it is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cunbiao.columns import PER_CAPITA
from cunbiao.definitions import ResolvedColumn
from cunbiao.expressions import Expression, chinese
from cunbiao.expressions.tree import Arithmetic, Call, Constant, Field, Node, Parameter
from cunbiao.records.display import EMPTY, show_money, show_number
from cunbiao.records.frames import TableFrame

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_WEIGHT = {"+": 1, "-": 1, "*": 2, "/": 2}


def income_columns(frame: TableFrame) -> list[ResolvedColumn]:
    """What a household's income consists of, in the order of the sheet: items, sums, cost, net income, persons, per
    capita.

    Empty for a table that does not ask for income.
    """
    if not frame.has(PER_CAPITA):
        return []
    wanted = {PER_CAPITA}
    for step in _steps(frame, PER_CAPITA):
        wanted |= {step.name, *_derived(step).own_fields}
    return [column for column in frame.columns if column.name in wanted]


def worked_income(frame: TableFrame, index: int) -> tuple[str, ...]:
    """The calculation of one household's 人均纯收入, one line a step:

    纯收入 = 年收入 − 生产经营性支出 = 18500.00 − 500.00 = 18000.00 元.  An empty item is shown as 未填 and leaves the
    steps above it open.
    """
    if not frame.has(PER_CAPITA):
        return ()
    return tuple(_worked(frame, step, index) for step in _steps(frame, PER_CAPITA))


def _steps(frame: TableFrame, name: str) -> Iterator[ResolvedColumn]:
    """The derived columns that lead to ``name``, each after the ones it needs."""
    seen: set[str] = set()

    def visit(wanted: str) -> Iterator[ResolvedColumn]:
        column = frame.column(wanted)
        if column.derived is None or wanted in seen:
            return
        seen.add(wanted)
        for below in frame.columns:
            if below.name in column.derived.own_fields:
                yield from visit(below.name)
        yield column

    return visit(name)


def _derived(column: ResolvedColumn) -> Expression:
    if column.derived is None:
        raise ValueError(f"{column.name} is typed, not computed")
    return column.derived


def _worked(frame: TableFrame, column: ResolvedColumn, index: int) -> str:
    derived = _derived(column)
    result = float(frame.number(column.name)[index])
    total = "算不出" if result != result else f"{show_money(result)} {column.unit or ''}".rstrip()
    if not _is_sum(derived.tree):
        return f"{column.label} = {chinese(derived)} = {total}"
    labels = _written(derived.tree, lambda item: item.type.label)
    numbers = _written(derived.tree, lambda item: _cell(frame, item.type.name, index))
    return f"{column.label} = {labels} = {numbers} = {total}"


def _is_sum(node: Node) -> bool:
    """Whether a formula is nothing but items added, subtracted, multiplied and divided."""
    match node:
        case Field(where="own") | Constant(value=float() | int()):
            return True
        case Arithmetic():
            return _is_sum(node.left) and _is_sum(node.right)
        case _:
            inner = _inside(node)
            return inner is not None and _is_sum(inner)


def _inside(node: Node) -> Node | None:
    """What stands inside a rounding or a choice by a policy flag, None for anything else."""
    match node:
        case Call(function="round6" | "zero_if_blank"):
            return node.arguments[0]
        case Call(function="if_else", arguments=(Parameter() as flag, chosen, other)):
            return chosen if flag.info.value is True else other
        case _:
            return None


def _written(node: Node, item: Callable[[Field], str], outer: int = 0) -> str:
    """A sum with each item written by ``item``; brackets where the sign outside (by weight) binds closer."""
    match node:
        case Field():
            return item(node)
        case Constant():
            return f"{node.value:.12g}"
        case Arithmetic():
            weight = _WEIGHT[node.operator]
            left, right = _written(node.left, item, weight), _written(node.right, item, weight + 1)
            text = f"{left} {_SIGNS[node.operator]} {right}"
            return f"({text})" if weight < outer else text
        case _:
            inner = _inside(node)
            assert inner is not None
            return _written(inner, item, outer)


def _cell(frame: TableFrame, name: str, index: int) -> str:
    column = frame.column(name)
    number = float(frame.number(name)[index])
    if number != number:
        return frame.shown(name, index) or EMPTY
    shown = show_money(number) if column.kind == "money" else show_number(number, column.kind)
    return f"({shown})" if number < 0 else shown
