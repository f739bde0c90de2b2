"""What village staff write down when they survey a household: children who live apart, clear-outs, relative poverty."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from cunbiao.days import serial
from sample.answers import Record
from sample.county import County
from sample.household import Household
from sample.moment import birthday_at_age
from sample.person import NO, YES, Value

_INVESTIGATORS = ("示例甲", "示例乙", "示例丙")
_ACCURATE = "入户核实，识别准确，不需清退"
# The shares of households that wait for a house and of others whose house is on the plan of the year.
_WAITING, _REBUILT = 0.4, 0.04
_BURDENS = ("大病住院，自付费用大", "两个孩子上学", "自建住房借债", "交通事故赔偿")
# Income in subsistence lines of who leaves relative poverty and of who stays; the line where none is given.
_ABOVE, _BELOW, _USUAL_LINE = (1.4, 2.2), (0.7, 1.25), 4000.0


def surveyed(rng: Random, county: County) -> dict[str, Value]:
    """Who surveyed, and on which day after the income period."""
    day = county.moment.period_end + timedelta(days=rng.randrange(10, 30))
    return {"investigator": rng.choice(_INVESTIGATORS), "survey_date": serial(day)}


def clearout_survey(rng: Random) -> dict[str, Value]:
    """Findings about a household marked 脱贫不享受政策; most were rightly identified."""
    if rng.random() < 0.7:
        return {"survey_findings": _ACCURATE, "enjoyed_policies": "无", "village_opinion": "同意，不清退"}
    return {
        "misidentified_case": "购买商品房",
        "survey_findings": "识别前一年在县城购买商品房一套，有购房合同",
        "enjoyed_policies": "2016年产业扶持一次",
        "village_opinion": "经评议，同意清退",
    }


def relative_survey(rng: Random, county: County) -> dict[str, Value]:
    """Findings about a household in relative poverty; every other one may leave it."""
    leaves = rng.random() < 0.5
    line = county.campaign.parameters.get("subsistence_line")
    amount = line.value if line is not None and isinstance(line.value, float | int) else _USUAL_LINE
    compared = county.moment.period_end + timedelta(days=rng.randrange(10, 20))
    visited = compared + timedelta(days=rng.randrange(10, 20))
    left = visited + timedelta(days=rng.randrange(20, 30))
    return {
        "compared_on": serial(compared),
        "visited_on": serial(visited),
        "relative_income": round(float(amount) * rng.uniform(*(_ABOVE if leaves else _BELOW)), 2),
        "burden": rng.choice(_BURDENS),
        "burden_solved": YES if leaves else NO,
        "leaves_relative": YES if leaves else NO,
        "relative_exit_date": serial(left) if leaves else None,
    }


def rebuild_survey(rng: Random, *, waits: bool) -> dict[str, Value]:
    """A few houses are on the plan of those to be rebuilt: one that ``waits`` is still dangerous, another is done."""
    if rng.random() >= (_WAITING if waits else _REBUILT):
        return {}
    plan: dict[str, Value] = {"rebuild_planned": YES, "rebuild_file": f"危改{rng.randrange(1, 1000):03d}"}
    if waits:
        return plan | {"rebuild_done": NO, "dangerous_house": YES, "dangerous_level": "D级"}
    return plan | {"rebuild_done": YES}


def support_survey(rng: Random, county: County, household: Household) -> list[Record]:
    """Children who live apart from old people on their own, one row a child."""
    old = all(person.age(county.moment) >= 62 for person in household.people)
    if not old or rng.random() < 0.5:
        return []
    return [_child(rng, county, household) for _ in range(rng.choice((1, 1, 2)))]


def _child(rng: Random, county: County, household: Household) -> Record:
    son = rng.random() < 0.7
    sex = "男" if son else "女"
    age = household.head.age(county.moment) - rng.randrange(22, 30)
    birth: date = birthday_at_age(county.moment.reference, age, rng.randrange(365))
    able = rng.random() < 0.85
    money = float(rng.choice((600, 1200, 2000))) if able else 0.0
    survey: dict[str, Value] = {
        "household_code": household.code,
        "child_name": household.head.name[0] + county.registry.given_name(sex, birth.year),
        "child_sex": sex,
        "child_id": county.registry.citizen_number(sex, birth, county.registry.area),
        "child_relation": "之子" if son else "之女",
        "separate_register": YES,
        "child_registered_place": "本村",
        "child_residence": "本村",
        "child_phone": county.registry.phone(),
        "child_occupation": "务农",
        "child_population": float(rng.randrange(2, 6)),
        "child_income_source": rng.choice(("务工", "种养", "经商")),
        "child_income": float(rng.randrange(18000, 90000, 500)),
        "child_house": "平房3间",
        "child_vehicle": "无",
        "child_shop": "无",
        "child_living": rng.choice(("较好", "一般")),
        "support_ability": "有" if able else "无",
        "inability_reason": None if able else "本人患大病，长期治疗",
        "support_duty": "按时给付" if able else "未履行",
        "support_money": money,
        **surveyed(rng, county),
    }
    return county.words.said(survey)
