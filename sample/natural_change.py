"""Births, marriages, deaths and moves of an invented household in the campaign year."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from cunbiao.days import serial
from sample.answers import Record
from sample.county import County
from sample.family import Place, newcomer
from sample.household import Household
from sample.person import HEAD, SPOUSE, Person, Value


def natural_changes(rng: Random, county: County, household: Household) -> tuple[list[Record], list[Record]]:
    """Rows of 自然增加 and 自然减少; the household keeps its head, and nobody is in both."""
    increases = [*_births(rng, county, household), *_brides(rng, county, household)]
    return increases, [
        gone(rng, county, household, person, reason) for person, reason in _leavers(rng, county, household)
    ]


def _births(rng: Random, county: County, household: Household) -> list[Record]:
    for mother in household.people:
        young = mother.sex == "女" and 21 <= mother.age(county.moment) <= 36
        if young and mother.relation in (SPOUSE, "之儿媳") and rng.random() < 0.2:
            boy = rng.random() < 0.52
            own = mother.relation == SPOUSE
            relation = ("之子" if boy else "之女") if own else ("之孙子" if boy else "之孙女")
            born = day_in(rng, county)
            baby = Person(
                code="",
                name=household.head.name[0] + county.registry.given_name("男" if boy else "女", born.year),
                sex="男" if boy else "女",
                birth=born,
                number=county.registry.citizen_number("男" if boy else "女", born, county.registry.area),
                relation=relation,
            )
            return [_joined(county, household, baby, "新生儿", born)]
    return []


def _brides(rng: Random, county: County, household: Household) -> list[Record]:
    relations = {person.relation for person in household.people}
    for son in household.people:
        age = son.age(county.moment)
        if son.relation == "之子" and 24 <= age <= 32 and "之儿媳" not in relations and rng.random() < 0.3:
            seat = Place("之儿媳", "女", max(21, age - rng.randint(0, 3)))
            bride = newcomer(rng, county.registry, seat, county.moment, county.registry.surname(), "")
            bride.disability, bride.illness = None, ""
            return [_joined(county, household, bride, "嫁入", day_in(rng, county))]
    return []


def _leavers(rng: Random, county: County, household: Household) -> list[tuple[Person, str]]:
    """Old people who died, daughters who married, sons who moved away."""
    moment = county.moment
    for person in household.people:
        age = person.age(moment)
        chance = rng.random()
        if person.relation == HEAD:
            continue
        if age >= 70 and chance < 0.07:
            return [(person, "死亡")]
        if person.relation == "之女" and age >= 22 and person.in_school(moment) is None and chance < 0.3:
            return [(person, "嫁出")]
        if person.relation == "之子" and age >= 24 and chance > 0.96:
            return [(person, "户籍迁出")]
    return []


def _joined(county: County, household: Household, person: Person, reason: str, day: date) -> Record:
    values = person.values(county.moment)
    return county.words.said(
        values | {"household_code": household.code, "increase_reason": reason, "increase_date": serial(day)}
    )


def gone(rng: Random, county: County, household: Household, person: Person, reason: str) -> Record:
    """The row of a person who left."""
    said: dict[str, Value] = {
        "household_code": household.code,
        "name": person.name,
        "member_code": person.code,
        "id_number": person.document,
        "relation": person.relation,
        "decrease_reason": reason,
        "decrease_date": serial(day_in(rng, county)),
    }
    return county.words.said(said)


def day_in(rng: Random, county: County) -> date:
    """A day of the campaign's income period."""
    start, end = county.moment.period_start, county.moment.period_end
    return start + timedelta(days=rng.randrange((end - start).days))
