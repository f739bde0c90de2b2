"""Reads register exports and the list of villages into a `Roster`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cunbiao.columns import HOUSEHOLD_KEY
from cunbiao.definitions import Campaign
from cunbiao.definitions.models import Table
from cunbiao.definitions.roster_layouts import roster_layout
from cunbiao.definitions.rosters import RosterColumn, RosterFile, header_key
from cunbiao.findings import Finding, Place
from cunbiao.lists.roster import message_ids
from cunbiao.lists.roster.assembly import Assembly, Record
from cunbiao.lists.roster.convert import Converted, convert
from cunbiao.lists.roster.errors import catalogue, refuse
from cunbiao.lists.roster.grids import Cell, Grid, Origin, blank, read_grids
from cunbiao.lists.roster.headings import Headings, recognise
from cunbiao.lists.roster.model import ColumnLists, Roster, Village
from cunbiao.lists.roster.villages import PlaceNames, VillageDirectory, place_names
from workbooks.references import column_letters


def read_roster(files: Sequence[Path], campaign: Campaign) -> Roster:
    """Reads the files of a county: household export, person export, list of villages, in one file or several.

    Rows that cannot be used are left out and named in ``findings`` with file, sheet, row, column and what to do.

    Raises:
        RosterError: nothing can be issued (a file cannot be read, a needed column is missing, no villages …).
    """
    layout = roster_layout(campaign)
    return _Intake(campaign, layout).read(files)


@dataclass
class _Part:
    """A column that is read: its definition, its place in the sheet, its values."""

    column: RosterColumn
    index: int
    converted: Converted


class _Intake:
    def __init__(self, campaign: Campaign, layout: RosterFile) -> None:
        self._campaign = campaign
        self._layout = layout
        self._directory = VillageDirectory(layout, campaign.county)
        self._assembly = Assembly(campaign, layout)
        self._findings: list[Finding] = self._assembly.findings
        self._found: dict[PlaceNames, Village | str] = {}
        self._key_headings = {header_key(header) for header in layout.household_key.headers}

    def read(self, files: Sequence[Path]) -> Roster:
        sheets = [sheet for file in files for sheet in self._sheets(file)]
        kinds = {headings.kind for _, headings in sheets}
        whole = Place("、".join(file.name for file in files))
        if not kinds & {"households", "persons"}:
            first = self._layout.household_key.headers[0]
            raise refuse(message_ids.NO_HEADINGS, whole, limit=self._layout.header_search_rows, expected=first)
        if "persons" not in kinds:
            needed = [
                column.headers[0] for column in self._layout.member if column.indicator in self._layout.person_row
            ]
            raise refuse(message_ids.NO_MEMBERS, whole, expected="、".join(needed))
        self._read_villages(sheets, whole)
        for kind in ("households", "persons"):
            for grid, headings in sheets:
                if headings.kind == kind:
                    self._read_rows(grid, headings)
        households, members = self._assembly.finish("households" in kinds)
        roster = Roster(self._directory.villages, households, members, self._findings)
        self._refuse_empty(roster, whole)
        return roster

    def _sheets(self, file: Path) -> list[tuple[Grid, Headings]]:
        grids, hidden = read_grids(file)
        for name in hidden:
            self._report(message_ids.OTHER_SHEET, Place(file.name, name))
        sheets: list[tuple[Grid, Headings]] = []
        for grid in grids:
            headings = recognise(grid, self._layout)
            if headings is not None:
                sheets.append((grid, headings))
                self._report_unknown(grid, headings)
            elif grid.rows:
                self._report(message_ids.OTHER_SHEET, grid.place())
        return sheets

    def _report_unknown(self, grid: Grid, headings: Headings) -> None:
        if headings.unknown and headings.kind != "villages":
            names = "、".join(f"{text}（{column_letters(index)} 列）" for index, text in headings.unknown)
            place = grid.place(headings.row + 1, headings.unknown[0][0])
            self._report(message_ids.UNKNOWN_COLUMNS, place, count=len(headings.unknown), value=names)

    def _read_villages(self, sheets: list[tuple[Grid, Headings]], whole: Place) -> None:
        for grid, headings in sheets:
            if headings.kind == "villages":
                self._findings.extend(self._directory.read_list(grid, headings))
        if not self._directory.villages:
            for grid, headings in sheets:
                for row in grid.rows[headings.row + 1 :]:
                    self._directory.add_from_row(place_names(list(row), headings))
        if not self._directory.villages:
            raise refuse(message_ids.NO_VILLAGE_CODES, whole, expected=self._layout.village_list.sheets[0])

    def _read_rows(self, grid: Grid, headings: Headings) -> None:
        rows = grid.rows[headings.row + 1 :]
        first = headings.row + 2
        key = self._part(self._layout.household_key, headings.household, rows)
        assert key is not None
        household = self._parts(self._layout.household, headings.household, rows)
        member = self._parts(self._layout.member, headings.member, rows)
        refused = set().union(*(part.converted.refused() for part in (key, *household, *member)))
        used: set[int] = set()
        columns = {part.column.indicator: part.index for part in household}
        for index, row in enumerate(rows):
            if index in refused or all(blank(cell) for cell in row) or self._is_heading(row[key.index]):
                continue
            code = key.converted.values[index]
            if not isinstance(code, str):
                self._report(message_ids.NO_HOUSEHOLD_CODE, grid.place(first + index, key.index))
                continue
            village = self._village(place_names(list(row), headings), grid, headings, first + index)
            if village is None:
                continue
            used.add(index)
            facts = _record(household, index)
            origin = Origin(grid, first + index, columns)
            if headings.kind == "households":
                self._assembly.add_household(village, code, facts, origin)
            else:
                self._assembly.add_person(village, code, _record(member, index), facts, origin)
        for part in (key, *household, *member):
            self._report_column(grid, first, part, used)

    def _parts(self, columns: list[RosterColumn], at: dict[str, int], rows: list[list[Cell]]) -> list[_Part]:
        return [part for column in columns if (part := self._part(column, at, rows)) is not None]

    def _part(self, column: RosterColumn, at: dict[str, int], rows: list[list[Cell]]) -> _Part | None:
        index = at.get(column.indicator)
        if index is None:
            return None
        return _Part(column, index, convert(column, [row[index] for row in rows], self._campaign))

    def _report_column(self, grid: Grid, first: int, part: _Part, used: set[int]) -> None:
        """What is wrong in a column, in rows that are used or are left out for it."""
        label = self._campaign.indicators[part.column.indicator].label
        refused = part.converted.refused()
        for index, message, text in part.converted.issues:
            if index not in used and index not in refused:
                continue
            values: dict[str, object] = {"label": label, "value": text}
            place = grid.place(first + index, part.index)
            self._findings.append(catalogue().finding(message, place, values, field=label, value=text))
        if part.converted.numeric:
            place = grid.place(first - 1, part.index)
            self._report(message_ids.DIGITS_AS_NUMBERS, place, label=label, count=part.converted.numeric, expected=15)
        letters = column_letters(part.index)
        for row, column in grid.errors:
            if column == letters and row >= first:
                self._report(message_ids.ERROR_VALUE, grid.place(row, part.index), label=label)

    def _is_heading(self, cell: Cell) -> bool:
        """A heading repeated further down is no household."""
        return isinstance(cell, str) and header_key(cell) in self._key_headings

    def _village(self, names: PlaceNames, grid: Grid, headings: Headings, row: int) -> Village | None:
        if names not in self._found:
            self._found[names] = self._directory.find(names)
        found = self._found[names]
        if isinstance(found, Village):
            return found
        column = headings.places.get("village", headings.places.get("village_code"))
        value = f"{names.township}{names.village}" or names.code
        self._report(found, grid.place(row, column), value=value)
        return None

    def _refuse_empty(self, roster: Roster, whole: Place) -> None:
        """Counts the households that no table takes; raises when that is all of them."""
        tables = [table for table in self._campaign.tables.values() if table.roster and table.kind == "household"]
        left = [
            row for row in range(len(roster.households[HOUSEHOLD_KEY])) if not _issued(roster.households, row, tables)
        ]
        if len(left) == len(roster.households[HOUSEHOLD_KEY]):
            raise refuse(message_ids.NOTHING_TO_ISSUE, whole)
        if left:
            place = self._assembly.place_of(left[0])
            self._report(message_ids.NOT_ISSUED, place, count=len(left), row=place.row)

    def _report(self, message_id: str, place: Place, **values: object) -> None:
        self._findings.append(catalogue().finding(message_id, place, values))


def _issued(households: ColumnLists, row: int, tables: list[Table]) -> bool:
    return any(all(households[name][row] in accepted for name, accepted in table.roster.items()) for table in tables)


def _record(parts: list[_Part], index: int) -> Record:
    return {part.column.indicator: part.converted.values[index] for part in parts}
