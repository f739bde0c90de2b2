"""The lasting circumstances of an invented household: land, house, allowances, causes of poverty, helper."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING

from sample.household import Household
from sample.income import Means
from sample.moment import Moment
from sample.person import ABLE, NO, YES, Person, Value
from sample.standings import EDGE, OUT, OUT_WITHOUT_HELP, POOR, RETURNED
from sample.words import Words

if TYPE_CHECKING:
    from sample.county import County

# The year of the first national register.
_FIRST_REGISTER = 2014
_FOR_RISK = {"因病": "健康帮扶（签约医生、慢性病卡）", "因务工就业不稳": "就业帮扶（技能培训）"}
_HELPERS = ("示例县农业农村局", "示例县教育局", "示例县水利局", "示例县人民医院", "示例县文化馆")


def means_of(rng: Random, people: list[Person], moment: Moment) -> Means:
    """Land and usual prosperity; old people have not given up their land."""
    elderly = any(person.age(moment) >= 60 for person in people)
    farmland = rng.choice((2.0 if elderly else 0.0, 2.5, 3.2, 4.0, 4.8, 5.5, 6.0, 7.2, 8.5))
    converted = rng.choice((0.0, 0.0, 0.0, 0.0, 1.5, 2.0))
    return Means(farmland, converted, rng.random() < 0.06, rng.uniform(6200, 9800))


def give_allowances(rng: Random, household: Household, moment: Moment, words: Words) -> None:
    """低保 and 特困供养 for households whose people cannot earn; a public post for some who can but stay at home."""
    people = household.people
    able = [person for person in people if person.labour(moment) in ABLE]
    unable = {words.label("labour_skill", skill) for skill in ("无劳动力", "丧失劳动力")}
    helpless = all(words.label("labour_skill", person.labour(moment)) in unable for person in people)
    if household.status == OUT_WITHOUT_HELP:
        for person in people:
            person.illness, person.disability = "", None
    elif len(people) == 1 and people[0].age(moment) >= 62 and household.kind != EDGE and rng.random() < 0.35:
        people[0].destitute = True
    elif helpless or (not able and rng.random() < 0.75):
        for person in people:
            person.subsistence = True
    else:
        idle = [person for person in able if not person.months_of_work(moment) and person.age(moment) < 58]
        if idle and rng.random() < 0.35:
            idle[0].extras |= {"public_post": rng.choice(("护林员", "保洁员", "护路员")), "public_post_months": 12.0}


def lasting_facts(rng: Random, county: County, household: Household) -> dict[str, Value]:
    """Household indicators that stay the same from last year to this."""
    facts = _identity(county, household) | _land(rng, household.means) | _house(rng)
    if household.kind != EDGE:
        facts |= _register(rng, county, household) | _helper(rng, county)
    if household.monitored is not None:
        facts |= risks(rng, household, county.moment)
    return facts


def _identity(county: County, household: Household) -> dict[str, Value]:
    return {
        "village_group": county.registry.group(),
        "household_phone": household.head.phone,
        "bank_name": "示例农村商业银行",
        "bank_account": county.registry.account(),
    }


def _land(rng: Random, means: Means) -> dict[str, Value]:
    forest = means.converted_forest + rng.choice((0.0, 0.0, 0.5, 1.0))
    return {
        "farmland": means.farmland,
        "irrigated_land": round(means.farmland * rng.choice((0.5, 0.8, 1)), 2),
        "forest_land": forest,
        "converted_forest": means.converted_forest,
        "fruit_forest": 0.0,
        "pasture": 0.0,
        "water_surface": 0.0,
    }


def _house(rng: Random) -> dict[str, Value]:
    return {
        "road_distance": rng.choice((0.0, 0.1, 0.3, 0.5, 0.8, 1.2)),
        "road_type": rng.choices(("水泥路", "沥青路", "砂石路"), (7, 2, 1))[0],
        "house_area": float(rng.randrange(60, 160, 5)),
        "fuel": rng.choices(("清洁能源", "柴草"), (7, 3))[0],
        "cooperative": rng.choice((YES, NO)),
        "leading_enterprise": rng.choice((YES, NO, NO)),
        "entrepreneur_leader": rng.choice((YES, NO)),
    }


def _register(rng: Random, county: County, household: Household) -> dict[str, Value]:
    year = county.moment.year
    earliest = min(_FIRST_REGISTER, year - 2)
    years = (earliest, *range(earliest, year - 2 if household.kind == POOR else year - 3))
    identified = rng.choice(years)
    out = household.status in (OUT, OUT_WITHOUT_HELP)
    returned = household.status == RETURNED
    causes = _causes(rng, household, county.moment)
    moved = rng.random() < 0.04
    return {
        "identification_standard": "国家标准",
        "military_family": YES if rng.random() < 0.02 else NO,
        "only_child_family": NO,
        "two_daughter_family": YES if household.means.family_planning else NO,
        "main_cause": causes[0],
        "other_cause1": causes[1] if len(causes) > 1 else None,
        "other_cause2": None,
        "return_cause": causes[0] if returned else None,
        "identified_year": float(identified),
        "exit_year": float(rng.randrange(identified + 1, max(identified + 2, year - 1))) if out or returned else None,
        "return_year": float(year - 1) if returned else None,
        "relocated": YES if moved else NO,
        "relocation_mode": "建档立卡贫困户个别搬迁" if moved else None,
        "settlement_mode": "集中安置" if moved else None,
        "settlement_place": "村内安置" if moved else None,
        "relocation_difficulty": None,
    }


def _helper(rng: Random, county: County) -> dict[str, Value]:
    return {
        "helper_name": county.registry.surname() + county.registry.given_name(rng.choice("男女"), 1980),
        "helper_unit": rng.choice(_HELPERS),
        "helper_affiliation": "县",
        "helper_phone": county.registry.phone(),
    }


def _causes(rng: Random, household: Household, moment: Moment) -> list[str]:
    """Causes that the household's people bear out, the first one the main cause."""
    people = household.people
    true: list[str] = []
    if any(person.disability is not None for person in people):
        true.append("因残")
    if any(person.illness for person in people):
        true.append("因病")
    if not any(person.labour(moment) in ABLE for person in people):
        true.append("缺劳力")
    return [*true[:2], *rng.sample(("缺技术", "缺资金", "自身发展动力不足"), 2)][:2]


def risks(rng: Random, household: Household, moment: Moment) -> dict[str, Value]:
    """Risk, its explanation and what help is given, for a monitored household."""
    people = household.people
    risk, note = "其他", "家庭支出较大，收入来源单一"
    ill = [person for person in people if person.illness]
    disabled = [person for person in people if person.disability is not None]
    working = [person for person in people if person.months_of_work(moment)]
    if ill:
        risk, note = "因病", f"{ill[0].name}长期服药，自付费用较高"
    elif disabled:
        risk, note = "因残", f"{disabled[0].name}残疾，需要家人照料"
    elif working:
        risk, note = "因务工就业不稳", f"{working[0].name}工地停工，务工时间比上年减少"
    return {
        "risk1": risk,
        "disaster_type": None,
        "risk2": None,
        "risk3": None,
        "risk_note": note,
        "help_received": "、".join(_help(rng, people, moment, risk)),
        "risk_cleared": NO,
        "other_property": "无",
    }


def _help(rng: Random, people: list[Person], moment: Moment, risk: str) -> Iterator[str]:
    """What help is given: for the risk, for who can work, for who has an allowance, for who learns a trade."""
    if risk in _FOR_RISK:
        yield _FOR_RISK[risk]
    if any(person.labour(moment) in (*ABLE, "弱劳动力或半劳动力") for person in people):
        yield rng.choice(("产业帮扶（产业奖补）", "金融帮扶（小额信贷）"))
    if any(person.extras.get("public_post") for person in people):
        yield "公益性岗位"
    if any(person.subsistence for person in people):
        yield "低保"
    if any(person.destitute for person in people):
        yield "特困供养"
    if any(person.disability is not None for person in people):
        yield "残疾人补贴"
    if any((person.in_school(moment) or "").startswith(("中职", "高职")) for person in people):
        yield "雨露计划"
    yield "社会帮扶"


__all__ = ["give_allowances", "lasting_facts", "means_of", "risks"]
