"""Aggregates over other tables, for all rows of a table at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from cunbiao.expressions.conditions import conjuncts, matched
from cunbiao.expressions.table.columns import (
    Bools,
    Codes,
    Column,
    Computed,
    Numbers,
    Rows,
    Truth,
    take,
)
from cunbiao.expressions.table.keys import Keys, matching
from cunbiao.expressions.table.prepared import PreparedRows, prepare
from cunbiao.expressions.tree import Aggregate, Field, Node, uses
from cunbiao.expressions.types import FieldType


class Source(Protocol):
    """Gives the column of a field for the rows being looked at."""

    def column(self, field: Field) -> Column:
        """The column of a field."""
        ...


_NO_CODES: Codes = np.empty(0, dtype=np.intp)
_NO_NUMBERS: Numbers = np.empty(0)

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
class _GroupedNumbers:
    """Known numbers, each with its group; ``strays`` are the groups of cells that hold no number."""

    groups: Codes
    values: Numbers
    strays: Codes


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
        return _of_field(node, node.field, outer, inners, evaluate)
    condition = node.condition
    if condition is None:
        return _sum(_per_row(node, outer, inner, np.ones(inner.size, dtype=np.bool_)) for inner in inners)
    if node.operation == "count" and node.relation.join != "household" and uses(condition, "own"):
        return _sum(_matches(node, condition, outer, own, inner, evaluate) for inner in inners)
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


def _per_row(node: Aggregate, outer: PreparedRows, inner: PreparedRows, chosen: Bools) -> Numbers:
    """For each outer row the number of the chosen inner rows of its household, village or county."""
    groups, wanted = inner.group(node.relation.join), outer.group(node.relation.join)
    nobody = int(max(groups.max(initial=-1), wanted.max(initial=-1))) + 1
    counts = np.bincount(groups[chosen & (groups >= 0)], minlength=nobody + 1)
    return np.asarray(counts[np.where(wanted < 0, nobody, wanted)], dtype=np.float64)


def _of_field(
    node: Aggregate, field: FieldType, outer: PreparedRows, inners: list[PreparedRows], evaluate: Evaluate
) -> Numbers:
    """A number column of the chosen rows; blank does not count, and something that is no number leaves it unknown."""
    numbers = [_numbers_by_group(node, field, outer, inner, evaluate) for inner in inners]
    groups = np.concatenate([_NO_CODES, *(part.groups for part in numbers)])
    values = np.concatenate([_NO_NUMBERS, *(part.values for part in numbers)])
    strays = np.concatenate([_NO_CODES, *(part.strays for part in numbers)])
    wanted = np.arange(outer.size) if _is_correlated(node) else outer.group(node.relation.join)
    nobody = 1 + int(max(part.max(initial=-1) for part in (groups, strays, wanted)))
    if node.operation == "total":
        result = np.bincount(groups, values, minlength=nobody + 1).astype(np.float64)
    else:
        result = np.full(nobody + 1, np.nan)
        (np.fmax if node.operation == "largest" else np.fmin).at(result, groups, values)
    result[strays] = np.nan
    return np.asarray(result[np.where(wanted < 0, nobody, wanted)], dtype=np.float64)


def _numbers_by_group(
    node: Aggregate, field: FieldType, outer: PreparedRows, inner: PreparedRows, evaluate: Evaluate
) -> _GroupedNumbers:
    column = inner.column(field)
    assert isinstance(column.values, np.ndarray)
    groups, rows = _chosen(node, outer, inner, evaluate)
    values = column.values[rows]
    known = ~np.isnan(values)
    return _GroupedNumbers(groups[known], values[known], groups[~known & ~column.blank[rows]])


def _chosen(node: Aggregate, outer: PreparedRows, inner: PreparedRows, evaluate: Evaluate) -> tuple[Codes, Codes]:
    """The inner rows that meet the condition and for each its group: an outer row where the condition looks at that,
    otherwise a household, village or county.
    """
    condition = node.condition
    if condition is not None and _is_correlated(node):
        pairs = _pair(outer, inner, Keys.same(outer.group(node.relation.join), inner.group(node.relation.join)))
        true = _truth(evaluate(condition, pairs), len(pairs.outer_at)).true
        return pairs.outer_at[true], pairs.inner_at[true]
    groups = inner.group(node.relation.join)
    meets = groups >= 0
    if condition is not None:
        meets = meets & _truth(evaluate(condition, _Inner(inner)), inner.size).true
    rows = np.flatnonzero(meets)
    return groups[rows], rows


def _is_correlated(node: Aggregate) -> bool:
    """Whether the condition looks at the outer row."""
    return node.condition is not None and uses(node.condition, "own")


def _tally(node: Aggregate, condition: Node, outer: PreparedRows, inner: PreparedRows, evaluate: Evaluate) -> _Tally:
    everyone = _per_row(node, outer, inner, np.ones(inner.size, dtype=np.bool_))
    if not uses(condition, "own"):
        truth = _truth(evaluate(condition, _Inner(inner)), inner.size)
        return _Tally(everyone, _per_row(node, outer, inner, truth.true), _per_row(node, outer, inner, truth.false))
    pairs = _pair(outer, inner, Keys.same(outer.group(node.relation.join), inner.group(node.relation.join)))
    truth = _truth(evaluate(condition, pairs), len(pairs.outer_at))
    return _Tally(everyone, _per_outer(pairs, truth.true), _per_outer(pairs, truth.false))


def _matches(
    node: Aggregate, condition: Node, outer: PreparedRows, own: Source, inner: PreparedRows, evaluate: Evaluate
) -> Numbers:
    """Number of rows of the same village or county meeting a condition that asks for an equal value, by which the pairs
    to be looked at are found.
    """
    sides = matched(condition)
    assert sides is not None
    keys = matching(evaluate(sides[0], _Inner(inner)), evaluate(sides[1], own), outer.size)
    keys = keys.within(outer.group(node.relation.join), inner.group(node.relation.join))
    if len(conjuncts(condition)) == 1:
        return keys.found(np.sort(keys.offered))[1].astype(np.float64)
    pairs = _pair(outer, inner, keys)
    return _per_outer(pairs, _truth(evaluate(condition, pairs), len(pairs.outer_at)).true)


def _pair(outer: PreparedRows, inner: PreparedRows, keys: Keys) -> _Pairs:
    """All pairs of rows by their keys."""
    order = np.argsort(keys.offered, kind="stable")
    first, counts = keys.found(keys.offered[order])
    outer_at = np.repeat(np.arange(outer.size), counts)
    within = np.arange(len(outer_at)) - np.repeat(np.cumsum(counts) - counts, counts)
    return _Pairs(outer, inner, outer_at, order[np.repeat(first, counts) + within])


def _per_outer(pairs: _Pairs, chosen: Bools) -> Numbers:
    return np.bincount(pairs.outer_at[chosen], minlength=pairs.outer.size).astype(np.float64)


def _truth(values: Computed, size: int) -> Truth:
    assert isinstance(values, Truth)
    return Truth(np.broadcast_to(values.true, size), np.broadcast_to(values.false, size))
