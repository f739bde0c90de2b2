"""Cells of submissions that are laid over with other values, and what they held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from cunbiao.corrections.village import RecordRow, Village
from cunbiao.records.submission import Submission, Value

Edits = dict[RecordRow, dict[str, Value]]


@dataclass(frozen=True, slots=True)
class Original:
    """A cell that was laid over: file, table, Excel row and indicator, and what the village has there.

    ``bad``: it could not be read, and ``value`` is what was typed.
    """

    file: str
    table: str
    row: int
    field: str
    value: Value
    bad: bool = False


def originals_of(village: Village, edits: Edits) -> Iterator[Original]:
    """What the cells hold that are to be laid over."""
    for row, fields in edits.items():
        rows = village.table(row)
        for name in fields:
            file, bad = village.workbooks[row.workbook].file, row.index in rows.bad.get(name, ())
            yield Original(file, row.table, rows.rows[row.index], name, village.value(row, name), bad)


def edited(village: Village, edits: Edits) -> Iterator[Submission]:
    """The workbooks of which some cells are others."""
    for number, workbook in enumerate(village.workbooks):
        cells = [
            _Cell(row.table, row.index, name, value)
            for row, fields in edits.items()
            if row.workbook == number
            for name, value in fields.items()
        ]
        if cells:
            yield _with_cells(workbook, cells)


def as_handed_in(workbook: Submission, originals: Iterable[Original]) -> Submission:
    """A workbook that a rollup carries with cells laid over, as the village handed it in."""
    cells = [
        _Cell(own.table, workbook.tables[own.table].rows.index(own.row), own.field, own.value, own.bad)
        for own in originals
        if own.file == workbook.file
    ]
    return _with_cells(workbook, cells) if cells else workbook


class _Cell(NamedTuple):
    """What a cell is to hold: table, place of the record, indicator, value; ``bad`` where that is only as typed."""

    table: str
    at: int
    name: str
    value: Value
    bad: bool = False


def _with_cells(workbook: Submission, cells: Iterable[_Cell]) -> Submission:
    """A workbook with other values in some cells; what was said of a cell that could not be read goes with it."""
    tables = dict(workbook.tables)
    for table, index, name, value, bad in cells:
        if tables[table] is workbook.tables[table]:
            rows = workbook.tables[table]
            tables[table] = replace(
                rows,
                columns=dict(rows.columns),
                bad={own: list(at) for own, at in rows.bad.items()},
                told={own: dict(at) for own, at in rows.told.items()},
                formulas={own: list(at) for own, at in rows.formulas.items()},
            )
        rows = tables[table]
        column = list(rows.columns[name])
        column[index] = value
        rows.columns[name] = column
        rows.told.get(name, {}).pop(index, None)
        for marks, marked in ((rows.bad, bad), (rows.formulas, False)):
            if marked or name in marks:
                marks[name] = sorted({*marks.get(name, ())} - {index} | ({index} if marked else set()))
    return replace(workbook, tables=tables)
