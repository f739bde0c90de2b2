"""Which persons a table's rows are chosen from."""

from __future__ import annotations

from collections.abc import Mapping

from cunbiao.definitions.models import MEMBER, Table


def picked_from(tables: Mapping[str, Table], table: Table) -> list[Table]:
    """The tables whose issued persons are on the list of ``table``; none where no person is chosen in it."""
    if table.pick is None:
        return []
    return [
        own
        for own in tables.values()
        if own.subject == MEMBER and own.roster and set(own.parents) <= set(table.parents)
    ]
