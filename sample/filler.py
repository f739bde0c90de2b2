"""Fills issued village workbooks as village staff do: types into the open cells, leaves the rest alone, saves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice

from cunbiao.lists.roster.model import Village
from sample.answers import Answers, FilledRow, Record, Value
from sample.calculation import Calculation, FilledWorkbook, showing
from sample.cells import Blank, Cell, Number, Text, content, number_text
from sample.issued import EntrySheet, IssuedWorkbook
from workbooks.xml_text import escaped

_NOWHERE = -1
# Villages recalculated together: enough to share the cost, few enough to hold in memory.
_BATCH = 10


class FillError(Exception):
    """The answers do not fit the issued workbook (no such sheet or row, no spare row left)."""


def fill_workbooks(
    calculation: Calculation, issued: Mapping[Village, bytes], answers: Mapping[str, Answers]
) -> Iterator[tuple[Village, bytes]]:
    """Each issued workbook with its village's answers (by village code) typed in, recalculated and saved.

    Raises:
        FillError: when a row of the answers is not in the workbook or the spare rows do not suffice.
    """
    waiting = iter(issued.items())
    while batch := list(islice(waiting, _BATCH)):
        filled = [type_answers(village, data, answers[village.code]) for village, data in batch]
        calculation.run(filled)
        for one in filled:
            yield one.village, one.workbook.to_bytes()


def type_answers(village: Village, data: bytes, answers: Answers) -> FilledWorkbook:
    """The workbook with the answers typed in; computed cells still show what they showed before."""
    filled = FilledWorkbook(village, IssuedWorkbook(data))
    for table, changes in answers.changes.items():
        entry = _entry(filled.workbook, table)
        rows = entry.rows_by(*answers.keys[table])
        for key, record in changes.items():
            if key not in rows:
                raise FillError(f"{entry.sheet} has no issued row {key}")
            _type(filled, entry, rows[key], record, answers.as_issued(table, key))
    for table, records in answers.new_rows.items():
        entry = _entry(filled.workbook, table)
        if len(records) > len(entry.spare):
            raise FillError(f"{entry.sheet} has {len(entry.spare)} spare rows for {len(records)} records")
        for row, record in zip(entry.spare, records, strict=False):
            if record:
                _type(filled, entry, row, record, {})
    return filled


def _entry(issued: IssuedWorkbook, table: str) -> EntrySheet:
    if table not in issued.tables:
        raise FillError(f"the workbook has no sheet for table {table}")
    return issued.entry(table)


def _type(filled: FilledWorkbook, entry: EntrySheet, row: int, record: Record, issued: Record) -> None:
    filled.rows.setdefault(entry.table, []).append(FilledRow(row, entry.token(row), record, issued))
    sheet, unlocked = entry.worksheet, filled.workbook.unlocked
    strings, cells = entry.workbook.strings, sheet.rows[row].cells
    for name, value in record.items():
        column = entry.places.get(name, _NOWHERE)
        if column == _NOWHERE or cells.get(column, b"").endswith(_ending(value)):
            continue
        cell = sheet.cell(row, column)
        if cell is not None and cell.text(strings.text) != _shown(value) and cell.style in unlocked:
            cells[column] = cell.holding(content(as_cell(value), strings))


def as_cell(value: Value) -> Cell:
    """The cell a correctly typed value gives."""
    if value is None or value == "":
        return Blank()
    return Text(value) if isinstance(value, str) else Number(float(value))


@lru_cache(maxsize=50_000)
def _ending(value: Value) -> bytes:
    """How a cell ends that was issued with a value: of such a cell nothing more needs to be read."""
    if value is None:
        return b"/>"
    return b">%b</t></is></c>" % escaped(value).encode() if isinstance(value, str) else showing(value)


def _shown(value: Value) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else number_text(value)
