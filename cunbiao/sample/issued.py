"""An issued village workbook as its staff see it: its tables, their columns, and what may be typed into."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from cunbiao.sample.editing import EditableWorkbook
from cunbiao.sample.worksheet import Worksheet

MARK = "cunbiao:"
FIRST_DATA_ROW = 6
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

    def text(self, row: int, name: str) -> str:
        """What the cell of an indicator shows, "" when blank."""
        return self.worksheet.text(row, self.columns[name])

    def rows_by(self, *names: str) -> dict[tuple[str, ...], int]:
        """Issued rows by the texts of their key columns."""
        return {tuple(self.text(row, name) for name in names): row for row in self.issued}


class IssuedWorkbook:
    """An issued (or filled) village workbook opened for typing."""

    def __init__(self, data: bytes) -> None:
        self.workbook = EditableWorkbook(data)

    @cached_property
    def tables(self) -> dict[str, EntrySheet]:
        """The entry sheets by table id, found by the mark in their cell A1."""
        found: dict[str, EntrySheet] = {}
        for sheet in self.workbook.sheets:
            mark = self.workbook.mark(sheet)
            if mark.startswith(MARK):
                _, table, version = mark.split(":", 2)
                found[table] = self._entry_sheet(sheet, table, version)
        return found

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

    def identity(self) -> dict[str, str]:
        """The ``_identity`` sheet: name → value (the first value column)."""
        worksheet = self.workbook.worksheet("_identity")
        return {worksheet.text(row, "A"): worksheet.text(row, "B") for row in worksheet.rows}

    def to_bytes(self) -> bytes:
        """The workbook as it would be saved now."""
        return self.workbook.to_bytes()

    def _entry_sheet(self, sheet: str, table: str, version: str) -> EntrySheet:
        worksheet = self.workbook.worksheet(sheet)
        columns = {worksheet.content(cell): letters for letters, cell in worksheet.cells(1).items() if letters != "A"}
        columns.pop("", None)
        entry = EntrySheet(table, version, sheet, worksheet, columns)
        for row in worksheet.rows:
            if row >= FIRST_DATA_ROW:
                token = worksheet.text(row, "A")
                if token:
                    (entry.spare if token.startswith("S") else entry.issued).append(row)
        return entry
