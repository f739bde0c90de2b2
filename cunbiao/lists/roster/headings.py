"""Which sheet is what and which column means what, told from the headings alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from cunbiao.definitions.rosters import RosterColumn, RosterFile, header_key
from cunbiao.lists.roster import message_ids
from cunbiao.lists.roster.errors import refuse
from cunbiao.lists.roster.grids import Grid
from cunbiao.lists.roster.titles import Block, Headlines, Title
from workbooks.references import column_letters

SheetKind = Literal["villages", "households", "persons"]


@dataclass
class Headings:
    """A recognised sheet: the rows of its headings, and column indices of places, household and member indicators.

    ``unasked`` are columns that are known but not asked for this year, ``unknown`` those nothing is known about, both
    as (column index, heading). ``titles`` are the headings of all columns.
    """

    kind: SheetKind
    first: int
    last: int
    places: dict[str, int]
    household: dict[str, int] = field(default_factory=dict)
    member: dict[str, int] = field(default_factory=dict)
    unasked: list[tuple[int, str]] = field(default_factory=list)
    unknown: list[tuple[int, str]] = field(default_factory=list)
    titles: dict[int, Title] = field(default_factory=dict)


def recognise(grid: Grid, layout: RosterFile, headlines: Headlines) -> Headings | None:
    """What a sheet is, ``None`` when its first rows hold no headings of a roster or a list of villages.

    Raises:
        RosterError: two columns carry the same heading, or a person sheet lacks a required column.
    """
    block = headlines.block(grid)
    return _Sheet(grid, layout, block, headlines).headings() if block is not None else None


class _Sheet:
    """One sheet while its headings are being told apart."""

    def __init__(self, grid: Grid, layout: RosterFile, block: Block, headlines: Headlines) -> None:
        self._grid = grid
        self._layout = layout
        self._block = block
        self._at, self._loose = _columns_by_key(block, headlines)
        self._taken: set[int] = set()

    def headings(self) -> Headings | None:
        layout, block = self._layout, self._block
        places = {
            name: index
            for name in ("county", "township", "village", "village_code")
            if (index := self._find(name, getattr(layout.places, name))) is not None
        }
        key = self._find(layout.household_key.indicator, layout.household_key.headers)
        if key is None:
            is_list = "village" in places and "village_code" in places
            return Headings("villages", block.first, block.last, places) if is_list else None
        member = self._columns(layout.member)
        is_person = all(name in member for name in layout.person_row)
        if not is_person:
            self._taken -= set(member.values())
        household = self._columns(layout.household)
        self._refuse_missing(is_person, household, member)
        unasked = set(self._columns(layout.unasked).values())
        return Headings(
            "persons" if is_person else "households",
            block.first,
            block.last,
            places,
            {layout.household_key.indicator: key, **household},
            member if is_person else {},
            self._shown(unasked),
            self._shown(self._unknown()),
            block.titles,
        )

    def _columns(self, columns: Iterable[RosterColumn]) -> dict[str, int]:
        found = {column.indicator: self._find(column.indicator, column.headers) for column in columns}
        return {name: index for name, index in found.items() if index is not None}

    def _find(self, name: str, headers: list[str]) -> int | None:
        """The column of the first heading that is there; every other spelling of the same thing is known, too."""
        chosen: int | None = None
        for header in headers:
            free = [index for index in self._at.get(header_key(header), []) if index not in self._taken]
            if chosen is None and len(free) > 1:
                first, second = (column_letters(index) for index in free[:2])
                place = self._grid.place(self._block.last)
                raise refuse(message_ids.COLUMN_TWICE, place, label=header, column=first, other=second)
            if chosen is None and free:
                chosen = free[0]
            self._taken.update(free)
        if chosen is None:
            chosen = self._find_loosely(headers)
        return chosen

    def _find_loosely(self, headers: list[str]) -> int | None:
        """The one column that is called so when the group above it is left out; several are none."""
        loose = {index for header in headers for index in self._loose.get(header_key(header), [])} - self._taken
        if len(loose) != 1:
            return None
        self._taken |= loose
        return loose.pop()

    def _refuse_missing(self, is_person: bool, household: dict[str, int], member: dict[str, int]) -> None:
        """A sheet with most columns of a person is a person sheet that lost one."""
        wanted = [(column, household) for column in self._layout.household]
        if is_person or len(member) > 3:
            wanted += [(column, member) for column in self._layout.member]
        for column, found in wanted:
            if column.required and column.indicator not in found:
                expected = "、".join(column.headers[:4])
                raise refuse(
                    message_ids.COLUMN_MISSING,
                    self._grid.place(self._block.last),
                    label=column.headers[0],
                    expected=expected,
                )

    def _unknown(self) -> set[int]:
        ignored = {header_key(header) for header in (*self._layout.ignored, *self._layout.dated)}
        known = {column for at in (self._at, self._loose) for key in ignored for column in at.get(key, [])}
        return self._block.titles.keys() - self._taken - known

    def _shown(self, columns: set[int]) -> list[tuple[int, str]]:
        return [(column, self._block.titles[column].shown) for column in sorted(columns)]


def _columns_by_key(block: Block, headlines: Headlines) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Known key → the columns called so, and those called so only when the group above them is left out."""
    certain: dict[str, list[int]] = {}
    loose: dict[str, list[int]] = {}
    for column, title in sorted(block.titles.items()):
        for key in headlines.first_known(title):
            (certain if key in title.keys else loose).setdefault(key, []).append(column)
    return certain, loose
