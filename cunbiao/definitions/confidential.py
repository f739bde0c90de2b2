"""What may not be published, as data (``confidential`` of ``tables.yaml``), and whether an expression gives it away.

Lists of monitored households stay inside the offices (002 第6问二); identity numbers, phones, bank accounts and health
are nobody's business but the household's. A document that is posted or read out is held to this when the definitions
are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cunbiao.definitions.compiled import ResolvedColumn
from cunbiao.definitions.models import Definition, Rows, Status, Table
from cunbiao.expressions import Expression
from cunbiao.expressions.tree import Aggregate, walk
from cunbiao.kinds import Kind


class Confidential(Definition):
    """One thing that may not be published: the rows of some tables, or what columns of some kinds or names hold."""

    id: str
    label: str
    rows: Rows | None = None
    kinds: list[Kind] = []
    indicators: list[str] = []
    clause: str
    status: Status | None = None

    @property
    def said(self) -> str:
        """What it is and why it stays confidential, for whoever tried to publish it."""
        return f"{self.label}不能公示、公告（依据 {self.clause}）"


class Secrets:
    """Everything confidential in one notice."""

    def __init__(
        self,
        every: Sequence[Confidential],
        tables: Mapping[str, Table],
        columns: Mapping[str, Sequence[ResolvedColumn]],
    ) -> None:
        self._every = every
        self._tables = tables
        self._columns = {(table, own.name): own for table, several in columns.items() for own in several}

    def of_table(self, table: str) -> Confidential | None:
        """What makes the rows of a table confidential, None where nothing does."""
        own = self._tables[table]
        return next((one for one in self._every if one.rows is not None and one.rows.has(own)), None)

    def told_by(self, expression: Expression) -> Confidential | None:
        """What the value of an expression tells that nobody may know, None where it tells nothing of that kind.

        A column computed from a confidential one is confidential, too: a birthday stands in the identity number.
        """
        for table, name in self._read(expression):
            found = self.of_table(table) or self._of_column(table, name)
            if found is not None:
                return found
        return None

    def _of_column(self, table: str, name: str) -> Confidential | None:
        column = self._columns.get((table, name))
        if column is None:
            return None
        return next((one for one in self._every if column.kind in one.kinds or name in one.indicators), None)

    def _read(self, expression: Expression) -> Iterator[tuple[str, str]]:
        """Every (table, column) the expression rests on, those behind computed columns included."""
        seen: set[tuple[str, str]] = set()
        rest = _looked_at(expression)
        while rest:
            place = rest.pop()
            if place in seen:
                continue
            seen.add(place)
            yield place
            column = self._columns.get(place)
            if column is not None and column.derived is not None:
                rest += _looked_at(column.derived)


def _looked_at(expression: Expression) -> list[tuple[str, str]]:
    """What an expression reads, and the tables it only counts (without a column)."""
    counted = {
        (table, "") for node in walk(expression.tree) if isinstance(node, Aggregate) for table in node.relation.tables
    }
    return sorted(expression.reads | counted)
