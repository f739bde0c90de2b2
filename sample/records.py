"""A village's answers as the records that intake would read from its workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cunbiao import message_ids
from cunbiao.definitions import Campaign
from cunbiao.lists.roster.model import Village
from cunbiao.records.identity_sheet import FIRST_ROW, ISSUED_TOKEN, SPARE_TOKEN, Identity
from cunbiao.records.submission import RowLedger, Submission, TableRows, Value
from cunbiao.submissions.cells import parse_column, shown_raw, told_on_sheet
from cunbiao.submissions.definition import schema_of
from cunbiao.submissions.schema import Schema, TableSchema
from sample.answers import Answers, FilledRow
from workbooks.reading.raw import Raw


def rows_in_order(answers: Answers, table: str) -> Iterator[FilledRow]:
    """The rows of a table as in a workbook with nothing but them: issued rows by key, then spare rows."""
    changes = answers.changes.get(table, {})
    for number, (key, record) in enumerate(sorted(changes.items())):
        yield FilledRow(FIRST_ROW + number, f"{ISSUED_TOKEN}{number + 1:04d}", record, answers.as_issued(table, key))
    for number, record in enumerate(answers.new_rows.get(table, [])):
        if record:
            yield FilledRow(FIRST_ROW + len(changes) + number, f"{SPARE_TOKEN}{number + 1:04d}", record)


def as_submission(campaign: Campaign, village: Village, tables: Mapping[str, Iterable[FilledRow]]) -> Submission:
    """The submission of a village with these rows."""
    identity = Identity(
        policy=campaign.notice.id,
        year=campaign.year,
        county=village.county,
        township=village.township,
        village=village.name,
        village_code=village.code,
    )
    read = {table: _table_rows(campaign, table, list(rows)) for table, rows in tables.items()}
    return Submission(f"{village.code}.xlsx", village.code, 0, 0.0, identity, read, [])


def _table_rows(campaign: Campaign, table: str, rows: list[FilledRow]) -> TableRows:
    columns: dict[str, list[Value]] = {
        column.name: [
            shown_raw(row.unreadable[column.name]) if column.name in row.unreadable else row.record.get(column.name)
            for row in rows
        ]
        for column in campaign.columns(table)
        if column.derived is None
    }
    bad: dict[str, list[int]] = {}
    told: dict[str, dict[int, str]] = {}
    formulas: dict[str, list[int]] = {}
    schema = schema_of(campaign) if any(row.unreadable for row in rows) else None
    for index, row in enumerate(rows):
        for name, raw in row.unreadable.items():
            assert schema is not None
            bad.setdefault(name, []).append(index)
            told.setdefault(name, {})[index] = _told(schema.tables[table], name, raw, schema)
        for name in row.formulas:
            formulas.setdefault(name, []).append(index)
    return TableRows(
        table=table,
        sheet=campaign.tables[table].sheet,
        rows=[row.row for row in rows],
        tokens=[row.token for row in rows],
        columns=columns,
        bad=bad,
        letters={},
        shown={},
        issued={name: [row.issued.get(name) for row in rows] for name in columns},
        counts=RowLedger(),
        told=told,
        formulas=formulas,
    )


def _told(table: TableSchema, name: str, raw: Raw, schema: Schema) -> str:
    """Why a cell cannot be read, as reading finds it; a text that is in no list tells nothing else."""
    column = next(own for own in table.columns if own.name == name)
    parsed = parse_column(column, [raw], schema.words, schema.limits.text_length.most)
    return told_on_sheet(parsed).get(0, message_ids.UNLISTED)
