"""What the notice's checks object to in answers, by the same evaluation as in the merge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from cunbiao.checking.row_messages import CellCondition, Piece, holds, pieces
from cunbiao.definitions import Campaign, CompiledCheck
from cunbiao.definitions.messages import load_messages
from cunbiao.expressions import Expression, truth, value
from cunbiao.expressions.tree import Aggregate, Arithmetic, Compare, Field, Node, Or, Parameter, children
from cunbiao.expressions.types import ParameterInfo
from cunbiao.findings import Level
from cunbiao.lists.roster.model import Village
from cunbiao.records.build import build_frames
from cunbiao.records.frames import Bools, Frames, TableFrame
from sample.answers import Answers
from sample.records import as_submission, rows_in_order

# One thing that must be changed weighs more than any number to be verified.
_WEIGHTS: dict[Level, int] = {"必改": 1000, "核实": 1, "提示": 0}

Goals = dict[str, list[float]]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Objection:
    """One check that fires on one row.

    ``fields`` are what it reads there; ``goals`` are the numbers that they are compared with, ``fixed`` those fields
    that are compared with what the row itself does not say.
    """

    check: str
    weight: int
    table: str
    row: int
    fields: tuple[str, ...]
    goals: Goals
    fixed: frozenset[str]


@dataclass
class Unit:
    """The rows that have one key (a household, a village …) and what is objected to in them."""

    code: str
    weight: int = 0
    objections: list[Objection] = field(default_factory=list)


Units = dict[str, Unit]


def objections(campaign: Campaign, versions: Iterable[tuple[Village, Answers]], *, goals: bool) -> list[Units]:
    """For each version of a village's answers, the units that something is objected to, by key.

    ``goals``: whether to tell what compared values are compared with.
    """
    named = [(replace(village, code=f"{number:06d}"), answers) for number, (village, answers) in enumerate(versions)]
    frames = build_frames(
        campaign,
        [
            as_submission(campaign, village, {table: rows_in_order(answers, table) for table in campaign.tables})
            for village, answers in named
        ],
    )
    frames.compute()
    found: list[Units] = [{} for _ in named]
    for table, frame in frames.tables.items():
        if frame.size:
            for piece in pieces(campaign, table, load_messages()):
                _collect(found, frames, frame, piece, goals)
    return found


def _collect(found: list[Units], frames: Frames, frame: TableFrame, piece: Piece, goals: bool) -> None:
    weight = _WEIGHTS[piece.level]
    if not weight:
        return
    for fired, fields, expression in _conditions(frames, frame, piece):
        rows = np.flatnonzero(fired).tolist()
        if not rows:
            continue
        compared = dict(_compared(expression, frames, frame)) if goals and expression is not None else {}
        fixed = _fixed(expression, frame) if goals and expression is not None else frozenset()
        for index in rows:
            number = int(frame.sources[frame.source[index]].village_code)
            code = f"{frame.key}:{frame.codes[index]}"
            unit = found[number].setdefault(code, Unit(frame.codes[index]))
            unit.weight += weight
            own = {name: [float(numbers[index]) for numbers in arrays] for name, arrays in compared.items()}
            unit.objections.append(
                Objection(piece.check, weight, frame.table, int(frame.row[index]), fields, own, fixed)
            )


def _conditions(
    frames: Frames, frame: TableFrame, piece: Piece
) -> Iterator[tuple[Bools, tuple[str, ...], Expression | None]]:
    match piece.condition:
        case CompiledCheck(when=when):
            fields = dict.fromkeys((*piece.fields, *sorted(when.own_fields)))
            yield truth(when, frames.prepared[frame.table], frames.prepared).true, tuple(fields), when
        case CellCondition() as condition:
            yield holds(frames, frame, condition), (condition.column.name,), None
        case conditions:
            for condition in conditions:
                yield holds(frames, frame, condition), (condition.column.name,), None


def _compared(expression: Expression, frames: Frames, frame: TableFrame) -> Iterator[tuple[str, list[Numbers]]]:
    """Own fields that are compared with numbers, and those numbers for all rows."""
    found: dict[str, list[Numbers]] = {}
    for node in _about_the_row(expression.tree):
        if isinstance(node, Compare) and node.left.kind == "number":
            for side, other in ((node.left, node.right), (node.right, node.left)):
                own = _own(side)
                if len(own) == 1:
                    compared = value(replace(expression, tree=other), frames.prepared[frame.table], frames.prepared)
                    found.setdefault(own.pop(), []).append(np.asarray(compared.data, dtype=np.float64))
    yield from found.items()


def _fixed(expression: Expression, frame: TableFrame) -> frozenset[str]:
    """Typed fields that are only compared with computed ones, other rows and parameters."""
    typed = {column.name for column in frame.columns if column.derived is None}
    compared: dict[str, bool] = {}
    for node in _about_the_row(expression.tree):
        if isinstance(node, Compare):
            for side, other in ((node.left, node.right), (node.right, node.left)):
                for name in _own(side) & typed:
                    compared[name] = compared.get(name, True) and not _own(other) & typed
    return frozenset(name for name, fixed in compared.items() if fixed)


def _own(node: Node) -> set[str]:
    return {part.type.name for part in _about_the_row(node) if isinstance(part, Field) and part.where == "own"}


def least_gaps(campaign: Campaign, table: str) -> Iterator[tuple[str, str, float]]:
    """Pairs of columns of which a check wants the second to be greater than the first by so much at least."""
    for compiled in campaign.checks(table):
        tree = compiled.when.tree
        for node in tree.items if isinstance(tree, Or) else (tree,):
            match node:
                case Compare(">", Field("own") as small, Field("own") as great):
                    yield small.type.name, great.type.name, 0.0
                case Compare("<", Field("own") as great, Field("own") as small):
                    yield small.type.name, great.type.name, 0.0
                case Compare(
                    "<",
                    Arithmetic("-", Field("own") as great, Field("own") as small),
                    Parameter(ParameterInfo(value=gap)),
                ) if isinstance(gap, int | float):
                    yield small.type.name, great.type.name, float(gap)


def _about_the_row(node: Node) -> Iterator[Node]:
    """The node and what is below it, conditions on other rows left out."""
    yield node
    if not isinstance(node, Aggregate):
        for child in children(node):
            yield from _about_the_row(child)


__all__ = ["Objection", "Unit", "Units", "objections"]
