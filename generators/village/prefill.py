"""The rows a village is issued with, table by table, as the roster gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cunbiao import message_ids
from cunbiao.definitions import Campaign
from cunbiao.lists.roster.model import Roster, Value, Village
from cunbiao.records.identity_sheet import (
    ISSUED_TOKEN,
    SPARE_TOKEN,
    ExpectedVillage,
    Identity,
)
from cunbiao.records.submission import RowLedger, Submission, TableRows
from cunbiao.submissions.cells import ParsedColumn, parse_column, told_on_sheet
from cunbiao.submissions.schema import ColumnSchema, Schema
from generators.village.layout import FIRST_ROW
from workbooks.reading.raw import Raw

Columns = Mapping[str, Sequence[Value]]


@dataclass(frozen=True)
class Prefill:
    """The issued rows of one village: table → typed column → one value a row.

    ``part`` is 1 for the village's own workbook, 2, 3 … for further ones that only add rows (续表).
    """

    campaign: Campaign
    village: Village
    tables: Mapping[str, Columns]
    part: int = 1

    @property
    def continues(self) -> bool:
        """Whether the workbook only adds rows to another one of the village."""
        return self.part > 1

    def count(self, table: str) -> int:
        """Number of issued rows of a table."""
        return len(self.tables[table][self.campaign.tables[table].key])

    @cached_property
    def counts(self) -> dict[str, int]:
        """Number of issued rows by table."""
        return {table: self.count(table) for table in self.tables}

    def pairs(self, table: str, first: str, second: str) -> list[tuple[str, str]]:
        """Two text columns of the issued rows of a table, "" where a cell or the whole column is missing."""
        columns = self.tables[table]
        empty: Sequence[Value] = [None] * self.count(table)
        cells = zip(columns.get(first, empty), columns.get(second, empty), strict=True)
        return [(str(one or ""), str(other or "")) for one, other in cells]

    def spare_keys(self, table: str, spare: int) -> list[str]:
        """The temporary household codes of a table's spare rows, none when they get their code from elsewhere.

        Those of a further workbook go on where those of the one before it end.
        """
        prefix = self.campaign.tables[table].new_keys
        before = (self.part - 1) * spare
        return [] if prefix is None else [f"{prefix}{before + number:02d}" for number in range(1, spare + 1)]


def prefill(campaign: Campaign, roster: Roster, village: Village, part: int = 1) -> Prefill:
    """What one village is issued with."""
    tables = {table: roster.for_table(campaign, table, village.code) for table in campaign.tables}
    return Prefill(campaign, village, tables, part)


def issued_tokens(count: int) -> list[str]:
    """The tokens of issued rows: R0001, R0002, …"""
    return [f"{ISSUED_TOKEN}{number:04d}" for number in range(1, count + 1)]


def spare_tokens(count: int) -> list[str]:
    """The tokens of spare rows: S0001, S0002, …"""
    return [f"{SPARE_TOKEN}{number:04d}" for number in range(1, count + 1)]


def as_submission(own: Prefill, schema: Schema) -> Submission:
    """The workbook as it would come back untouched and be read: what the register computes for it its sheets show."""
    village = own.village
    tables = {table: _rows(own, table, schema) for table in own.tables}
    policy = own.campaign.notice
    identity = Identity(
        policy=policy.id,
        year=policy.year,
        county=village.county,
        township=village.township,
        village=village.name,
        village_code=village.code,
    )
    return Submission(village.code, "", 0, 0.0, identity, tables, [])


def _rows(own: Prefill, table: str, schema: Schema) -> TableRows:
    count = own.count(table)
    columns: dict[str, list[Value]] = {}
    issued: dict[str, list[Value]] = {}
    anew = own.campaign.asked_anew(table)
    bad: dict[str, list[int]] = {}
    told: dict[str, dict[int, str]] = {}
    for column in schema.tables[table].columns:
        if column.name not in own.tables[table]:
            continue
        parsed = _read(own.campaign, table, column, own.tables[table][column.name], schema)
        issued[column.name] = parsed.values
        columns[column.name] = [None] * count if column.name in anew else parsed.values
        if parsed.bad:
            bad[column.name] = sorted(parsed.bad)
        if reasons := told_on_sheet(parsed) | dict.fromkeys(parsed.unlisted, message_ids.UNLISTED):
            told[column.name] = reasons
    return TableRows(
        table=table,
        sheet=own.campaign.tables[table].sheet,
        rows=list(range(FIRST_ROW, FIRST_ROW + count)),
        tokens=issued_tokens(count),
        columns=columns,
        bad=bad,
        letters={},
        shown={},
        issued=issued,
        counts=RowLedger(),
        told=told,
    )


def _read(
    campaign: Campaign, table: str, column: ColumnSchema, values: Sequence[Value], schema: Schema
) -> ParsedColumn:
    """A column of the roster as it is read from a sheet; what the roster says and no list knows is bad."""
    cells: list[Raw] = [float(cell) if isinstance(cell, int) else cell for cell in values]
    parsed = parse_column(column, cells, schema.words, schema.limits.text_length.most)
    if parsed.unlisted:
        codes = campaign.codes[campaign.column(table, column.name).codes or ""]
        parsed.values = list(parsed.values)
        meant = {index: codes.meant(str(parsed.values[index])) for index in parsed.unlisted}
        for index, label in meant.items():
            parsed.values[index] = label or parsed.values[index]
        parsed.unlisted = [index for index, label in meant.items() if label is None]
        parsed.bad += parsed.unlisted
    return parsed


def expected_villages(roster: Roster) -> tuple[ExpectedVillage, ...]:
    """All villages of the roster as every workbook lists them."""
    return tuple(ExpectedVillage(village.code, village.name, village.township) for village in roster.villages)
