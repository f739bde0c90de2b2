"""What is wrong in a register: numbers, names, sexes, years and villages that are not what they are in life.

Each household has one wrong fact at most, so that everything said about it later is about that one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from cunbiao.columns import HEAD_NAME, HOUSEHOLD_KEY, ID_NUMBER, NAME
from cunbiao.records.identity import check_character
from sample.answers import Answers, Value
from sample.county import County, SampleVillage
from sample.household import Household
from sample.names import misspelt
from sample.person import HEAD, Person
from sample.roster import VILLAGE, Cell, Said
from sample.tables import MEMBER_CODE

# fmt: off
Kind = Literal[
    "check_character", "missing_digit", "number", "other_birth", "name", "sex",
    "identified_year", "head_number", "village_committee", "village_misspelt",
]
# fmt: on
# How a committee is called after its village.
_COMMITTEE = "委会"
# A number as Excel writes it keeps so many digits.
_PLAIN = 18
HEAD_ID = "head_id"


@dataclass(frozen=True)
class Wrong:
    """One fact of a household, or of a ``member`` (code) of it, that the register has wrong.

    ``indicator`` is the fact, ``right`` how it is, ``cells`` what the export says instead, wherever it says it.
    """

    kind: Kind
    village: str
    household: str
    member: str
    indicator: str
    right: Value
    cells: Mapping[Cell, Said]

    @property
    def said(self) -> Said:
        """What the register says."""
        return next(iter(self.cells.values()))


def wrong_register(county: County, share: float) -> list[Wrong]:
    """A ``share`` of every fact wrong, one of each kind at least, by village and household."""
    rng = Random(f"{county.seed}/register")
    waiting = [(village, household) for village in county.villages for household in village.households]
    persons = sum(village.persons for village in county.villages)
    homes = len(waiting)
    rng.shuffle(waiting)
    found: list[Wrong] = []
    for kind, (make, of_persons) in _KINDS.items():
        wanted = max(1, round(share * (persons if of_persons else homes)))
        for village, household in list(waiting):
            wrong = make(rng, village, household) if wanted else None
            if wrong is not None:
                found.append(replace(wrong, kind=kind))
                waiting.remove((village, household))
                wanted -= 1
    return sorted(found, key=lambda own: (own.village, own.household))


def cells_of(wrong: Iterable[Wrong]) -> dict[Cell, Said]:
    """What the export says in all these cells."""
    return {cell: value for own in wrong for cell, value in own.cells.items()}


def as_registered(county: County, answers: Mapping[str, Answers], wrong: Iterable[Wrong]) -> None:
    """Lets the villages' rows say what the register says where they cannot change it.

    What was issued empty they fill in; who leaves is written as picking writes him.
    """
    for own in wrong:
        villages = answers[own.village]
        for (household, member, name), said in own.cells.items():
            issued = None if isinstance(said, float) else _value(own, said)
            for table, rows in villages.changes.items():
                if name not in {column.name for column in county.campaign.columns(table)}:
                    continue
                for key, row in rows.items():
                    if (row.get(HOUSEHOLD_KEY), row.get(MEMBER_CODE) or "") == (household, member):
                        villages.issued[table][key] = {**villages.issued[table][key], name: issued}
                        if county.campaign.column(table, name).locked and issued is not None:
                            rows[key] = {**row, name: issued}
            for left in county.tables.left if member and issued is not None else ():
                gone = villages.new_rows.get(left.id, [])
                gone[:] = [{**row, name: issued} if row.get(MEMBER_CODE) == member else row for row in gone]


def _value(wrong: Wrong, said: str) -> Value:
    return float(said) if isinstance(wrong.right, float) else said


_Make = Callable[[Random, SampleVillage, Household], Wrong | None]


def _of_number(change: Callable[[Random, str], str | float]) -> _Make:
    """A citizen's number written otherwise, in the household's row too where it is the head's."""

    def make(rng: Random, village: SampleVillage, household: Household) -> Wrong | None:
        fitting = [person for person in household.people if len(person.document) == _PLAIN]
        if not fitting:
            return None
        person = rng.choice(fitting)
        return _about(village, household, person, ID_NUMBER, person.document, change(rng, person.document))

    return make


def _wrong_character(rng: Random, number: str) -> str:
    return number[:17] + rng.choice([own for own in "123456789" if own != number[17]])


def _missing_digit(rng: Random, number: str) -> str:
    place = rng.randrange(6, 17)
    return number[:place] + number[place + 1 :]


def _as_number(_: Random, number: str) -> float:
    return float(number[:17] + "0")


def _other_birth(_: Random, number: str) -> str:
    """Another day of the same month with the check character that belongs to it: nothing shows in the number."""
    day = int(number[12:14])
    body = f"{number[:12]}{day % 28 + 1:02d}{number[14:17]}"
    return body + check_character(body)


def _name(rng: Random, village: SampleVillage, household: Household) -> Wrong | None:
    person = rng.choice(household.people)
    return _about(village, household, person, NAME, person.name, misspelt(person.name))


def _sex(rng: Random, village: SampleVillage, household: Household) -> Wrong | None:
    person = rng.choice(household.people)
    return _about(village, household, person, "sex", person.sex, "女" if person.sex == "男" else "男")


def _identified_year(_: Random, village: SampleVillage, household: Household) -> Wrong | None:
    identified, left = household.lasting.get("identified_year"), household.lasting.get("exit_year")
    if not isinstance(identified, float) or not isinstance(left, float) or left - identified < 2:
        return None
    cells: dict[Cell, Said] = {(household.code, "", "identified_year"): str(int(identified) + 1)}
    return Wrong("name", village.village.code, household.code, "", "identified_year", identified, cells)


def _head_number(rng: Random, village: SampleVillage, household: Household) -> Wrong | None:
    """The household's row has another number of its head than his own row."""
    number = household.head.document
    cells: dict[Cell, Said] = {(household.code, "", HEAD_ID): _wrong_character(rng, number)}
    return Wrong("name", village.village.code, household.code, "", HEAD_ID, number, cells)


def _called(change: Callable[[str], str]) -> _Make:
    """Household and members are written to a village that is called otherwise."""

    def make(_: Random, village: SampleVillage, household: Household) -> Wrong:
        name = village.village.name
        rows = ["", *(person.code for person in household.people)]
        cells: dict[Cell, Said] = {(household.code, row, VILLAGE): change(name) for row in rows}
        return Wrong("name", village.village.code, household.code, "", VILLAGE, name, cells)

    return make


def _misspelt_village(name: str) -> str:
    return f"{name[1]}{name[0]}{name[2:]}"


def _about(
    village: SampleVillage, household: Household, person: Person, indicator: str, right: Value, wrong: Said
) -> Wrong:
    cells = {(household.code, row, name): wrong for row, name in _places(household, person, indicator)}
    return Wrong("name", village.village.code, household.code, person.code, indicator, right, cells)


def _places(household: Household, person: Person, indicator: str) -> Iterator[tuple[str, str]]:
    """Where an export says something of a person: in the row, and of a head in that of the household."""
    yield person.code, indicator
    of_head = {ID_NUMBER: HEAD_ID, NAME: HEAD_NAME}
    if person.relation == HEAD and indicator in of_head:
        yield "", of_head[indicator]


# How each kind is made, and whether a share of the persons or of the households has it.
_KINDS: dict[Kind, tuple[_Make, bool]] = {
    "identified_year": (_identified_year, False),
    "check_character": (_of_number(_wrong_character), True),
    "missing_digit": (_of_number(_missing_digit), True),
    "number": (_of_number(_as_number), True),
    "other_birth": (_of_number(_other_birth), True),
    "name": (_name, True),
    "sex": (_sex, True),
    "head_number": (_head_number, False),
    "village_committee": (_called(lambda name: f"{name}{_COMMITTEE}"), False),
    "village_misspelt": (_called(_misspelt_village), False),
}

__all__ = ["Kind", "Wrong", "as_registered", "cells_of", "wrong_register"]
