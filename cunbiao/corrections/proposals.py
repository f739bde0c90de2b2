"""What villages propose: the rows of the sheets whose columns correct others, one correction a filled cell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cunbiao.columns import HEAD_NAME
from cunbiao.corrections.model import Correction
from cunbiao.corrections.village import RecordRow, Village, members_of
from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.findings import Place
from cunbiao.records.submission import Submission

# Columns of a sheet of corrections that the program must know: what it rests on.
BASIS, NOTE = "correction_basis", "correction_note"


def proposals(village: Village) -> Iterator[Correction]:
    """The corrections a village proposes, in the order of its workbooks and rows.

    A row that names nobody, or more than one, proposes nothing: a check says so. Where a household names its person
    otherwise than the person's own row, what is right is proposed for that, too.
    """
    campaign = village.campaign
    for table in campaign.tables.values():
        corrected = [column for column in campaign.columns(table.id) if column.corrects is not None]
        if not corrected:
            continue
        members = members_of(campaign, table)
        for number, workbook in enumerate(village.workbooks):
            rows = workbook.tables.get(table.id)
            for index in range(len(rows.rows) if rows is not None else 0):
                yield from _in_row(village, RecordRow(number, table.id, index), corrected, members)


def _in_row(
    village: Village, row: RecordRow, corrected: list[ResolvedColumn], members: list[str]
) -> Iterator[Correction]:
    campaign = village.campaign
    household = str(village.value(row, campaign.tables[row.table].key) or "")
    persons = village.same_person(members, household, row)
    homes = village.rows_of(campaign.tables[row.table].parents, household)
    bad = village.table(row).bad
    for column in corrected:
        new = village.text(row, column.name)
        field = str(column.corrects)
        if not new or row.index in bad.get(column.name, ()):
            continue
        found = [own for own in (*persons, *homes) if _asks(campaign, own.table, field)]
        if len(found) != 1:
            continue
        for about, name in ((found[0], field), *_named_otherwise(village, homes, found[0], field)):
            if village.text(about, name) != new:
                yield _correction(village, row, about, name, column, new)


def _named_otherwise(
    village: Village, homes: list[RecordRow], about: RecordRow, field: str
) -> Iterator[tuple[RecordRow, str]]:
    """Where households say this of the person of a row and say it otherwise: the row and its column."""
    if about in homes:
        return
    own = village.person(about)
    number, name = village.text(about, own.number), village.text(about, own.name)
    for home in homes:
        for pair in village.persons_in(home):
            said = {own.number: (pair.number, number), own.name: (pair.name, name)}
            is_named = village.text(home, pair.name) == name or village.text(home, pair.number) == number != ""
            if is_named and field in said and village.text(home, said[field][0]) != said[field][1]:
                yield home, said[field][0]


def _asks(campaign: Campaign, table: str, field: str) -> bool:
    return any(column.name == field and column.derived is None for column in campaign.columns(table))


def _correction(
    village: Village, row: RecordRow, about: RecordRow, field: str, column: ResolvedColumn, new: str
) -> Correction:
    campaign = village.campaign
    workbook = village.workbooks[row.workbook]
    rows = village.table(row)
    is_home = campaign.tables[about.table].is_home
    record = village.key(about)
    homes = village.rows_of(campaign.tables[row.table].parents, record.household)
    return Correction(
        record=record,
        field=field,
        old=village.text(about, field),
        new=new,
        basis=village.text(row, BASIS),
        note=village.text(row, NOTE),
        source=Place(workbook.file, rows.sheet, rows.rows[row.index], rows.letters.get(column.name, "")),
        township=workbook.identity.township,
        village=workbook.identity.village,
        head=next((village.text(home, HEAD_NAME) for home in homes), ""),
        name="" if is_home else village.text(about, village.person(about).name),
        day=_saved(workbook),
    )


def _saved(workbook: Submission) -> str:
    """The day a workbook was saved; "" where nobody knows."""
    moment = workbook.saved or workbook.modified
    return datetime.fromtimestamp(moment).date().isoformat() if moment else ""
