"""What the tables of a notice are to the sample, told from their subjects, conditions, parents and the account."""

from __future__ import annotations

from functools import cached_property

from cunbiao.columns import HOUSEHOLD_KEY, NAME, PERSON_NAMES
from cunbiao.definitions import Campaign
from cunbiao.definitions.models import HOUSEHOLD, MEMBER, Rows, Table
from cunbiao.kinds import Kind

MEMBER_CODE = "member_code"
# Somebody who does not belong to the household he or she is asked about.
_RELATIVE = PERSON_NAMES[1]


class Tables:
    """The tables of one notice by the part they play in a village's year."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._all = list(campaign.tables.values())
        self._given = campaign.library.given_forms
        account = campaign.account
        self._plus: list[Rows] = [item.rows for item in account.plus] if account is not None else []
        self._minus: list[Rows] = [item.rows for item in account.minus] if account is not None else []

    @cached_property
    def issued(self) -> list[Table]:
        """Tables with rows of registered households or their members."""
        return [table for table in self._all if table.roster]

    @cached_property
    def homes(self) -> list[Table]:
        """Issued tables whose rows are the registered households."""
        return [table for table in self.issued if table.subject == HOUSEHOLD and table.is_home]

    @cached_property
    def people(self) -> list[Table]:
        """Issued tables of their members."""
        return [table for table in self.issued if table.subject == MEMBER]

    @cached_property
    def found(self) -> list[Table]:
        """Tables that take in households nobody knew of before."""
        homes = (table for table in self._all if table.subject == HOUSEHOLD and table.is_home)
        return [table for table in homes if table.new_keys is not None and table.spare_rows]

    @cached_property
    def joined(self) -> list[Table]:
        """Tables of persons who came into registered households."""
        return [table for table in self._all if self._counted(table, self._plus) and table.subject == MEMBER]

    @cached_property
    def left(self) -> list[Table]:
        """Tables of persons who left them."""
        return [table for table in self._all if self._counted(table, self._minus)]

    @cached_property
    def relatives(self) -> list[Table]:
        """Tables of relatives who live elsewhere."""
        return [table for table in self._all if self.asks(table, _RELATIVE)]

    @cached_property
    def others(self) -> list[Table]:
        """Tables that only have spare rows and are none of the above: villages, projects, who profits from them.

        Those of forms that go with another one are none of them: what the invented county is issued with is right, and
        no whole household comes or goes in it.
        """
        known = {table.id for table in (*self.issued, *self.found, *self.joined, *self.left, *self.relatives)}
        known |= {table.id for home in self.found for table in self.members_of(home)}
        known |= {table.id for table in self._all if self._campaign.form_of(table.id).id in self._given}
        return [table for table in self._all if table.id not in known and table.spare_rows]

    def members_of(self, home: Table) -> list[Table]:
        """The tables in which the members of a table's households stand."""
        return [
            table
            for table in self._all
            if table.subject == MEMBER and home.id in table.parents and table not in self.joined
        ]

    def asks(self, table: Table, *names: str) -> bool:
        """Whether a table asks all these indicators and lets people type them."""
        typed = {column.name for column in self._campaign.columns(table.id) if column.derived is None}
        return typed.issuperset(names)

    def typed(self, table: Table, kind: Kind) -> list[str]:
        """The indicators of a kind that people type into a table."""
        columns = self._campaign.columns(table.id)
        return [column.name for column in columns if column.kind == kind and column.derived is None]

    def keys(self, table: Table) -> tuple[str, ...]:
        """The indicators that tell the issued rows of a table apart."""
        if table.subject != MEMBER:
            return (table.key,)
        return (MEMBER_CODE,) if self.asks(table, MEMBER_CODE) else (HOUSEHOLD_KEY, NAME)

    @staticmethod
    def _counted(table: Table, rows: list[Rows]) -> bool:
        return any(own.has(table) for own in rows)


__all__ = ["MEMBER_CODE", "Tables"]
