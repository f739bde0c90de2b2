"""The records of one village that corrections are about, wherever they stand in its workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cunbiao.corrections.model import Correction, RecordKey
from cunbiao.corrections.values import text_of
from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.definitions.models import Table
from cunbiao.definitions.tables import PersonColumns
from cunbiao.records.submission import Submission, TableRows, Value


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One row of one workbook: which of the village's workbooks, which table, which record of it."""

    workbook: int
    table: str
    index: int


def by_village(submissions: Iterable[Submission]) -> dict[str, list[Submission]]:
    """The workbooks of each village, by its code."""
    found: dict[str, list[Submission]] = {}
    for submission in submissions:
        found.setdefault(submission.identity.village_code, []).append(submission)
    return found


class Village:
    """The workbooks whose rows make up one village, looked through by household and person."""

    def __init__(self, campaign: Campaign, workbooks: Sequence[Submission]) -> None:
        self.campaign = campaign
        self.workbooks = workbooks
        self.code = workbooks[0].identity.village_code
        self._rows: dict[tuple[str, str], list[RecordRow]] = {}
        for number, workbook in enumerate(workbooks):
            for name, rows in workbook.tables.items():
                if name in campaign.tables:
                    for index, code in enumerate(rows.columns.get(campaign.tables[name].key, [])):
                        self._rows.setdefault((name, str(code or "")), []).append(RecordRow(number, name, index))

    def rows_of(self, tables: Iterable[str], household: str) -> list[RecordRow]:
        """The rows of a household in these tables."""
        return [row for table in tables for row in self._rows.get((table, household), [])]

    def all_rows(self, table: str) -> list[RecordRow]:
        """The rows of a table, household by household."""
        return [row for (name, _), rows in self._rows.items() if name == table for row in rows]

    def table(self, row: RecordRow) -> TableRows:
        """The rows among which one stands."""
        return self.workbooks[row.workbook].tables[row.table]

    def value(self, row: RecordRow, name: str) -> Value:
        """What stands in a cell as the village has it; None where the workbook has no such column."""
        column = self.table(row).columns.get(name)
        return None if column is None else column[row.index]

    def text(self, row: RecordRow, name: str) -> str:
        """The same as a text."""
        return text_of(self.campaign.column(row.table, name), self.value(row, name))

    def issued(self, row: RecordRow, name: str) -> str:
        """What the cell was issued with, as a text; "" where nothing was."""
        column = (self.table(row).issued or {}).get(name)
        return "" if column is None else text_of(self.campaign.column(row.table, name), column[row.index])

    def persons_in(self, row: RecordRow) -> list[PersonColumns]:
        """The pairs of typed columns of a row's table that say who somebody is."""
        declared = self.campaign.library.corrections
        typed = {column.name for column in self.campaign.columns(row.table) if column.derived is None}
        pairs = declared.persons if declared is not None else []
        return [pair for pair in pairs if {pair.number, pair.name} <= typed]

    def person(self, row: RecordRow) -> PersonColumns:
        """The pair by which the person a row of a member table is about is known."""
        return self.persons_in(row)[0]

    def key(self, row: RecordRow) -> RecordKey:
        """The identity of the record in a row, by what it was issued with."""
        table = self.campaign.tables[row.table]
        household = str(self.value(row, table.key) or "")
        if table.is_home:
            return RecordKey(self.code, row.table, household, "")
        pair = self.person(row)
        number, name = (self.issued(row, own) or self.text(row, own) for own in (pair.number, pair.name))
        rows = self.rows_of([row.table], household)
        shared = sum(number == (self.issued(own, pair.number) or self.text(own, pair.number)) for own in rows) > 1
        # Two of a household with one number are told apart by name.
        return RecordKey(self.code, row.table, household, f"{number} {name}".strip() if shared else number or name)

    def same_person(self, tables: Iterable[str], household: str, about: RecordRow) -> list[RecordRow]:
        """The persons of a household with the name, and the number if there is one, of the person a row names."""
        pair = self.person(about)
        number, name = self.text(about, pair.number), self.text(about, pair.name)
        found = []
        for row in self.rows_of(tables, household) if name else ():
            own = self.person(row)
            if self.text(row, own.name) == name and number in ("", self.text(row, own.number)):
                found.append(row)
        return found

    def record(self, correction: Correction, numbers: Iterable[str]) -> RecordRow | None:
        """The row a correction is about, None where there is none, or more than one.

        ``numbers`` are those the person may have by now.
        """
        record = correction.record
        if record.table not in self.campaign.tables:
            return None
        rows = self.rows_of([record.table], record.household)
        if self.campaign.tables[record.table].is_home:
            return rows[0] if len(rows) == 1 else None
        for known in ({record.person}, set(numbers), {correction.name} - {""}):
            found = [row for row in rows if known & set(self._known_as(row))]
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def _known_as(self, row: RecordRow) -> Iterator[str]:
        pair = self.person(row)
        for read in (self.text, self.issued):
            number, name = read(row, pair.number), read(row, pair.name)
            yield from (number, name, f"{number} {name}".strip())


def members_of(campaign: Campaign, table: Table) -> list[str]:
    """The tables that hold the persons of the households a table of corrections is about, and say who they are."""
    declared = campaign.library.corrections
    pairs = declared.persons if declared is not None else []
    return [
        own.id
        for own in campaign.tables.values()
        if not own.is_home
        and set(own.parents) & set(table.parents)
        and any(_guards(column, pair) for column in campaign.columns(own.id) for pair in pairs)
    ]


def _guards(column: ResolvedColumn, pair: PersonColumns) -> bool:
    return bool({pair.number, pair.name} & set(column.awaits))
