"""Cases put into the workbooks of an invented county: what the roster says of them, and what is typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from cunbiao.columns import HOUSEHOLD_KEY as KEY
from cunbiao.definitions import Campaign
from cunbiao.definitions.models import Table
from cunbiao.expressions.types import LAST
from cunbiao.lists.roster.model import ColumnLists, Roster, Village
from sample.answers import Answers
from sample.campaign_events import campaign_events
from sample.county import County, invent_county
from sample.roster import as_roster
from tests.campaign.screen.case import OTHER, OWN, SPARE, Case, Row

# Issued rows of one kind a village gets at most: what is counted over a whole sheet costs by the square of its rows.
_MOST = 200
_GUESTS = 16
_HOUSEHOLDS = 8
_MOST_VILLAGES = 60


@dataclass
class FilledVillage:
    """A village with the rows its roster has beyond the invented ones, and everything that is typed.

    ``issued`` counts those rows by table, ``hosts`` are households that take in guests with their number (by table),
    ``codes`` the household code every case got; ``invented`` are tables of one row that still hold the invented one.
    """

    village: Village
    answers: Answers
    households: list[Row] = field(default_factory=list)
    members: list[Row] = field(default_factory=list)
    issued: Counter[str] = field(default_factory=Counter)
    hosts: dict[str, tuple[str, int]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    invented: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class FilledCounty:
    """The roster of all villages and the villages with their answers, by village code."""

    roster: Roster
    villages: dict[str, FilledVillage]


def settle(campaign: Campaign, cases: Sequence[Case]) -> FilledCounty:
    """Puts the cases beside the invented households of a county that has as few villages as will do.

    Raises:
        ValueError: a case needs more rows than one village has.
    """
    alone = Counter(table for case in cases for table in case.tables if of_one_row(campaign.tables[table]))
    for number in range(max(alone.values(), default=1), _MOST_VILLAGES + 1):
        county = invent_county(campaign, number, _HOUSEHOLDS, townships=1)
        villages = _settled(campaign, county, cases)
        if villages is not None:
            return FilledCounty(_with_rows(as_roster(county), villages), {own.village.code: own for own in villages})
    raise ValueError(f"{_MOST_VILLAGES} villages are not enough for {len(cases)} cases")


def of_one_row(table: Table) -> bool:
    """Whether a village has room for one case in this table only."""
    return not table.roster and table.spare_rows == 1


def _settled(campaign: Campaign, county: County, cases: Sequence[Case]) -> list[FilledVillage] | None:
    """The villages with all cases, None when there is no room; guests come first, while there is room for hosts."""
    answers = campaign_events(county)
    single = {table.id for table in campaign.tables.values() if of_one_row(table)}
    villages = [FilledVillage(own.village, answers[own.village.code], invented=set(single)) for own in county.villages]
    settlers = [_Settler(campaign, village) for village in villages]
    for case in sorted(cases, key=lambda own: settlers[0].home_of_guest(own) is None):
        if not any(settler.take(case) for settler in sorted(settlers, key=lambda own: own.distance(case))):
            return None
    return villages


def _with_rows(roster: Roster, villages: Sequence[FilledVillage]) -> Roster:
    for columns, rows_of in ((roster.households, "households"), (roster.members, "members")):
        for village in villages:
            for row in getattr(village, rows_of):
                _append(columns, row | {"village_code": village.village.code})
    return roster


def _append(columns: ColumnLists, row: Row) -> None:
    size = len(columns[KEY])
    for name in row.keys() - columns.keys():
        columns[name] = [None] * size
    for name, column in columns.items():
        column.append(row.get(name))


def _is_issued(table: Table) -> bool:
    """Whether the roster says what rows it has."""
    return bool(table.roster) and table.kind != "about"


class _Settler:
    """Gives the rows of cases a household code and a place in one village."""

    def __init__(self, campaign: Campaign, village: FilledVillage) -> None:
        self._campaign = campaign
        self._village = village
        self._numbers = count(50_001)
        self._homes: set[tuple[str, str | None]] = set()

    def distance(self, case: Case) -> tuple[bool, int]:
        """How far a village is from taking a case: one with a host first, then the one with the fewest rows."""
        home = self.home_of_guest(case)
        return home is None or self._host(home) is None, self._village.issued.total()

    def take(self, case: Case) -> bool:
        """Takes a case in unless a sheet has no room for it."""
        home = self.home_of_guest(case)
        host = self._host(home) if home else None
        rows = {table: list(own) for table, own in case.tables.items()}
        if host is None:
            self._add_homes(rows)
        self._name_heads(rows)
        listed = {table for table in rows if self._listed(table, rows)}
        if not all(table in listed or self._room(table, len(own)) for table, own in rows.items()):
            return False
        for table_id in rows.keys() & self._village.invented:
            self._village.answers.new_rows.pop(table_id, None)
            self._village.invented.discard(table_id)
        codes = {(KEY, OWN): host} if host else {}
        for table in self._campaign.tables.values():
            for row in rows.get(table.id, []):
                self._place(table, row, codes, table.id in listed)
        self._village.codes[case.name] = codes.get((KEY, OWN), "")
        if home:
            self._village.hosts[home] = codes[KEY, OWN], self._guests(home) + 1 if host else 1
        return True

    def home_of_guest(self, case: Case) -> str | None:
        """The household table of a case that is one person of no particular household, None for any other case."""
        if [[row.get(KEY) for row in own] for own in case.tables.values()] != [[OWN]]:
            return None
        table = self._campaign.tables[next(iter(case.tables))]
        return table.parents[0] if table.kind == "member" and "increase" not in table.tags else None

    def _host(self, home: str) -> str | None:
        """A household that takes in one more guest."""
        return self._village.hosts[home][0] if 0 < self._guests(home) < _GUESTS else None

    def _guests(self, home: str) -> int:
        return self._village.hosts.get(home, ("", 0))[1]

    def _add_homes(self, rows: dict[str, list[Row]]) -> None:
        """The households without which members would not be issued, or not be found."""
        for table in [self._campaign.tables[name] for name in rows]:
            if table.kind == "member" and "increase" not in table.tags:
                home = table.parents[0]
                strangers = {row[KEY] for row in rows[table.id]} - {row[KEY] for row in rows.get(home, [])}
                homes: list[Row] = [{KEY: code, "head_name": "赵田"} for code in (OWN, OTHER) if code in strangers]
                rows[home] = [*rows.get(home, []), *homes]

    def _name_heads(self, rows: dict[str, list[Row]]) -> None:
        """A spare row is no household before something is typed into it."""
        for table, own in rows.items():
            if self._campaign.tables[table].key == KEY and self._campaign.tables[table].new_keys is not None:
                rows[table] = [row if row.keys() > {KEY} else {**row, "head_name": "赵田"} for row in own]

    def _room(self, table_id: str, wanted: int) -> bool:
        table = self._campaign.tables[table_id]
        if _is_issued(table):
            return self._village.issued[table_id] + wanted <= _MOST
        taken = 0 if table_id in self._village.invented else len(self._village.answers.new_rows.get(table_id, []))
        return taken + wanted <= table.spare_rows

    def _listed(self, table_id: str, rows: dict[str, list[Row]]) -> bool:
        """Whether the rows of a form are issued because the register says so of their household."""
        table = self._campaign.tables[table_id]
        homes = rows.get(table.parents[0], []) if table.kind == "about" and table.roster else []
        return any(all(home.get(name) in accepted for name, accepted in table.roster.items()) for home in homes)

    def _place(self, table: Table, row: Row, codes: dict[tuple[str, str], str], listed: bool) -> None:
        token = str(row[table.key] or "")
        given_by_us = table.is_home and table.new_keys is not None and not table.roster
        known = codes.get((table.key, token))
        if given_by_us and known and not known.startswith(str(table.new_keys)):
            # Whatever the household is called on other sheets, its code stands on this one already.
            codes = {own: code for own, code in codes.items() if own != (table.key, token)}
        if given_by_us or token in (OWN, OTHER, SPARE):
            taken = table.is_home and (table.id, codes.get((table.key, token))) in self._homes
            if taken or (table.key, token) not in codes:
                codes[table.key, token] = self._code(table, token)
            self._homes.add((table.id, codes[table.key, token]))
        own = {name: codes.get((name, str(cell)), cell) for name, cell in row.items()}
        code = str(own[table.key] or "")
        if listed:
            self._village.answers.changes.setdefault(table.id, {})[code,] = own
            return
        if not _is_issued(table) or (table.spare_rows and token not in (OWN, OTHER)):
            self._village.answers.new_rows.setdefault(table.id, []).append(own)
            return
        self._village.issued[table.id] += 1
        key: tuple[str, ...] = (code,)
        if table.kind == "member":
            key = (f"{code}{self._village.issued[table.id]:03d}",)
            own |= {"member_code": key[0]}
            self._village.members.append(self._issued(table, own))
        else:
            fits: Row = {name: kinds[0] for name, kinds in table.roster.items() if own.get(name) not in kinds}
            self._village.households.append(self._issued(table, own | fits))
            own |= {name: cell for name, cell in fits.items() if self._campaign.column(table.id, name).locked}
        self._village.answers.changes.setdefault(table.id, {})[key] = {
            name: cell for name, cell in own.items() if not name.startswith(LAST)
        }

    def _code(self, table: Table, token: str) -> str:
        """The code of one more household: the temporary one of the next spare row, or one of the village's."""
        if table.new_keys is not None and (not table.roster or token == SPARE):
            return f"{table.new_keys}{len(self._village.answers.new_rows.get(table.id, [])) + 1:02d}"
        place = self._village.village.code
        return f"{place[:6]}{place[9:]}{next(self._numbers):05d}"

    def _issued(self, table: Table, row: Row) -> Row:
        """What the roster says of a row: what puts it on its sheet, the locked cells, and what a cell held before."""
        locked = {column.name for column in self._campaign.columns(table.id) if column.locked} | table.roster.keys()
        before = {name.removeprefix(LAST): cell for name, cell in row.items() if name.startswith(LAST)}
        return {name: cell for name, cell in row.items() if name in locked or name == KEY} | before
