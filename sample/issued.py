"""An issued village workbook as its staff see it: its tables, their columns, and what may be typed into."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from cunbiao.records.identity_sheet import FIRST_ROW, SPARE_TOKEN, read_mark
from sample.editing import EditableWorkbook
from sample.worksheet import Worksheet

_XF = re.compile(rb"<xf\b[^>]*?(?:/>|>.*?</xf>)", re.S)
_CELL_XFS = re.compile(rb"<cellXfs\b.*?</cellXfs>", re.S)


@dataclass(frozen=True)
class EntrySheet:
    """One entry sheet: its columns by indicator name (helper columns too), its issued and spare rows in order."""

    table: str
    version: str
    sheet: str
    worksheet: Worksheet
    columns: dict[str, str]
    issued: list[int] = field(default_factory=list)
    spare: list[int] = field(default_factory=list)
    _known: dict[tuple[str, ...], tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)

    def text(self, row: int, name: str) -> str:
        """What the cell of an indicator shows, "" when blank."""
        return self.worksheet.text(row, self.columns[name])

    def columns_of(self, names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Those of ``names`` that have a column, and the columns."""
        if names not in self._known:
            own = tuple(name for name in names if name in self.columns)
            self._known[names] = own, tuple(self.columns[name] for name in own)
        return self._known[names]

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
        marks = {sheet: read_mark(self.workbook.mark(sheet)) for sheet in self.workbook.sheets}
        return {mark[0]: (sheet, mark[1]) for sheet, mark in marks.items() if mark is not None}

    def entry(self, table: str) -> EntrySheet:
        """The entry sheet of a table; raises `KeyError` when the workbook has none."""
        if table not in self._entries:
            self._entries[table] = self._entry_sheet(table, *self.tables[table])
        return self._entries[table]

    @cached_property
    def unlocked(self) -> frozenset[int]:
        """Numbers of the cell formats that protection leaves open."""
        formats = _CELL_XFS.search(self.workbook.package["xl/styles.xml"])
        assert formats is not None
        return frozenset(
            number for number, xf in enumerate(_XF.findall(formats[0])) if re.search(rb'\blocked="(?:0|false)"', xf)
        )

    def may_type(self, entry: EntrySheet, row: int, column: str) -> bool:
        """Whether protection lets a person type into a cell."""
        return entry.worksheet.style(row, column) in self.unlocked

    def to_bytes(self) -> bytes:
        """The workbook as it would be saved now."""
        return self.workbook.to_bytes()

    def _entry_sheet(self, table: str, sheet: str, version: str) -> EntrySheet:
        worksheet = self.workbook.worksheet(sheet)
        columns = {worksheet.text(1, letters): letters for letters in worksheet.columns(1) if letters != "A"}
        columns.pop("", None)
        entry = EntrySheet(table, version, sheet, worksheet, columns)
        for row in worksheet.rows:
            if row >= FIRST_ROW:
                token = worksheet.text(row, "A")
                if token:
                    (entry.spare if token.startswith(SPARE_TOKEN) else entry.issued).append(row)
        return entry
