"""Which village a row of a list goes to: where the register has the person, else where the list says it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cunbiao.definitions.suspected import suspected_file
from cunbiao.lists.suspected.model import Home, Person, Suspect
from cunbiao.records.identity import person_part
from cunbiao.records.identity_sheet import ExpectedVillage


class Homes:
    """The persons of the register by number and by name, and the villages by code and by name."""

    def __init__(self, persons: Iterable[Person], villages: Sequence[ExpectedVillage]) -> None:
        self._villages = villages
        self._by_number: dict[str, list[Person]] = {}
        self._by_name: dict[str, list[Person]] = {}
        for person in persons:
            if person.number:
                self._by_number.setdefault(person_part(person.number), []).append(person)
            if person.name:
                self._by_name.setdefault(person.name, []).append(person)

    def of(self, suspect: Suspect) -> Home | str:
        """The village of a row, or why there is none, in words for the person at the desk.

        A number decides alone. Without one the name does, where it means one person only in the village or, where the
        list names none, in the whole register.
        """
        texts = suspected_file().texts
        if suspect.numeric:
            return f"{suspect.numeric}：{texts.numeric}"
        village = self._village(suspect)
        if suspect.number:
            found = _of_one_village(self._by_number.get(person_part(suspect.number), []), village)
        else:
            named = self._by_name.get(suspect.name, [])
            here = [person for person in named if village is None or person.village_code == village.code]
            found = here[0] if len({(own.village_code, own.number) for own in here}) == 1 else None
        if found is not None:
            return Home(found.township, found.village, found.village_code, found)
        if village is not None:
            return Home(village.township, village.village, village.code)
        return texts.unknown_person if suspect.number else texts.no_person

    def _village(self, suspect: Suspect) -> ExpectedVillage | None:
        """The one village that the row itself names."""
        if suspect.village_code:
            return next((own for own in self._villages if own.code == suspect.village_code), None)
        if not suspect.village:
            return None
        found = [
            own
            for own in self._villages
            if _same(own.village, suspect.village) and (not suspect.township or _same(own.township, suspect.township))
        ]
        return found[0] if len(found) == 1 else None


def _of_one_village(found: Sequence[Person], village: ExpectedVillage | None) -> Person | None:
    """The person; of several places that have him the one the list names, else the first."""
    named = [person for person in found if village is not None and person.village_code == village.code]
    return next(iter([*named, *found]), None)


def _same(name: str, said: str) -> bool:
    """Whether a place is meant: 紫梅村, 紫梅, 紫梅村委会."""
    return name == said or said.startswith(name) or name.rstrip("村镇乡") == said
