"""A filled workbook in which mistakes are planted, one household a mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from cunbiao.columns import HOUSEHOLD_KEY
from sample.answers import FilledRow, Record, Value
from sample.cells import Cell
from sample.county import County
from sample.filler import FilledWorkbook, as_cell
from sample.issued import EntrySheet

Wanted = Callable[[dict[str, Value]], bool]


class NoPlaceError(Exception):
    """The village has no row on which this mistake could be made."""


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
        return str(self.filled.record[HOUSEHOLD_KEY])

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

    def pick(self, table: str, wanted: Wanted | None = None, reserve: bool = True) -> Spot:
        """A row of a table, not of a household that already carries a mistake.

        Raises:
            NoPlaceError: when there is none.
        """
        spots = [spot for spot in self.spots(table) if wanted is None or wanted(dict(spot.filled.record))]
        if not spots:
            raise NoPlaceError(table)
        chosen = self.rng.choice(spots)
        if reserve:
            self.used.add(chosen.household_code)
        return chosen

    def spots(self, table: str) -> Iterator[Spot]:
        """The rows of a table whose household is still without mistake."""
        if table not in self.filled.workbook.tables:
            return
        entry = self.filled.workbook.entry(table)
        for row in self.filled.rows.get(table, []):
            if row.record[HOUSEHOLD_KEY] not in self.used:
                yield Spot(entry, row)

    def household(self, code: str) -> Spot:
        """The household row of a code in the register."""
        return next(
            Spot(self.filled.workbook.entry(table), row)
            for table in ("register_household", "edge_household", "new_household")
            for row in self.filled.rows.get(table, [])
            if row.record[HOUSEHOLD_KEY] == code
        )

    def people(self, code: str) -> list[Spot]:
        """The registered members of a household."""
        entry = self.filled.workbook.entry("register_member")
        return [Spot(entry, row) for row in self.filled.rows["register_member"] if row.record[HOUSEHOLD_KEY] == code]

    def say(self, spot: Spot, name: str, value: Value) -> None:
        """Types another value; what is computed from it follows when the workbook is recalculated."""
        self.write(spot, name, as_cell(value), value)

    def write(self, spot: Spot, name: str, cell: Cell, meaning: Value = None) -> None:
        """Leaves ``cell`` in the sheet; ``meaning`` is what a reader can make of it."""
        spot.entry.put(spot.row, name, cell)
        spot.filled = FilledRow(spot.row, spot.filled.token, {**spot.filled.record, name: meaning})
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
