"""What each row of an entry sheet is: heading, record, or no data at all; every non-empty row is accounted for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from cunbiao import message_ids
from cunbiao.characters import closed_up, tidy
from cunbiao.kinds import CHOICE_KINDS, NUMBER_KINDS
from cunbiao.records.identity_sheet import FIRST_ROW, ISSUED_TOKEN, SPARE_TOKEN
from cunbiao.records.submission import RowLedger
from cunbiao.submissions.cells import shown_raw
from cunbiao.submissions.columns import TOKEN_INDEX, ColumnMap, filled_in
from cunbiao.submissions.schema import TableSchema, Words
from workbooks.reading.raw import Raw, RawSheet
from workbooks.references import column_letters

_TOKEN = re.compile(f"[{ISSUED_TOKEN}{SPARE_TOKEN}][0-9]+")
_DIGIT = re.compile(r"[0-9０-９]")
_SHOWN_CELLS = 6


@dataclass(frozen=True, slots=True)
class RowRemark:
    """A remark about one row: Excel row number, message id, what fills the message, column letters if one is meant."""

    row: int
    message: str
    values: dict[str, object]
    column: str = ""


@dataclass(slots=True)
class Records:
    """The rows that are records, as positions in the sheet's rows with their tokens ("" for inserted rows)."""

    positions: list[int] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    ledger: RowLedger = field(default_factory=RowLedger)
    remarks: list[RowRemark] = field(default_factory=list)


def classify_rows(
    sheet: RawSheet, table: TableSchema, columns: ColumnMap, words: Words, issued: frozenset[str]
) -> Records:
    """Sorts all rows of an entry sheet; ``issued`` are the tokens of the rows that were issued in it."""
    return _Sorting(sheet, table, columns, words, issued).done()


class _Sorting:
    def __init__(
        self, sheet: RawSheet, table: TableSchema, columns: ColumnMap, words: Words, issued: frozenset[str]
    ) -> None:
        self._sheet = sheet
        self._table = table
        self._columns = columns
        self._words = words
        self._issued = issued
        self._records = Records()
        inputs = filled_in(table, columns)
        self._known = {columns.index[column.name]: column for column in inputs}
        given = {table.key} if table.new_keys is not None else set()
        self._spare_inputs = [columns.index[column.name] for column in inputs if column.name not in given]
        self._seen: dict[str, int] = {}
        self._last_token_row = 0

    def done(self) -> Records:
        """All rows sorted."""
        sheet, ledger = self._sheet, self._records.ledger
        ledger.physical = len(sheet.rows)
        ledger.headers = bisect_left(sheet.rows, FIRST_ROW)
        data = range(ledger.headers, len(sheet.rows))
        tokens = [self._token(raw) for raw in sheet.column(TOKEN_INDEX)]
        self._last_token_row = max((sheet.rows[position] for position in data if tokens[position]), default=0)
        used = self._used_spare([position for position in data if tokens[position].startswith(SPARE_TOKEN)])
        for position in data:
            self._sort(position, tokens[position], used)
        ledger.missing = len(self._issued - self._seen.keys())
        ledger.hidden = sum(sheet.rows[position] in sheet.hidden for position in self._records.positions)
        return self._records

    def _token(self, raw: Raw) -> str:
        return raw if isinstance(raw, str) and _TOKEN.fullmatch(raw) else ""

    def _used_spare(self, spare: list[int]) -> set[int]:
        """The spare rows in which anything is filled."""
        used: set[int] = set()
        if not spare:
            return used
        for index in self._spare_inputs:
            column = self._sheet.column(index)
            used.update(p for p in spare if column[p] is not None and not _is_blank(column[p]))
        return used

    def _sort(self, position: int, token: str, used: set[int]) -> None:
        row, ledger = self._sheet.rows[position], self._records.ledger
        if token in self._seen:
            self._remark(row, message_ids.TOKEN_TWICE, value=token, other=self._seen[token])
            self._unmarked(position, copied=True)
            return
        if token:
            self._seen[token] = row
        if token in self._issued:
            ledger.issued += 1
            self._record(position, token)
        elif token.startswith(SPARE_TOKEN):
            if position not in used:
                ledger.unused += 1
            elif not self._set_aside(position):
                ledger.spare += 1
                self._record(position, token)
        else:
            self._unmarked(position)

    def _unmarked(self, position: int, copied: bool = False) -> None:
        """A row without a token of its own: a record someone inserted, or text that is no record."""
        row = self._sheet.rows[position]
        cells = {i: raw for i, raw in self._sheet.row(position).items() if i in self._known and not _is_blank(raw)}
        if not cells:
            self._elsewhere(position)
        elif copied or not self._set_aside(position):
            if copied or self._is_record(cells):
                self._records.ledger.inserted += 1
                self._record(position, "")
                if not copied:
                    beyond = row > self._last_token_row
                    self._remark(row, message_ids.ROW_BEYOND_SPARE if beyond else message_ids.INSERTED_ROW)
            else:
                self._records.ledger.notes += 1
                message = message_ids.NOTE_ROW if len(cells) == 1 else message_ids.ROW_NOT_UNDERSTOOD
                self._remark(row, message, value=_summary(cells.values()))

    def _elsewhere(self, position: int) -> None:
        """A row whose only content stands outside the table's columns."""
        cells = self._sheet.row(position)
        helpers = set(self._columns.index.values()) | {TOKEN_INDEX}
        outside = [index for index in cells if index not in helpers]
        self._records.ledger.notes += 1
        if outside:
            row, column = self._sheet.rows[position], column_letters(outside[0])
            self._records.remarks.append(RowRemark(row, message_ids.FAR_CELL, {"column": column, "row": row}, column))

    def _is_record(self, cells: dict[int, Raw]) -> bool:
        """Whether there is more than one cell, and one of them says by a code or number whose row it is."""
        key = self._columns.index.get(self._table.key)
        marks = [shown_raw(raw) for i, raw in cells.items() if i == key or self._known[i].kind == "id"]
        numbered = any(_DIGIT.search(text) and not self._is_signature(text) for text in marks)
        return len(cells) > 1 and numbered

    def _set_aside(self, position: int) -> bool:
        """Whether the row is a subtotal, a repeated heading or a signature line, which is remarked on and counted."""
        ledger, row = self._records.ledger, self._sheet.rows[position]
        cells = {index: raw for index, raw in self._sheet.row(position).items() if index in self._known}
        texts = [closed_up(raw) for index, raw in cells.items() if isinstance(raw, str) and self._is_text(index)]
        if any(text in self._words.subtotal for text in texts):
            ledger.subtotals += 1
            self._remark(row, message_ids.SUBTOTAL_ROW, value=_summary(cells.values()))
        elif self._repeats_headings(cells):
            ledger.repeated_headers += 1
            self._remark(row, message_ids.REPEATED_HEADER)
        elif any(self._is_signature(text) for text in texts) and not self._is_record(cells):
            ledger.notes += 1
            self._remark(row, message_ids.NOTE_ROW, value=_summary(cells.values()))
        else:
            return False
        return True

    def _is_text(self, index: int) -> bool:
        """Whether a column holds texts of its own: the sheet sees such words nowhere else."""
        return self._known[index].kind not in NUMBER_KINDS | CHOICE_KINDS

    def _repeats_headings(self, cells: dict[int, Raw]) -> bool:
        """Whether the texts are those of the heading rows in the same columns."""
        texts = [(index, raw) for index, raw in cells.items() if isinstance(raw, str)]
        same = [index for index, raw in texts if any(row.get(index) == raw for row in self._headings)]
        return len(same) * 2 > len(cells) and bool(same)

    @cached_property
    def _headings(self) -> list[dict[int, Raw]]:
        return [self._sheet.row(position) for position in range(self._records.ledger.headers)]

    def _is_signature(self, text: str) -> bool:
        return closed_up(text).startswith(self._words.signature)

    def _record(self, position: int, token: str) -> None:
        self._records.positions.append(position)
        self._records.tokens.append(token)

    def _remark(self, row: int, message: str, **values: object) -> None:
        self._records.remarks.append(RowRemark(row, message, values))


def _is_blank(raw: Raw) -> bool:
    return raw is None or (isinstance(raw, str) and not tidy(raw))


def _summary(cells: Iterable[Raw]) -> str:
    """The first cells of a row in a few words."""
    return " ".join(shown_raw(raw) for raw in list(cells)[:_SHOWN_CELLS])
