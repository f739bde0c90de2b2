"""Both sides of a notice: every clause and what carries it out, every rule and where it holds or why not.

Beside them the checks that public texts name, and how those texts were read where they can be read in two ways.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cunbiao.definitions.campaign import Campaign
from cunbiao.definitions.compiled import RuleFate
from cunbiao.definitions.known_checks import KnownCheck, known_checks, made_so
from cunbiao.definitions.notices import Clause
from cunbiao.definitions.readings import Reading, readings


@dataclass(frozen=True)
class ClauseCover:
    """A clause of the notice: what carries it out (ids), or why nothing does."""

    clause: Clause

    @property
    def said(self) -> str:
        """Its home, or the reason why it has none; "" where the notice says neither."""
        return "、".join(self.clause.home) or self.clause.why_not


@dataclass(frozen=True)
class RuleCover:
    """A rule that some layer under the notice has: where it holds (sheets), or why it does not."""

    id: str
    kind: str
    set: str
    origin: str
    sheets: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class KnownCover:
    """A check that public texts name; ``here`` are the ids among its deciders that are in force in this notice."""

    rule: KnownCheck
    here: tuple[str, ...]


def clauses(campaign: Campaign) -> list[ClauseCover]:
    """Every clause of the notice."""
    return [ClauseCover(clause) for clause in campaign.notice.clauses]


def rules(campaign: Campaign) -> list[RuleCover]:
    """Every rule of the layers under the notice, those of sets it does not have included."""
    return [*(_told(campaign, fate) for fate in campaign.fates), *_not_chosen(campaign)]


def _told(campaign: Campaign, fate: RuleFate) -> RuleCover:
    tables = campaign.every_table
    sheets = tuple(tables[table].sheet if table in tables else fate.kind for table in fate.tables)
    parts = [fate.reason, fate.why]
    parts += [f"这一年没有的取值不算：{'、'.join(fate.left_out)}"] if fate.left_out else []
    return RuleCover(fate.id, fate.kind, fate.set, fate.origin, sheets, "；".join(part for part in parts if part))


def _not_chosen(campaign: Campaign) -> Iterator[RuleCover]:
    """Rules of sets the notice does not have, and verdicts it did not choose."""
    library, told = campaign.library, {fate.id for fate in campaign.fates}
    kinds = (("校验", library.checks), ("操作", library.operations))
    for kind, rules_of in kinds:
        for placed in rules_of.values():
            if placed.item.id not in told:
                why = f"规则组“{placed.item.set}”没有选用"
                yield RuleCover(placed.item.id, kind, placed.item.set, placed.origin, (), why)
    for verdict in library.verdicts.values():
        if verdict.item.id not in told:
            yield RuleCover(verdict.item.id, "结论", verdict.item.set, verdict.origin, (), "通知没有选用这项核验")


def known(campaign: Campaign) -> list[KnownCover]:
    """Every check that public texts name, and what of it holds in this notice."""
    tables = list(campaign.tables)
    held = {compiled.check.id for table in tables for compiled in campaign.checks(table)}
    held |= {one.criterion.id for table in tables for own in campaign.verdicts(table) for one in own.criteria}
    held |= {compiled.limit.id for compiled in campaign.limits}
    asked = [column for table in tables for column in campaign.columns(table)]
    made = {(column.name, way) for column in asked for way in KnownCheck.MADE if made_so(column, way)}
    return [
        KnownCover(
            rule,
            tuple(
                name
                for name in rule.deciders
                if name in held or name in rule.messages or any((name, way) in made for way in rule.ways_of(name))
            ),
        )
        for rule in known_checks().rules
    ]


def readings_of(campaign: Campaign) -> list[Reading]:
    """Where this notice can be read in two ways, and what was decided."""
    return [one for one in readings() if campaign.notice.id in one.notices]
