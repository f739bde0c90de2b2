"""An invented county: townships, villages and registered households as they stood a year before the campaign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from cunbiao.definitions import Campaign
from cunbiao.lists.roster.model import Village
from sample.answers import Record, Value
from sample.circumstances import give_allowances, lasting_facts, means_of
from sample.family import FAMILIES, WEIGHTS, couple_with_children, people
from sample.household import (
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
from sample.income import can_be_adjusted
from sample.moment import Moment, moment_of
from sample.names import TOWNSHIPS, Registry, village_names

_LARGEST = 300
_LASTING_CAUSES = ("因病", "因残")


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
    def lines(self) -> tuple[Decimal, Decimal] | None:
        """Exit and monitoring line (元 a person) when the notice or the county gives both."""
        values = [self.campaign.parameters[name].value for name in ("exit_line", "monitoring_line")]
        numbers = [Decimal(repr(float(value))) for value in values if isinstance(value, float | int)]
        return (numbers[0], numbers[1]) if len(numbers) == 2 else None

    def worded(self, record: Record) -> dict[str, Value]:
        """A record with its choices in the words of the campaign's year and notice."""
        worded = dict(record)
        for name, value in record.items():
            indicator = self.campaign.indicators.get(name)
            codes = self.campaign.codes.get(indicator.codes or "") if indicator is not None else None
            if codes is not None and isinstance(value, str):
                worded[name] = codes.canonical(value) or value
        return worded

    @property
    def rightly_questioned(self) -> frozenset[str]:
        """Codes of households in the red: checks ask about them (核实) although everything was filled in as it is."""
        year = self.moment.year
        return frozenset(home.code for home in self.households if home.wanted.get(year, Decimal(0)) < 0)

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
    county = County(campaign, seed, moment, Registry(rng, campaign.notice.jurisdiction.area_code), [])
    for number, name in enumerate(village_names(rng, villages)):
        place = _place(campaign, number * townships // villages, number, name)
        size = max(6, round(rng.gauss(households, households * 0.15)))
        county.villages.append(SampleVillage(place, _households(rng, county, place, size)))
    _set_boundaries(rng, county)
    _make_last_year_poor(rng, county)
    return county


def _place(campaign: Campaign, township: int, number: int, name: str) -> Village:
    area = campaign.notice.jurisdiction.area_code
    return Village(
        code=f"{area}{901 + township}{201 + number}",
        name=name,
        township=TOWNSHIPS[township],
        county=campaign.county,
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
    lines = county.lines
    if lines is None:
        return
    low, high = lines
    nothing, cent = Decimal(0), Decimal("0.01")
    poor = _adjustable(rng, county, {POOR}, low)
    # Who has just reached the line but is ill stays registered: the village waits, and no check objects.
    ill = [household for household in poor if household.lasting["main_cause"] in _LASTING_CAUSES][:2]
    _assign(ill, [(low, nothing), (low, cent)], county.moment)
    others = [household for household in poor if household not in ill]
    below = [(low - rng.randrange(100, 900), nothing) for _ in poor[::3]]
    _assign(others, [(low, -cent), (Decimal(-400), nothing), *below], county.moment)
    for monitored in (EDGE, UNSTABLE):
        near = _adjustable(rng, county, {monitored}, low)
        between = [(low + (high - low) * rng.randrange(10, 90) / 100, nothing) for _ in near]
        _assign(near, [(high, -cent), (high, nothing), (high, cent), *between], county.moment)


def _make_last_year_poor(rng: Random, county: County) -> None:
    """Who is registered as poor had little the year before."""
    last_year = county.moment.last_year()
    for household in county.households:
        if household.kind in (POOR, EDGE):
            wanted = Decimal(rng.randrange(2600, 3900)) * len(household.people)
            if can_be_adjusted(household.items(last_year), wanted):
                household.wanted[last_year.year] = wanted


def _adjustable(rng: Random, county: County, standing: set[str], line: Decimal) -> list[Household]:
    """Households of a standing whose allowances leave room for any income about the line, in random order."""
    found = [
        household
        for household in county.households
        if standing & {household.kind, household.monitored}
        and can_be_adjusted(household.items(county.moment), (line - 900) * len(household.people))
    ]
    rng.shuffle(found)
    return found


def _assign(households: list[Household], wanted: list[tuple[Decimal, Decimal]], moment: Moment) -> None:
    """Gives each household its per-capita income and a rest in cents."""
    for household, (per_person, rest) in zip(households, wanted, strict=False):
        household.wanted[moment.year] = (per_person * len(household.people) + rest).quantize(Decimal("0.01"))


__all__ = ["County", "SampleVillage", "invent_county", "invent_household"]
