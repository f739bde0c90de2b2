"""Reads register exports and the list of villages into a `Roster`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cunbiao.columns import HEAD_NAME, HOUSEHOLD_KEY, NAME
from cunbiao.definitions import Campaign
from cunbiao.definitions.models import Table
from cunbiao.definitions.roster_layouts import roster_layout
from cunbiao.definitions.rosters import RosterColumn, RosterFile
from cunbiao.findings import Finding, Place
from cunbiao.lists.roster import message_ids
from cunbiao.lists.roster.assembly import Assembly, Record
from cunbiao.lists.roster.body import Body, RowKind
from cunbiao.lists.roster.convert import Converted, blank, convert, shown
from cunbiao.lists.roster.errors import RosterError, catalogue, refuse
from cunbiao.lists.roster.grids import Grid, Origin, read_grids
from cunbiao.lists.roster.headings import Headings, recognise
from cunbiao.lists.roster.homeless import HOMELESS, Homeless, Homelessness
from cunbiao.lists.roster.model import ColumnLists, Roster, Stated, Value, Village
from cunbiao.lists.roster.titles import Headlines
from cunbiao.lists.roster.villages import OtherNames, PlaceNames, VillageDirectory, all_place_names
from cunbiao.lists.roster.years import stated_years
from workbooks.reading.raw import Raw
from workbooks.references import column_letters

# The serial number, the places and the names: where a row says that it is a total.
_FIRST_COLUMNS = 8


def read_roster(files: Sequence[Path], campaign: Campaign, villages: Sequence[Village] = ()) -> Roster:
    """Reads the files of a county: household export, person export, list of villages, in one file or several.

    ``villages`` are those known already, for exports that carry no list. Rows that cannot be used are left out and
    named in ``findings`` with file, sheet, row, column and what to do.

    Raises:
        RosterError: nothing can be issued (a file cannot be read, a needed column is missing, no villages …).
    """
    layout = roster_layout(campaign)
    return _Intake(campaign, layout, villages).read(files)


@dataclass
class _Part:
    """A column that is read: its definition, its place in the sheet, its values."""

    column: RosterColumn
    index: int
    converted: Converted


@dataclass
class _Sheet:
    """A recognised sheet of households or persons; the columns that are read, and where each row says it belongs."""

    grid: Grid
    headings: Headings
    body: Body
    key: _Part
    household: list[_Part]
    member: list[_Part]
    names: list[PlaceNames]

    @property
    def parts(self) -> list[_Part]:
        """All columns that are read."""
        return [self.key, *self.household, *self.member]

    @cached_property
    def says_households_once(self) -> bool:
        """Whether no household code stands in two rows: what is said of a household is said in its first one only."""
        codes = [code for code in self.key.converted.values if code is not None]
        return len(codes) == len(set(codes))

    def code(self, position: int) -> str | None:
        """The household of a row."""
        code = self.key.converted.values[position]
        return code if isinstance(code, str) else None

    def about(self, position: int, village: Village | None = None) -> dict[str, str]:
        """Whom a finding about a row is about, as the row itself says it; its village where that is known."""
        names = self.names[position]
        said = {part.column.indicator: part.converted.values[position] for part in (*self.household, *self.member)}
        return {
            "village_code": village.code if village is not None else "",
            "village": village.name if village is not None else names.village,
            "township": village.township if village is not None else names.township,
            HOUSEHOLD_KEY: self.code(position) or "",
            HEAD_NAME: str(said.get(HEAD_NAME) or ""),
            NAME: str(said.get(NAME) or ""),
        }


class _Intake:
    def __init__(self, campaign: Campaign, layout: RosterFile, villages: Sequence[Village]) -> None:
        self._campaign = campaign
        self._layout = layout
        self._known = villages
        self._headlines = Headlines(layout)
        self._directory = VillageDirectory(layout, campaign.county)
        self._assembly = Assembly(campaign, layout)
        self._findings: list[Finding] = self._assembly.findings
        self._found: dict[PlaceNames, Village | str] = {}
        self._otherwise = OtherNames()
        self._homeless = Homeless()
        self._stated: list[Stated] = []
        # Household → the villages it is said to be in, for rows that do not say it.
        self._homes: dict[str, dict[str, Village]] = {}

    def read(self, files: Sequence[Path]) -> Roster:
        recognised = self._recognised(files)
        kinds = {headings.kind for _, headings in recognised}
        whole = Place("、".join(file.name for file in files))
        if not kinds & {"households", "persons"}:
            first = self._layout.household_key.headers[0]
            raise refuse(message_ids.NO_HEADINGS, whole, limit=self._layout.header_search_rows, expected=first)
        if "persons" not in kinds:
            needed = [
                column.headers[0] for column in self._layout.member if column.indicator in self._layout.person_row
            ]
            raise refuse(message_ids.NO_MEMBERS, whole, expected="、".join(needed))
        sheets = [self._sheet(*own) for own in recognised if own[1].kind != "villages"]
        self._read_villages([own for own in recognised if own[1].kind == "villages"], sheets, whole)
        self._read_homes(sheets)
        for kind in ("households", "persons"):
            for sheet in sheets:
                if sheet.headings.kind == kind:
                    self._read_rows(sheet)
        self._findings += [*self._otherwise.findings(), *self._homeless.findings()]
        columns = frozenset(part.column.indicator for sheet in sheets for part in sheet.parts)
        roster = self._assembly.finish(self._directory.villages, columns, self._stated)
        self._tell_what_is_not_issued(roster, whole, "households" in kinds)
        roster.findings[:] = map(self._assembly.with_head, roster.findings)
        return roster

    def _recognised(self, files: Sequence[Path]) -> list[tuple[Grid, Headings]]:
        recognised: list[tuple[Grid, Headings]] = []
        for grids, hidden in read_grids(files):
            for place in hidden:
                self._report(message_ids.OTHER_SHEET, place)
            for grid in grids:
                headings = recognise(grid, self._layout, self._headlines)
                if headings is not None:
                    recognised.append((grid, headings))
                    self._report_unread(grid, headings)
                    self._stated += stated_years(grid, headings, self._layout)
                elif grid.rows:
                    self._report(message_ids.OTHER_SHEET, grid.place())
        return recognised

    def _report_unread(self, grid: Grid, headings: Headings) -> None:
        """Columns nothing is known about, and columns with something in them that this year does not ask."""
        if headings.kind == "villages":
            return
        filled = [one for one in headings.unasked if not all(map(blank, _below(grid, headings, one[0])))]
        for message, columns in ((message_ids.UNKNOWN_COLUMNS, headings.unknown), (message_ids.NOT_ASKED, filled)):
            if columns:
                names = "、".join(f"{text}（{column_letters(index)} 列）" for index, text in columns)
                place = grid.place(headings.last, columns[0][0])
                self._report(message, place, count=len(columns), value=names)

    def _sheet(self, grid: Grid, headings: Headings) -> _Sheet:
        body = Body(grid, headings, self._layout)
        key = self._part(self._layout.household_key, headings.household, body)
        assert key is not None
        return _Sheet(
            grid,
            headings,
            body,
            key,
            self._parts(self._layout.household, headings.household, body),
            self._parts(self._layout.member, headings.member, body),
            all_place_names(body, headings),
        )

    def _read_villages(self, lists: list[tuple[Grid, Headings]], sheets: list[_Sheet], whole: Place) -> None:
        for grid, headings in lists:
            self._findings.extend(self._directory.read_list(grid, Body(grid, headings, self._layout), headings))
        if not self._directory.villages:
            for village in self._known:
                self._directory.add(PlaceNames(village.county, village.township, village.name, village.code), 0)
        if not self._directory.villages:
            for names in dict.fromkeys(names for sheet in sheets for names in sheet.names):
                self._directory.add_from_row(names)
        if not self._directory.villages:
            raise refuse(message_ids.NO_VILLAGE_CODES, whole, expected=self._layout.village_list.sheets[0])

    def _read_homes(self, sheets: list[_Sheet]) -> None:
        for sheet in sheets:
            for code, names in dict.fromkeys(zip(sheet.key.converted.values, sheet.names, strict=True)):
                village = self._find(names) if names.says_village else None
                if isinstance(code, str) and isinstance(village, Village):
                    self._homes.setdefault(code, {})[village.code] = village

    def _read_rows(self, sheet: _Sheet) -> None:
        body, headings = sheet.body, sheet.headings
        is_person = headings.kind == "persons"
        refused = set().union(*(part.converted.refused() for part in sheet.parts))
        columns = {part.column.indicator: part.index for part in (*sheet.household, *sheet.member)}
        facts_of, person_of = _records(sheet.household, len(body.rows)), _records(sheet.member, len(body.rows))
        passed = dict.fromkeys(body.nothing(), RowKind.NOTHING)
        doubtful = self._doubtful(sheet)
        used: dict[int, Village] = {}
        followed: list[int] = []
        above: str | None = None
        for position, row in enumerate(body.rows):
            if position in passed:
                continue
            kind = body.kind(position) if position in doubtful else RowKind.DATA
            if kind is not RowKind.DATA:
                passed[position] = kind
                above = above if kind is RowKind.NOTHING else None
                continue
            if position in refused:
                above = None
                continue
            code = sheet.code(position)
            if code is None and above is not None and self._goes_on(sheet, position, person_of[position]):
                code = above
                followed.append(position)
            facts, person = facts_of[position], person_of[position]
            if code is None:
                place = sheet.grid.place(row, sheet.key.index)
                self._findings.append(
                    catalogue().finding(message_ids.NO_HOUSEHOLD_CODE, place, {}, **sheet.about(position))
                )
                continue
            village = self._village(sheet, position, code)
            above = code if isinstance(village, Village) else None
            if isinstance(village, Homelessness):
                self._homeless.add(code, village, facts, person)
                continue
            used[position] = village
            origin = Origin(sheet.grid, row, columns)
            if is_person and any(person.values()):
                self._assembly.add_person(village, code, person, facts, origin)
            elif is_person:
                self._assembly.add_facts(village, code, facts, origin)
            else:
                self._assembly.add_household(village, code, facts, origin)
        for part in sheet.parts:
            self._report_column(sheet, part, used, passed)
        self._report_passed(sheet, passed, followed)

    def _doubtful(self, sheet: _Sheet) -> set[int]:
        """Positions of rows right below the headings, that lack what data must have, or say that they are a total."""
        body = sheet.body
        needed = [part for part in sheet.member if part.column.indicator in self._layout.person_row] or [sheet.key]
        first = {*sorted(sheet.headings.titles)[:_FIRST_COLUMNS], sheet.key.index, needed[0].index}
        without = {position for part in needed for position, value in enumerate(part.converted.values) if value is None}
        odd = {position for position, code in enumerate(sheet.key.converted.values) if not _is_code(code)}
        return {0, 1} | without | odd | body.totals(first)

    def _goes_on(self, sheet: _Sheet, position: int, person: Record) -> bool:
        """Whether a row without household code is one more member of the household above it."""
        relation = person.get("relation")
        return (
            sheet.says_households_once
            and not sheet.names[position].says_village
            and person.get(NAME) is not None
            and relation not in (None, self._layout.head_relation)
        )

    def _parts(self, columns: list[RosterColumn], at: dict[str, int], body: Body) -> list[_Part]:
        return [part for column in columns if (part := self._part(column, at, body)) is not None]

    def _part(self, column: RosterColumn, at: dict[str, int], body: Body) -> _Part | None:
        index = at.get(column.indicator)
        if index is None:
            return None
        return _Part(column, index, convert(column, body.column(index), self._campaign))

    def _report_column(
        self, sheet: _Sheet, part: _Part, used: Mapping[int, Village], passed: Mapping[int, RowKind]
    ) -> None:
        """What is wrong in a column, in rows that are used or are left out for it."""
        label = self._campaign.indicators[part.column.indicator].label
        grid, rows = sheet.grid, sheet.body.rows
        told = used.keys() | part.converted.refused()
        for position, message, text in part.converted.issues:
            if position in passed or (position not in told and message != message_ids.ERROR_VALUE):
                continue
            values: dict[str, object] = {"label": label, "value": text}
            place = grid.place(rows[position], part.index)
            about = sheet.about(position, used.get(position))
            self._findings.append(catalogue().finding(message, place, values, field=label, value=text, **about))
        numeric = used.keys() & set(part.converted.numeric)
        if numeric:
            place = grid.place(sheet.headings.last, part.index)
            self._report(message_ids.DIGITS_AS_NUMBERS, place, label=label, count=len(numeric), expected=15)

    def _report_passed(self, sheet: _Sheet, passed: Mapping[int, RowKind], followed: Sequence[int]) -> None:
        """Once a sheet: rows that are no data, and rows that belong to the household above them."""
        grid, rows = sheet.grid, sheet.body.rows
        remarks = [position for position, kind in passed.items() if kind is RowKind.REMARK]
        if remarks:
            first = next(shown(cell) for cell in sheet.body.own(remarks[0]).values() if not blank(cell))
            place = grid.place(rows[remarks[0]])
            self._report(message_ids.NO_DATA_ROWS, place, count=len(remarks), value=first.strip())
        if followed:
            self._report(message_ids.SAME_HOUSEHOLD, grid.place(rows[followed[0]]), count=len(followed))

    def _village(self, sheet: _Sheet, position: int, code: str) -> Village | Homelessness:
        """The village a row says; that of its household where it says none that is known; else why there is none."""
        names, places = sheet.names[position], sheet.headings.places
        found = self._find(names) if names.says_village else message_ids.VILLAGE_UNSAID
        column = places.get("village", places.get("village_code")) if names.says_village else None
        place = sheet.grid.place(sheet.body.rows[position], column)
        if isinstance(found, Village):
            self._otherwise.note(names, found, place)
            return found
        homes = list(self._homes.get(code, {}).values())
        if len(homes) == 1:
            if names.says_village:
                values: dict[str, object] = {"value": names.shown, "other": homes[0].shown}
                about = sheet.about(position, homes[0])
                self._findings.append(catalogue().finding(message_ids.HOME_SAID_ELSEWHERE, place, values, **about))
            return homes[0]
        reason = message_ids.VILLAGES_SAID if homes and not names.says_village else found
        return Homelessness(reason, place, names, "、".join(home.shown for home in homes))

    def _find(self, names: PlaceNames) -> Village | str:
        if names not in self._found:
            self._found[names] = self._directory.find(names)
        return self._found[names]

    def _tell_what_is_not_issued(self, roster: Roster, whole: Place, has_household_sheet: bool) -> None:
        """Counts the households that no table takes, and names those whose row among the households is missing.

        Raises:
            RosterError: no table takes any.
        """
        tables = [table for table in self._campaign.tables.values() if table.roster and table.kind == "household"]
        homes = self._assembly.households
        left = [row for row in range(len(homes)) if not _issued(roster.households, row, tables)]
        if len(left) == len(homes):
            homeless = next((finding for finding in self._findings if finding.check in HOMELESS), None)
            raise refuse(message_ids.NOTHING_TO_ISSUE, whole) if homeless is None else RosterError(homeless)
        rowless = {row for row, home in enumerate(homes) if has_household_sheet and not home.from_households}
        for row in sorted(rowless):
            message = message_ids.NOT_ISSUED_WITHOUT_ROW if row in left else message_ids.NO_HOUSEHOLD
            self._assembly.report(message, homes[row].first, homes[row], {"count": len(homes[row].members)})
        other = [row for row in left if row not in rowless]
        if other:
            place = homes[other[0]].first
            self._report(message_ids.NOT_ISSUED, place, count=len(other), row=place.row)

    def _report(self, message_id: str, place: Place, **values: object) -> None:
        self._findings.append(catalogue().finding(message_id, place, values))


def _issued(households: ColumnLists, row: int, tables: list[Table]) -> bool:
    return any(all(households[name][row] in accepted for name, accepted in table.roster.items()) for table in tables)


def _records(parts: list[_Part], count: int) -> list[Record]:
    """One record a row."""
    if not parts:
        return [{} for _ in range(count)]
    names = [part.column.indicator for part in parts]
    return [
        dict(zip(names, values, strict=True)) for values in zip(*(part.converted.values for part in parts), strict=True)
    ]


def _below(grid: Grid, headings: Headings, column: int) -> list[Raw]:
    return [cell for row, cell in zip(grid.rows, grid.column(column), strict=True) if row > headings.last]


def _is_code(code: Value) -> bool:
    """Whether it looks like a code and like no word."""
    return isinstance(code, str) and code.isascii() and any(map(str.isdigit, code))
