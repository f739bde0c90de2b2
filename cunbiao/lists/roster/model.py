"""A roster (花名册) in memory: villages, households and members of the register before the campaign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cunbiao.columns import HOUSEHOLD_KEY
from cunbiao.definitions import Campaign
from cunbiao.definitions.models import MEMBER, Table
from cunbiao.findings import Finding, Place
from cunbiao.lists.roster.grids import Origin

Value = str | float | None
ColumnLists = dict[str, list[Value]]


@dataclass(frozen=True, slots=True)
class Village:
    """A village of the county's list: 12-digit division code and names."""

    code: str
    name: str
    township: str
    county: str

    @property
    def shown(self) -> str:
        """Its name after that of its township."""
        return f"{self.township}{self.name}"


@dataclass(frozen=True)
class Stated:
    """A text of a roster that names years, and where it stands."""

    text: str
    years: frozenset[int]
    place: Place


@dataclass
class Roster:
    """What was read from the register exports.

    ``households`` and ``members`` are column lists by indicator (all of one length, text as ``str``, numbers as
    ``float``, ``None`` = nothing stated); both carry ``village_code`` and ``household_code``; the rows of a household's
    members stand together, its head first. ``findings`` are what a person should look at; ``columns`` are the
    indicators for which there was a heading; ``household_rows`` and ``member_rows`` say where the rows stand in the
    export, ``stated`` of which years it says it is; they are empty for a roster that was not read from one.
    """

    villages: list[Village]
    households: ColumnLists
    members: ColumnLists
    findings: list[Finding] = field(default_factory=list)
    columns: frozenset[str] = frozenset()
    household_rows: list[Origin] = field(default_factory=list)
    member_rows: list[Origin] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)

    def for_table(self, campaign: Campaign, table_id: str, village_code: str) -> ColumnLists:
        """The prefilled rows of an entry table of one village: one list a typed column, in the order of the form.

        Rows are ordered by household code; members stand as in the register, the head first. A table that is not issued
        with rows gives empty lists.
        """
        names = [column.name for column in campaign.columns(table_id) if column.derived is None]
        rows = self._rows(campaign.tables[table_id], village_code)
        return _picked(self.members if campaign.tables[table_id].kind == MEMBER else self.households, names, rows)

    def origins(self, campaign: Campaign, table_id: str, village_code: str) -> list[Origin]:
        """Where the rows that `for_table` gives stand in the export."""
        origins = self.member_rows if campaign.tables[table_id].kind == MEMBER else self.household_rows
        return [origins[row] for row in self._rows(campaign.tables[table_id], village_code)]

    def _rows(self, table: Table, village_code: str) -> list[int]:
        """Positions of the rows a table is issued with: of its persons, where it asks for persons."""
        chosen = self._issued_households(table, village_code)
        if table.kind != MEMBER:
            return chosen
        return [person for household in chosen for person in self._people[self._keys[household]]]

    def _issued_households(self, table: Table, village_code: str) -> list[int]:
        if not table.roster:
            return []
        conditions = [(self.households.get(name), set(accepted)) for name, accepted in table.roster.items()]
        return [
            household
            for household in self._by_village.get(village_code, [])
            if all(column is not None and column[household] in accepted for column, accepted in conditions)
        ]

    @cached_property
    def _keys(self) -> list[tuple[Value, Value]]:
        return list(zip(self.households["village_code"], self.households[HOUSEHOLD_KEY], strict=True))

    @cached_property
    def _by_village(self) -> dict[Value, list[int]]:
        found: dict[Value, list[int]] = {}
        for household in sorted(range(len(self._keys)), key=lambda index: str(self._keys[index][1])):
            found.setdefault(self._keys[household][0], []).append(household)
        return found

    @cached_property
    def _people(self) -> dict[tuple[Value, Value], list[int]]:
        found: dict[tuple[Value, Value], list[int]] = {key: [] for key in self._keys}
        for person, key in enumerate(zip(self.members["village_code"], self.members[HOUSEHOLD_KEY], strict=True)):
            found[key].append(person)
        return found


def _picked(columns: ColumnLists, names: Sequence[str], rows: Sequence[int]) -> ColumnLists:
    picked: ColumnLists = {}
    for name in names:
        column = columns.get(name)
        picked[name] = [column[row] for row in rows] if column is not None else [None] * len(rows)
    return picked
