"""Remarks of reading put into words: findings with their place, village, household and person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cunbiao import message_ids
from cunbiao.columns import HEAD_NAME, HOUSEHOLD_KEY, PERSON_NAMES
from cunbiao.findings import Finding, Place
from cunbiao.records.identity_sheet import Identity
from cunbiao.records.submission import TableRows, Value
from cunbiao.submissions.cells import shown_raw
from cunbiao.submissions.entry_sheet import EntrySheet
from cunbiao.submissions.issued import IssuedCopy, locked_changes, shown_value
from cunbiao.submissions.remarks import CellRemark
from cunbiao.submissions.schema import IntakeRules, Schema, TableSchema
from workbooks.attached import LINKS
from workbooks.reading.raw import Raw
from workbooks.references import column_letters
from workbooks.refusal import Refused


def refusal_text(refused: Refused, rules: IntakeRules) -> tuple[str, str]:
    """Message and fix of a refusal."""
    values = dict(refused.values)
    if "content" in values:
        values["actual"] = rules.words.contents[str(values.pop("content"))]
    return rules.messages[refused.reason].worded(**values)


# How something was written that is read all the same: one line a column says it, not one a cell.
_OF_FORM = frozenset({
    message_ids.NORMALISED,
    message_ids.ALIAS,
    message_ids.NUMBER_AS_TEXT,
    message_ids.TEXT_AS_NUMBER,
    message_ids.TIME_OF_DAY,
    message_ids.DATE_AS_TEXT,
})  # fmt: skip
# More rows are not told one by one.
_MOST_ROWS = 20


class Wording:
    """Makes the findings about one file."""

    def __init__(self, file: str, identity: Identity, schema: Schema) -> None:
        self._file = file
        self._schema = schema
        self._issued_sheets = frozenset(identity.sheets)
        self._village = {
            "village_code": identity.village_code,
            "village": identity.village,
            "township": identity.township,
        }
        self.findings: list[Finding] = []

    def about_sheet(self, message: str, sheet: str, row: int = 0, column: str = "", **values: object) -> None:
        """A finding about a sheet as a whole, or about a row or column of it that is no record."""
        place = Place(self._file, sheet, row, column)
        self._add(message, place, {"sheet": sheet, "row": row, "column": column, **values}, {})

    def about_cell(
        self, rows: TableRows, message: str, index: int, column: str, label: str, shown: str, **values: object
    ) -> None:
        """A finding about one cell of a record; ``column`` is an indicator."""
        place = Place(self._file, rows.sheet, rows.rows[index], rows.letters.get(column, ""))
        about = {**_record(rows, index), "field": label, "value": shown}
        self._add(message, place, {"label": label, **values}, about)

    def about_column(self, rows: TableRows, remarks: Sequence[CellRemark], column: str, label: str) -> None:
        """What was remarked on the cells of a column: of mere form once for all of them, with the rows."""
        alike: dict[str, list[CellRemark]] = {}
        for remark in remarks:
            if remark.message in _OF_FORM:
                alike.setdefault(remark.message, []).append(remark)
            else:
                self.about_cell(rows, remark.message, remark.index, column, label, remark.shown, **remark.values)
        for message, cells in alike.items():
            first, *others = sorted(cells, key=lambda own: own.index)
            numbers = [str(rows.rows[own.index]) for own in (first, *others)]
            listed = "、".join(numbers[:_MOST_ROWS]) + ("……" if len(numbers) > _MOST_ROWS else "")
            values = {**first.values, "count": len(numbers), "numbers": listed}
            if not others:
                self.about_cell(rows, message, first.index, column, label, first.shown, **values)
                continue
            place = Place(self._file, rows.sheet, rows.rows[first.index], rows.letters.get(column, ""))
            self._add(message, place, {"label": label, **values}, {"field": label, "value": first.shown})

    def about_entry_sheet(self, entry: EntrySheet, table: TableSchema) -> None:
        """Everything that was remarked while an entry sheet was read."""
        rows, sheet = entry.rows, entry.rows.sheet
        if sheet != table.sheet and sheet not in self._issued_sheets:
            self.about_sheet(message_ids.RENAMED_SHEET, sheet, expected=table.sheet)
        if not entry.protected:
            self.about_sheet(message_ids.UNPROTECTED_SHEET, sheet)
        if entry.moved:
            self.about_sheet(message_ids.MOVED_COLUMNS, sheet)
        if entry.unknown_columns:
            first = entry.unknown_columns[0]
            self.about_sheet(message_ids.UNKNOWN_COLUMNS, sheet, column=first, count=len(entry.unknown_columns))
        if entry.first_hidden:
            self.about_sheet(message_ids.HIDDEN_ROWS, sheet, row=entry.first_hidden, count=rows.counts.hidden)
        index_of = {row: index for index, row in enumerate(rows.rows)}
        for remark in entry.row_remarks:
            about = _record(rows, index_of[remark.row]) if remark.row in index_of else {}
            place = Place(self._file, sheet, remark.row, remark.column)
            shown = str(remark.values.get("value", ""))
            self._add(remark.message, place, {"sheet": sheet, **remark.values}, {**about, "value": shown})
        self._about_cells(entry, table)

    def about_attached(self, contents: Sequence[str]) -> None:
        """What the file carries beside its data: links one finding, everything else another."""
        words = self._schema.words.contents
        links = [words[content] for content in contents if content in LINKS]
        others = [words[content] for content in contents if content not in LINKS]
        for message, found in ((message_ids.LINKED, links), (message_ids.ATTACHED, others)):
            if found:
                self.about_sheet(message, "", label="、".join(found))

    def about_former_columns(self, found: Mapping[str, Sequence[str]]) -> None:
        """One finding a file about what it has of another edition, by sheet."""
        said = [f"{sheet}的{'、'.join(labels)}" for sheet, labels in found.items() if labels]
        if said:
            self.about_sheet(message_ids.FORMER_COLUMNS, "", label="；".join(said))

    def _about_cells(self, entry: EntrySheet, table: TableSchema) -> None:
        labels = {column.name: column.label for column in table.columns}
        for name, found in entry.cell_remarks.items():
            self.about_column(entry.rows, found, name, labels[name])
        for merge in entry.merged:
            place = Place(self._file, entry.rows.sheet, merge.first_row, column_letters(merge.first_column))
            self._add(message_ids.MERGED, place, {"value": merge.reference}, {"value": merge.reference})

    def about_issued(self, rows: TableRows, table: TableSchema, copy: IssuedCopy) -> None:
        """Locked cells that were changed and issued rows that are gone."""
        assert rows.issued is not None
        changes = locked_changes(table, rows.tokens, rows.columns, rows.issued)
        labels = {column.name: column.label for column in table.columns}
        kinds = {column.name: column.kind for column in table.columns}
        remedies = {column.name: column.remedy for column in table.columns}
        row_of = dict(zip(rows.tokens, rows.rows, strict=True))
        for change in changes:
            if change.swapped_with is not None:
                first = next(iter(change.after))
                other = row_of.get(change.swapped_with, "")
                shown = shown_value(change.after[first], kinds[first])
                self.about_cell(rows, message_ids.ROWS_SWAPPED, change.index, first, labels[first], shown, other=other)
                continue
            for name, after in change.after.items():
                before, now = (shown_value(value, kinds[name]) for value in (change.before[name], after))
                values = {"before": before, "after": now, "remedy": remedies[name]}
                shown = "" if after is None else now
                self.about_cell(rows, message_ids.LOCKED_CHANGED, change.index, name, labels[name], shown, **values)
        for token, position in copy.tokens.items():
            if token not in row_of:
                self._about_missing(rows.sheet, {name: column[position] for name, column in copy.columns.items()})

    def _about_missing(self, sheet: str, issued: dict[str, Raw]) -> None:
        code, head = shown_raw(issued.get(HOUSEHOLD_KEY)), shown_raw(issued.get(HEAD_NAME))
        name = next((shown_raw(issued[person]) for person in PERSON_NAMES if person in issued), "")
        about = {"household_code": code, "head_name": head, "name": name, "value": name or head}
        self._add(message_ids.ROW_GONE, Place(self._file, sheet), {"value": name or head, "expected": code}, about)

    def _add(self, message: str, place: Place, values: dict[str, object], about: dict[str, str]) -> None:
        self.findings.append(self._schema.messages.finding(message, place, values, **self._village, **about))


def _record(rows: TableRows, index: int) -> dict[str, str]:
    """Household and person of a record, as far as its own row names them."""
    cells = {
        name: rows.columns[name][index] for name in (HOUSEHOLD_KEY, HEAD_NAME, *PERSON_NAMES) if name in rows.columns
    }
    name = next((_text(cells[person]) for person in PERSON_NAMES if person in cells), "")
    return {"household_code": _text(cells.get(HOUSEHOLD_KEY)), "head_name": _text(cells.get(HEAD_NAME)), "name": name}


def _text(value: Value | None) -> str:
    return "" if value is None else shown_value(value)
