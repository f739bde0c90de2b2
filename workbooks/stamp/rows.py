"""Rows as XML, prepared column by column: one cell costs a fraction of a microsecond however it is filled."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import repeat
from types import NoneType
from typing import Any

import msgspec

from workbooks.blocks import Piece
from workbooks.editing import Cell, Row
from workbooks.editing.xml_part import with_attribute, without_attributes
from workbooks.excel import MAX_ROWS
from workbooks.references import column_index
from workbooks.stamp.band import Band
from workbooks.stamp.formulas import RowFormula
from workbooks.stamp.template import PrototypeCell, TemplateSheet
from workbooks.stamp.values import StampError, Value, formula_cells, plain_cells
from workbooks.xml_text import UnfitValueError

# Rows made at once: so many that the work of a piece by itself does not show, and so few that not much is made and
# packed again where one cell changed.
_PIECE = 500
# Values that are written down as what they are.
_PLAIN = frozenset({str, float, int, bool, NoneType})
_ENCODER = msgspec.msgpack.Encoder()
# No XML contains it.
_ROW_MARK = "\x00"

Cells = Callable[[Collection[Value]], dict[Value, str]]
# The same for all rows, or one a row.
Written = bytes | list[bytes]


class SharedFormulas:
    """Numbers the shared formulas of one sheet."""

    def __init__(self) -> None:
        self._next = 0

    def take(self) -> int:
        """The next free number."""
        self._next += 1
        return self._next - 1


def filled_row(sheet: TemplateSheet, number: int, values: Mapping[str, Value]) -> bytes:
    """A drawn row (or a new one) with single values filled in; styles and formulas stay."""
    if not values:
        return sheet.row(number).to_bytes()
    row = sheet.rows[number].copy() if number in sheet.rows else Row.empty(sheet.sheet.spelling, number)
    for letters, value in values.items():
        column = column_index(letters)
        if column not in row.cells:
            row.add(column)
        try:
            row.cells[column] = _single(sheet.single(row, column), value).encode()
        except UnfitValueError as unfit:
            raise StampError(sheet.name, number, letters, str(unfit)) from unfit
    return row.to_bytes()


def _single(cell: Cell, value: Value) -> str:
    if cell.formula:
        return formula_cells(cell.opening, cell.formula, [value])[value]
    return plain_cells(cell.opening, [value])[value]


def band_rows(sheet: TemplateSheet, band: Band, start: int, shared: SharedFormulas) -> Iterator[Piece]:
    """The rows of ``band`` from row ``start`` on, some hundred at a time."""
    drawn = sheet.prototype(band.prototype)
    _check_shape(sheet, band, start)
    if not band.count:
        return
    letters = sorted({*drawn, *band.columns}, key=column_index)
    columns = [_Column(sheet, band, start, letter, drawn.get(letter), shared) for letter in letters]
    tag = with_attribute(sheet.row(band.prototype).tag, b"r", _ROW_MARK.encode())
    for offset in range(0, band.count, _PIECE):
        end = min(offset + _PIECE, band.count)
        openings = _openings(tag, band.heights[offset:end])
        yield Piece(
            partial(_said, openings, columns, offset, end, start), partial(_made, openings, columns, offset, end, start)
        )


def _openings(drawn: bytes, heights: Sequence[float]) -> Written:
    """The opening tags of the rows."""
    tag = without_attributes(drawn, b"spans")
    tag = tag.removesuffix(b"/>") + b">" if tag.endswith(b"/>") else tag
    if not heights:
        return tag
    bare = without_attributes(tag, b"ht", b"customHeight").removesuffix(b">")
    return [b'%b ht="%b" customHeight="1">' % (bare, f"{height:g}".encode()) for height in heights]


def _said(openings: Written, columns: Sequence[_Column], offset: int, end: int, start: int) -> bytes | None:
    """All that rows are made from; ``None`` where there is a value of a kind that would look like another."""
    values = [column.values(offset, end) for column in columns]
    if any(own is not None and not _PLAIN.issuperset(map(type, own)) for own in values):
        return None
    try:
        return _ENCODER.encode([openings, offset, end, start, [column.looks for column in columns], values])
    except (UnicodeEncodeError, OverflowError):
        return None


def _made(openings: Written, columns: Sequence[_Column], offset: int, end: int, start: int) -> bytes:
    """Rows put together cell by cell; their numbers are filled in where they are marked, a row at a time."""
    slots: list[Iterable[bytes]] = []
    same = b""
    for written in [openings, *(column.cells(offset, end) for column in columns), b"</row>"]:
        if isinstance(written, bytes):
            same += written
            continue
        slots += [repeat(same, end - offset), written]
        same = b""
    slots.append(repeat(same, end - offset))
    rows = map(b"".join, zip(*slots, strict=True))
    numbers = [b"%d" % number for number in range(start + offset, start + end)]
    return b"".join(map(bytes.replace, rows, repeat(_ROW_MARK.encode()), numbers))


class _Column:
    """One column of a band: how its cells are written, each with its row's number marked."""

    def __init__(
        self,
        sheet: TemplateSheet,
        band: Band,
        start: int,
        letter: str,
        drawn: PrototypeCell | None,
        shared: SharedFormulas,
    ) -> None:
        self._sheet, self._letter, self._start = sheet, letter, start
        self._drawn = drawn if drawn is not None else PrototypeCell("", '"/>')
        self._values = band.columns.get(letter)
        self._shift = start - band.prototype
        self._blanks = band.blanks
        self._head = f'<c r="{letter}{_ROW_MARK}'
        self._opening = f'{self._head}"{self._drawn.style}'
        self._master = self._follower = ""
        formula = self._drawn.formula
        if formula is not None and formula.rows and formula.shareable and band.count > 1:
            number = shared.take()
            reference = f"{letter}{start}:{letter}{start + band.count - 1}"
            self._master = f'<f t="shared" ref="{reference}" si="{number}">{self._formula(formula, 0)}</f>'
            self._follower = f'<f t="shared" si="{number}"/>'

    @property
    def looks(self) -> tuple[object, ...]:
        """All that its cells are made from but their values and rows."""
        return self._opening, self._drawn, self._shift, self._blanks, self._master, self._follower

    def values(self, offset: int, end: int) -> list[Value] | None:
        """The values in rows ``offset`` to ``end`` of the band, ``None`` where all look as they were drawn."""
        return None if self._values is None else _part(self._values, offset, end)

    def cells(self, offset: int, end: int) -> Written:
        """The cells of rows ``offset`` to ``end`` of the band."""
        values = self.values(offset, end)
        formula = self._drawn.formula
        if formula is None:
            if values is None:
                left_out = not self._blanks and self._drawn.rest.endswith("/>")
                return b"" if left_out else f"{self._head}{self._drawn.rest}".encode()
            return self._filled(values, offset, lambda different: plain_cells(self._opening, different))
        if self._follower:
            followers = self._computed(self._follower, values, offset)
            if offset:
                return followers
            master = self._computed(self._master, values and values[:1], 0)
            return [*_each(master, 1), *_each(followers, end)[1:]]
        if not formula.rows:
            return self._computed(f"<f>{formula.pieces[0]}</f>", values, offset)
        written: list[bytes] = []
        for index in range(end - offset):
            element = f"<f>{self._formula(formula, offset + index)}</f>"
            written += _each(self._computed(element, values and values[index : index + 1], offset + index), 1)
        return written

    def _computed(self, element: str, values: list[Value] | None, offset: int) -> Written:
        """Formula cells that all have the same ``<f>`` element."""
        drawn = self._drawn
        if values is None:
            return f"{self._opening}{drawn.kind}>{element}<v>{drawn.shown}</v></c>".encode()
        return self._filled(values, offset, lambda different: formula_cells(self._opening, element, different))

    def _filled(self, values: list[Value], offset: int, written: Cells) -> Written:
        """Each different value is turned into XML once."""
        kinds = set(map(type, values))
        try:
            if bool in kinds and len(kinds) > 1:  # True equals 1 and would share its text
                return [written([value])[value].encode() for value in values]
            texts = written(set(values))
            cells = dict(zip(texts, map(str.encode, texts.values()), strict=True))
        except UnfitValueError as unfit:
            row = self._start + offset + next(index for index, value in enumerate(values) if value is unfit.value)
            raise StampError(self._sheet.name, row, self._letter, str(unfit)) from unfit
        if not self._blanks and self._drawn.formula is None:
            cells |= {blank: b"" for blank in (None, "") if blank in cells}
        different = set(cells.values())
        return different.pop() if len(different) == 1 else list(map(cells.__getitem__, values))

    def _formula(self, formula: RowFormula, offset: int) -> str:
        try:
            return formula.at(self._shift + offset)
        except UnfitValueError as unfit:
            raise StampError(self._sheet.name, self._start + offset, self._letter, str(unfit)) from unfit


def _each(written: Written, count: int) -> list[bytes]:
    return [written] * count if isinstance(written, bytes) else written


def _part(values: Sequence[Value] | Any, offset: int, end: int) -> list[Value]:
    part = values[offset:end]
    return list(part.tolist()) if hasattr(part, "tolist") else list(part)


def _check_shape(sheet: TemplateSheet, band: Band, start: int) -> None:
    if start + band.count - 1 > MAX_ROWS:
        raise StampError(sheet.name, start, "", f"要写 {band.count} 行，超过工作表的 {MAX_ROWS} 行，请分开生成")
    if band.heights and len(band.heights) != band.count:
        raise StampError(sheet.name, start, "", f"有 {band.count} 行，却给了 {len(band.heights)} 个行高")
    for letter, values in band.columns.items():
        if not letter.isupper() or column_index(letter) < 0:
            raise StampError(sheet.name, start, letter, "不是列号")
        if len(values) != band.count:
            raise StampError(sheet.name, start, letter, f"有 {band.count} 行，却给了 {len(values)} 个值")
