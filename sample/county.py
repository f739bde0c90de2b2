"""An invented county: townships, villages and registered households as they stood a year before the campaign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from random import Random

from cunbiao.definitions import Campaign
from cunbiao.definitions.notices import AREA_DIGITS
from cunbiao.lists.roster.model import Village
from sample.circumstances import give_allowances, lasting_facts, means_of
from sample.family import FAMILIES, WEIGHTS, couple_with_children, people
from sample.household import Household
from sample.income import can_be_adjusted
from sample.moment import Moment, moment_of
from sample.names import TOWNSHIPS, Registry, village_names
from sample.operations import Operations
from sample.settings import COUNTY, area_code
from sample.standings import EDGE, OUT_WITHOUT_HELP, POOR, UNSTABLE, Standing, Standings
from sample.tables import Tables
from sample.words import Words

_LARGEST = 400
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
    words: Words
    standings: Standings
    villages: list[SampleVillage]

    @cached_property
    def tables(self) -> Tables:
        """The notice's tables by the part they play."""
        return Tables(self.campaign)

    @cached_property
    def operations(self) -> Operations:
        """The operations that can be asked for in the rows of registered households."""
        return Operations(self.campaign, self.tables.homes, self.words)

    @property
    def lines(self) -> tuple[Decimal, Decimal] | None:
        """Exit and monitoring line (元 a person) when the notice or the county gives both."""
        parameters = self.campaign.parameters
        values = [parameters[name].value for name in ("exit_line", "monitoring_line") if name in parameters]
        numbers = [Decimal(repr(float(value))) for value in values if isinstance(value, float | int)]
        return (numbers[0], numbers[1]) if len(numbers) == 2 else None

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

    The same seed gives the same county. A township's notice is played in that township alone.

    Raises:
        ValueError: when there are more villages or townships than the sample has names for.
    """
    townships = 1 if campaign.notice.jurisdiction.township else townships
    if not 1 <= villages <= _LARGEST or not 1 <= townships <= min(villages, len(TOWNSHIPS)):
        raise ValueError(f"1–{_LARGEST} villages in 1–{len(TOWNSHIPS)} townships, not {villages} in {townships}")
    rng = Random(seed)
    moment = moment_of(campaign)
    words = Words(campaign)
    standings = Standings(campaign, words)
    county = County(campaign, seed, moment, Registry(rng, area_code(campaign)), words, standings, [])
    for number, name in enumerate(village_names(rng, villages)):
        place = _place(campaign, number * townships // villages, number, name)
        size = max(6, round(rng.gauss(households, households * 0.15)))
        county.villages.append(SampleVillage(place, _households(rng, county, place, size)))
    _set_boundaries(rng, county)
    _make_last_year_poor(rng, county)
    return county


def _place(campaign: Campaign, township: int, number: int, name: str) -> Village:
    place = campaign.notice.jurisdiction
    known = place.area_code[AREA_DIGITS["county"] :]
    return Village(
        code=f"{area_code(campaign)}{known or 901 + township}{201 + number}",
        name=name,
        township=place.township or TOWNSHIPS[township],
        county=campaign.county or COUNTY,
    )


def _households(rng: Random, county: County, place: Village, size: int) -> list[Household]:
    return [
        invent_household(rng, county, f"{place.code[:6]}{place.code[9:]}{number:05d}", standing)
        for number, standing in enumerate(county.standings.drawn(rng, size), start=1)
    ]


def invent_household(rng: Random, county: County, code: str, standing: Standing) -> Household:
    """One household of a given standing, as it was a year before the campaign."""
    build = rng.choices(FAMILIES, WEIGHTS)[0]
    if standing.status == OUT_WITHOUT_HELP:
        build = couple_with_children
    members = people(rng, county.registry, build(rng), county.moment.last_year(), code)
    household = Household(code, standing, members, means_of(rng, members, county.moment), {})
    give_allowances(rng, household, county.moment, county.words)
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
    """Who is registered as poor had little the year before, who is watched was not far from it."""
    last_year = county.moment.last_year()
    for household in county.households:
        if household.kind in (POOR, EDGE) or household.monitored is not None:
            least, most = (5000, 7500) if household.kind not in (POOR, EDGE) else (3500, 3900)
            wanted = Decimal(rng.randrange(least, most)) * len(household.people)
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
