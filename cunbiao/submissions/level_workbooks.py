"""Workbooks in which a township or county fills in what is its own to say: its opinions, and forms about itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cunbiao.records.identity_sheet import ABOUT, BEFORE, FIELD, FIRST_ROW, RECORD, VALUE, read_mark
from cunbiao.records.submission import LevelEntry
from cunbiao.submissions.cells import parse_column, shown_raw
from cunbiao.submissions.schema import ColumnSchema, Schema
from workbooks import refusal
from workbooks.reading.raw import Raw, RawSheet
from workbooks.reading.sheets import Sheets
from workbooks.references import column_letters
from workbooks.refusal import Refused


def read_entries(file: str, place: str, sheets: Sheets, schema: Schema) -> list[LevelEntry]:
    """What the workbook of a ``place`` says, cell by cell; empty cells say nothing.

    Rows are told by the record or field they name, wherever they stand now. Of a row that names none, such as an
    inserted one, the record is "?" and its number.

    Raises:
        Refused: the sheets cannot be read, or do not name their columns any more.
    """
    entries: list[LevelEntry] = []
    for name in sheets.names:
        mark = read_mark(sheets.mark(name))
        if mark is not None and mark[0] in schema.levels:
            columns = {column.name: column for column in schema.levels[mark[0]]}
            entries += _Reading(file, place, name, sheets.read(name), mark[0], schema).entries(columns)
    return entries


class _Reading:
    """One sheet of such a workbook."""

    def __init__(self, file: str, place: str, name: str, sheet: RawSheet, table: str, schema: Schema) -> None:
        self._file, self._place, self._name, self._sheet = file, place, name, sheet
        self._table, self._schema = table, schema
        self._data = [position for position, row in enumerate(sheet.rows) if row >= FIRST_ROW]
        names = sheet.row(0) if sheet.rows[:1] == [1] else {}
        self._columns = {text: index for index, text in names.items() if isinstance(text, str)}

    def entries(self, columns: Mapping[str, ColumnSchema]) -> Iterator[LevelEntry]:
        """What its cells say; ``columns`` are those that may be filled in."""
        if FIELD in self._columns:
            return self._of_fields(columns)
        if RECORD in self._columns:
            return self._of_records(columns)
        raise Refused(refusal.NAMES_ROW_DAMAGED, sheet=self._name, content="names_row")

    def _of_records(self, columns: Mapping[str, ColumnSchema]) -> Iterator[LevelEntry]:
        """A row a record of a village, a column a field."""
        records, about = self._column(RECORD), self._column(ABOUT)
        for name, column in columns.items():
            if name in self._columns:
                cells = self._sheet.column(self._columns[name])
                filled = [position for position in self._data if cells[position] is not None]
                for position, value, readable in self._read(column, filled, cells):
                    where = shown_raw(records[position]) or f"?{self._sheet.rows[position]}"
                    whom = shown_raw(about[position])
                    yield self._entry(where, name, value, readable, whom, position, self._columns[name])

    def _of_fields(self, columns: Mapping[str, ColumnSchema]) -> Iterator[LevelEntry]:
        """A row a field of the place itself; this year's value in one column, that of the year before in another."""
        fields = self._column(FIELD)
        for heading in (VALUE, BEFORE):
            if heading not in self._columns:
                continue
            index = self._columns[heading]
            cells = self._sheet.column(index)
            for position in self._data:
                name = shown_raw(fields[position])
                if cells[position] is not None and name in columns:
                    for _, value, readable in self._read(columns[name], [position], cells):
                        yield self._entry(heading, name, value, readable, "", position, index)

    def _column(self, name: str) -> list[Raw]:
        index = self._columns.get(name)
        return [None] * len(self._sheet.rows) if index is None else self._sheet.column(index)

    def _read(
        self, column: ColumnSchema, positions: list[int], cells: list[Raw]
    ) -> Iterable[tuple[int, str | float, bool]]:
        """Position, value and whether it could be read, of every cell that says something."""
        raw = [cells[position] for position in positions]
        parsed = parse_column(column, raw, self._schema.words, self._schema.limits.text_length.most)
        strange = {*parsed.bad, *parsed.unlisted}
        for index, (position, value) in enumerate(zip(positions, parsed.values, strict=True)):
            if value not in (None, ""):
                yield position, value, index not in strange

    def _entry(
        self, record: str, name: str, value: str | float, readable: bool, about: str, position: int, index: int
    ) -> LevelEntry:
        return LevelEntry(
            self._table,
            record,
            name,
            value,
            readable,
            about,
            self._place,
            self._file,
            self._name,
            self._sheet.rows[position],
            column_letters(index),
        )
