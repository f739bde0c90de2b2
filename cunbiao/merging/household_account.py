"""The account of households: last year + plus − minus + new = this year, for every village.

This year are the households in which somebody is, counted one by one; what the village says of households that are
gone, split, joined or moved stands on the other side (``household_account`` in ``tables.yaml``). So a household whose
members are all gone and of which nothing is said, or one that is said to be gone and is not, shows as a difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from cunbiao.definitions import Campaign
from cunbiao.definitions.models import MEMBER, Rows
from cunbiao.definitions.tables import AccountItem, HouseholdAccount, Move
from cunbiao.expressions import compile_expression, truth
from cunbiao.merging.natural_change import still_there
from cunbiao.merging.village_names import VillageNames
from cunbiao.records.frames import Bools, Frames, TableFrame
from cunbiao.records.submission import Submission


@dataclass(frozen=True)
class HouseholdCount:
    """One village: households issued, those of each plus and minus column, those found this year, those there now."""

    township: str
    village_code: str
    village: str
    last_year: int
    plus: tuple[int, ...]
    minus: tuple[int, ...]
    new: int
    this_year: int

    @property
    def expected(self) -> int:
        """Households there must be this year."""
        return self.last_year + sum(self.plus) - sum(self.minus) + self.new

    @property
    def balanced(self) -> bool:
        """Whether the account is even."""
        return self.expected == self.this_year


def count_households(campaign: Campaign, frames: Frames, submissions: Iterable[Submission]) -> list[HouseholdCount]:
    """The account of every village, by township and code; empty where the notice keeps none.

    The issued household rows that a file no longer has belong to last year.
    """
    account = campaign.library.household_account
    return [] if account is None else list(_Households(campaign, account, frames).villages(submissions))


def plus_labels(campaign: Campaign, account: HouseholdAccount) -> list[str]:
    """What is added, in the order of the columns."""
    return [item.label for item in account.plus] + [move.arriving for move in _moves(campaign)]


def minus_labels(campaign: Campaign, account: HouseholdAccount) -> list[str]:
    """What is taken off, in the order of the columns."""
    return [item.label for item in (*account.minus, *_moves(campaign))]


def _moves(campaign: Campaign) -> list[Move]:
    return campaign.account.moves if campaign.account is not None else []


class _Households:
    def __init__(self, campaign: Campaign, account: HouseholdAccount, frames: Frames) -> None:
        self._campaign, self._account, self._frames = campaign, account, frames
        self._places = VillageNames(frames)

    def villages(self, submissions: Iterable[Submission]) -> Iterator[HouseholdCount]:
        """The account of every village."""
        account, moves = self._account, _moves(self._campaign)
        opening, fresh = self._chosen(account.opening.rows), self._chosen(account.new.rows)
        last_year = Counter(village for frame in opening for village in frame.village[~frame.added].tolist())
        last_year += self._rows_gone(submissions)
        new = Counter(village for frame in opening for village in frame.village[frame.added].tolist())
        new += Counter(village for frame in fresh for village in frame.village.tolist())
        leaving = [self._said(item) for item in (*account.minus, *moves)]
        stay = [item.persons_stay for item in account.minus] + [True for _ in moves]
        away = {home for said, persons_stay in zip(leaving, stay, strict=True) if persons_stay for home in said}
        plus = [Counter(village for _, village in self._rows(item)) for item in account.plus]
        plus += [self._arriving(move) for move in moves]
        minus = [Counter(said.values()) for said in leaving]
        now = self._with_somebody([*opening, *fresh], away)
        for arrived in plus:
            now += arrived
        for number, source in enumerate(self._frames.villages):
            yield HouseholdCount(
                township=source.township,
                village_code=source.village_code,
                village=source.village,
                last_year=last_year[number],
                plus=tuple(counted[number] for counted in plus),
                minus=tuple(counted[number] for counted in minus),
                new=new[number],
                this_year=now[number],
            )

    def _chosen(self, rows: Rows) -> list[TableFrame]:
        return [frame for table, frame in self._frames.tables.items() if rows.has(self._campaign.tables[table])]

    def _rows_gone(self, submissions: Iterable[Submission]) -> Counter[int]:
        """The issued household rows that files no longer have, by village."""
        numbers = {source.village_code: number for number, source in enumerate(self._frames.villages)}
        gone: Counter[int] = Counter()
        for submission in submissions:
            for table, rows in submission.tables.items():
                if self._account.opening.rows.has(self._campaign.tables[table]):
                    gone[numbers[submission.identity.village_code]] += len(rows.gone)
        return gone

    def _with_somebody(self, homes: Iterable[TableFrame], away: set[int]) -> Counter[int]:
        """The households in which somebody is, by village, those left out that are elsewhere now."""
        here = {
            home
            for table, frame in self._frames.tables.items()
            if self._campaign.tables[table].kind == MEMBER
            for home in frame.household[still_there(self._campaign, frame)].tolist()
        } - away
        return Counter(
            village
            for frame in homes
            for home, village in zip(frame.household.tolist(), frame.village.tolist(), strict=True)
            if home in here
        )

    def _rows(self, item: AccountItem) -> Iterator[tuple[int, int]]:
        """Household and village of each row of an item."""
        for frame in self._chosen(item.rows):
            held = self._holds(item, frame)
            yield from zip(frame.household[held].tolist(), frame.village[held].tolist(), strict=True)

    def _said(self, item: AccountItem) -> dict[int, int]:
        """The households of which a row says so, each once, with their village."""
        return dict(self._rows(item))

    def _arriving(self, move: Move) -> Counter[int]:
        """The households that arrive, by village."""
        arrived: dict[int, int | None] = {}
        for frame in self._chosen(move.rows):
            for index in np.flatnonzero(self._holds(move, frame)).tolist():
                arrived.setdefault(int(frame.household[index]), self._places.found(frame, index, move.to))
        return Counter(village for village in arrived.values() if village is not None)

    def _holds(self, item: AccountItem, frame: TableFrame) -> Bools:
        if item.where is None:
            return np.ones(frame.size, dtype=np.bool_)
        where = compile_expression(item.where, self._campaign.scopes[frame.table])
        prepared = self._frames.prepared
        return np.broadcast_to(truth(where, prepared[frame.table], prepared).true, frame.size)
