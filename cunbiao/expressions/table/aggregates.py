"""Aggregates over other tables, for all rows of a table at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cunbiao.expressions.conditions import conjuncts, same_text
from cunbiao.expressions.table.columns import (
    Bools,
    Codes,
    Column,
    Computed,
    Numbers,
    Rows,
    Texts,
    Truth,
    same_codes,
    take,
)
from cunbiao.expressions.table.prepared import PreparedRows, prepare
from cunbiao.expressions.tree import Aggregate, Field, Node, uses
from cunbiao.expressions.types import FieldType


class Source(Protocol):
    """Gives the column of a field for the rows being looked at."""

    def column(self, field: Field) -> Column:
        """The column of a field."""
        ...


Evaluate = Callable[[Node, Source], Computed]


@dataclass(frozen=True)
class _Inner:
    """The aggregated rows, each once."""

    rows: PreparedRows

    def column(self, field: Field) -> Column:
        return self.rows.column(field.type)


@dataclass(frozen=True)
class _Pairs:
    """Pairs of a row and an aggregated row that belongs to it."""

    outer: PreparedRows
    inner: PreparedRows
    outer_at: Codes
    inner_at: Codes

    def column(self, field: Field) -> Column:
        if field.where == "inner":
            return take(self.inner.column(field.type), self.inner_at)
        return take(self.outer.column(field.type), self.outer_at)


@dataclass(frozen=True)
class _Tally:
    """For each row how many aggregated rows belong to it, and how many of them definitely do or do not qualify."""

    rows: Numbers
    true: Numbers
    false: Numbers


def aggregate(
    node: Aggregate, outer: PreparedRows, own: Source, tables: Mapping[str, Rows], evaluate: Evaluate
) -> Computed:
    """The aggregate for every row of ``outer``, whose own fields come from ``own``."""
    inners = [prepare(tables[table]) for table in node.relation.tables]
    if node.field is not None:
        return _total(node, node.field, outer, inners)
    condition = node.condition
    if condition is None:
        return _sum(_per_row(node, outer, inner, np.ones(inner.size, dtype=np.bool_)) for inner in inners)
    if node.operation == "count" and node.relation.join == "village" and uses(condition, "own"):
        return _sum(_matches(condition, outer, own, inner, evaluate) for inner in inners)
    tallies = [_tally(node, condition, outer, inner, evaluate) for inner in inners]
    if node.operation == "count":
        return _sum(tally.true for tally in tallies)
    rows = _sum(tally.rows for tally in tallies)
    true, false = _sum(tally.true for tally in tallies), _sum(tally.false for tally in tallies)
    if node.operation == "any":
        return Truth(true > 0, false == rows)
    everyone = true == rows
    return Truth(everyone if node.operation == "all" else everyone & (rows > 0), false > 0)


def _sum(parts: Iterable[Numbers]) -> Numbers:
    return np.asarray(sum(parts), dtype=np.float64)


def _group(node: Aggregate, rows: PreparedRows) -> NDArray[np.int64]:
    return rows.household if node.relation.join == "household" else rows.village


def _per_row(
    node: Aggregate, outer: PreparedRows, inner: PreparedRows, chosen: Bools, weights: Numbers | None = None
) -> Numbers:
    """For each outer row the number (or the summed weight) of the chosen inner rows of its household or village."""
    groups, wanted = _group(node, inner), _group(node, outer)
    nobody = int(max(groups.max(initial=-1), wanted.max(initial=-1))) + 1
    at = np.flatnonzero(chosen & (groups >= 0))
    counts = np.bincount(groups[at], None if weights is None else weights[at], minlength=nobody + 1)
    return np.asarray(counts[np.where(wanted < 0, nobody, wanted)], dtype=np.float64)


def _total(node: Aggregate, field: FieldType, outer: PreparedRows, inners: list[PreparedRows]) -> Numbers:
    """Sums of a number column; blank adds nothing, and something that is no number makes the sum unknown."""
    total = np.zeros(outer.size)
    strays = np.zeros(outer.size)
    for inner in inners:
        column = inner.column(field)
        assert isinstance(column.values, np.ndarray)
        known = ~np.isnan(column.values)
        total = total + _per_row(node, outer, inner, known, column.values)
        strays = strays + _per_row(node, outer, inner, ~known & ~column.blank)
    return np.where(strays > 0, np.nan, total)


def _tally(node: Aggregate, condition: Node, outer: PreparedRows, inner: PreparedRows, evaluate: Evaluate) -> _Tally:
    everyone = _per_row(node, outer, inner, np.ones(inner.size, dtype=np.bool_))
    if not uses(condition, "own"):
        truth = _truth(evaluate(condition, _Inner(inner)), inner.size)
        return _Tally(everyone, _per_row(node, outer, inner, truth.true), _per_row(node, outer, inner, truth.false))
    pairs = _pair(outer, inner, _group(node, outer), _group(node, inner))
    truth = _truth(evaluate(condition, pairs), len(pairs.outer_at))
    return _Tally(everyone, _per_outer(pairs, truth.true), _per_outer(pairs, truth.false))


def _matches(condition: Node, outer: PreparedRows, own: Source, inner: PreparedRows, evaluate: Evaluate) -> Numbers:
    """Number of rows of the same village meeting a condition that asks for an equal text (so pairs stay few)."""
    parts = conjuncts(condition)
    sides = next(found for found in map(same_text, parts) if found is not None)
    inner_text, outer_text = evaluate(sides[0], _Inner(inner)), evaluate(sides[1], own)
    assert isinstance(inner_text, Texts) and isinstance(outer_text, Texts)
    wanted, offered = same_codes(outer_text, inner_text)
    span = int(max(wanted.max(initial=-1), offered.max(initial=-1))) + 1
    pairs = _pair(
        outer,
        inner,
        np.where((wanted < 0) | (outer.village < 0), -1, outer.village * span + wanted),
        np.where((offered < 0) | (inner.village < 0), -1, inner.village * span + offered),
    )
    if len(parts) == 1:
        return _per_outer(pairs, np.ones(len(pairs.outer_at), dtype=np.bool_))
    return _per_outer(pairs, _truth(evaluate(condition, pairs), len(pairs.outer_at)).true)


def _pair(
    outer: PreparedRows, inner: PreparedRows, outer_key: NDArray[np.int64], inner_key: NDArray[np.int64]
) -> _Pairs:
    """All pairs with the same key; negative keys match nothing."""
    order = np.argsort(inner_key, kind="stable")
    sorted_keys = inner_key[order]
    first = np.searchsorted(sorted_keys, outer_key, side="left")
    counts = np.where(outer_key < 0, 0, np.searchsorted(sorted_keys, outer_key, side="right") - first)
    outer_at = np.repeat(np.arange(outer.size), counts)
    within = np.arange(len(outer_at)) - np.repeat(np.cumsum(counts) - counts, counts)
    return _Pairs(outer, inner, outer_at, order[np.repeat(first, counts) + within])


def _per_outer(pairs: _Pairs, chosen: Bools) -> Numbers:
    return np.bincount(pairs.outer_at[chosen], minlength=pairs.outer.size).astype(np.float64)


def _truth(values: Computed, size: int) -> Truth:
    assert isinstance(values, Truth)
    return Truth(np.broadcast_to(values.true, size), np.broadcast_to(values.false, size))
