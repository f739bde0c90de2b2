"""What should stand in the system once everything is typed: households and persons of a register, field by field.

What goes up is decided by `generators.selection`, and which fields are typed by the upload tabs: the same as in the
workbooks people type from. What waits is expected nowhere, and known all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from cunbiao.columns import HEAD_NAME, HOUSEHOLD_KEY, ID_NUMBER, NAME
from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.definitions.uploads import ResolvedTab, upload_tabs
from cunbiao.expressions.types import LAST
from cunbiao.kinds import NUMBER_KINDS
from cunbiao.merging.natural_change import still_there
from cunbiao.merging.register import Register
from cunbiao.records.frames import TableFrame
from generators.selection import Selection

Value = str | float | None
MEMBER_CODE = "member_code"


@dataclass(frozen=True)
class Row:
    """A row of the register, by table and index."""

    table: str
    index: int


@dataclass(frozen=True)
class Field:
    """A field that is typed in a tab: as it was issued, and as it should be now."""

    tab: str
    column: ResolvedColumn
    before: Value
    should: Value


@dataclass
class Person:
    """A person of the register.

    ``fields`` are empty for one of whom nothing goes up. ``leaves`` names the tab in which the person is reported as
    gone; ``comes`` says that the village added the row.
    """

    row: Row
    home: Row | None
    numbers: tuple[str, ...]
    member_code: str
    name: str
    comes: bool
    there: bool
    tab: str = ""
    leaves: str = ""
    fields: list[Field] = field(default_factory=list)


@dataclass
class Home:
    """A household of the register with its persons."""

    row: Row
    village_code: str
    township: str
    village: str
    code: str
    head: str
    comes: bool
    tab: str = ""
    fields: list[Field] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)


class Expected:
    """Everything that should have been typed from a register."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._campaign: Campaign = register.campaign
        self._selection = Selection(register)
        self.homes = {home.row: home for home in self._all_homes()}
        self._by_household = {(row.table, self._household(row)): home for row, home in self.homes.items()}
        self.persons = {person.row: person for person in self._all_persons()}
        for person in self.persons.values():
            if person.home is not None:
                self.homes[person.home].persons.append(person)
        self._changed = self._operations()
        _, tabs = upload_tabs(self._campaign)
        for tab in tabs:
            self._take(tab)

    def household_of(self, row: Row) -> Home | None:
        """The household a row is, or belongs to."""
        if row in self.homes:
            return self.homes[row]
        household = self._household(row)
        parents = self._campaign.tables[row.table].parents
        found = (self._by_household.get((parent, household)) for parent in parents)
        return next((home for home in found if home is not None), None)

    def _household(self, row: Row) -> int:
        return int(self._register.frames[row.table].household[row.index])

    def _all_homes(self) -> Iterator[Home]:
        for name, frame in self._register.frames.items():
            table = self._campaign.tables[name]
            if not (table.is_home and table.kind == "household" and self._campaign.counts.households.has(table)):
                continue
            for index in range(frame.size):
                source = frame.sources[frame.source[index]]
                yield Home(
                    Row(name, index),
                    source.village_code,
                    source.township,
                    source.village,
                    str(frame.codes[index]),
                    _text(frame, HEAD_NAME, index),
                    bool(frame.added[index]),
                )

    def _all_persons(self) -> Iterator[Person]:
        for name, frame in self._register.frames.items():
            table = self._campaign.tables[name]
            if table.kind != "member":
                continue
            there = still_there(self._campaign, frame)
            for index in range(frame.size):
                row = Row(name, index)
                home = self.household_of(row)
                numbers = (_text(frame, ID_NUMBER, index), _text(frame, LAST + ID_NUMBER, index))
                yield Person(
                    row,
                    home.row if home is not None else None,
                    tuple(dict.fromkeys(filter(None, numbers))),
                    _text(frame, MEMBER_CODE, index),
                    _text(frame, NAME, index),
                    bool(frame.added[index]),
                    bool(there[index]),
                )

    def _operations(self) -> dict[Row, dict[str, Value]]:
        """What operations that go up change in the rows for which they are asked."""
        changed: dict[Row, dict[str, Value]] = {}
        for name, frame in self._register.frames.items():
            for own in self._campaign.operations(name):
                asked = self._selection.holds(own.asked, name) & ~self._selection.waits(name, [own])
                values = {
                    field: self._campaign.codes[str(frame.column(field).codes)].ids[code]
                    for field, code in own.operation.to.items()
                    if frame.has(field)
                }
                for index in np.flatnonzero(asked).tolist():
                    changed.setdefault(Row(name, index), {}).update(values)
        return changed

    def _take(self, tab: ResolvedTab) -> None:
        """The rows of one tab that go up, as fields of households and persons."""
        account = self._campaign.account
        names = [column.indicator for column in tab.tab.columns if column.indicator is not None and column.of is None]
        for township in sorted({source.township for source in self._register.sources}):
            for rows in self._selection.rows(tab, township):
                table = self._campaign.tables[rows.frame.table]
                goes = account is not None and any(item.rows.has(table) for item in account.minus)
                for index in rows.up.tolist():
                    row = Row(rows.frame.table, index)
                    if goes:
                        self._leave(tab.tab.title, rows.frame, row)
                    elif row in self.persons:
                        person = self.persons[row]
                        person.tab = person.tab or tab.tab.title
                        person.fields += self._fields(tab.tab.title, rows.frame, row, names)
                    elif (home := self.household_of(row)) is not None:
                        home.tab = home.tab or (tab.tab.title if home.row == row else "")
                        home.fields += self._fields(tab.tab.title, rows.frame, row, names)

    def _fields(self, tab: str, frame: TableFrame, row: Row, names: list[str]) -> Iterator[Field]:
        changed: Mapping[str, Value] = self._changed.get(row, {})
        for name in names:
            if frame.has(name) and name != HOUSEHOLD_KEY:
                column = frame.column(name)
                now = changed[name] if name in changed else _value(frame, name, column, row.index)
                yield Field(tab, column, _value(frame, LAST + name, column, row.index), now)

    def _leave(self, tab: str, frame: TableFrame, row: Row) -> None:
        """A row that reports a person of its household as gone."""
        home = self.household_of(row)
        number, name = _text(frame, ID_NUMBER, row.index), _text(frame, NAME, row.index)
        for person in home.persons if home is not None else ():
            if not person.there and (number in person.numbers if number else name == person.name):
                person.leaves = tab


def _text(frame: TableFrame, name: str, index: int) -> str:
    return str(frame.text(name)[index]) if frame.has(name.removeprefix(LAST)) else ""


def _value(frame: TableFrame, name: str, column: ResolvedColumn, index: int) -> Value:
    """A cell; None where it is empty, or was not issued."""
    if name.startswith(LAST) and column.derived is not None:
        return None
    if column.kind in NUMBER_KINDS:
        number = float(frame.number(name)[index])
        return None if np.isnan(number) else number
    return str(frame.text(name)[index]) or None
