"""Households of which nobody can tell the village: each is named once, however many rows it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cunbiao.columns import HEAD_NAME, NAME
from cunbiao.findings import Finding, Place
from cunbiao.lists.roster import message_ids
from cunbiao.lists.roster.errors import catalogue
from cunbiao.lists.roster.model import Value
from cunbiao.lists.roster.villages import PlaceNames

HOMELESS = frozenset(
    {
        message_ids.UNKNOWN_VILLAGE,
        message_ids.AMBIGUOUS_VILLAGE,
        message_ids.VILLAGE_UNSAID,
        message_ids.VILLAGES_SAID,
    }
)


@dataclass(frozen=True)
class Homelessness:
    """Why a row belongs to no village: one of `HOMELESS`, what it says of its place, what other rows say."""

    reason: str
    place: Place
    names: PlaceNames
    others: str


@dataclass
class _Household:
    why: Homelessness
    head: str
    persons: int = 0


class Homeless:
    """Collects the rows of such households."""

    def __init__(self) -> None:
        self._households: dict[str, _Household] = {}

    def add(self, code: str, why: Homelessness, facts: Mapping[str, Value], person: Mapping[str, Value]) -> None:
        """A row of a household (``facts``), or of one of its persons: the first is its head unless a row says it."""
        own = self._households.setdefault(code, _Household(why, ""))
        own.head = own.head or str(facts.get(HEAD_NAME) or person.get(NAME) or "")
        own.persons += person.get(NAME) is not None

    def findings(self) -> Iterator[Finding]:
        """One finding a household."""
        for code, own in self._households.items():
            why, names = own.why, own.why.names
            yield catalogue().finding(
                why.reason,
                why.place,
                {"value": names.shown or code, "other": why.others, "count": own.persons},
                village=names.village,
                township=names.township,
                household_code=code,
                head_name=own.head,
            )
