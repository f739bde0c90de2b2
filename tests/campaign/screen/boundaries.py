"""Households a cent below, at and above every line; persons a day before, on and after every birthday that counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_DOWN, Decimal
from itertools import cycle

from cunbiao.definitions import Campaign
from generators.village.layout import criterion_name
from sample.moment import moment_of, years_before
from tests.campaign.screen.case import OWN, Case, Row, identity_number
from tests.campaign.screen.households import Given, Households

# Few households fit into 附件1.
PERSONS = {"register": (1, 2, 3, 7), "edge": (1, 2, 3, 7), "new": (1, 3)}
CENT = Decimal("0.01")
SIDES = {"差一分": -CENT, "正好": Decimal(0), "多一分": CENT}

_RECEIPTS = (
    "wage_income", "business_income", "asset_dividend", "other_property_income", "family_planning_money",
    "destitute_support", "ecological_compensation", "other_transfer",
)  # fmt: skip
# Where checks and computed indicators change their mind: full years at the reference date, and at the school cutoff.
_AGES = (1, 14, 16, 18, 23, 28, 29, 60, 61, 65, 66, 70)
_SCHOOL_AGES = (6, 7, 12, 15, 16, 18, 20, 21, 30, 31)


@dataclass(frozen=True)
class Stand:
    """A kind of household whose income is held against a line.

    ``tag`` is its tables'. ``facts`` and ``beside`` make the rules look at it, ``criterion`` is what a conclusion holds
    against the line, ``asked_below``, ``asked_to`` and ``asked_from`` are checks that speak exactly below the line, up
    to it, or from it on. ``beyond`` is a criterion that asks for more than the line, and the stand is for notices that
    have it (or, "-" before it, have it not).
    """

    name: str
    line: str
    tag: str
    facts: Given
    beside: dict[str, list[Given]] = field(default_factory=dict)
    criterion: str | None = None
    asked_below: str | None = None
    asked_to: str | None = None
    asked_from: str | None = None
    beyond: str | None = None


STANDS = (
    Stand("标注脱贫", "exit_line", "register", {"operation": "标注脱贫"}, criterion="exit-income", asked_below="IC-10"),
    Stand("未脱贫不变", "exit_line", "register", {}, criterion="exit-income", asked_from="IC-11"),
    Stand("已脱贫", "exit_line", "register", {"poverty_status": "已脱贫"}, asked_below="IC-10R"),
    Stand("已脱贫未监测", "monitoring_line", "register", {"poverty_status": "已脱贫"}, asked_below="IC-12"),
    Stand(
        "脱贫不稳定",
        "monitoring_line",
        "register",
        {"poverty_status": "已脱贫", "monitored_type": "脱贫不稳定户"},
        {"unstable": [{"risk1": "因病", "risk_cleared": "是"}]},
        asked_below="MO-13U",
    ),
    Stand("边缘易致贫", "monitoring_line", "edge", {}, criterion="edge-income"),
    Stand(
        "边缘易致贫已消除",
        "monitoring_line",
        "edge",
        {"risk_cleared": "是"},
        asked_below="MO-13",
        beyond="-clear-income",
    ),
    Stand(
        "边缘易致贫提出消除", "monitoring_line", "edge", {"risk_cleared": "是"}, asked_to="MO-13", beyond="clear-income"
    ),
    Stand("新识别", "exit_line", "new", {}),
)


@dataclass(frozen=True)
class Sized:
    """A stand with a household of so many people."""

    stand: Stand
    people: int

    def on(self, side: str) -> str:
        """The name of the case on a side of the line."""
        return f"{self.stand.name}{self.people}人{side}"


def stands(campaign: Campaign) -> list[Sized]:
    """Every stand the notice knows, with households of every size."""
    return [Sized(stand, people) for stand in STANDS if _known(campaign, stand) for people in PERSONS[stand.tag]]


def _known(campaign: Campaign, stand: Stand) -> bool:
    """Whether the notice has the line and the tables, asks the facts, and has the rules in force."""
    home = f"{stand.tag}_household"
    if stand.line not in campaign.parameters or not {home, *stand.beside} <= campaign.tables.keys():
        return False
    asked = {column.name for column in campaign.columns(home)}
    rules = {compiled.check.id for table in (home, *stand.beside) for compiled in campaign.checks(table)}
    rules |= {own.criterion.id for verdict in campaign.verdicts(home) for own in verdict.criteria}
    spoken = (stand.criterion, stand.asked_below, stand.asked_to, stand.asked_from)
    wanted = {rule for rule in spoken if rule is not None}
    if stand.beyond is not None and (stand.beyond.lstrip("-") in rules) == stand.beyond.startswith("-"):
        return False
    return stand.facts.keys() <= asked and wanted <= rules


def triplets(campaign: Campaign, households: Households, sized: Sequence[Sized]) -> Iterator[Case]:
    """Households at every side of their line, the money in ever other pots."""
    ways = cycle((_wages, _all_pots, _with_cost))
    for side, rest in SIDES.items():
        for own in sized:
            line = campaign.parameters[own.stand.line].value
            assert isinstance(line, float | int), f"{own.stand.line} has to be given for this test"
            total = Decimal(repr(float(line))) * own.people + rest
            facts = {**own.stand.facts, **{item: float(amount) for item, amount in next(ways)(total).items()}}
            case = households.case(own.on(side), own.stand.tag, own.people, facts, own.stand.beside)
            assert case is not None
            yield case


def expected_side(stand: Stand, side: str) -> dict[str, float]:
    """What the column of the stand's criterion shows: reaching the exit line, being below the monitoring line."""
    if stand.criterion is None:
        return {}
    met = (side == "差一分") == (stand.line == "monitoring_line")
    return {criterion_name(stand.criterion): 1.0 if met else -1.0}


def _wages(total: Decimal) -> dict[str, Decimal]:
    return {"wage_income": total}


def _all_pots(total: Decimal) -> dict[str, Decimal]:
    """Odd shares that add up again to the cent."""
    share = (total / 9).quantize(CENT, ROUND_DOWN)
    pots = dict.fromkeys(_RECEIPTS[1:], share)
    return {"wage_income": total - sum(pots.values()), **pots}


def _with_cost(total: Decimal) -> dict[str, Decimal]:
    cost = Decimal("1234.57")
    third = (total / 3).quantize(CENT, ROUND_DOWN)
    return {"business_income": total - third + cost, "wage_income": third, "business_cost": cost}


def birthdays(campaign: Campaign) -> Iterator[Case]:
    """Persons born a day before, on and a day after the day that makes them just old enough, eight a household."""
    moment = moment_of(campaign)
    days = [years_before(moment.reference, age) for age in _AGES]
    days += [years_before(moment.school_cutoff, age) for age in _SCHOOL_AGES]
    births = [day + timedelta(days=shift) for day in days for shift in (-1, 0, 1)]
    rows: list[Row] = []
    for number, (born, sex, own) in enumerate(zip(births, cycle("男女"), cycle(_AT_THAT_AGE), strict=False)):
        identity: Row = {"name": "赵田", "sex": sex, "id_number": identity_number(born, sex, number % 100)}
        rows.append({"household_code": OWN, **identity, **own})
    for start in range(0, len(rows), 8):
        yield Case(f"生日 {start}", {"register_member": rows[start : start + 8]})


# What the rules hold against an age; five of them, so that each meets every birthday's neighbours.
_AT_THAT_AGE: tuple[Row, ...] = (
    {"relation": "户主", "labour_skill": "普通劳动力", "health": "健康", "education": "小学", "political": "共青团员"},
    {"relation": "配偶", "labour_skill": "无劳动力", "health": "健康", "in_school": "小学", "active_soldier": "是"},
    {"relation": "之女", "labour_skill": "技能劳动力", "work_months": 2.0, "public_post": "保洁员", "health": "健康"},
    {"in_school": "七年级", "labour_skill": "无劳动力", "on_destitute": "是", "health": "健康", "political": "群众"},
    {"in_school": "学前教育", "labour_skill": "弱劳动力或半劳动力", "health": "健康", "relation": "之孙女"},
)
