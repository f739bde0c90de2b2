"""Every test sentence of the rules as a household that can be typed into a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cunbiao.definitions import Campaign
from cunbiao.expressions import Expression
from tests.campaign.screen.case import Case, Inputs, moved
from tests.campaign.screen.sharing import reads, share_rows
from tests.rules.sentences import Told, rows_of, stages


def sentence_cases(campaign: Campaign) -> list[Case]:
    """All sentences written for the notice, and for every check one that fires on each sheet it is in force on."""
    inputs = Inputs(campaign)
    cases: list[Case] = []
    spoken: set[tuple[str, str]] = set()
    firing: dict[tuple[str, str], Case] = {}
    for stage in stages():
        for told in stage.told:
            case = _case(campaign, stage.campaign, told, inputs)
            if case is None:
                continue
            place = told.subject, told.table
            if told.case.fires is True:
                firing.setdefault(place, case)
            if told.sentence.policy == campaign.notice.id:
                cases.append(case)
                if told.case.fires is True:
                    spoken.add(place)
    return share_rows(campaign, [*cases, *_elsewhere(campaign, spoken, firing)])


def _case(campaign: Campaign, own: Campaign, told: Told, inputs: Inputs) -> Case | None:
    """A sentence with what its subject reads; ``own`` is the campaign the sentence is written for."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for table, row in rows_of(own, told):
        tables.setdefault(table, []).append(row)
    case = inputs.case(str(told), tables)
    if case is None or told.table not in campaign.tables:
        return None
    return replace(case, reads=reads(campaign, _expressions(campaign, told.table, told.subject)))


def _expressions(campaign: Campaign, table: str, subject: str) -> Iterator[Expression]:
    """The expressions behind a check, verdict or computed indicator of a table."""
    yield from (compiled.when for compiled in campaign.checks(table) if compiled.check.id == subject)
    for compiled in campaign.verdicts(table):
        if compiled.verdict.id == subject:
            yield from (compiled.applies, *(criterion.met for criterion in compiled.criteria))
    yield from (column.derived for column in campaign.columns(table) if column.name == subject and column.derived)


def _elsewhere(campaign: Campaign, spoken: set[tuple[str, str]], firing: dict[tuple[str, str], Case]) -> Iterator[Case]:
    """A case that fires for each sheet on which a check has not spoken yet, moved there from another if need be."""
    for table in campaign.tables:
        asked = {column.name for column in campaign.columns(table)}
        for compiled in campaign.checks(table):
            check = compiled.check.id
            if (check, table) in spoken:
                continue
            if (check, table) in firing:
                yield firing[check, table]
                continue
            for (subject, origin), case in firing.items():
                if subject == check and origin in campaign.tables and case.tables[origin][0].keys() <= asked:
                    elsewhere = moved(case, _places(campaign, origin, table))
                    yield replace(elsewhere, reads=reads(campaign, [compiled.when]))
                    break


def _places(campaign: Campaign, origin: str, table: str) -> dict[str, str]:
    """Where the tables of a case go when the row it is about moves: its household and members go with it."""
    before, after = (_home(campaign, name) for name in (origin, table))
    members = [own for own in campaign.tables.values() if own.kind == "member" and "increase" not in own.tags]
    people = {own.parents[0]: own.id for own in members}
    places = {before: after}
    if before in people and after in people:
        places[people[before]] = people[after]
    return places | {origin: table}


def _home(campaign: Campaign, table: str) -> str:
    own = campaign.tables[table]
    return own.id if own.is_home else own.parents[0]
