"""Cases that have nothing to do with each other share a row: fewer rows, the same cells read by every rule."""

from __future__ import annotations

from collections.abc import Iterable

from cunbiao.definitions import Campaign
from cunbiao.expressions import Expression
from tests.campaign.screen.case import Case, Row


def reads(campaign: Campaign, expressions: Iterable[Expression]) -> frozenset[tuple[str, str]]:
    """Everything these conditions depend on, what computed columns are computed from included."""
    found: set[tuple[str, str]] = set()
    left = [pair for expression in expressions for pair in expression.reads]
    while left:
        table, name = left.pop()
        if (table, name) in found:
            continue
        found.add((table, name))
        derived = campaign.column(table, name).derived
        if derived is not None:
            left.extend(derived.reads)
    return frozenset(found)


def share_rows(campaign: Campaign, cases: Iterable[Case]) -> list[Case]:
    """The cases with those of a single row put together wherever neither says anything about a cell the other reads."""
    result: list[Case] = []
    shared: dict[str, list[Case]] = {}
    for case in cases:
        if case.reads is None or len(case.tables) != 1 or len(rows := next(iter(case.tables.values()))) != 1:
            result.append(case)
            continue
        table, row = next(iter(case.tables)), rows[0]
        groups = shared.setdefault(table, [])
        for place, other in enumerate(groups):
            if _apart(table, campaign.tables[table].key, row, case.reads, other):
                groups[place] = _together(table, row, case, other)
                break
        else:
            groups.append(case)
    return result + [case for groups in shared.values() for case in groups]


def _apart(table: str, key: str, row: Row, read: frozenset[tuple[str, str]], other: Case) -> bool:
    theirs = other.tables[table][0]
    assert other.reads is not None
    if row[key] != theirs[key]:
        return False
    differ = {name for name in row.keys() | theirs.keys() if row.get(name) != theirs.get(name)}
    return not any(
        (name in row and name in theirs)
        or (name in row and (table, name) in other.reads)
        or (name in theirs and (table, name) in read)
        for name in differ
    )


def _together(table: str, row: Row, case: Case, other: Case) -> Case:
    assert case.reads is not None and other.reads is not None
    both = {table: [{**other.tables[table][0], **row}]}
    return Case(f"{other.name}；{case.name}", both, case.reads | other.reads)
