"""One worksheet whose rows and cells can be replaced; everything else of it stays byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TypeVar

from workbooks.editing.cell import Cell, Content
from workbooks.editing.row import Row
from workbooks.editing.xml_part import (
    EditingError,
    Element,
    Spelling,
    attribute,
    checked,
    children,
    elements,
    opened,
    with_attribute,
)
from workbooks.excel import MAX_ROWS
from workbooks.references import whole

_TRUE = ("1", "true")
# What may stand behind the rows of a sheet, in the order of the schema (ISO/IEC 29500-1, CT_Worksheet).
_BEHIND_ROWS = (
    b"sheetCalcPr sheetProtection protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews "
    b"mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup "
    b"headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing "
    b"legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst"
).split()

# Rows of a sheet, made or to be made.
_Rows = TypeVar("_Rows")


class Sheet:
    """A worksheet part; rows count from 1, columns from 0.

    Attributes:
        spelling: how its elements are written.
        head: what stands before its rows, as bytes.
        rows: those that are written, by number, ascending.
        tail: what stands behind its rows.

    Raises:
        EditingError: it is no worksheet, or two of its rows have the same number.
    """

    def __init__(self, name: str, xml: bytes, shared: Callable[[int], str]) -> None:
        """``shared`` finds the shared string of a number."""
        xml, self.spelling = checked(name, xml)
        self._shared = shared
        data = next(elements(xml, self.spelling.tags(b"sheetData")), None)
        if data is None:
            raise EditingError(name, "缺少 sheetData")
        self.head = xml[: data.start]
        self._tag, self._closing = xml[data.start : data.inside], xml[data.outside : data.end]
        self.rows, self._behind = _rows(xml, data, self.spelling)
        self.tail = xml[data.end :]

    def cell(self, row: int, column: int) -> Cell | None:
        """A cell, ``None`` where none is written."""
        return self.rows[row].cell(column) if row in self.rows else None

    def text(self, row: int, column: int) -> str:
        """What a cell holds or shows, numbers as they are stored; "" when it is blank or not written."""
        cell = self.cell(row, column)
        return cell.text(self._shared) if cell is not None else ""

    def style(self, row: int, column: int) -> int:
        """The number of a cell's format; where no cell is written, of its row's or its column's."""
        cell = self.cell(row, column)
        if cell is not None:
            return cell.style or 0
        tag = self.rows[row].tag if row in self.rows else b""
        if attribute(tag, b"customFormat") in _TRUE:
            return max(whole(attribute(tag, b"s") or ""), 0)
        return next((style for first, last, style in self._column_styles if first <= column + 1 <= last), 0)

    def put(self, row: int, column: int, content: Content) -> None:
        """Replaces what a cell holds, its formula too; its format stays."""
        self._written(row, column).put(column, content)

    def show(self, row: int, column: int, result: Content) -> None:
        """Replaces the result that a formula cell shows, as a recalculation does; other cells stay as they are."""
        cell = self.cell(row, column)
        if cell is not None and cell.formula:
            self.rows[row].cells[column] = cell.showing(result)

    def restyle(self, row: int, column: int, style: int) -> None:
        """Gives a cell the format of this number."""
        self._written(row, column).restyle(column, style)

    def add_behind_rows(self, name: str, xml: bytes) -> None:
        """Adds an element that stands behind the rows, where the schema asks for it."""
        rank, at = _BEHIND_ROWS.index(name.encode()), 0
        for child in children(self.tail):
            if self._rank(child) > rank:
                break
            at = child.end
        self.tail = self.tail[:at] + xml + self.tail[at:]

    def behind_rows(self, name: str) -> Element | None:
        """An element behind the rows, as it stands in ``tail``."""
        names = [prefix + name.encode() for prefix in self.spelling.prefixes]
        return next((child for child in children(self.tail) if child.name in names), None)

    def to_bytes(self) -> bytes:
        """The part."""
        if not self.rows and not self._closing:
            return self.head + self._tag + self.tail
        return b"".join(self.with_rows(row.to_bytes() for row in self.rows.values()))

    def with_rows(self, rows: Iterable[_Rows], covered: str = "") -> Iterator[bytes | _Rows]:
        """The part with ``rows`` in the place of its own, piece by piece; ``covered`` is the range they cover."""
        tag, closing = (self._tag, self._closing) if self._closing else opened(self._tag)
        yield self._head_with(covered) + tag
        yield from rows
        yield self._behind + closing + self.tail

    def _head_with(self, covered: str) -> bytes:
        dimension = next(elements(self.head, self.spelling.tags(b"dimension")), None)
        if not covered or dimension is None:
            return self.head
        tag = with_attribute(self.head[dimension.start : dimension.inside], b"ref", covered.encode())
        return self.head[: dimension.start] + tag + self.head[dimension.inside :]

    def _written(self, row: int, column: int) -> Row:
        """The row, in which the cell is written now if it was not."""
        if column not in (self.rows[row].cells if row in self.rows else ()):
            style = self.style(row, column)
            if row not in self.rows:
                self.rows = dict(sorted([*self.rows.items(), (row, Row.empty(self.spelling, row))]))
            self.rows[row].add(column, style)
        return self.rows[row]

    @cached_property
    def _column_styles(self) -> list[tuple[int, int, int]]:
        """First and last column, from 1, and their format, where columns have one."""
        found = elements(self.head, self.spelling.tags(b"col"))
        written = [self.head[column.start : column.inside] for column in found]
        facts = ([whole(attribute(tag, name) or "") for name in (b"min", b"max", b"style")] for tag in written)
        return [(first, last, style) for first, last, style in facts if style > 0]

    def _rank(self, child: Element) -> int:
        """Its place in the order of the schema; an element around another one (AlternateContent) has that one's."""
        found = self.spelling.tags(*_BEHIND_ROWS).finditer(self.tail, child.start, child.end)
        return next((_BEHIND_ROWS.index(tag[2]) for tag in found if tag[2] is not None), -1)


def _rows(xml: bytes, data: Element, spelling: Spelling) -> tuple[dict[int, Row], bytes]:
    """The rows by number, and what stands behind the last one."""
    rows: dict[int, Row] = {}
    number, done = 0, data.inside
    for own in elements(xml, spelling.tags(b"row"), data.inside, data.outside):
        tag = xml[own.start : own.inside]
        reference = attribute(tag, b"r")
        number = number + 1 if reference is None else whole(reference)
        if not 1 <= number <= MAX_ROWS or number in rows:
            raise EditingError(spelling.part, f"行号 {reference} 不对")
        rows[number] = Row(
            spelling, number, tag, xml[own.inside : own.outside], xml[own.outside : own.end], xml[done : own.start]
        )
        done = own.end
    return rows, xml[done : data.outside]
