"""The county's villages: from its list of villages (村名单), or from the village codes in the roster itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from cunbiao.definitions.rosters import RosterFile
from cunbiao.findings import Finding, Place
from cunbiao.lists.roster import message_ids
from cunbiao.lists.roster.body import Body
from cunbiao.lists.roster.convert import shown
from cunbiao.lists.roster.errors import catalogue
from cunbiao.lists.roster.grids import Grid
from cunbiao.lists.roster.headings import Headings
from cunbiao.lists.roster.model import Village
from workbooks.reading.raw import Raw

_BLANKS = re.compile(r"[\s\u200b-\u200f\ufeff]+")
# The committee of a village and the office of a township are called after it.
_COMMITTEES = (
    (re.compile("(?:行政)?村?(?:村民委员会|村委会)$"), "村"),
    (re.compile("(?:社区)?(?:居民委员会|居委会)$"), "社区"),
    (re.compile("(?<=.)(?:人民政府|办事处)$"), ""),
)
_KIND = re.compile("(?<=.)(?:行政村|村|社区|镇|乡|街道)$")


@dataclass(frozen=True)
class PlaceNames:
    """What one row says about where it belongs; "" where the sheet has no such column."""

    county: str
    township: str
    village: str
    code: str

    @property
    def says_village(self) -> bool:
        """Whether it says which village."""
        return bool(self.village or self.code)

    @property
    def shown(self) -> str:
        """How it calls the village, its township first."""
        return f"{self.township}{self.village}" or self.code

    def agrees_with(self, village: Village) -> bool:
        """Whether it calls the village as the list does; a code is enough."""
        return self.code == village.code or (self.village == village.name and self.township in ("", village.township))


class OtherNames:
    """Villages that rows call otherwise than the list does (村委会 for 村, …): understood, and said once."""

    # So many are shown: the list of villages itself may be the one that is written otherwise.
    _SHOWN = 10

    def __init__(self) -> None:
        self._places: dict[tuple[str, str], Place] = {}

    def note(self, names: PlaceNames, village: Village, place: Place) -> None:
        """Takes note of a row that says ``village`` in its own words, where those are not the list's."""
        if not names.agrees_with(village):
            self._places.setdefault((names.shown, village.shown), place)

    def findings(self) -> Iterator[Finding]:
        """One note about all of them."""
        if self._places:
            pairs = [f"“{called}”是“{listed}”" for called, listed in list(self._places)[: self._SHOWN]]
            values = {"count": len(self._places), "value": "，".join(pairs)}
            yield catalogue().finding(message_ids.OTHER_NAME, next(iter(self._places.values())), values)


def all_place_names(body: Body, headings: Headings) -> list[PlaceNames]:
    """What the place columns say, one entry a row."""
    known: dict[tuple[Raw, ...], PlaceNames] = {}
    names: list[PlaceNames] = []
    columns = (body.column(headings.places.get(name)) for name in ("county", "township", "village", "village_code"))
    for cells in zip(*columns, strict=True):
        if cells not in known:
            known[cells] = PlaceNames(*(_BLANKS.sub("", shown(cell)) for cell in cells))
        names.append(known[cells])
    return names


class VillageDirectory:
    """The villages by code and by name."""

    def __init__(self, layout: RosterFile, county: str) -> None:
        self._digits = layout.village_list.code_digits
        self._county = county
        self.villages: list[Village] = []
        self._by_code: dict[str, Village] = {}
        self._by_name: dict[tuple[str, str], Village] = {}
        self._rows: dict[str, int] = {}

    def read_list(self, grid: Grid, body: Body, headings: Headings) -> Iterable[Finding]:
        """Takes a list of villages; gives a finding for every row that cannot be used."""
        totals = body.totals(headings.places.values())
        for position, (number, names) in enumerate(zip(body.rows, all_place_names(body, headings), strict=True)):
            if not names.says_village or position in totals:
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
        for like in (_exactly, _without_committee, _without_kind):
            same = [village for village in self.villages if _is_meant(names, village, like)]
            if same:
                return same[0] if len(same) == 1 else message_ids.AMBIGUOUS_VILLAGE
        return message_ids.UNKNOWN_VILLAGE

    def _problem(self, names: PlaceNames) -> tuple[str, str, dict[str, object]] | None:
        if not self.is_code(names.code):
            return message_ids.BAD_VILLAGE_CODE, "village_code", {"value": names.code, "expected": self._digits}
        if names.code in self._by_code:
            return message_ids.VILLAGE_TWICE, "village_code", {"value": names.code, "other": self._rows[names.code]}
        if (double := self._by_name.get((names.township, names.village))) is not None:
            return message_ids.VILLAGE_TWICE, "village", {"value": names.village, "other": self._rows[double.code]}
        return None


def _is_meant(names: PlaceNames, village: Village, like: Callable[[str], str]) -> bool:
    """Whether a row means this village when names are compared this way; a township may stand before its village."""
    if names.township and like(names.township) != like(village.township):
        return False
    return like(names.village) in (like(village.name), like(village.township) + like(village.name))


def _exactly(name: str) -> str:
    return name


def _without_committee(name: str) -> str:
    """紫梅村民委员会 and 紫梅村委会 as 紫梅村; 谷雨镇人民政府 as 谷雨镇."""
    for committee, of in _COMMITTEES:
        name = committee.sub(of, name)
    return name


def _without_kind(name: str) -> str:
    """紫梅村, 紫梅社区 as 紫梅."""
    return _KIND.sub("", _without_committee(name))
