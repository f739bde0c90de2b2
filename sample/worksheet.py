"""One worksheet part as rows and cells that can be replaced, everything else of it kept letter for letter.

A row is cut at the beginning of each cell and nothing more: what is never looked at is never parsed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from xml.sax.saxutils import escape

from sample.cells import Cell, SharedStrings, cell_xml, number_text, plain_text

_CELL_START = b'<c r="'
_INLINE_START, _INLINE_END = b"<is><t>", b"</t></is></c>"
_EMPTY_ROW = re.compile(rb"<row\b([^>]*?)/>")
_NUMBER = re.compile(rb'\br="(\d+)"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_TYPE = re.compile(rb'\bt="(\w+)"')
_TYPE_ATTRIBUTE = re.compile(rb' t="\w+"')
_VALUE = re.compile(rb"<v>(.*?)</v>", re.S)
_INLINE = re.compile(rb' t="inlineStr"><is><t(?: xml:space="preserve")?>([^<]*)</t></is></c>')
_COLUMNS = re.compile(rb'<col min="(\d+)" max="(\d+)"[^>]*?style="(\d+)"')


@cache
def column_number(letters: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@cache
def _getter(columns: tuple[str, ...]) -> Callable[[list[bytes]], Sequence[bytes]]:
    """Takes some columns out of a row without gaps, the first column at index 1."""
    numbers = [column_number(column) for column in columns]
    return itemgetter(*numbers) if len(numbers) > 1 else lambda cells: [cells[numbers[0]]]


@dataclass(slots=True)
class RowXml:
    """A row: its attributes and its cells, cut before the address of each (``B6" s="4"><v>1</v></c>``)."""

    attributes: bytes
    cells: list[bytes]


class Worksheet:
    """A worksheet part. ``rows`` is keyed by row number, in order; ``head`` and ``tail`` stand around them."""

    def __init__(self, xml: bytes, strings: SharedStrings) -> None:
        self._strings = strings
        if b"<sheetData/>" in xml:
            self.head, self.tail = xml.split(b"<sheetData/>", 1)
            data = b""
        else:
            self.head, rest = xml.split(b"<sheetData>", 1)
            data, self.tail = rest.split(b"</sheetData>", 1)
        self.rows = dict(_rows(data))
        self._column_styles = [(int(low), int(high), int(style)) for low, high, style in _COLUMNS.findall(self.head)]

    def columns(self, row: int) -> Iterator[str]:
        """The columns in which a row has cells."""
        if row in self.rows:
            for cell in self.rows[row].cells:
                yield self._column(cell, row)

    def text(self, row: int, column: str) -> str:
        """What a cell shows, "" when it is blank; numbers as they are stored."""
        cell = self._cell(row, column)
        start = cell.find(_INLINE_START)
        if (
            start > 0
            and b"&" not in (plain := cell[start + len(_INLINE_START) : -len(_INLINE_END)])
            and b"<" not in plain
        ):
            return plain.decode()
        end = cell.find(b">")
        if end < 0 or cell.endswith(b"/>"):
            return ""
        kind = _TYPE.search(cell, 0, end)
        if kind is not None and kind[1] == b"inlineStr":
            return plain_text(cell)
        value = _VALUE.search(cell)
        if value is None:
            return ""
        if kind is not None and kind[1] == b"s":
            return self._strings[int(value[1])]
        return plain_text(b"<t>%b</t>" % value[1])

    def cells(self, row: int, columns: tuple[str, ...]) -> Sequence[bytes]:
        """The cells of a row in some columns as they are written, b"" where there is none."""
        written = self.rows[row].cells if row in self.rows else []
        if not columns or not written or column_number(self._column(written[-1], row)) != len(written):
            return [self._cell(row, column) for column in columns]
        return _getter(columns)([b"", *written, *[b""] * 200])

    def shows(self, cell: bytes, text: bytes) -> bool:
        """Whether a written cell shows a text or number (as XML, b"" for blank)."""
        if not text:
            return not cell or cell.endswith((b"/>", b"<v></v></c>"))
        if b't="s"' in cell:
            value = _VALUE.search(cell)
            return value is not None and escape(self._strings[int(value[1])]).encode() == text
        return cell.endswith((b">%b</t></is></c>" % text, b"<v>%b</v></c>" % text))

    def style(self, row: int, column: str) -> int:
        """The format number of a cell, that of its column when the cell is not written."""
        return self.style_of(self._cell(row, column), column)

    def style_of(self, cell: bytes, column: str) -> int:
        """The format number of a cell as it is written in a column."""
        if not cell:
            number = column_number(column)
            return next((style for low, high, style in self._column_styles if low <= number <= high), 0)
        style = _STYLE.search(cell, 0, cell.index(b">"))
        return int(style[1]) if style is not None else 0

    def put(self, row: int, column: str, cell: Cell) -> None:
        """Replaces the content of a cell, keeping its format."""
        index = self._index(row, column)
        if index is not None:
            cells = self.rows[row].cells
            cells[index] = cell_xml(_opening(cells[index]), cell, self._strings)
            return
        style = self.style_of(b"", column)
        opening = b'%b%d" s="%d"' % (column.encode(), row, style) if style else b'%b%d"' % (column.encode(), row)
        self._insert(row, column, cell_xml(opening, cell, self._strings))

    def show(self, row: int, column: str, result: str | float) -> None:
        """Replaces the result a formula cell shows, as a recalculation does; other cells stay as they are."""
        text = escape(result).encode() if isinstance(result, str) else number_text(result)
        index = self._index(row, column)
        cell = self.rows[row].cells[index] if index is not None else b""
        if index is None or b"<f" not in cell or self.shows(cell, text):
            return
        kind = b' t="str"' if isinstance(result, str) else b""
        formula = cell.split(b">", 1)[1].split(b"<v", 1)[0].removesuffix(b"</c>")
        self.rows[row].cells[index] = b"%b%b>%b<v>%b</v></c>" % (_opening(cell), kind, formula, text)

    def renumber(self, row: int) -> None:
        """Gives a row that was moved, and its cells, the number under which it now stands in ``rows``."""
        moved = self.rows[row]
        moved.attributes = _NUMBER.sub(b'r="%d"' % row, moved.attributes)
        number = b'%d"' % row
        moved.cells = [cell[: _letters_end(cell)] + number + cell.split(b'"', 1)[1] for cell in moved.cells]

    def to_xml(self) -> bytes:
        """The part, its texts moved to the shared strings as Excel does when it saves."""
        data = b"".join(
            b"<row%b>%b%b</row>" % (row.attributes, _CELL_START, _CELL_START.join(row.cells))
            if row.cells
            else b"<row%b/>" % row.attributes
            for row in self.rows.values()
        )
        parts = _INLINE.split(data)
        parts[1::2] = self._strings.references(parts[1::2])
        return b"%b<sheetData>%b</sheetData>%b" % (self.head, b"".join(parts), self.tail)

    @staticmethod
    def _column(cell: bytes, row: int) -> str:
        return cell[: cell.index(b'"')].decode().removesuffix(str(row))

    def _cell(self, row: int, column: str) -> bytes:
        index = self._index(row, column)
        return self.rows[row].cells[index] if index is not None else b""

    def _index(self, row: int, column: str) -> int | None:
        """Where in its row a cell stands: in a row without gaps, at the number of its column."""
        if row not in self.rows:
            return None
        cells = self.rows[row].cells
        address = f'{column}{row}"'.encode()
        guess = column_number(column) - 1
        if guess < len(cells) and cells[guess].startswith(address):
            return guess
        return next((index for index, cell in enumerate(cells) if cell.startswith(address)), None)

    def _insert(self, row: int, column: str, written: bytes) -> None:
        if row not in self.rows:
            self.rows[row] = RowXml(b' r="%d"' % row, [])
            self.rows = dict(sorted(self.rows.items()))
        before = sum(column_number(own) < column_number(column) for own in self.columns(row))
        self.rows[row].cells.insert(before, written)


def _opening(cell: bytes) -> bytes:
    """Address and format of a written cell, without what it holds."""
    opening = cell[: cell.index(b">")].removesuffix(b"/")
    return opening if b' t="' not in opening else _TYPE_ATTRIBUTE.sub(b"", opening)


def _rows(data: bytes) -> Iterator[tuple[int, RowXml]]:
    for piece in data.split(b"</row>"):
        start = piece.rfind(b"<row")
        if start < 0:
            continue
        # Rows without cells close themselves and stand before the row that ends this piece.
        last = piece.find(b">", start)
        closes_itself = piece[last - 1 : last] == b"/"
        if start or closes_itself:
            for empty in _EMPTY_ROW.finditer(piece if closes_itself else piece[:start]):
                yield _row_number(empty[1]), RowXml(empty[1], [])
        if not closes_itself:
            attributes = piece[start + len(b"<row") : last]
            yield _row_number(attributes), RowXml(attributes, piece[last + 1 :].split(_CELL_START)[1:])


def _row_number(attributes: bytes) -> int:
    number = _NUMBER.search(attributes)
    if number is None:
        raise ValueError("a row of the worksheet has no number")
    return int(number[1])


def _letters_end(cell: bytes) -> int:
    return next(index for index, byte in enumerate(cell) if byte < 65)
