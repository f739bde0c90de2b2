"""An issued village workbook as its staff see it: its tables, their columns, and what may be typed into."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree import ElementTree

from cunbiao.records.identity_sheet import FIRST_ROW, SPARE_TOKEN, read_mark
from sample.cells import Cell, content
from workbooks.editing import EditableWorkbook, Sheet
from workbooks.references import column_index, column_letters
from workbooks.xml_text import resolve_entities, unescape

# The column of marks and row tokens.
_TOKEN = 0
# Views and column widths stand before the first cell; no sheet of ours has more of them.
_HEAD = 16_384
_FIRST_CELL = re.compile(rb'(?<=<sheetData>)<row r="1"[^>]*><c r="A1"[^>]*>.*?</c>', re.DOTALL)
# A text as the stamp writes it.
_ISSUED_TEXT = re.compile(rb' t="inlineStr"><is><t(?: xml:space="preserve")?>([^<]*)</t></is></c>')
# Filled workbooks are read once and thrown away.
_LEVEL = 1


@dataclass(frozen=True)
class EntrySheet:
    """One entry sheet: its columns by indicator name (helper columns too), its issued and spare rows in order."""

    table: str
    version: str
    sheet: str
    workbook: EditableWorkbook
    columns: dict[str, str]
    issued: list[int] = field(default_factory=list)
    spare: list[int] = field(default_factory=list)

    @property
    def worksheet(self) -> Sheet:
        """The sheet itself."""
        return self.workbook.sheet(self.sheet)

    @cached_property
    def places(self) -> dict[str, int]:
        """The columns by number, from 0."""
        return {name: column_index(letters) for name, letters in self.columns.items()}

    def token(self, row: int) -> str:
        """By which a row is recognised, "" when it has none."""
        return self.worksheet.text(row, _TOKEN)

    def text(self, row: int, name: str) -> str:
        """What the cell of an indicator shows, "" when blank."""
        return self.worksheet.text(row, self.places[name])

    def put(self, row: int, name: str, cell: Cell) -> None:
        """Leaves a cell in the column of an indicator, locked or not."""
        self.worksheet.put(row, self.places[name], content(cell, self.workbook.strings))

    def rows_by(self, *names: str) -> dict[tuple[str, ...], int]:
        """Issued rows by the texts of their key columns."""
        return {tuple(self.text(row, name) for name in names): row for row in self.issued}


class IssuedWorkbook:
    """An issued (or filled) village workbook opened for typing."""

    def __init__(self, data: bytes) -> None:
        self.workbook = EditableWorkbook(data)
        self._entries: dict[str, EntrySheet] = {}

    @cached_property
    def tables(self) -> dict[str, tuple[str, str]]:
        """Sheet name and form version of every table, found by the mark in cell A1."""
        marks = {sheet: read_mark(self._first_text(sheet)) for sheet in self.workbook.sheets}
        return {mark[0]: (sheet, mark[1]) for sheet, mark in marks.items() if mark is not None}

    def entry(self, table: str) -> EntrySheet:
        """The entry sheet of a table; raises `KeyError` when the workbook has none."""
        if table not in self._entries:
            self._entries[table] = self._entry_sheet(table, *self.tables[table])
        return self._entries[table]

    @cached_property
    def unlocked(self) -> frozenset[int]:
        """Numbers of the cell formats that protection leaves open."""
        styles = self.workbook.parts.related(self.workbook.part, "styles")
        assert styles is not None
        formats = ElementTree.fromstring(self.workbook.parts[styles.target]).iterfind("{*}cellXfs/{*}xf")
        locks = [own.find("{*}protection") for own in formats]
        return frozenset(
            number for number, lock in enumerate(locks) if lock is not None and lock.get("locked") in ("0", "false")
        )

    def may_type(self, entry: EntrySheet, row: int, name: str) -> bool:
        """Whether protection lets a person type into the cell of an indicator."""
        return entry.worksheet.style(row, entry.places[name]) in self.unlocked

    def to_bytes(self) -> bytes:
        """The workbook as Excel would save it now, its texts among the shared strings."""
        touched = [sheet.spelling.part for sheet in self.workbook.cut_sheets]
        self.workbook.save()
        for part in touched:
            self.workbook.parts[part] = self._with_shared_texts(self.workbook.parts[part])
        return self.workbook.to_bytes(_LEVEL)

    def _with_shared_texts(self, xml: bytes) -> bytes:
        pieces = _ISSUED_TEXT.split(xml)
        number = self.workbook.strings.number
        ends = {
            text: b' t="s"><v>%d</v></c>' % number(unescape(resolve_entities(text.decode(), "")))
            for text in dict.fromkeys(pieces[1::2])
        }
        pieces[1::2] = [ends[text] for text in pieces[1::2]]
        return b"".join(pieces)

    def _first_text(self, name: str) -> str:
        """The text of cell A1, for which the rest of the sheet is not read."""
        part = self.workbook.sheets[name]
        first = _FIRST_CELL.search(self.workbook.parts.beginning(part, _HEAD))
        if first is None:
            return ""
        alone = b"<worksheet><sheetData>%b</row></sheetData></worksheet>" % first[0]
        return Sheet(part, alone, self.workbook.strings.text).text(1, _TOKEN)

    def _entry_sheet(self, table: str, name: str, version: str) -> EntrySheet:
        sheet = self.workbook.sheet(name)
        letters = {sheet.text(1, column): column_letters(column) for column in sheet.rows[1].cells if column != _TOKEN}
        letters.pop("", None)
        entry = EntrySheet(table, version, name, self.workbook, letters)
        for row in sheet.rows:
            token = entry.token(row) if row >= FIRST_ROW else ""
            if token:
                (entry.spare if token.startswith(SPARE_TOKEN) else entry.issued).append(row)
        return entry
