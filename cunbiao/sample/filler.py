"""Fills an issued village workbook as village staff do: types into the open cells, leaves the rest alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cunbiao.sample.cells import Blank, Cell, Number, Text
from cunbiao.sample.issued import EntrySheet, IssuedWorkbook

Value = str | float | None
Record = Mapping[str, Value]


class FillError(Exception):
    """The answers do not fit the issued workbook (no such row, no spare row left)."""


@dataclass
class Answers:
    """What a village found out.

    ``changes`` holds a table's issued rows: key values → what the row should say (columns that are locked, not on
    the form, or already say so are left alone). ``new_rows`` go into spare rows from the top.
    """

    keys: dict[str, tuple[str, ...]]
    changes: dict[str, dict[tuple[str, ...], Record]] = field(default_factory=dict)
    new_rows: dict[str, list[Record]] = field(default_factory=dict)


def fill_workbook(data: bytes, answers: Answers) -> bytes:
    """The issued workbook with the answers typed in.

    Raises:
        FillError: when a row of ``answers.changes`` is not in the workbook or the spare rows do not suffice.
    """
    issued = IssuedWorkbook(data)
    for table, changes in answers.changes.items():
        entry = _entry(issued, table)
        rows = entry.rows_by(*answers.keys[table])
        for key, record in changes.items():
            if key not in rows:
                raise FillError(f"{entry.sheet} has no issued row {key}")
            _type(issued, entry, rows[key], record)
    for table, records in answers.new_rows.items():
        entry = _entry(issued, table)
        if len(records) > len(entry.spare):
            raise FillError(f"{entry.sheet} has {len(entry.spare)} spare rows for {len(records)} records")
        for row, record in zip(entry.spare, records, strict=False):
            _type(issued, entry, row, record)
    return issued.to_bytes()


def _entry(issued: IssuedWorkbook, table: str) -> EntrySheet:
    if table not in issued.tables:
        raise FillError(f"the workbook has no sheet for table {table}")
    return issued.tables[table]


def _type(issued: IssuedWorkbook, entry: EntrySheet, row: int, record: Record) -> None:
    for name, value in record.items():
        column = entry.columns.get(name)
        if column is None or not issued.may_type(entry, row, column):
            continue
        if entry.worksheet.text(row, column) != _shown(value):
            entry.worksheet.put(row, column, as_cell(value))


def as_cell(value: Value) -> Cell:
    """The cell a correctly typed value gives."""
    if value is None or value == "":
        return Blank()
    return Text(value) if isinstance(value, str) else Number(float(value))


def _shown(value: Value) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return str(int(value)) if value == int(value) else repr(float(value))
