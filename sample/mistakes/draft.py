"""A filled workbook in which mistakes are planted, one household a mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from cunbiao.columns import HOUSEHOLD_KEY
from cunbiao.definitions.models import Table
from sample.answers import FilledRow, Record, Value
from sample.calculation import FilledWorkbook
from sample.cells import Blank, Cell, Formula, raw
from sample.county import County
from sample.filler import as_cell
from sample.issued import EntrySheet
from sample.tables import Tables

Wanted = Callable[[dict[str, Value]], bool]
Names = Sequence[str]


class NoPlaceError(Exception):
    """The village has no row on which this mistake could be made."""


class NotAskedError(NoPlaceError):
    """No table of the notice asks for what the mistake is about, or none is held to the check that would find it."""


@dataclass(frozen=True)
class Planted:
    """A mistake that was made: which one, the check that must name it, and where.

    ``sheet``, ``row`` and ``column`` are "" or 0 when the finding is about a whole file, sheet or row. ``file`` is the
    name of the returned file.
    """

    mistake: str
    check: str
    village_code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    household_code: str = ""
    file: str = ""


@dataclass
class Spot:
    """A row chosen for a mistake."""

    entry: EntrySheet
    filled: FilledRow

    @property
    def row(self) -> int:
        """Excel row number."""
        return self.filled.row

    @property
    def household_code(self) -> str:
        """The household the row belongs to."""
        return str(self.filled.record.get(HOUSEHOLD_KEY) or "")

    def value(self, name: str) -> Value:
        """What the row says."""
        return self.filled.record.get(name)


@dataclass
class Draft:
    """A filled workbook, still open; every mistake takes households of its own."""

    county: County
    filled: FilledWorkbook
    rng: Random
    used: set[str] = field(default_factory=set)

    def pick(self, tables: Sequence[Table], wanted: Wanted | None = None, *, asks: Names = (), check: str = "") -> Spot:
        """A row of the first of these tables that has one, not of a household that already carries a mistake.

        ``asks`` are indicators the table must ask, ``check`` a check it must be held to.

        Raises:
            NoPlaceError: when there is none.
        """
        fitting = [table for table in tables if self._suits(table, asks, check)]
        if not fitting:
            raise NotAskedError(f"{asks} {check}")
        for table in fitting:
            spots = [spot for spot in self.spots(table.id) if wanted is None or wanted(dict(spot.filled.record))]
            if spots:
                chosen = self.rng.choice(spots)
                self.used.add(chosen.household_code)
                return chosen
        raise NoPlaceError(fitting[0].id)

    def _suits(self, table: Table, asks: Names, check: str) -> bool:
        return self.tables.asks(table, *asks) and (not check or self.is_held(table, check))

    def is_held(self, table: Table, check: str) -> bool:
        """Whether a check is in force in a table."""
        return any(compiled.check.id == check for compiled in self.county.campaign.checks(table.id))

    def told_at(self, spot: Spot, check: str) -> str:
        """The indicator at which a check speaks."""
        checks = self.county.campaign.checks(spot.entry.table)
        return next(compiled.check.fields[0] for compiled in checks if compiled.check.id == check)

    def says(self, row: Record, name: str, *ids: str) -> bool:
        """Whether a row says one of these values in the words of the year."""
        return row.get(name) in {self.county.words.label(name, id_) for id_ in ids}

    def label(self, name: str, id_: str) -> Value:
        """A value in the words of the year."""
        return self.county.words.label(name, id_)

    @property
    def tables(self) -> Tables:
        """The notice's tables by the part they play."""
        return self.county.tables

    def spots(self, table: str) -> Iterator[Spot]:
        """The rows of a table whose household is still without mistake."""
        if table not in self.filled.workbook.tables:
            return
        entry = self.filled.workbook.entry(table)
        for row in self.filled.rows.get(table, []):
            if row.record and row.record.get(HOUSEHOLD_KEY) not in self.used:
                yield Spot(entry, row)

    def household(self, code: str) -> Spot:
        """The row of a household among those the village was issued with, or found."""
        return next(
            Spot(self.filled.workbook.entry(table.id), row)
            for table in (*self.tables.homes, *self.tables.found)
            for row in self.filled.rows.get(table.id, [])
            if row.record[HOUSEHOLD_KEY] == code
        )

    def people(self, code: str) -> list[Spot]:
        """The registered members of a household."""
        return [
            Spot(self.filled.workbook.entry(table.id), row)
            for table in self.tables.people
            for row in self.filled.rows.get(table.id, [])
            if row.record[HOUSEHOLD_KEY] == code
        ]

    def say(self, spot: Spot, name: str, value: Value) -> None:
        """Types another value; what is computed from it follows when the workbook is recalculated."""
        self.write(spot, name, as_cell(value), value)

    def write(self, spot: Spot, name: str, cell: Cell, meaning: Value = None) -> None:
        """Leaves ``cell`` in the sheet; ``meaning`` is what a reader can make of it."""
        spot.entry.put(spot.row, name, cell)
        unreadable, formulas = {**spot.filled.unreadable}, spot.filled.formulas
        if meaning is None and not isinstance(cell, Blank):
            unreadable[name] = raw(cell)
        elif isinstance(cell, Formula):
            formulas |= {name}
        record = {**spot.filled.record, name: meaning}
        spot.filled = replace(spot.filled, record=record, unreadable=unreadable, formulas=formulas)
        rows = self.filled.rows[spot.entry.table]
        rows[next(index for index, row in enumerate(rows) if row.row == spot.row)] = spot.filled

    def add_row(self, table: str, record: Record) -> Spot:
        """Types a record into the next spare row of a table."""
        entry = self.filled.workbook.entry(table)
        taken = {row.row for row in self.filled.rows.get(table, [])}
        row = next(number for number in entry.spare if number not in taken)
        filled = FilledRow(row, entry.token(row), record)
        self.filled.rows.setdefault(table, []).append(filled)
        for name, value in record.items():
            if name in entry.columns and self.filled.workbook.may_type(entry, row, name):
                entry.put(row, name, as_cell(value))
        return Spot(entry, filled)

    def unprotect(self, entry: EntrySheet) -> None:
        """Lifts the protection of a sheet, as people do before they change what is locked."""
        sheet = entry.worksheet
        lock = sheet.behind_rows("sheetProtection")
        if lock is not None:
            sheet.tail = sheet.tail[: lock.start] + sheet.tail[lock.end :]

    def planted(self, mistake: str, check: str, spot: Spot, name: str = "") -> Planted:
        """The record of a mistake at a cell or row."""
        column = spot.entry.columns[name] if name else ""
        code = self.filled.village.code
        return Planted(mistake, check, code, spot.entry.sheet, spot.row, column, spot.household_code)
