"""Natural change: last year + 增加 − 减少 = this year, for every household and every village.

Last year are the persons issued in the register tables (whom the roster knew), this year the persons who are
registered now, counted one by one: those of the register tables whom 附件3 does not report gone, and those of 附件2
who were not there before. The two sides are counted independently, so a decrease of somebody who was never there, an
increase of somebody already registered, a deleted row or a person written into the register past 附件2 shows as a
difference (policy.md 2.6.8 VI-06, 账账相符). 清退 is a request to the county and takes nobody off the register (埇桥
2020 一(七)); it is counted beside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from cunbiao.columns import NAME, PERSON_KEY
from cunbiao.definitions import Campaign
from cunbiao.records.frames import Bools, Frames, TableFrame

CLEAROUT_CASE = "misidentified_case"
_REGISTERED = frozenset({"register", "edge"})

Homes = Counter[int]


@dataclass(frozen=True)
class HouseholdChange:
    """One issued household: persons last year, 附件2 rows, 附件3 rows, persons this year; ``table`` and ``index``
    lead to its row.
    """

    table: str
    index: int
    last_year: int
    increase: int
    decrease: int
    this_year: int

    @property
    def expected(self) -> int:
        """Persons there must be this year."""
        return self.last_year + self.increase - self.decrease

    @property
    def balanced(self) -> bool:
        """Whether the account is even."""
        return self.expected == self.this_year


@dataclass(frozen=True)
class VillageChange:
    """One village: persons of the issued households last year, changes, newly identified persons, persons this year.

    ``new`` counts the members of households that were not issued (附件1 and new 边缘户), ``clearout`` the persons of
    households that are asked to be cleared out (not subtracted).
    """

    township: str
    village_code: str
    village: str
    last_year: int
    increase: int
    decrease: int
    new: int
    clearout: int
    this_year: int

    @property
    def expected(self) -> int:
        """Persons there must be this year."""
        return self.last_year + self.increase - self.decrease + self.new

    @property
    def balanced(self) -> bool:
        """Whether the account is even."""
        return self.expected == self.this_year


def natural_changes(
    campaign: Campaign, frames: Frames, missing: Counter[tuple[int, int]]
) -> tuple[list[HouseholdChange], list[VillageChange]]:
    """The account of every issued household and of every village, in the order of the register.

    ``missing`` counts, by (village, household), the issued member rows that a file no longer has; they belong to last
    year. A household that was not issued has no last year and is in its village's account only.
    """
    account = _Account(campaign, frames, missing)
    households = [
        HouseholdChange(
            table=frame.table,
            index=index,
            last_year=account.last_year[home],
            increase=account.increase[home],
            decrease=account.decrease[home],
            this_year=account.now[home],
        )
        for frame in account.homes
        for index, home in enumerate(frame.household.tolist())
        if not frame.added[index]
    ]
    return households, account.villages()


class _Account:
    """Persons by household number: last year, changes and now; ``fresh`` are the members of households that were not
    issued.
    """

    def __init__(self, campaign: Campaign, frames: Frames, missing: Counter[tuple[int, int]]) -> None:
        def tables(kind: str, *roles: str) -> list[TableFrame]:
            chosen = (campaign.tables[table] for table in frames.tables)
            return [frames.tables[table.id] for table in chosen if table.kind == kind and table.role in roles]

        self.homes = tables("household", *_REGISTERED)
        self.members = tables("member", *_REGISTERED)
        self.newcomers = tables("member", "new")
        self.increases = tables("member", "increase")
        self.decreases = tables("change", "decrease")
        self.clearouts = tables("change", "clearout")
        self.frames = frames
        self.village_of: dict[int, int] = {}
        for frame in frames.tables.values():
            self.village_of.update(zip(frame.household.tolist(), frame.village.tolist(), strict=True))
        unissued = {home for frame in self.homes for home in frame.household[frame.added].tolist()}
        unissued -= {home for frame in self.homes for home in frame.household[~frame.added].tolist()}
        self.last_year: Homes = Counter(
            home for frame in self.members for home in frame.household[~frame.added].tolist()
        )
        for (village, home), number in missing.items():
            self.last_year[home] += number
            self.village_of[home] = village
        self.increase = _count(self.increases)
        self.decrease = _count(self.decreases)
        self.now = self._present()
        self.fresh: Homes = Counter({home: self.now[home] for home in unissued}) + _count(self.newcomers)

    def _present(self) -> Homes:
        """Persons there are now, one by one."""
        here: dict[int, list[tuple[str, str]]] = {}
        changing = {home for frame in (*self.increases, *self.decreases) for home in frame.household.tolist()}
        now = _count(self.members)
        for frame in self.members:
            for home, person in _persons(frame, changing):
                here.setdefault(home, []).append(person)
        for frame in self.increases:
            for home, person in _persons(frame, changing):
                known = here.setdefault(home, [])
                if person[0] == "" or all(person[0] != other[0] for other in known):
                    known.append(person)
                    now[home] += 1
        for frame in self.decreases:
            for home, person in _persons(frame, changing):
                gone = _find(here.get(home, []), person)
                if gone is not None:
                    here[home].remove(gone)
                    now[home] -= 1
        return now

    def villages(self) -> list[VillageChange]:
        """The account of every village, by township and code."""
        last_year = self._by_village(self.last_year)
        increase = self._by_village(self.increase)
        decrease = self._by_village(self.decrease)
        asked = {home for frame in self.clearouts for home in frame.household[_requested(frame)].tolist()}
        clearout = self._by_village(Counter({home: self.now[home] for home in asked}))
        fresh = self._by_village(self.fresh)
        now = self._by_village(self.now + _count(self.newcomers))
        return [
            VillageChange(
                township=source.township,
                village_code=source.village_code,
                village=source.village,
                last_year=last_year[village],
                increase=increase[village],
                decrease=decrease[village],
                new=fresh[village],
                clearout=clearout[village],
                this_year=now[village],
            )
            for village, source in enumerate(self.frames.sources)
        ]

    def _by_village(self, homes: Homes) -> Counter[int]:
        villages: Counter[int] = Counter()
        for home, persons in homes.items():
            villages[self.village_of[home]] += persons
        return villages


def _requested(frame: TableFrame) -> Bools:
    """Rows of the clear-out form that ask for it: households found rightly identified have no case filled in."""
    return np.asarray(frame.text(CLEAROUT_CASE) != "", dtype=np.bool_)


def _count(frames: Iterable[TableFrame]) -> Homes:
    return Counter(home for frame in frames for home in frame.household.tolist())


def _persons(frame: TableFrame, homes: set[int]) -> Iterable[tuple[int, tuple[str, str]]]:
    """Household and (number, name) of the rows in ``homes``."""
    numbers, names = frame.text(PERSON_KEY).tolist(), frame.text(NAME).tolist()
    rows = zip(frame.household.tolist(), numbers, names, strict=True)
    return ((home, (number, name)) for home, number, name in rows if home in homes)


def _find(present: list[tuple[str, str]], person: tuple[str, str]) -> tuple[str, str] | None:
    """The person meant: by number, or by name where the number is mistyped (the number's own checks report that)."""
    number, name = person
    for other in present:
        if number and other[0] == number:
            return other
    return next((other for other in present if name and other[1] == name), None)
