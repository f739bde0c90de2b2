"""The account of persons: last year + plus − minus = this year, for every household and every village.

Which tables stand on which side is declared (``account`` in ``tables.yaml``). Last year are the persons issued in the
opening tables (whom the roster knew); this year the persons who are there now, counted one by one: those of the opening
tables who have not left (the indicator ``gone``), and those of the plus tables who were not there before. The two sides
are counted independently, so a decrease of somebody who was never there, an increase of somebody already registered, a
deleted row or a person written into the register past the form for increases shows as a difference (policy.md 2.6.8
VI-06, 账账相符). Whoever comes or goes is counted by the reason as well. What is only asked for is counted beside and
takes nobody off the register.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cunbiao.columns import PERSON_KEY
from cunbiao.definitions import Campaign
from cunbiao.definitions.models import Rows
from cunbiao.definitions.tables import Account, AccountChange, AccountItem, Move
from cunbiao.expressions import compile_expression, truth
from cunbiao.merging.village_names import VillageNames
from cunbiao.records.frames import Bools, Frames, TableFrame
from cunbiao.records.submission import Submission

Homes = Counter[int]
Reasons = Mapping[str, tuple[int, ...]]
"""Id of a plus or minus item of the account → its persons by reason, as `reason_labels` says."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """Persons last year, those of each plus and minus column, by reason too, newly identified ones, persons this year.

    ``new`` counts the members of households that were not issued.
    """

    last_year: int
    plus: tuple[int, ...]
    minus: tuple[int, ...]
    reasons: Reasons
    new: int = 0
    this_year: int

    @property
    def expected(self) -> int:
        """Persons there must be this year."""
        return self.last_year + sum(self.plus) - sum(self.minus) + self.new

    @property
    def balanced(self) -> bool:
        """Whether the account is even."""
        return self.expected == self.this_year


def together(changes: Sequence[Change]) -> Change:
    """Several accounts of one campaign as one."""
    return Change(
        last_year=sum(change.last_year for change in changes),
        plus=_added([change.plus for change in changes]),
        minus=_added([change.minus for change in changes]),
        reasons={item: _added([change.reasons[item] for change in changes]) for item in changes[0].reasons},
        new=sum(change.new for change in changes),
        this_year=sum(change.this_year for change in changes),
    )


def _added(figures: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sum(own) for own in zip(*figures, strict=True))


@dataclass(frozen=True, kw_only=True)
class HouseholdChange(Change):
    """One issued household; ``table`` and ``index`` lead to its row."""

    table: str
    index: int

    @property
    def changed(self) -> bool:
        """Whether anybody came or left."""
        return any(self.plus) or any(self.minus)


@dataclass(frozen=True, kw_only=True)
class VillageChange(Change):
    """One village; ``beside`` are the persons of households for which something is asked (not subtracted)."""

    township: str
    village_code: str
    village: str
    beside: tuple[int, ...]


def natural_changes(
    campaign: Campaign, frames: Frames, submissions: Iterable[Submission]
) -> tuple[list[HouseholdChange], list[VillageChange]]:
    """The account of every issued household and of every village, in the order of the register; empty where the notice
    keeps no account.

    The issued member rows that a file no longer has belong to last year. A household that was not issued has no last
    year and is in its village's account only.
    """
    if campaign.account is None:
        return [], []
    counted = _Account(campaign, campaign.account, frames, submissions)
    return counted.households(), counted.villages()


def reason_labels(campaign: Campaign, item: AccountChange) -> tuple[str, ...]:
    """The reasons by which the persons of an item are counted, the last for those without any that is known; nothing
    where no table of the notice asks why.
    """
    asking = [table.id for table in campaign.tables.values() if item.rows.has(table)]
    for column in (column for table in asking for column in campaign.columns(table) if column.name == item.by):
        return (*campaign.codes[str(column.codes)].single, f"{column.label}没写明")
    return ()


def still_there(campaign: Campaign, frame: TableFrame) -> Bools:
    """Rows of persons who have not left; all of them where the table does not tell."""
    gone = campaign.library.gone
    if gone is None or not frame.has(gone):
        return np.ones(frame.size, dtype=np.bool_)
    yes = campaign.codes[str(frame.column(gone).codes)].ids["是"]
    return np.asarray(frame.text(gone) != yes, dtype=np.bool_)


class _Account:
    """Persons by household number: last year, changes and now; ``fresh`` are the members of households that were not
    issued.
    """

    def __init__(self, campaign: Campaign, account: Account, frames: Frames, submissions: Iterable[Submission]) -> None:
        self._campaign = campaign
        self._frames = frames
        self._opening = self._chosen(account.opening.rows)
        self._new = self._chosen(account.new.rows)
        self._homes = self._homes_of(self._opening)
        self._places = VillageNames(frames)
        self._village_of: dict[int, int] = {}
        for frame in frames.tables.values():
            self._village_of.update(zip(frame.household.tolist(), frame.village.tolist(), strict=True))
        self._last_year: Homes = Counter(
            home for frame in self._opening for home in frame.household[~frame.added].tolist()
        )
        for village, home in self._rows_gone(account.opening.rows, submissions):
            self._last_year[home] += 1
            self._village_of[home] = village
        self._plus = [self._counted(item) for item in account.plus]
        self._minus = [self._counted(item) for item in account.minus]
        self._reasons = {item.id: self._by_reason(item) for item in (*account.plus, *account.minus)}
        self._now = self._present(account)
        # Persons of whole households that go to another village, and the village they arrive in.
        self._leaving: list[Homes] = []
        self._arriving: list[Counter[int]] = []
        for item in account.moves:
            leaving, arriving = self._moved(item)
            self._leaving.append(leaving)
            self._arriving.append(arriving)
            self._now -= leaving
        self._fresh: Homes = Counter({home: self._now[home] for home in self._unissued()}) + _count(self._new)
        self._beside = [Counter({home: self._now[home] for home in self._counted(item)}) for item in account.beside]

    def _rows_gone(self, opening: Rows, submissions: Iterable[Submission]) -> Iterator[tuple[int, int]]:
        """Village and household of every issued row of these tables that its file no longer has."""
        homes: dict[tuple[int, str], int] = {}
        for frame in self._frames.tables.values():
            keys = zip(frame.village.tolist(), frame.codes.tolist(), strict=True)
            homes.update(zip(keys, frame.household.tolist(), strict=True))
        village_of = {source.village_code: village for village, source in enumerate(self._frames.villages)}
        # Rows without a household code have numbers from -1 downward, so the numbers below are nobody's.
        unused = -1 - sum(frame.size for frame in self._frames.tables.values())
        for submission in submissions:
            village = village_of[submission.identity.village_code]
            for table, rows in submission.tables.items():
                if opening.has(self._campaign.tables[table]):
                    # A household none of whose rows is left has no number; one a village does for its account.
                    for code in rows.gone:
                        yield village, homes.get((village, code), unused - village)

    def _chosen(self, rows: Rows) -> list[TableFrame]:
        return [frame for table, frame in self._frames.tables.items() if rows.has(self._campaign.tables[table])]

    def _homes_of(self, members: Sequence[TableFrame]) -> list[TableFrame]:
        """The tables whose rows the persons belong to, in the order of the forms."""
        parents = {parent for frame in members for parent in self._campaign.tables[frame.table].parents}
        return [frame for table, frame in self._frames.tables.items() if table in parents]

    def _unissued(self) -> set[int]:
        added = {home for frame in self._homes for home in frame.household[frame.added].tolist()}
        return added - {home for frame in self._homes for home in frame.household[~frame.added].tolist()}

    def _counted(self, item: AccountItem) -> Homes:
        """Rows of the item's tables for which its condition holds, by household."""
        return Counter(
            home for frame in self._chosen(item.rows) for home in frame.household[self._holds(item, frame)].tolist()
        )

    def _by_reason(self, item: AccountChange) -> list[Homes]:
        """Those rows by reason."""
        labels = reason_labels(self._campaign, item)
        counted: list[Homes] = [Counter() for _ in labels]
        place = {label: number for number, label in enumerate(labels[:-1])}
        for frame in self._chosen(item.rows) if labels else ():
            held = self._holds(item, frame)
            said = frame.text(str(item.by))[held].tolist() if frame.has(str(item.by)) else [""] * int(held.sum())
            for home, reason in zip(frame.household[held].tolist(), said, strict=True):
                counted[place.get(reason, -1)][home] += 1
        return counted

    def _moved(self, move: Move) -> tuple[Homes, Counter[int]]:
        """The persons of the households that move away, by household, and by the village they arrive in.

        A household that is said to move twice moves once.
        """
        leaving: Homes = Counter()
        arriving: Counter[int] = Counter()
        for frame in self._chosen(move.rows):
            for index in np.flatnonzero(self._holds(move, frame)).tolist():
                home = int(frame.household[index])
                if home in leaving:
                    continue
                leaving[home] = self._now[home]
                village = self._places.found(frame, index, move.to)
                if village is not None:
                    arriving[village] += self._now[home]
        return leaving, arriving

    def _holds(self, item: AccountItem, frame: TableFrame) -> Bools:
        if item.where is None:
            return np.ones(frame.size, dtype=np.bool_)
        where = compile_expression(item.where, self._campaign.scopes[frame.table])
        prepared = self._frames.prepared
        return np.broadcast_to(truth(where, prepared[frame.table], prepared).true, frame.size)

    def _present(self, account: Account) -> Homes:
        """Persons there are now, one by one; who is in a plus table and was there before is counted once."""
        now: Homes = Counter()
        known: dict[int, set[str]] = {}
        increases = [frame for item in account.plus for frame in self._chosen(item.rows)]
        growing = {home for frame in increases for home in frame.household.tolist()}
        for frame in self._opening:
            here = still_there(self._campaign, frame)
            now.update(frame.household[here].tolist())
            for home, number in _numbers(frame, here):
                if home in growing:
                    known.setdefault(home, set()).add(number)
        for frame in increases:
            for home, number in _numbers(frame, still_there(self._campaign, frame)):
                numbers = known.setdefault(home, set())
                if number == "" or number not in numbers:
                    numbers.add(number)
                    now[home] += 1
        return now

    def households(self) -> list[HouseholdChange]:
        """The account of every issued household, in the order of the register."""
        given = {home for own in self._reasons.values() for counted in own for home in counted}
        # What nearly all households have, once for all of them.
        none = {item: (0,) * len(own) for item, own in self._reasons.items()}
        return [
            HouseholdChange(
                table=frame.table,
                index=index,
                last_year=self._last_year[home],
                plus=(*(counted[home] for counted in self._plus), *(0 for _ in self._arriving)),
                minus=tuple(counted[home] for counted in (*self._minus, *self._leaving)),
                reasons={item: tuple(counted[home] for counted in own) for item, own in self._reasons.items()}
                if home in given
                else none,
                this_year=self._now[home],
            )
            for frame in self._homes
            for index, home in enumerate(frame.household.tolist())
            if not frame.added[index]
        ]

    def villages(self) -> list[VillageChange]:
        """The account of every village, by township and code."""
        last_year = self._by_village(self._last_year)
        plus = [*(self._by_village(counted) for counted in self._plus), *self._arriving]
        minus = [self._by_village(counted) for counted in (*self._minus, *self._leaving)]
        reasons = {item: [self._by_village(counted) for counted in own] for item, own in self._reasons.items()}
        beside = [self._by_village(counted) for counted in self._beside]
        fresh = self._by_village(self._fresh)
        now = sum(self._arriving, self._by_village(self._now + _count(self._new)))
        return [
            VillageChange(
                township=source.township,
                village_code=source.village_code,
                village=source.village,
                last_year=last_year[village],
                plus=tuple(counted[village] for counted in plus),
                minus=tuple(counted[village] for counted in minus),
                reasons={item: tuple(counted[village] for counted in own) for item, own in reasons.items()},
                new=fresh[village],
                beside=tuple(counted[village] for counted in beside),
                this_year=now[village],
            )
            for village, source in enumerate(self._frames.villages)
        ]

    def _by_village(self, homes: Homes) -> Counter[int]:
        villages: Counter[int] = Counter()
        for home, persons in homes.items():
            villages[self._village_of[home]] += persons
        return villages


def _count(frames: Iterable[TableFrame]) -> Homes:
    return Counter(home for frame in frames for home in frame.household.tolist())


def _numbers(frame: TableFrame, chosen: Bools) -> Iterable[tuple[int, str]]:
    """Household and number of the chosen rows."""
    return zip(frame.household[chosen].tolist(), frame.text(PERSON_KEY)[chosen].tolist(), strict=True)
