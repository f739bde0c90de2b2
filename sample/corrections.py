"""What villages write into 信息更正: what the register has wrong in cells that they cannot change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cunbiao.columns import HEAD_NAME, HOUSEHOLD_KEY, ID_NUMBER, NAME
from cunbiao.definitions import Campaign
from sample.answers import Answers, Value
from sample.county import County
from sample.wrong_register import HEAD_ID, Wrong

_BASIS = "户口簿"
# What a household says of its head is corrected as what the head's own row says.
_PERSONS = {HEAD_ID: ID_NUMBER, HEAD_NAME: NAME}


def propose_corrections(county: County, answers: Mapping[str, Answers], wrong: Iterable[Wrong]) -> list[Wrong]:
    """Writes into the answers what is wrong, as far as there is a column for it; what was written, in that order.

    What was issued empty is no correction: it is filled in where it stands.
    """
    columns = dict(_correcting(county.campaign))
    homes = {household.code: household for household in county.households}
    people = {person.code: person for household in county.households for person in household.people}
    written = []
    for own in wrong:
        field = _PERSONS.get(own.indicator, own.indicator)
        name = next((column for column, corrected in columns if corrected == field), None)
        if name is None or isinstance(own.said, float):
            continue
        table = columns[name, field]
        row: dict[str, Value] = {HOUSEHOLD_KEY: own.household, name: own.right, "correction_basis": _BASIS}
        if field != own.indicator:
            row |= {NAME: homes[own.household].head.name}
        if own.member:
            person = people[own.member]
            row |= {NAME: person.name, ID_NUMBER: person.document} | {own.indicator: own.said}
        answers[own.village].new_rows.setdefault(table, []).append(row)
        written.append(own)
    return written


def _correcting(campaign: Campaign) -> Iterator[tuple[tuple[str, str], str]]:
    """The columns that correct others with what they correct, and their table."""
    for table in campaign.tables:
        for column in campaign.columns(table):
            if column.corrects is not None:
                yield (column.name, column.corrects), table


__all__ = ["propose_corrections"]
