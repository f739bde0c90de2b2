"""One worksheet part as rows and cells that can be replaced, everything else of it kept letter for letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from cunbiao.sample.cells import Cell, SharedStrings, cell_xml, number_text, plain_text

_ROW = re.compile(rb"<row\b([^>]*?)(?:/>|>(.*?)</row>)", re.S)
_NUMBER = re.compile(rb'\br="(\d+)"')
_CELL = re.compile(rb'<c r="([A-Z]+)\d+"([^>]*?)(?:/>|>(.*?)</c>)', re.S)
_STYLE = re.compile(rb'\bs="(\d+)"')
_TYPE = re.compile(rb'\bt="(\w+)"')
_TYPE_ATTRIBUTE = re.compile(rb'\s*\bt="\w+"')
_VALUE = re.compile(rb"<v>(.*?)</v>", re.S)
_INLINE = re.compile(rb' t="inlineStr"><is><t(?: xml:space="preserve")?>([^<]*)</t></is></c>')
_COLUMNS = re.compile(rb'<col min="(\d+)" max="(\d+)"[^>]*?style="(\d+)"')


def column_number(letters: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(slots=True)
class RowXml:
    """A row: its attributes, and its cells by column letters as (attributes, content)."""

    attributes: bytes
    inner: bytes
    cells: dict[str, tuple[bytes, bytes]] | None = None

    def open(self) -> dict[str, tuple[bytes, bytes]]:
        """The cells, parsed on first use."""
        if self.cells is None:
            self.cells = {letters.decode(): (attrs, inner) for letters, attrs, inner in _CELL.findall(self.inner)}
        return self.cells


class Worksheet:
    """A worksheet part. ``rows`` is keyed by row number, in order."""

    def __init__(self, xml: bytes, strings: SharedStrings) -> None:
        self._strings = strings
        start = xml.find(b"<sheetData>")
        end = xml.find(b"</sheetData>")
        if start < 0 or end < 0:
            start = end = xml.find(b"<sheetData/>")
            self.head, self.tail, data = xml[:start], xml[end + len(b"<sheetData/>") :], b""
        else:
            self.head, self.tail = xml[:start], xml[end + len(b"</sheetData>") :]
            data = xml[start + len(b"<sheetData>") : end]
        self.rows: dict[int, RowXml] = {}
        for match in _ROW.finditer(data):
            number = _NUMBER.search(match[1])
            if number is not None:
                self.rows[int(number[1])] = RowXml(match[1], match[2] or b"")
        self._column_styles = [(int(low), int(high), style) for low, high, style in _COLUMNS.findall(self.head)]

    def cells(self, row: int) -> dict[str, tuple[bytes, bytes]]:
        """The cells of a row, empty when the row is not written."""
        return self.rows[row].open() if row in self.rows else {}

    def text(self, row: int, column: str) -> str:
        """What a cell shows, "" when it is blank; numbers as they are stored."""
        found = self.cells(row).get(column)
        return self.content(found) if found is not None else ""

    def content(self, found: tuple[bytes, bytes]) -> str:
        """The text or stored number of a parsed cell."""
        attributes, inner = found
        kind = _TYPE.search(attributes)
        if kind is not None and kind[1] == b"inlineStr":
            return plain_text(inner)
        value = _VALUE.search(inner)
        if value is None:
            return ""
        if kind is not None and kind[1] == b"s":
            return self._strings[int(value[1])]
        return plain_text(b"<t>%b</t>" % value[1])

    def style(self, row: int, column: str) -> int:
        """The format number of a cell, that of its column when the cell is not written."""
        found = self.cells(row).get(column)
        if found is None:
            return self._column_style(column)
        style = _STYLE.search(found[0])
        return int(style[1]) if style is not None else 0

    def put(self, row: int, column: str, cell: Cell) -> None:
        """Replaces the content of a cell, keeping its format."""
        style = self.style(row, column)
        attribute = b' s="%d"' % style if style else b""
        written = cell_xml(b"%b%d" % (column.encode(), row), attribute, cell, self._strings)
        match = _CELL.match(written)
        assert match is not None
        target = self.rows.get(row)
        if target is None:
            target = self.rows[row] = RowXml(b' r="%d"' % row, b"", {})
            self.rows = dict(sorted(self.rows.items()))
        target.open()[column] = (match[2], match[3] or b"")

    def show(self, row: int, column: str, result: str | float) -> None:
        """Replaces the result a formula cell shows, as a recalculation does; other cells stay as they are."""
        found = self.cells(row).get(column)
        if found is None or b"<f" not in found[1] or self.content(found) == (shown := _result_text(result)):
            return
        formula = found[1][: found[1].find(b"<v>")] if b"<v>" in found[1] else found[1].replace(b"<v/>", b"")
        attributes = _TYPE_ATTRIBUTE.sub(b"", found[0])
        if isinstance(result, str):
            attributes += b' t="str"'
        self.cells(row)[column] = (attributes, b"%b<v>%b</v>" % (formula, escape(shown).encode()))

    def to_xml(self) -> bytes:
        """The part, its texts moved to the shared strings as Excel does when it saves."""
        data = b"".join(_row_xml(number, row) for number, row in self.rows.items())
        if b'"inlineStr"' in data:
            index = self._strings.index_of_escaped
            data = _INLINE.sub(lambda match: b' t="s"><v>%d</v></c>' % index(match[1]), data)
        return b"%b<sheetData>%b</sheetData>%b" % (self.head, data, self.tail)

    def _column_style(self, column: str) -> int:
        number = column_number(column)
        return next((int(style) for low, high, style in self._column_styles if low <= number <= high), 0)


def _result_text(result: str | float) -> str:
    return result if isinstance(result, str) else number_text(result).decode()


def _row_xml(number: int, row: RowXml) -> bytes:
    if row.cells is None:
        return b"<row%b>%b</row>" % (row.attributes, row.inner)
    return b"<row%b>%b</row>" % (row.attributes, b"".join(_cells_xml(number, row.cells)))


def _cells_xml(number: int, cells: dict[str, tuple[bytes, bytes]]) -> Iterator[bytes]:
    for column in sorted(cells, key=lambda letters: (len(letters), letters)):
        attributes, inner = cells[column]
        reference = b'<c r="%b%d"%b' % (column.encode(), number, attributes)
        yield b"%b>%b</c>" % (reference, inner) if inner else reference + b"/>"
