"""Mistakes that only show when villages are put together."""

from __future__ import annotations

from cunbiao.columns import HOUSEHOLD_KEY
from cunbiao.days import serial
from sample.mistakes.draft import Draft, NotAskedError, Planted
from sample.person import HEAD

_PERSON_FIELD = "id_number"


def person_in_two_villages(bride: Draft, home: Draft) -> list[Planted]:
    """A woman entered as newly married in one village and still registered in another; both places must be shown."""
    if not bride.tables.joined:
        raise NotAskedError("nobody can be entered as newly married")
    left = {row.record.get(_PERSON_FIELD) for table in home.tables.left for row in home.filled.rows.get(table.id, [])}
    registered = home.pick(
        home.tables.people,
        lambda row: (
            home.says(row, "sex", "女")
            and not home.says(row, "relation", HEAD)
            and row["in_school"] is None
            and row[_PERSON_FIELD] not in left
        ),
    )
    household = bride.pick(bride.tables.homes)
    record = dict(registered.filled.record) | {
        HOUSEHOLD_KEY: household.household_code,
        "member_code": None,
        "relation": bride.label("relation", "之儿媳"),
        "increase_reason": bride.label("increase_reason", "嫁入"),
        "increase_date": serial(bride.county.moment.period_end),
    }
    added = bride.add_row(bride.tables.joined[0].id, record)
    return [
        bride.planted("person_in_two_villages", "MERGE-01", added, _PERSON_FIELD),
        home.planted("person_in_two_villages", "MERGE-01", registered, _PERSON_FIELD),
    ]


def second_version(draft: Draft) -> Planted:
    """The village corrected one amount and sent the workbook once more without saying which one counts."""
    spot = draft.pick(draft.tables.homes, asks=("other_transfer",))
    transfer = spot.value("other_transfer")
    assert isinstance(transfer, float)
    draft.say(spot, "other_transfer", transfer + 100)
    return draft.planted("differing_copies", "MERGE-16", spot, "other_transfer")
