"""Which sheet is what and which column means what, told from the headings alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from cunbiao.definitions.rosters import RosterColumn, RosterFile, header_key
from cunbiao.lists.roster import message_ids
from cunbiao.lists.roster.errors import refuse
from cunbiao.lists.roster.grids import Grid
from workbooks.references import column_letters

SheetKind = Literal["villages", "households", "persons"]


@dataclass
class Headings:
    """A recognised sheet: index of the heading row, and column indices of places, household and member indicators.

    ``unknown`` are (column index, heading) that nothing is known about.
    """

    kind: SheetKind
    row: int
    places: dict[str, int]
    household: dict[str, int] = field(default_factory=dict)
    member: dict[str, int] = field(default_factory=dict)
    unknown: list[tuple[int, str]] = field(default_factory=list)


def recognise(grid: Grid, layout: RosterFile) -> Headings | None:
    """What a sheet is, ``None`` when none of its first rows holds headings of a roster or a list of villages.

    Raises:
        RosterError: two columns carry the same heading, or a person sheet lacks a required column.
    """
    known = _known(layout)
    best, found = -1, 0
    for number, row in enumerate(grid.rows[: layout.header_search_rows]):
        keys = {header_key(cell) for cell in row if isinstance(cell, str)}
        hits = len(keys & known)
        if hits > found:
            best, found = number, hits
    if found < 2:
        return None
    return _Sheet(grid, layout, best).headings()


def _known(layout: RosterFile) -> set[str]:
    places = layout.places
    headers: list[str] = [*places.county, *places.township, *places.village, *places.village_code, *layout.ignored]
    for column in (layout.household_key, *layout.household, *layout.member):
        headers += column.headers
    return {header_key(header) for header in headers}


class _Sheet:
    """One sheet while its headings are being told apart."""

    def __init__(self, grid: Grid, layout: RosterFile, row: int) -> None:
        self._grid = grid
        self._layout = layout
        self._row = row
        self._texts = [cell if isinstance(cell, str) else "" for cell in grid.rows[row]]
        self._at: dict[str, list[int]] = {}
        for index, text in enumerate(self._texts):
            if text.strip():
                self._at.setdefault(header_key(text), []).append(index)
        self._taken: set[int] = set()

    def headings(self) -> Headings | None:
        layout = self._layout
        places = {
            name: index
            for name in ("county", "township", "village", "village_code")
            if (index := self._find(name, getattr(layout.places, name))) is not None
        }
        key = self._find(layout.household_key.indicator, layout.household_key.headers)
        if key is None:
            is_list = "village" in places and "village_code" in places
            return Headings("villages", self._row, places) if is_list else None
        member = self._columns(layout.member)
        is_person = all(name in member for name in layout.person_row)
        if not is_person:
            self._taken -= set(member.values())
        household = self._columns(layout.household)
        self._refuse_missing(is_person, household, member)
        kind: SheetKind = "persons" if is_person else "households"
        found = {layout.household_key.indicator: key, **household}
        return Headings(kind, self._row, places, found, member if is_person else {}, self._unknown())

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
                place = self._grid.place(self._row + 1)
                raise refuse(message_ids.COLUMN_TWICE, place, label=header, column=first, other=second)
            if chosen is None and free:
                chosen = free[0]
            self._taken.update(free)
        return chosen

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
                    self._grid.place(self._row + 1),
                    label=column.headers[0],
                    expected=expected,
                )

    def _unknown(self) -> list[tuple[int, str]]:
        ignored = {header_key(header) for header in self._layout.ignored}
        return [
            (index, text.strip())
            for index, text in enumerate(self._texts)
            if text.strip() and index not in self._taken and header_key(text) not in ignored
        ]
