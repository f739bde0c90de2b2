"""New heads of household: where the head is gone and the village has chosen another, he is the head everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.columns import NEW_HEAD
from cunbiao.corrections.cells import Edits
from cunbiao.corrections.standing import Corrected, laid_over
from cunbiao.corrections.village import RecordRow, Village, by_village, members_of
from cunbiao.definitions import Campaign
from cunbiao.records.submission import Submission


def with_new_heads(campaign: Campaign, corrected: Corrected) -> Corrected:
    """The submissions with the heads that were chosen for those who are gone, and what the changed cells held.

    A choice that is not one member of the household changes nothing: a check says so.
    """
    tables = [table.id for table in campaign.tables.values() if _asks(campaign, table.id)]
    villages = by_village(corrected.submissions) if tables else {}
    edits: list[tuple[Village, Edits]] = []
    for workbooks in villages.values():
        if not any(_chooses(workbook, table) for workbook in workbooks for table in tables):
            continue
        village, changes = Village(campaign, workbooks), Edits()
        for table in tables:
            for home, said in _chosen(village, table):
                changes.setdefault(home, {}).update(said)
        edits.append((village, changes))
    return laid_over(corrected, edits)


def _asks(campaign: Campaign, table: str) -> bool:
    return any(column.name == NEW_HEAD for column in campaign.columns(table))


def _chooses(workbook: Submission, table: str) -> bool:
    return table in workbook.tables and any(workbook.tables[table].columns.get(NEW_HEAD, ()))


def _chosen(village: Village, table: str) -> Iterator[tuple[RecordRow, dict[str, str]]]:
    """The household rows whose head is gone, and who is head now: column → value."""
    campaign = village.campaign
    own = campaign.tables[table]
    members = members_of(campaign, own)
    for number, workbook in enumerate(village.workbooks):
        for index in range(len(workbook.tables[table].rows) if table in workbook.tables else 0):
            row = RecordRow(number, table, index)
            name, household = village.text(row, NEW_HEAD), str(village.value(row, own.key) or "")
            heirs = [
                one
                for one in village.rows_of(members, household)
                if village.text(one, village.person(one).name) == name
            ]
            if not name or len(heirs) != 1:
                continue
            gone, heir = village.person(row), village.person(heirs[0])
            for home in village.rows_of(own.parents, household):
                for head in village.persons_in(home):
                    if village.text(home, head.number) == village.text(row, gone.number) != "":
                        said = {head.number: village.text(heirs[0], heir.number), head.name: name}
                        yield home, said
