"""One row of a sheet, cut at its cells; a row that nobody looks into is never cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from workbooks.editing.cell import Cell, Content, read_cell
from workbooks.editing.xml_part import (
    EditingError,
    Spelling,
    attribute,
    elements,
    opened,
    with_attribute,
    without_attributes,
)
from workbooks.references import column_index, column_letters


class Row:
    """A row as it is written.

    Attributes:
        number: under which it stands in the sheet; it need not be written.
        tag: its start tag.
        before: what stands between it and the row before it.
    """

    __slots__ = ("_cells", "_closing", "_inside", "_lead", "_spelling", "before", "number", "tag")

    def __init__(
        self,
        spelling: Spelling,
        number: int,
        tag: bytes,
        inside: bytes = b"",
        closing: bytes = b"",
        before: bytes = b"",
    ) -> None:
        self._spelling, self._inside, self._closing = spelling, inside, closing
        self.number, self.tag, self.before = number, tag, before
        self._lead = b""
        self._cells: dict[int, bytes] | None = None

    @classmethod
    def empty(cls, spelling: Spelling, number: int) -> Row:
        """A row without cells."""
        return cls(spelling, number, f'<{spelling.prefix}row r="{number}"/>'.encode())

    @property
    def cells(self) -> dict[int, bytes]:
        """Column → the element of its cell, with whatever stands between it and the next one; columns ascend."""
        if self._cells is None:
            self._lead, self._cells = self._cut()
        return self._cells

    @property
    def inside(self) -> bytes:
        """Everything between the tags of the row."""
        return self._inside if self._cells is None else self._lead + b"".join(self._cells.values())

    def cell(self, column: int) -> Cell | None:
        """A cell, ``None`` where none is written."""
        xml = self.cells.get(column)
        return read_cell(xml, self._spelling) if xml is not None else None

    def add(self, column: int, style: int = 0) -> None:
        """Writes an empty cell where there is none."""
        look = f' s="{style}"' if style else ""
        cell = f'<{self._spelling.prefix}c r="{column_letters(column)}{self.number}"{look}/>'
        # The columns a row says it spans are only a hint, which now may be wrong.
        self.tag = without_attributes(self.tag, b"spans")
        self._cells = dict(sorted([*self.cells.items(), (column, cell.encode())]))

    def put(self, column: int, content: Content) -> None:
        """Replaces what a written cell holds, its formula too; its format stays."""
        self.cells[column] = read_cell(self.cells[column], self._spelling).holding(content)

    def restyle(self, column: int, style: int) -> None:
        """Gives a written cell the format of this number."""
        cell = self.cells[column]
        end = self._tag_end(cell)
        self.cells[column] = with_attribute(cell[:end], b"s", b"%d" % style) + cell[end:]

    def renumber(self, number: int) -> None:
        """Gives the row and its cells another number, at which they now stand."""
        self.number = number
        self.tag = with_attribute(self.tag, b"r", b"%d" % number)
        for column, cell in self.cells.items():
            end = self._tag_end(cell)
            reference = f"{column_letters(column)}{number}".encode()
            self.cells[column] = with_attribute(cell[:end], b"r", reference) + cell[end:]

    def copy(self) -> Row:
        """The same row, edited from now on apart from this one."""
        row = Row(self._spelling, self.number, self.tag, self._inside, self._closing, self.before)
        row._lead, row._cells = self._lead, dict(self._cells) if self._cells is not None else None
        return row

    def emptied(self) -> Row:
        """A row of the same look without any content."""
        row = self.copy()
        for column in row.cells:
            row.put(column, Content())
        return row

    def to_bytes(self) -> bytes:
        """The row with what stands before it."""
        inside = self.inside
        tag, closing = opened(self.tag) if inside and not self._closing else (self.tag, self._closing)
        return b"%b%b%b%b" % (self.before, tag, inside, closing)

    def _tag_end(self, cell: bytes) -> int:
        return next(elements(cell, self._spelling.tags(b"c"))).inside

    def _cut(self) -> tuple[bytes, dict[int, bytes]]:
        """What stands before the first cell, and the cells."""
        inside, start = self._inside, b"<%bc" % self._spelling.prefixes[0]
        columns: list[int] = []
        if self._is_plain(start):
            lead, *rests = inside.split(start + b" ")
            cells = [b"%b %b" % (start, rest) for rest in rests]
            columns = [_column(letters) for letters in _usual_columns(start).findall(inside)]
        else:
            starts = [cell.start for cell in elements(inside, self._spelling.tags(b"c"))]
            lead, *cells = (inside[start:end] for start, end in pairwise([0, *starts, len(inside)]))
        if len(columns) < len(cells):
            columns = self._columns(cells)
        by_column = dict(zip(columns, cells, strict=True))
        if len(by_column) < len(cells) or -1 in by_column:
            raise EditingError(self._spelling.part, f"第 {self.number} 行的单元格编号不对")
        return lead, by_column

    def _is_plain(self, start: bytes) -> bool:
        """Whether every cell, and nothing else, begins with ``start`` and a space."""
        inside = self._inside
        return (
            len(self._spelling.prefixes) == 1
            and b"<!" not in inside
            and b"<?" not in inside
            and inside.count(start) == inside.count(start + b" ")
        )

    def _columns(self, cells: Sequence[bytes]) -> list[int]:
        """The columns of cells; one that names none stands behind the one before it."""
        columns: list[int] = []
        for cell in cells:
            reference = attribute(cell[: self._tag_end(cell)], b"r")
            follows = columns[-1] + 1 if columns else 0
            columns.append(follows if reference is None else column_index(reference.rstrip("0123456789")))
        return columns


@cache
def _column(letters: bytes) -> int:
    return column_index(letters.decode())


@cache
def _usual_columns(start: bytes) -> re.Pattern[bytes]:
    """Finds the column letters of cells whose reference is their first attribute."""
    return re.compile(rb'%b r="([A-Z]{1,3})\d' % re.escape(start))
