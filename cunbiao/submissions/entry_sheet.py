"""One entry sheet as records: columns found by name, rows sorted, cells read as their kind, oddities remarked on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from cunbiao import message_ids
from cunbiao.columns import PER_CAPITA
from cunbiao.records.identity_sheet import FIRST_ROW
from cunbiao.records.submission import TableRows, Value
from cunbiao.submissions.cells import ParsedColumn, parse_column, shown_raw, told_on_sheet
from cunbiao.submissions.chosen import Choices, with_choices
from cunbiao.submissions.columns import ColumnMap, filled_in, map_columns
from cunbiao.submissions.covered import covers
from cunbiao.submissions.issued import IssuedCopy, issued_values
from cunbiao.submissions.remarks import CellRemark
from cunbiao.submissions.rows import Records, RowRemark, classify_rows
from cunbiao.submissions.schema import ColumnSchema, Schema, TableSchema
from workbooks.reading.raw import Fault, Merge, Raw, RawSheet
from workbooks.references import column_letters


@dataclass(slots=True)
class EntrySheet:
    """An entry sheet that was read.

    Attributes:
        rows: its records.
        row_remarks, cell_remarks: what was remarked on rows, and on cells by indicator.
        merged: merged ranges over records.
        unlisted: indicator → indices of texts that are not in its code list as they stand.
        former_columns: labels of the columns of another edition in which something was filled in.
        unknown_columns: letters of the columns with data that carry no known name.
        moved: its columns stand in another order.
        protected: the sheet is still protected.
        first_hidden: the first hidden row with a record, 0 when there is none.
    """

    rows: TableRows
    row_remarks: list[RowRemark]
    cell_remarks: dict[str, list[CellRemark]]
    merged: list[Merge]
    unlisted: dict[str, list[int]]
    former_columns: list[str]
    unknown_columns: list[str]
    moved: bool
    protected: bool
    first_hidden: int


def read_entry_sheet(
    name: str,
    sheet: RawSheet,
    table: TableSchema,
    schema: Schema,
    copy: IssuedCopy | None,
    choices: Choices,
    extra: Sequence[str] = (),
    *,
    former: bool = False,
) -> EntrySheet:
    """The records of an entry sheet.

    Args:
        name: the name the sheet has in this file.
        sheet: its cells.
        table: what the sheet's mark says it is.
        schema: the campaign.
        copy: the rows as issued, ``None`` when none were.
        choices: the names by which the workbook's drop-downs call households and persons.
        extra: machine names of further columns to return as they are.
        former: it was issued in an earlier edition, which may have had fewer columns: those are blank.

    Raises:
        Refused: the columns cannot be found.
    """
    new = {column.name for column in table.columns} - (copy.columns.keys() if copy is not None else set())
    columns = map_columns(name, sheet, table, frozenset(new) if former else frozenset())
    sheet = with_choices(sheet, table, columns, choices)
    inputs = filled_in(table, columns)
    issued = frozenset(copy.tokens) if copy is not None else frozenset[str]()
    records = classify_rows(sheet, table, columns, schema.words, issued)
    cells = _Columns(sheet, columns, records)
    parsed = {column.name: _parse(column, cells, schema) for column in inputs}
    before = _issued_values(inputs, cells, parsed, records, schema, copy) if copy is not None else None
    merged = _cover(parsed, cells, sheet, columns, inputs)
    parsed |= {
        column.name: _left_to_others(column, parsed[column.name], (before or {}).get(column.name))
        for column in inputs
        if column.filled_by
    }
    rows = TableRows(
        table=table.id,
        sheet=name,
        rows=cells.rows,
        tokens=records.tokens,
        columns={name: column.values for name, column in parsed.items()},
        bad={name: sorted(column.bad) for name, column in parsed.items() if column.bad},
        letters=columns.letters(table),
        shown={PER_CAPITA: cells.shown(PER_CAPITA)} if PER_CAPITA in columns.index else {},
        issued=before,
        counts=records.ledger,
        gone=[] if copy is None else copy.keys_gone(table.key, records.tokens),
        extra={name: cells.shown(name) for name in extra if name in columns.index},
        told={name: told for name, column in parsed.items() if (told := told_on_sheet(column))},
        formulas={name: found for name, column in parsed.items() if (found := _formulas(column))},
    )
    return EntrySheet(
        rows=rows,
        row_remarks=records.remarks,
        cell_remarks={name: column.remarks for name, column in parsed.items() if column.remarks},
        merged=merged,
        unlisted={name: column.unlisted for name, column in parsed.items() if column.unlisted},
        former_columns=[
            table.former[name]
            for name, index in columns.former.items()
            if table.former[name] and _has_data(sheet, index)
        ],
        unknown_columns=[column_letters(index) for index in columns.unknown if _has_data(sheet, index)],
        moved=columns.moved,
        protected=sheet.protected,
        first_hidden=min((row for row in cells.rows if row in sheet.hidden), default=0),
    )


def _formulas(column: ParsedColumn) -> list[int]:
    return [own.index for own in column.remarks if own.message == message_ids.FORMULA]


def _has_data(sheet: RawSheet, column: int) -> bool:
    """Whether the column holds something below the headings."""
    first = bisect_left(sheet.rows, FIRST_ROW)
    return any(raw is not None for raw in sheet.column(column)[first:])


class _Columns:
    """The cells of the records, column by column."""

    def __init__(self, sheet: RawSheet, columns: ColumnMap, records: Records) -> None:
        self._sheet = sheet
        self._columns = columns
        self._positions = records.positions
        first, last = (records.positions[0], records.positions[-1]) if records.positions else (0, -1)
        # Records nearly always follow one another: then a slice does.
        self._slice = slice(first, last + 1) if last + 1 - first == len(records.positions) else None
        self.rows = [sheet.rows[position] for position in records.positions]

    def raw(self, name: str) -> list[Raw]:
        """The raw cells of a column, one a record."""
        column = self._sheet.column(self._columns.index[name])
        if self._slice is not None:
            return column[self._slice]
        return [column[position] for position in self._positions]

    def formulas(self, name: str) -> list[int]:
        """Indices of the records in which the cell is a formula."""
        rows = self._sheet.formula_rows(self._columns.index[name])
        return [index for index, row in enumerate(self.rows) if row in rows] if rows else []

    def shown(self, name: str) -> list[Value]:
        """What a computed column shows: number, text, or nothing where it was never computed."""
        return [_result(raw) for raw in self.raw(name)]


def _result(raw: Raw) -> Value:
    if isinstance(raw, Fault):
        return raw.text or None
    return shown_raw(raw) if isinstance(raw, bool) else raw


def _parse(column: ColumnSchema, cells: _Columns, schema: Schema) -> ParsedColumn:
    raw = cells.raw(column.name)
    parsed = parse_column(column, raw, schema.words, schema.limits.text_length.most)
    for index in cells.formulas(column.name):
        if parsed.values[index] is not None and not isinstance(raw[index], Fault):
            shown = shown_raw(raw[index])
            parsed.remarks.append(CellRemark(index, message_ids.FORMULA, {"value": shown}, shown))
    return parsed


def _issued_values(
    inputs: list[ColumnSchema],
    cells: _Columns,
    parsed: dict[str, ParsedColumn],
    records: Records,
    schema: Schema,
    copy: IssuedCopy,
) -> dict[str, list[Value]]:
    """The values the records were issued with, for every column that was issued."""
    order = copy.order_of(records.tokens)
    longest = schema.limits.text_length.most
    return {
        column.name: issued_values(
            column, cells.raw(column.name), parsed[column.name].values, copy, order, schema.words, longest
        )
        for column in inputs
        if column.name in copy.columns
    }


def _left_to_others(column: ColumnSchema, parsed: ParsedColumn, issued: list[Value] | None) -> ParsedColumn:
    """A column that no village fills, as it was issued; what was written into it past the lock is remarked."""
    before = issued or [None] * len(parsed.values)
    remarks = [
        CellRemark(index, message_ids.LEFT_TO_OTHERS, {"value": value, "expected": column.filled_by}, str(value))
        for index, value in enumerate(parsed.values)
        if value not in (None, before[index])
    ]
    return ParsedColumn(list(before), remarks=remarks)


def _cover(
    parsed: dict[str, ParsedColumn],
    cells: _Columns,
    sheet: RawSheet,
    columns: ColumnMap,
    inputs: list[ColumnSchema],
) -> list[Merge]:
    """Marks what merged ranges cover as bad and returns those ranges."""
    merged = []
    for cover in covers(sheet.merges, cells.rows, {column.name: columns.index[column.name] for column in inputs}):
        merged.append(cover.merge)
        for name, indices in cover.covered.items():
            raw = cells.raw(name)
            # A column that was not changed since it was issued is one list with the issued values.
            parsed[name].values = list(parsed[name].values)
            for index in set(indices) - set(parsed[name].bad):
                parsed[name].values[index] = shown_raw(raw[index])
                parsed[name].bad.append(index)
    return merged
