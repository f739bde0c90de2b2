"""What a village found out in the campaign, table by table, before it is typed into a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workbooks.reading.raw import Raw

Value = str | float | None
Record = Mapping[str, Value]


@dataclass
class Answers:
    """One village's answers.

    ``changes`` holds a table's issued rows: key values → what the row should say (columns that are locked, not on the
    form, or already say so are left alone); ``keys`` are the indicators of those key values, ``issued`` what the rows
    said when they were sent. ``new_rows`` go into spare rows from the top; where one is empty its spare row stays
    unused.
    """

    keys: dict[str, tuple[str, ...]]
    changes: dict[str, dict[tuple[str, ...], Record]] = field(default_factory=dict)
    new_rows: dict[str, list[Record]] = field(default_factory=dict)
    issued: dict[str, dict[tuple[str, ...], Record]] = field(default_factory=dict)

    def as_issued(self, table: str, key: tuple[str, ...]) -> Record:
        """What a row said when it was sent."""
        return self.issued.get(table, {}).get(key, {})


@dataclass(frozen=True)
class FilledRow:
    """One row of an entry sheet: Excel row number, row token, what it says, and what it said when it was sent.

    ``unreadable`` are cells, by indicator, that hold nothing of their kind, ``formulas`` those that are formulas.
    """

    row: int
    token: str
    record: Record
    issued: Record = field(default_factory=dict)
    unreadable: Mapping[str, Raw] = field(default_factory=dict)
    formulas: frozenset[str] = frozenset()
