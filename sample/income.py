"""What an invented household earned in a year, item by item, in 元 with two decimals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from sample.moment import Moment
from sample.person import ABLE, Person

_CENT = Decimal("0.01")
# Nobody reports a year's wages or sales below this (元).
_LEAST = Decimal(300)
_RECEIPTS = (
    "wage_income",
    "business_income",
    "asset_dividend",
    "other_property_income",
    "family_planning_money",
    "subsistence_allowance",
    "destitute_support",
    "pension_income",
    "ecological_compensation",
    "other_transfer",
)
_COST = "business_cost"

Items = dict[str, Decimal]


@dataclass(frozen=True)
class Means:
    """What a household lives from besides its people: land (亩) and its usual prosperity (元 a person)."""

    farmland: float
    converted_forest: float
    family_planning: bool
    comfortable: float


def usual_income(rng: Random, people: list[Person], means: Means, moment: Moment) -> Items:
    """Income that follows from who works, what is farmed and which allowances the household has."""
    workers = sum(person.months_of_work(moment) for person in people)
    posts = sum(months for person in people if isinstance(months := person.extras.get("public_post_months"), float))
    elders = sum(person.age(moment) >= 60 and not person.has_formal_job(moment) for person in people)
    items = dict.fromkeys((*_RECEIPTS, _COST), Decimal(0))
    items["wage_income"] = _money(workers * rng.uniform(1500, 2600) + posts * 600)
    if means.farmland:
        items["business_income"] = _money(means.farmland * rng.uniform(900, 1300) + rng.choice((0, 0, 2400, 5200)))
        items[_COST] = _money(float(items["business_income"]) * rng.uniform(0.3, 0.45))
    items["asset_dividend"] = Decimal(rng.choice((0, 300, 600, 1000)))
    items["other_property_income"] = Decimal(rng.choice((0, 0, 0, 800)))
    items["family_planning_money"] = Decimal(960 if means.family_planning else 0)
    items["subsistence_allowance"] = Decimal(
        sum(person.subsistence for person in people) * rng.choice((3120, 3480, 3960))
    )
    items["destitute_support"] = Decimal(sum(person.destitute for person in people) * rng.choice((6960, 7320)))
    items["pension_income"] = Decimal(elders * rng.choice((1320, 1440, 1560)))
    items["ecological_compensation"] = _money(means.converted_forest * 125)
    items["other_transfer"] = _money(means.farmland * 95 + rng.choice((0, 200, 360)))
    lacking = Decimal(round(means.comfortable)) * len(people) - net(items)
    if lacking > 0:
        _lift(items, lacking, any(person.labour(moment) in ABLE for person in people))
    return items


def _lift(items: Items, lacking: Decimal, able: bool) -> None:
    """Who can work keeps more animals, who cannot is supported by grown-up children."""
    if able:
        herd = max(lacking, Decimal(1000))
        items["business_income"] += 2 * herd
        items[_COST] += herd
    else:
        items["other_transfer"] += lacking


def adjusted(items: Items, wanted: Decimal) -> Items:
    """The same sources scaled so that the net income is exactly ``wanted`` (元, cents), which may be negative.

    A negative result comes from costs above receipts, a bad year in breeding.
    """
    result = dict(items)
    if wanted < 0:
        result[_COST] += net(result) - wanted
        return result
    result["other_transfer"] = Decimal(0)
    fixed = fixed_allowances(result)
    earned = result["wage_income"] + result["business_income"] - result[_COST]
    room = wanted - fixed
    if earned > room:
        factor = float(room) / float(earned) * 0.97
        for name in ("wage_income", "business_income", _COST):
            result[name] = _money(float(result[name]) * factor)
    result["other_transfer"] = wanted - net(result)
    return result


def net(items: Items) -> Decimal:
    """纯收入: receipts less the cost of business."""
    return sum((items[name] for name in _RECEIPTS), Decimal(0)) - items[_COST]


def can_be_adjusted(items: Items, wanted: Decimal) -> bool:
    """Whether `adjusted` leaves every source a believable amount."""
    if wanted < 0:
        return True
    if fixed_allowances(items) * 2 > wanted:
        return False
    result = adjusted(items, wanted)
    return all(result[name] >= _LEAST or not items[name] for name in ("wage_income", "business_income", _COST))


def fixed_allowances(items: Items) -> Decimal:
    """Receipts that do not depend on anybody's work, support by relatives excepted."""
    return sum((items[name] for name in _RECEIPTS[2:-1]), Decimal(0))


def _money(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(_CENT, ROUND_HALF_UP)


def rng_of(household_code: str, moment: Moment) -> Random:
    """The chance of one household in one year."""
    return Random(f"{household_code}/{moment.year}")
