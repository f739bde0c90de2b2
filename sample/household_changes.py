"""Whole households that change in the year: the head dies, a household dies out, splits, joins another, moves away."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal

from cunbiao.columns import HOUSEHOLD_KEY, NEW_HEAD
from cunbiao.days import serial
from sample.answers import Answers, Record, Value
from sample.county import County, SampleVillage
from sample.household import Household
from sample.natural_change import day_in, gone
from sample.person import HEAD, SPOUSE, Person

Event = Literal["new_head", "died", "left", "split", "joined", "moved"]
# Who keeps the relation to the head when husband or wife follows.
_STAY = frozenset({HEAD, SPOUSE, "之子", "之女", "之儿媳", "之孙子", "之孙女"})
_SON, _HIS = "之子", ("之儿媳", "之孙子", "之孙女")
_TAG = "household_change"
_BETWEEN = "、"


@dataclass(frozen=True)
class Change:
    """What happened to a household of a village; ``other`` is the village or head it goes to, or the new head."""

    event: Event
    village: str
    household: str
    other: str = ""


def household_changes(
    county: County, answers: Mapping[str, Answers], share: float, left_alone: Container[str]
) -> list[Change]:
    """Lets a ``share`` of the households change, one for each event at least, and writes it into the answers.

    ``left_alone`` are codes of households that are about something else.
    """
    rng = Random(f"{county.seed}/households")
    waiting = [
        (village, household)
        for village in county.villages
        for household in village.households
        if household.code not in left_alone and _is_quiet(county, answers[village.village.code], household)
    ]
    wanted = max(1, round(share * sum(1 for _ in county.households)))
    rng.shuffle(waiting)
    changes: list[Change] = []
    for event, happens in _EVENTS.items():
        left = wanted
        for village, household in list(waiting):
            told = happens(_Scene(county, village, household, answers[village.village.code], rng)) if left else None
            if told is not None:
                changes.append(Change(event, village.village.code, household.code, told))
                waiting.remove((village, household))
                left -= 1
    return changes


def _is_quiet(county: County, answers: Answers, household: Household) -> bool:
    """Whether it is an ordinary registered household of which nobody came or left."""
    moving = {row.get(HOUSEHOLD_KEY) for table in _moving(county) for row in answers.new_rows.get(table, [])}
    return household.standing in county.standings.usual[:1] and household.code not in moving


def _moving(county: County) -> list[str]:
    return [table.id for table in (*county.tables.joined, *county.tables.left)]


@dataclass(frozen=True)
class _Scene:
    """A household in which something may happen."""

    county: County
    village: SampleVillage
    household: Household
    answers: Answers
    rng: Random

    def write(self, kind: str, day: Value = None, **more: Value) -> None:
        """A row in the sheet of whole households."""
        table = next(own.id for own in self.county.campaign.tables.values() if _TAG in own.tags)
        day = day or serial(day_in(self.rng, self.county))
        row = {HOUSEHOLD_KEY: self.household.code, "change_kind": kind, "change_date": day, **more}
        self.answers.new_rows.setdefault(table, []).append(row)

    def leave(self, people: Iterable[Person], reason: str, **more: Value) -> list[Record]:
        """Rows of persons who left, in the sheet for them."""
        [table] = self.county.tables.left
        rows: list[Record] = [
            {**gone(self.rng, self.county, self.household, person, reason), **more} for person in people
        ]
        self.answers.new_rows.setdefault(table.id, []).extend(rows)
        return rows

    def related(self, person: Person, relation: str) -> None:
        """Another relation in the row of a member."""
        for table in self.county.tables.people:
            for key, row in self.answers.changes.get(table.id, {}).items():
                if row.get("member_code") == person.code:
                    changed: Record = {**row, "relation": self.county.words.said({"relation": relation})["relation"]}
                    self.answers.changes[table.id][key] = changed

    def has_new_head(self, household: Household) -> bool:
        """Whether a household of the village has lost its head and has another one."""
        return any(
            row.get(NEW_HEAD) and row.get(HOUSEHOLD_KEY) == household.code
            for table in self.county.tables.left
            for row in self.answers.new_rows.get(table.id, [])
        )

    def neighbours(self) -> Iterator[Household]:
        """Other ordinary households of the village, whose heads nobody else is called like."""
        names = [own.head.name for own in self.village.households]
        for own in self.village.households:
            if (
                own is not self.household
                and own.standing == self.household.standing
                and names.count(own.head.name) == 1
            ):
                yield own


def _new_head(scene: _Scene) -> str | None:
    people = scene.household.people
    heir = next((person for person in people if person.relation == SPOUSE), None)
    if heir is None or not {person.relation for person in people} <= _STAY:
        return None
    scene.leave([scene.household.head], "死亡", **{NEW_HEAD: heir.name})
    scene.related(heir, HEAD)
    return heir.name


def _nobody_left(kind: str, reason: str) -> Callable[[_Scene], str | None]:
    def happens(scene: _Scene) -> str | None:
        if len(scene.household.people) > 2:
            return None
        rows = scene.leave(scene.household.people, reason)
        scene.write(kind, max(_number(row["decrease_date"]) for row in rows))
        return ""

    return happens


def _number(value: Value) -> float:
    assert isinstance(value, float)
    return value


def _split(scene: _Scene) -> str | None:
    people = scene.household.people
    son = next((person for person in people if person.relation == _SON), None)
    family = [person for person in people if person.relation in _HIS]
    if son is None or not family:
        return None
    names = _BETWEEN.join(person.name for person in (son, *family))
    scene.write("分户", split_head=son.name, split_persons=names)
    return son.name


def _joined(scene: _Scene) -> str | None:
    # Rather one with a new head: it is chosen by the name of the former one, which is no more.
    neighbours = sorted(scene.neighbours(), key=scene.has_new_head, reverse=True)
    if not neighbours:
        return None
    other = neighbours[0]
    scene.write("合户", joined_head=other.head.name)
    return other.head.name


def _moved(scene: _Scene) -> str | None:
    others = [own.village.shown for own in scene.county.villages if own is not scene.village]
    if not others:
        return None
    to = scene.rng.choice(others)
    scene.write("转到别村", moved_to=to)
    return to


_EVENTS: dict[Event, Callable[[_Scene], str | None]] = {
    "split": _split,
    "new_head": _new_head,
    "died": _nobody_left("整户死亡", "死亡"),
    "left": _nobody_left("整户迁出", "户籍迁出"),
    "joined": _joined,
    "moved": _moved,
}

__all__ = ["Change", "Event", "household_changes"]
