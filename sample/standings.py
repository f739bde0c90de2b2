"""What the register says a household is: the standings that a notice's tables are issued with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from random import Random

from cunbiao.definitions import Campaign
from cunbiao.definitions.models import HOUSEHOLD, Table
from cunbiao.definitions.roster_layouts import roster_layout
from cunbiao.definitions.rosters import RosterFile
from cunbiao.lists.roster.assembly import derive_classes
from sample.answers import Value
from sample.words import Words

POOR, OUT_OF_POVERTY, EDGE = "贫困户", "脱贫户", "边缘易致贫户"
NOT_OUT, OUT, RETURNED, OUT_WITHOUT_HELP = "未脱贫", "已脱贫", "返贫", "已脱贫(不享受政策)"
UNSTABLE = "脱贫不稳定户"
KIND, STATUS, MONITORED = "household_type", "poverty_status", "monitored_type"
# How many villages have a standing that only this notice's tables ask for, and which share of their households.
_SPECIAL, _SHARE = 0.5, 0.04


@dataclass(frozen=True)
class Standing:
    """Household type, poverty status, monitoring class, and what else the conditions of a table ask (all as ids)."""

    kind: str
    status: str | None = None
    monitored: str | None = None
    more: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def facts(self) -> dict[str, Value]:
        """The standing by indicator."""
        return {KIND: self.kind, STATUS: self.status, MONITORED: self.monitored, **self.more}


IS_POOR, HAS_RETURNED = Standing(POOR, NOT_OUT), Standing(POOR, RETURNED)
IS_OUT, IS_OUT_WITHOUT_HELP = Standing(OUT_OF_POVERTY, OUT), Standing(OUT_OF_POVERTY, OUT_WITHOUT_HELP)
IS_UNSTABLE, IS_EDGE = Standing(OUT_OF_POVERTY, OUT, UNSTABLE), Standing(EDGE, None, EDGE)
_USUAL = (IS_OUT, IS_POOR, HAS_RETURNED, IS_EDGE, IS_UNSTABLE, IS_OUT_WITHOUT_HELP)


class Standings:
    """The standings of a notice's registered and newly found households."""

    def __init__(self, campaign: Campaign, words: Words) -> None:
        self._words = words
        self._layout: RosterFile = roster_layout(campaign)
        self._homes = [table for table in campaign.tables.values() if table.subject == HOUSEHOLD and table.is_home]
        self.usual = tuple(own for own in _USUAL if self._in_year(own) and self._is_issued(own))
        asking = [table for table in campaign.tables.values() if table.subject == HOUSEHOLD]
        self.special = tuple(dict.fromkeys(own for table in asking for own in self._only_for(table)))

    def drawn(self, rng: Random, size: int) -> list[Standing]:
        """The standing of each household of a village: a few of every sort, most are out of poverty."""
        poor = max(1, round(size * 0.1))
        chosen = [HAS_RETURNED if rng.random() < 0.15 else IS_POOR for _ in range(poor)]
        chosen += [IS_EDGE] * max(1, round(size * 0.07))
        chosen += [IS_UNSTABLE] * max(1, round(size * 0.05))
        chosen += [IS_OUT_WITHOUT_HELP] * round(size * 0.04 + rng.random() * 0.7)
        there = [own for own in self.special if rng.random() < _SPECIAL]
        chosen += [own for own in there for _ in range(max(1, round(size * _SHARE)))]
        chosen += [IS_OUT] * (size - len(chosen))
        rng.shuffle(chosen)
        return [self._possible(own) for own in chosen]

    def found(self, table: Table) -> Standing:
        """The standing of a household that is first written into this table this year."""
        fitting = (own for own in (*self.usual[::-1], *self.special) if self.fits(table, self.register(own.facts)))
        return next(fitting, IS_POOR) if table.roster else IS_POOR

    def exported(self, facts: Mapping[str, Value]) -> dict[str, Value]:
        """Household facts as the register's export says them: the type only where it does not follow from the rest."""
        said = self._words.said(facts)
        wanted, said[KIND] = said.get(KIND), None
        read = dict(said)
        derive_classes(read, self._layout)
        return said if read[KIND] == wanted else said | {KIND: wanted}

    def register(self, facts: Mapping[str, Value]) -> dict[str, Value]:
        """Household facts as reading that export gives them."""
        said = self.exported(facts)
        derive_classes(said, self._layout)
        return said

    @staticmethod
    def fits(table: Table, facts: Mapping[str, Value]) -> bool:
        """Whether a household of which the register says this is issued in a table."""
        return bool(table.roster) and all(facts.get(name) in accepted for name, accepted in table.roster.items())

    def _in_year(self, own: Standing) -> bool:
        return all(self._words.has(name, value) for name, value in own.facts.items() if isinstance(value, str))

    def _is_issued(self, own: Standing) -> bool:
        facts = self.register(own.facts)
        return any(self.fits(table, facts) for table in self._homes)

    def _possible(self, own: Standing) -> Standing:
        """The standing, or the one nearest to it that this notice knows."""
        known = (*self.usual, *self.special) or (IS_POOR,)
        if own in known:
            return own
        return next((other for other in known if other.kind == own.kind), known[0])

    def _only_for(self, table: Table) -> Iterator[Standing]:
        """Standings that the conditions of a table accept and that no usual one has."""
        usual = [self.register(own.facts) for own in self.usual]
        for values in product(*table.roster.values()):
            asked = dict(zip(table.roster, values, strict=True))
            if not asked or any(asked.items() <= facts.items() for facts in usual):
                continue
            ids = {name: self._words.id_of(name, value) for name, value in asked.items()}
            base = IS_OUT if ids.get(KIND, OUT_OF_POVERTY) == OUT_OF_POVERTY else Standing(ids[KIND])
            own = Standing(
                ids.pop(KIND, base.kind), ids.pop(STATUS, base.status), ids.pop(MONITORED, base.monitored), ids
            )
            if table.is_home or self._is_issued(own):
                yield own


__all__ = [
    "EDGE",
    "HAS_RETURNED",
    "IS_EDGE",
    "IS_OUT",
    "IS_OUT_WITHOUT_HELP",
    "IS_POOR",
    "IS_UNSTABLE",
    "KIND",
    "MONITORED",
    "NOT_OUT",
    "OUT",
    "OUT_OF_POVERTY",
    "OUT_WITHOUT_HELP",
    "POOR",
    "RETURNED",
    "STATUS",
    "UNSTABLE",
    "Standing",
    "Standings",
]
