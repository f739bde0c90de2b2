"""The county's villages: from its list of villages (村名单), or from the village codes in the roster itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cunbiao.definitions.rosters import RosterFile
from cunbiao.findings import Finding
from cunbiao.lists.roster import message_ids
from cunbiao.lists.roster.convert import shown
from cunbiao.lists.roster.errors import catalogue
from cunbiao.lists.roster.grids import Grid
from cunbiao.lists.roster.headings import Headings
from cunbiao.lists.roster.model import Village


@dataclass(frozen=True)
class PlaceNames:
    """What one row says about where it belongs; "" where the sheet has no such column."""

    county: str
    township: str
    village: str
    code: str


def place_names(row: list[object], headings: Headings) -> PlaceNames:
    """The place columns of one row."""

    def text(name: str) -> str:
        index = headings.places.get(name)
        return shown(row[index]).strip() if index is not None else ""  # type: ignore[arg-type]

    return PlaceNames(text("county"), text("township"), text("village"), text("village_code"))


class VillageDirectory:
    """The villages by code and by name."""

    def __init__(self, layout: RosterFile, county: str) -> None:
        self._digits = layout.village_list.code_digits
        self._county = county
        self.villages: list[Village] = []
        self._by_code: dict[str, Village] = {}
        self._by_name: dict[tuple[str, str], Village] = {}
        self._rows: dict[str, int] = {}

    def read_list(self, grid: Grid, headings: Headings) -> Iterable[Finding]:
        """Takes a list of villages; gives a finding for every row that cannot be used."""
        for number, row in enumerate(grid.rows[headings.row + 1 :], start=headings.row + 2):
            names = place_names(list(row), headings)
            if not names.village and not names.code:
                continue
            problem = self._problem(names)
            if problem is None:
                self.add(names, number)
                continue
            message, column, values = problem
            place = grid.place(number, headings.places.get(column))
            yield catalogue().finding(message, place, values, village=names.village, township=names.township)

    def add(self, names: PlaceNames, row: int) -> Village:
        """Enters a village."""
        village = Village(names.code, names.village, names.township, names.county or self._county)
        self.villages.append(village)
        self._by_code[village.code] = village
        self._by_name[(village.township, village.name)] = village
        self._rows[village.code] = row
        return village

    def add_from_row(self, names: PlaceNames) -> None:
        """Enters the village of a roster row when the county gave no list."""
        if self.is_code(names.code) and names.code not in self._by_code:
            self.add(names, 0)

    def is_code(self, code: str) -> bool:
        """Whether a text has the form of a village code."""
        return len(code) == self._digits and code.isascii() and code.isdigit()

    def find(self, names: PlaceNames) -> Village | str:
        """The village of a row, or the id of the message that says why there is none."""
        if names.code and (village := self._by_code.get(names.code)) is not None:
            return village
        if (village := self._by_name.get((names.township, names.village))) is not None:
            return village
        same = [village for village in self.villages if village.name == names.village]
        if names.township or not same:
            return message_ids.UNKNOWN_VILLAGE
        return same[0] if len(same) == 1 else message_ids.AMBIGUOUS_VILLAGE

    def _problem(self, names: PlaceNames) -> tuple[str, str, dict[str, object]] | None:
        if not self.is_code(names.code):
            return message_ids.BAD_VILLAGE_CODE, "village_code", {"value": names.code, "expected": self._digits}
        if names.code in self._by_code:
            return message_ids.VILLAGE_TWICE, "village_code", {"value": names.code, "other": self._rows[names.code]}
        if (double := self._by_name.get((names.township, names.village))) is not None:
            return message_ids.VILLAGE_TWICE, "village", {"value": names.village, "other": self._rows[double.code]}
        return None
