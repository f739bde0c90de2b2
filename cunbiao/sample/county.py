"""An invented county: townships, villages and registered households as they stood a year before the campaign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from cunbiao.definitions import Campaign
from cunbiao.roster.model import Village
from cunbiao.sample.circumstances import give_allowances, lasting_facts, means_of
from cunbiao.sample.family import FAMILIES, WEIGHTS, couple_with_children, people
from cunbiao.sample.household import (
    EDGE,
    NOT_OUT,
    OUT,
    OUT_OF_POVERTY,
    OUT_WITHOUT_HELP,
    POOR,
    RETURNED,
    UNSTABLE,
    Household,
)
from cunbiao.sample.income import can_be_adjusted
from cunbiao.sample.moment import Moment, moment_of
from cunbiao.sample.names import TOWNSHIPS, Registry, village_names

_LARGEST = 300


@dataclass
class SampleVillage:
    """A village with its registered households."""

    village: Village
    households: list[Household]

    @property
    def persons(self) -> int:
        """Registered persons."""
        return sum(len(household.people) for household in self.households)


@dataclass
class County:
    """The invented county. ``moment`` are the dates of the campaign; the roster shows the year before."""

    campaign: Campaign
    seed: int
    moment: Moment
    registry: Registry
    villages: list[SampleVillage]

    @property
    def households(self) -> Iterator[Household]:
        """All households, village by village."""
        for village in self.villages:
            yield from village.households


def invent_county(campaign: Campaign, villages: int, households: int, seed: int = 2020, townships: int = 2) -> County:
    """A county of ``villages`` villages with about ``households`` registered households each.

    The same seed gives the same county.

    Raises:
        ValueError: when there are more villages or townships than the sample has names for.
    """
    if not 1 <= villages <= _LARGEST or not 1 <= townships <= min(villages, len(TOWNSHIPS)):
        raise ValueError(f"1–{_LARGEST} villages in 1–{len(TOWNSHIPS)} townships, not {villages} in {townships}")
    rng = Random(seed)
    moment = moment_of(campaign)
    county = County(campaign, seed, moment, Registry(rng, campaign.policy.jurisdiction.area_code), [])
    for number, name in enumerate(village_names(rng, villages)):
        place = _place(campaign, number * townships // villages, number, name)
        size = max(6, round(rng.gauss(households, households * 0.15)))
        county.villages.append(SampleVillage(place, _households(rng, county, place, size)))
    _set_boundaries(rng, county)
    return county


def _place(campaign: Campaign, township: int, number: int, name: str) -> Village:
    area = campaign.policy.jurisdiction.area_code
    return Village(
        code=f"{area}{901 + township}{201 + number}",
        name=name,
        township=TOWNSHIPS[township],
        county=campaign.policy.jurisdiction.county,
    )


def _households(rng: Random, county: County, place: Village, size: int) -> list[Household]:
    statuses = _statuses(rng, size)
    return [
        invent_household(rng, county, f"{place.code[:6]}{place.code[9:]}{number:05d}", *status)
        for number, status in enumerate(statuses, start=1)
    ]


def _statuses(rng: Random, size: int) -> list[tuple[str, str | None, str | None]]:
    """Kind, poverty status and monitoring class of each household: a few of every sort, most are out of poverty."""
    poor = max(1, round(size * 0.1))
    chosen: list[tuple[str, str | None, str | None]] = []
    chosen += [(POOR, RETURNED if rng.random() < 0.15 else NOT_OUT, None) for _ in range(poor)]
    chosen += [(EDGE, None, EDGE)] * max(1, round(size * 0.07))
    chosen += [(OUT_OF_POVERTY, OUT, UNSTABLE)] * max(1, round(size * 0.05))
    chosen += [(OUT_OF_POVERTY, OUT_WITHOUT_HELP, None)] * round(size * 0.04 + rng.random() * 0.7)
    chosen += [(OUT_OF_POVERTY, OUT, None)] * (size - len(chosen))
    rng.shuffle(chosen)
    return chosen


def invent_household(
    rng: Random, county: County, code: str, kind: str, status: str | None, monitored: str | None
) -> Household:
    """One household of a given standing, as it was a year before the campaign."""
    build = rng.choices(FAMILIES, WEIGHTS)[0]
    if status == OUT_WITHOUT_HELP:
        build = couple_with_children
    members = people(rng, county.registry, build(rng), county.moment.last_year(), code)
    household = Household(code, kind, status, monitored, members, means_of(rng, members, county.moment), {})
    give_allowances(rng, household, county.moment)
    household.lasting = lasting_facts(rng, county, household)
    return household


def _set_boundaries(rng: Random, county: County) -> None:
    """Lets households stand a cent below, at and above the lines, below them, and one in the red.

    Only households that are not out of poverty are below the exit line: the register says so of nobody else.
    """
    exit_line, monitoring_line = (county.campaign.parameters[name].value for name in ("exit_line", "monitoring_line"))
    if not isinstance(exit_line, float | int) or not isinstance(monitoring_line, float | int):
        return
    cents = (Decimal("-0.01"), Decimal(0), Decimal("0.01"))
    low = [Decimal(repr(float(exit_line))), Decimal(repr(float(monitoring_line)))]
    poor = [household for household in county.households if household.kind == POOR]
    rng.shuffle(poor)
    wanted = [(low[0], cent) for cent in cents] + [(Decimal(-400), Decimal(0))]
    _assign(poor, wanted + [(low[0] - rng.randrange(100, 900), Decimal(0)) for _ in poor[::3]], county.moment)
    for monitored in (EDGE, UNSTABLE):
        near = [household for household in county.households if household.monitored == monitored]
        rng.shuffle(near)
        middle = [(low[0] + (low[1] - low[0]) * rng.randrange(10, 90) / 100, Decimal(0)) for _ in near]
        _assign(near, [(low[1], cent) for cent in cents] + middle, county.moment)


def _assign(households: list[Household], wanted: list[tuple[Decimal, Decimal]], moment: Moment) -> None:
    """Gives each wanted per-capita income (and a rest in cents) to the first household whose allowances leave room."""
    left = list(households)
    for per_person, rest in wanted:
        for household in left:
            target = (per_person * len(household.people) + rest).quantize(Decimal("0.01"))
            if can_be_adjusted(household.items(moment), target):
                household.wanted[moment.year] = target
                left.remove(household)
                break


__all__ = ["County", "SampleVillage", "invent_county", "invent_household"]
