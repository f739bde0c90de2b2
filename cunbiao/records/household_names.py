"""What drop-downs call households and persons: "03 邓义光", "03-2 邓小明", "新01 王五".

The number is the household's place among all households a village was issued with, so two of one name stay apart. A
name is only for choosing; what is kept is the household code, and a workbook that holds codes is read like one that
holds names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

_LEAST_DIGITS = 2


def household_names(issued: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Household code → its name in drop-downs; ``issued`` are codes and heads of all issued households in order."""
    heads: dict[str, str] = {}
    for code, head in issued:
        heads.setdefault(code, head)
    digits = max(_LEAST_DIGITS, len(str(len(heads))))
    return {code: f"{number:0{digits}d} {head}".rstrip() for number, (code, head) in enumerate(heads.items(), start=1)}


def person_names(homes: dict[str, str], persons: Sequence[tuple[str, str]]) -> list[str]:
    """The names of issued persons, given as household code and name in sheet order; ``homes`` is `household_names`."""
    numbers = Counter[str]()
    names = []
    for code, person in persons:
        numbers[code] += 1
        names.append(f"{first_word(homes.get(code, code))}-{numbers[code]} {person}".rstrip())
    return names


def first_word(name: str) -> str:
    """What stands before the first space: of a spare household's name its code."""
    return name.partition(" ")[0]
