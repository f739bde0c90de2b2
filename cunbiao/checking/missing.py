"""Why a criterion is open: the empty or unreadable items and the parameters nobody has given, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from cunbiao.expressions import Expression, truth
from cunbiao.expressions.tree import (
    Aggregate,
    And,
    AnySlot,
    Arithmetic,
    Call,
    Compare,
    Field,
    Negative,
    Node,
    Not,
    OneOf,
    Or,
    Parameter,
    children,
    uses,
)
from cunbiao.expressions.types import LAST
from cunbiao.records.frames import Bools, Frames, Ints, TableFrame

# Functions that are never unknown, whatever is empty.
_ALWAYS_KNOWN = frozenset({"blank", "filled", "unknown", "zero_if_blank"})

Note = Callable[[int, str], None]


def open_items(expression: Expression, frame: TableFrame, frames: Frames, rows: Bools) -> dict[int, tuple[str, ...]]:
    """What is missing in each of ``rows``, all of which leave the expression unknown: row index → items in order of
    appearance.

    An item of another table is named with the person it belongs to (张三的劳动技能未填), a computed item by what its
    formula lacks.
    """
    found: dict[int, dict[str, None]] = {}
    _collect(expression, frame, frames, rows, lambda row, item: found.setdefault(row, {}).setdefault(item))
    return {row: tuple(items) for row, items in found.items()}


def _collect(expression: Expression, frame: TableFrame, frames: Frames, rows: Bools, note: Note) -> None:
    """Notes what is missing below the expression in ``rows``; parts that are decided without it are passed over."""
    if not rows.any():
        return
    match expression.tree:
        case And(items=parts) | Or(items=parts):
            for part in parts:
                own = replace(expression, tree=part)
                result = truth(own, frames.prepared[frame.table], frames.prepared)
                _collect(own, frame, frames, rows & ~result.true & ~result.false, note)
        case Aggregate() as aggregate:
            _collect_inner(expression, aggregate, frame, frames, rows, note)
        case Field() as item:
            _collect_field(expression, item, frame, frames, rows, note)
        case Parameter(info=info) if info.value is None:
            for row in np.flatnonzero(rows).tolist():
                note(row, f"{info.label}（通知和县级设置都没有给出）")
        case Call(function=function) if function in _ALWAYS_KNOWN:
            return
        case Call(function="if_else", arguments=(condition, first, second)):
            own = replace(expression, tree=condition)
            chosen = truth(own, frames.prepared[frame.table], frames.prepared)
            _collect(own, frame, frames, rows & ~chosen.true & ~chosen.false, note)
            _collect(replace(expression, tree=first), frame, frames, rows & chosen.true, note)
            _collect(replace(expression, tree=second), frame, frames, rows & chosen.false, note)
        case AnySlot(meaning=meaning):
            _collect(replace(expression, tree=meaning), frame, frames, rows, note)
        case Compare() | OneOf() | Arithmetic() | Negative() | Not() | Call() as node:
            for child in children(node):
                _collect(replace(expression, tree=child), frame, frames, rows, note)


def _collect_field(
    expression: Expression, item: Field, frame: TableFrame, frames: Frames, rows: Bools, note: Note
) -> None:
    name = item.type.name
    if item.where == "parent":
        _collect_parent(name, expression, frame, frames, rows, note)
        return
    if item.where == "last":
        for row in np.flatnonzero(rows & _empty(frame, f"{LAST}{name}")).tolist():
            note(row, f"{item.type.label}没有下发过")
        return
    empty = rows & _empty(frame, name)
    formula = frame.column(name).derived
    if formula is not None:
        _collect(formula, frame, frames, empty, note)
        return
    unreadable = frame.bad(name)
    for row in np.flatnonzero(empty).tolist():
        problem = "认不出来" if unreadable is not None and unreadable[row] else "未填"
        note(row, f"{frame.column(name).label}{problem}")


def _collect_parent(
    name: str, expression: Expression, frame: TableFrame, frames: Frames, rows: Bools, note: Note
) -> None:
    homes: dict[int, tuple[TableFrame, int]] = {}
    for table in reversed(expression.scope.parents):
        parent = frames.tables[table]
        homes.update((home, (parent, index)) for index, home in reversed(list(enumerate(parent.household.tolist()))))
    for row in np.flatnonzero(rows).tolist():
        found = homes.get(int(frame.household[row]))
        if found is None:
            note(row, "户表里没有这一户")
        elif _empty(found[0], name)[found[1]]:
            note(row, f"户表的{found[0].column(name).label}未填")


def _collect_inner(
    expression: Expression, aggregate: Aggregate, frame: TableFrame, frames: Frames, rows: Bools, note: Note
) -> None:
    condition = aggregate.condition
    if condition is None or aggregate.field is not None or uses(condition, "own"):
        for row in np.flatnonzero(rows).tolist():
            note(row, f"{aggregate.relation.label}资料不全")
        return
    key = frames.prepared[frame.table].group(aggregate.relation.join)
    outer: dict[int, list[int]] = {}
    for row in np.flatnonzero(rows).tolist():
        outer.setdefault(int(key[row]), []).append(row)
    nobody = set(outer)
    for table in aggregate.relation.tables:
        inner = frames.tables[table]
        own = replace(expression, tree=_as_own(condition))
        inner_key = frames.prepared[table].group(aggregate.relation.join)
        nobody -= set(inner_key.tolist())
        result = truth(own, frames.prepared[table], frames.prepared)
        open_rows = ~result.true & ~result.false & np.isin(inner_key, list(outer))
        _collect(own, inner, frames, open_rows, _teller(inner, inner_key, outer, note))
    for group in nobody:
        for row in outer[group]:
            note(row, f"{aggregate.relation.label}一个也没有填")


def _teller(inner: TableFrame, keys: Ints, outer: Mapping[int, list[int]], note: Note) -> Note:
    """Notes an item of an inner row for every outer row it belongs to, with the person's name."""

    def tell(index: int, item: str) -> None:
        person = inner.text("name")[index] if inner.has("name") else ""
        for row in outer[int(keys[index])]:
            note(row, f"{person}的{item}" if person else item)

    return tell


def _as_own(node: Node) -> Node:
    """The condition of an aggregate as an expression about the inner row itself."""
    match node:
        case Field(where="inner"):
            return replace(node, where="own")
        case And() | Or():
            return replace(node, items=tuple(_as_own(item) for item in node.items))
        case Not() | Negative() | OneOf():
            return replace(node, item=_as_own(node.item))
        case Compare() | Arithmetic():
            return replace(node, left=_as_own(node.left), right=_as_own(node.right))
        case AnySlot():
            return _as_own(node.meaning)
        case Call():
            return replace(node, arguments=tuple(_as_own(item) for item in node.arguments))
        case _:
            return node


def _empty(frame: TableFrame, name: str) -> Bools:
    array = frame.arrays[name]
    if array.dtype == np.float64:
        return np.isnan(array.astype(np.float64, copy=False))
    return np.asarray(array == "", dtype=np.bool_)
