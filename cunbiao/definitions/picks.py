"""What may be chosen in a table's rows: persons of a list, and what stands in other rows of the same household."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cunbiao.definitions.compiled import ResolvedColumn
from cunbiao.definitions.models import MEMBER, Table
from cunbiao.expressions import Scope

# What stands between several names of a cell as we write them, and as people do.
BETWEEN = "、"
_APART = re.compile(r"[、，,；;\s]+")


def names_in(text: str) -> list[str]:
    """The names that were written into one cell, whatever stands between them."""
    return [name for name in _APART.split(text) if name]


def picked_from(tables: Mapping[str, Table], table: Table) -> list[Table]:
    """The tables whose issued persons are on the list of ``table``; none where no person is chosen in it."""
    if table.pick is None:
        return []
    return [
        own
        for own in tables.values()
        if own.subject == MEMBER and own.roster and set(own.parents) <= set(table.parents)
    ]


def offered(scope: Scope, column: ResolvedColumn) -> list[tuple[str, str]]:
    """The tables and columns a column of ``scope`` offers its values from; none where it offers none."""
    if column.chosen_from is None or column.several:
        return []
    relation, _, field = column.chosen_from.partition(".")
    found = scope.relations.get(relation)
    return [(own, field) for own in found.tables] if found is not None else []
