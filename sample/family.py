"""Who lives in a household: invented families with ages, sexes and relations that fit together."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from sample.moment import Moment, birthday_at_age
from sample.names import Registry
from sample.person import HEAD, SPOUSE, Person, grown_up_education

# Counties of the same prefecture from which wives come: last two digits of the division code.
_NEIGHBOURS = ("21", "22", "23", "24")
_OWN_SURNAME = frozenset({HEAD, "之子", "之女", "之孙子", "之孙女", "之父"})


@dataclass(frozen=True)
class Place:
    """A seat in a family before it has a name."""

    relation: str
    sex: str
    age: int


def couple_with_children(rng: Random) -> list[Place]:
    """Parents and one to three children who have not left home."""
    head = rng.randint(30, 54)
    wife = max(23, head - rng.randint(-2, 5))
    places = [Place(HEAD, "男", head), Place(SPOUSE, "女", wife)]
    return places + _children(rng, min(head, wife), rng.choices((1, 2, 3), (4, 5, 1))[0])


def three_generations(rng: Random) -> list[Place]:
    """Grandparents, a married son, grandchildren."""
    head = rng.randint(54, 68)
    son = rng.randint(27, min(42, head - 23))
    places = [Place(HEAD, "男", head), Place(SPOUSE, "女", head - rng.randint(-1, 4))]
    places += [Place("之子", "男", son), Place("之儿媳", "女", max(23, son - rng.randint(-1, 4)))]
    for _ in range(rng.choices((1, 2), (6, 4))[0]):
        boy = rng.random() < 0.52
        places.append(Place("之孙子" if boy else "之孙女", "男" if boy else "女", rng.randint(1, son - 23)))
    return places


def elderly_couple(rng: Random) -> list[Place]:
    """Two old people whose children have households of their own."""
    head = rng.randint(62, 82)
    return [Place(HEAD, "男", head), Place(SPOUSE, "女", head - rng.randint(-1, 5))]


def living_alone(rng: Random) -> list[Place]:
    """One old person."""
    return [Place(HEAD, rng.choices(("男", "女"), (7, 3))[0], rng.randint(60, 84))]


def single_parent(rng: Random) -> list[Place]:
    """A widow or widower with one or two children."""
    head = rng.randint(34, 53)
    return [Place(HEAD, rng.choice("男女"), head), *_children(rng, head, rng.choice((1, 2)))]


def with_parents(rng: Random) -> list[Place]:
    """A middle-aged man with his mother or both parents, often with wife and child."""
    head = rng.randint(34, 58)
    places = [Place(HEAD, "男", head)]
    wife = max(23, head - rng.randint(-2, 5))
    if rng.random() < 0.6:
        places.append(Place(SPOUSE, "女", wife))
        if rng.random() < 0.8:
            places += _children(rng, min(head, wife), 1)
    mother = head + rng.randint(20, 29)
    places.append(Place("之母", "女", mother))
    if rng.random() < 0.35:
        places.append(Place("之父", "男", mother + rng.randint(0, 5)))
    return places


def _children(rng: Random, parent: int, count: int) -> list[Place]:
    oldest = max(1, min(parent - 22, 25))
    youngest = min(oldest, max(1, parent - 43))
    ages = sorted((rng.randint(youngest, oldest) for _ in range(count)), reverse=True)
    return [Place("之子", "男", age) if rng.random() < 0.53 else Place("之女", "女", age) for age in ages]


FAMILIES = (couple_with_children, three_generations, elderly_couple, living_alone, single_parent, with_parents)
WEIGHTS = (34, 17, 14, 10, 10, 15)


def people(rng: Random, registry: Registry, places: list[Place], moment: Moment, household_code: str) -> list[Person]:
    """Persons for the seats, aged as at ``moment``; family names follow the father."""
    surname = registry.surname()
    return [
        newcomer(rng, registry, place, moment, surname, f"{household_code}{number:02d}")
        for number, place in enumerate(places, start=1)
    ]


def newcomer(rng: Random, registry: Registry, place: Place, moment: Moment, surname: str, code: str) -> Person:
    """One person for a seat."""
    birth = birthday_at_age(moment.reference, place.age, rng.randrange(365))
    family_name = surname if place.relation in _OWN_SURNAME else registry.surname()
    from_elsewhere = place.relation in (SPOUSE, "之儿媳") and rng.random() < 0.3
    county = registry.area[:4] + rng.choice(_NEIGHBOURS) if from_elsewhere else registry.area
    number = registry.citizen_number(place.sex, birth, county)
    person = Person(
        code=code,
        name=family_name + registry.given_name(place.sex, birth.year),
        sex=place.sex,
        birth=birth,
        number=number,
        relation=place.relation,
        schooling=rng.choices(("general", "vocational", "leaves"), (5, 3, 2))[0],
        education=grown_up_education(rng, place.age) if place.age >= 25 else None,
        talent=rng.random(),
        diligence=rng.random(),
        party_member=rng.random() < 0.04,
    )
    _give_health(rng, person, place.age)
    if 16 <= place.age < 70 or place.relation == HEAD:
        person.phone = registry.phone()
    return person


def _give_health(rng: Random, person: Person, age: int) -> None:
    """Old people are ill more often; a disability comes with a card."""
    if age >= 3 and rng.random() < (0.09 if age >= 45 else 0.025):
        kind = rng.choices((1, 2, 4, 5, 6), (2, 2, 5, 2, 2))[0]
        person.disability = (kind, rng.choices((1, 2, 3, 4), (1, 3, 4, 3))[0])
    chance = 0.4 if age >= 60 else 0.1 if age >= 40 else 0.01
    if rng.random() < chance:
        person.illness = "患有大病" if rng.random() < 0.12 else "长期慢性病"
    if person.disability is not None or person.illness == "患有大病":
        # Who cannot work fully has no trade and no degree to look for work with.
        person.talent *= 0.8
        person.schooling = "leaves"
        person.education = "初中" if person.education in ("大专", "本科及以上") else person.education
