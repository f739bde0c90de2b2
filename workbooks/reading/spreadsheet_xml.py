"""XML spreadsheets of 2003 ("XML 表格 2003"), which many systems export with a name that ends in .xls."""

from __future__ import annotations

from datetime import datetime
from xml.parsers import expat

from workbooks import refusal
from workbooks.excel import DAY_ZERO
from workbooks.reading.raw import TRUE, ColumnSheet, Fault, Merge, Raw, Serial, raw_number
from workbooks.refusal import Refused
from workbooks.xml_text import BROKEN_XML

# What tells it from other XML.
NAMESPACE = b"urn:schemas-microsoft-com:office:spreadsheet"


def read_spreadsheet_xml(data: bytes) -> list[tuple[str, bool, ColumnSheet]]:
    """Name, whether it is hidden, and cells of every worksheet.

    Raises:
        Refused: it is not well-formed, declares a DOCTYPE, or has no worksheet.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(data, True)
    except BROKEN_XML as error:
        raise Refused(refusal.BROKEN_STRUCTURE, sheet=reader.name, actual=str(error)) from error
    if not reader.sheets:
        raise Refused(refusal.NO_SHEETS)
    return reader.sheets


def _refuse_doctype(*declared: object) -> None:
    raise Refused(refusal.DOCTYPE)


class _Reader:
    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool, ColumnSheet]] = []
        self.name = ""
        self._cells: dict[int, dict[int, Raw]] = {}
        self._merges: list[Merge] = []
        self._hidden = False
        self._row = self._column = 0
        self._kind = ""
        self._characters: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        said = {name.rpartition(":")[2]: value for name, value in attributes.items()}
        if local == "Worksheet":
            self.name = said.get("Name", "")
            self._cells, self._merges, self._hidden, self._row = {}, [], False, 0
        elif local == "Row":
            self._row = _number(said.get("Index"), self._row + 1)
            self._column = -1
        elif local == "Cell":
            self._start_cell(said)
        elif local == "Data":
            self._kind = said.get("Type", "String")
            self._characters = []
        elif local == "Visible":
            self._kind = ""
            self._characters = []

    def text(self, characters: str) -> None:
        if self._characters is not None:
            self._characters.append(characters)

    def end(self, tag: str) -> None:
        local = tag.rpartition(":")[2]
        if local == "Data":
            value = _value(self._kind, "".join(self._characters or ()))
            if value != "":
                self._cells.setdefault(self._row, {})[self._column] = value
            self._characters = None
        elif local == "Cell":
            self._column = self._last
        elif local == "Visible":
            self._hidden = "".join(self._characters or ()).strip() != "SheetVisible"
            self._characters = None
        elif local == "Worksheet":
            self.sheets.append((self.name, self._hidden, ColumnSheet.with_cells(self._cells, self._merges)))

    def _start_cell(self, said: dict[str, str]) -> None:
        self._column = _number(said.get("Index"), self._column + 2) - 1
        across, down = _number(said.get("MergeAcross"), 0), _number(said.get("MergeDown"), 0)
        self._last = self._column + across
        if across or down:
            self._merges.append(Merge(self._row, self._row + down, self._column, self._last))


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() else otherwise


def _value(kind: str, text: str) -> Raw:
    if kind == "Number":
        return raw_number(text.strip())
    if kind == "Boolean":
        return text.strip() in TRUE
    if kind == "Error":
        return Fault("error", text)
    if kind == "DateTime":
        try:
            days = datetime.fromisoformat(text.strip()) - datetime.combine(DAY_ZERO, datetime.min.time())
        except ValueError:
            return Fault("no_number", text)
        return Serial(days.total_seconds() / 86400)
    return text
