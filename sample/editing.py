"""Typing into single cells of a finished workbook, locked or not: the core of the filler and of planted mistakes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sample.cells import Cell, SharedStrings
from sample.package import Package
from sample.worksheet import Worksheet

STRINGS = "xl/sharedStrings.xml"
# Views and column widths stand before the first cell; no sheet of ours has more of them.
_HEAD = 16_384
_FIRST_CELL = re.compile(rb'(?<=<sheetData>)<row r="1"[^>]*><c r="A1"[^>]*>.*?</c>', re.S)
_WORKBOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
_CONTENT_TYPES = "[Content_Types].xml"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
_RELATION_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

Edits = Mapping[str, Mapping[tuple[int, str], Cell]]


def edit_workbook(data: bytes, edits: Edits) -> bytes:
    """Puts cells into sheets by name: ``{sheet: {(row, column letters): cell}}``. Formats stay as they are.

    Raises:
        KeyError: when a sheet does not exist.
    """
    workbook = EditableWorkbook(data)
    for sheet, cells in edits.items():
        worksheet = workbook.worksheet(sheet)
        for (row, column), cell in cells.items():
            worksheet.put(row, column, cell)
    return workbook.to_bytes()


class EditableWorkbook:
    """A workbook whose sheets are opened on demand and written back together."""

    def __init__(self, data: bytes) -> None:
        self.package = Package(data)
        self.sheets = self.package.sheets()
        self._strings = SharedStrings(self.package[STRINGS] if STRINGS in self.package.names else b"")
        self._open: dict[str, Worksheet] = {}

    def worksheet(self, sheet: str) -> Worksheet:
        """A sheet by name; raises `KeyError` when there is none."""
        if sheet not in self._open:
            self._open[sheet] = Worksheet(self.package[self.sheets[sheet]], self._strings)
        return self._open[sheet]

    def mark(self, sheet: str) -> str:
        """The text of cell A1, read without parsing the rest of the sheet."""
        first = _FIRST_CELL.search(self.package.start(self.sheets[sheet], _HEAD))
        if sheet in self._open or first is None:
            return self.worksheet(sheet).text(1, "A")
        return Worksheet(b"<sheetData>%b</row></sheetData>" % first[0], self._strings).text(1, "A")

    def declare(self, part: str, kind: str, relation: str) -> None:
        """Gives a new part (``kind`` worksheet or sharedStrings) its content type and relation."""
        override = f'<Override PartName="/{part}" ContentType="{_CONTENT_TYPE.format(kind)}"/></Types>'
        entry = f'<Relationship Id="{relation}" Type="{_RELATION_TYPE}{kind}" Target="/{part}"/></Relationships>'
        types, relations = self.package[_CONTENT_TYPES], self.package[_WORKBOOK_RELATIONS]
        self.package[_CONTENT_TYPES] = types.replace(b"</Types>", override.encode())
        self.package[_WORKBOOK_RELATIONS] = relations.replace(b"</Relationships>", entry.encode())

    def reopen(self) -> None:
        """Reads the list of sheets again after it was changed; sheets opened before are written back first."""
        self._flush()
        self._open.clear()
        self.sheets = self.package.sheets()

    def to_bytes(self) -> bytes:
        """The workbook with every opened sheet written back."""
        self._flush()
        return self.package.to_bytes()

    def _flush(self) -> None:
        for sheet, worksheet in self._open.items():
            self.package[self.sheets[sheet]] = worksheet.to_xml()
        if self._strings.changed:
            if STRINGS not in self.package.names:
                self.declare(STRINGS, "sharedStrings", "rIdStrings")
            self.package[STRINGS] = self._strings.to_xml()
            self._strings.changed = False
