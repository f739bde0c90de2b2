"""Checks and verdicts as they are written in ``rules/*.yaml``.

The rules of a file belong to its ``set``; a notice has the sets it lists (see `cunbiao.definitions.rule_sets`).
"""

from __future__ import annotations

from cunbiao.definitions.models import Definition, FilledAt, Rows, Status, Table
from cunbiao.findings import Category, Level


class Rule(Definition):
    """What checks and verdicts have in common: their set, and the tables they are about.

    ``on`` are kinds of tables (a subject, or ``about``), ``tags`` any of which a table must have, ``tables`` ids.
    """

    id: str
    set: str = ""
    on: list[str]
    tags: list[str] = []
    tables: list[str] = []

    def is_about(self, table: Table) -> bool:
        """Whether the rule is meant for a table."""
        return table.kind in self.on and Rows(tags=self.tags, tables=self.tables).has(table)


class Check(Rule):
    """A check: fires where ``when`` is definitely true; ``fields`` are painted, the first is the cell a finding names.

    ``parameter`` names a flag of the notice that must be true for the check to be in force. ``at`` is who can mend it:
    what townships or counties fill in is none of the village's business, and no merge below theirs says it.
    """

    level: Level
    category: Category
    when: str
    fields: list[str]
    message: str
    fix: str
    source: str
    status: Status | None = None
    parameter: str | None = None
    at: FilledAt = "village"


class Criterion(Definition):
    """One line of a verdict: ``met`` is true, false or unknown.

    ``inputs`` are the indicators shown with it, ``threshold`` the parameter they are compared with. Where an operation
    needs the verdict, ``fix`` says what to do about a household that does not meet the line, ``blocks`` is the id under
    which that is reported (``open`` where it cannot be told yet).
    """

    id: str
    label: str
    met: str
    inputs: list[str]
    threshold: str | None = None
    fix: str = ""
    blocks: str = ""
    open: str = ""
    source: str
    status: Status | None = None


class Verdict(Rule):
    """A three-valued verdict over the rows of some tables.

    ``applies`` selects the rows it is about; others show ``otherwise``.
    """

    title: str
    applies: str
    otherwise: str
    criteria: list[Criterion]
