"""Rows as XML, prepared column by column: one cell costs a fraction of a microsecond however it is filled."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from generators.stamp.band import Band
from generators.stamp.formulas import RowFormula
from generators.stamp.house import DrawnCell, DrawnSheet, column_index
from generators.stamp.values import (
    MAX_ROWS,
    StampError,
    UnfitValueError,
    Value,
    formula_tails,
    plain_tails,
)

# Rows made at once; bounds memory, and large enough that the work per chunk does not show.
_CHUNK = 2_000
_ROW_MARK = "\x00"
_HEIGHT = re.compile(r' (?:ht|customHeight)="[^"]*"')

Tails = Callable[[Collection[Value]], dict[Value, str]]


class SharedFormulas:
    """Numbers the shared formulas of one sheet."""

    def __init__(self) -> None:
        self._next = 0

    def take(self) -> int:
        """The next free number."""
        self._next += 1
        return self._next - 1


def edited_row(sheet: DrawnSheet, number: int, values: Mapping[str, Value]) -> str:
    """A drawn row (or a new one) with single values replaced; styles and formulas stay."""
    row = sheet.rows.get(number)
    if row is not None and not values:
        return f'<row r="{number}"{row.attributes}>{row.inside}</row>'
    drawn = sheet.cells(number) if row is not None else {}
    cells = []
    for letter in sorted({*drawn, *values}, key=column_index):
        cell = drawn.get(letter)
        kept = cell is not None and letter not in values
        rest = cell.rest if cell is not None and kept else _single(sheet, number, letter, cell, values[letter])
        cells.append(f'<c r="{letter}{number}{rest}')
    return f'<row r="{number}"{row.attributes if row is not None else ""}>{"".join(cells)}</row>'


def _single(sheet: DrawnSheet, number: int, letter: str, cell: DrawnCell | None, value: Value) -> str:
    try:
        if cell is not None and cell.formula is not None:
            return formula_tails(cell.style, f"<f>{cell.formula.at(0)}</f>", [value])[value]
        return plain_tails(cell.style if cell is not None else "", [value])[value]
    except UnfitValueError as unfit:
        raise StampError(sheet.name, number, letter, str(unfit)) from unfit


def band_xml(sheet: DrawnSheet, band: Band, start: int, shared: SharedFormulas) -> Iterator[str]:
    """The rows of ``band`` from row ``start`` on, some thousand at a time."""
    drawn = sheet.cells(band.prototype)
    _check_shape(sheet, band, start)
    if not band.count:
        return
    letters = sorted({*drawn, *band.columns}, key=column_index)
    columns = [_Column(sheet, band, start, letter, drawn.get(letter), shared) for letter in letters]
    attributes = sheet.row(band.prototype).attributes
    for offset in range(0, band.count, _CHUNK):
        end = min(offset + _CHUNK, band.count)
        yield _chunk(_openings(attributes, band.heights[offset:end]), columns, offset, end, start)


def _openings(attributes: str, heights: Sequence[float]) -> list[str]:
    """The opening tags of the rows with the row's number marked; only one when all are alike."""
    if not heights:
        return [f'<row r="{_ROW_MARK}"{attributes}>']
    others = _HEIGHT.sub("", attributes)
    return [f'<row r="{_ROW_MARK}"{others} ht="{height:g}" customHeight="1">' for height in heights]


def _chunk(openings: list[str], columns: Sequence[_Column], offset: int, end: int, start: int) -> str:
    numbers = list(map(str, range(start + offset, start + end)))
    slots: list[list[str]] = []
    same = ""
    if len(openings) == 1:
        same = openings[0]
    else:
        slots.append([tag.replace(_ROW_MARK, number) for tag, number in zip(openings, numbers, strict=True)])
    for column in columns:
        text, cells = column.cells(offset, end, numbers)
        if cells is None:
            same += text
            continue
        if same:
            slots.append(_for_each(same, numbers))
            same = ""
        slots.append(cells)
    slots.append(_for_each(same + "</row>", numbers))
    return "".join(chain.from_iterable(zip(*slots, strict=True)))


def _for_each(text: str, numbers: list[str]) -> list[str]:
    """``text`` once a row, with the row's number where it is marked."""
    pieces = text.split(_ROW_MARK)
    return [number.join(pieces) for number in numbers] if len(pieces) > 1 else [text] * len(numbers)


class _Column:
    """One column of a band: how its cells are written."""

    def __init__(
        self, sheet: DrawnSheet, band: Band, start: int, letter: str, drawn: DrawnCell | None, shared: SharedFormulas
    ) -> None:
        self._sheet, self._letter, self._start = sheet, letter, start
        self._drawn = drawn if drawn is not None else DrawnCell("", '"/>')
        self._values = band.columns.get(letter)
        self._shift = start - band.prototype
        self._blanks = band.blanks
        self._head = f'<c r="{letter}'
        self._master = self._follower = ""
        formula = self._drawn.formula
        if formula is not None and formula.rows and formula.shareable and band.count > 1:
            number = shared.take()
            reference = f"{letter}{start}:{letter}{start + band.count - 1}"
            self._master = f'<f t="shared" ref="{reference}" si="{number}">{self._formula(formula, 0)}</f>'
            self._follower = f'<f t="shared" si="{number}"/>'

    def cells(self, offset: int, end: int, numbers: list[str]) -> tuple[str, list[str] | None]:
        """Rows ``offset`` to ``end``: one text for all of them with the row marked (and None), or a text for each."""
        values = None if self._values is None else _part(self._values, offset, end)
        formula = self._drawn.formula
        if formula is None:
            if values is None:
                left_out = not self._blanks and self._drawn.rest.endswith("/>")
                return "" if left_out else self._head + _ROW_MARK + self._drawn.rest, None
            return self._filled(values, numbers, lambda different: plain_tails(self._drawn.style, different))
        if self._follower:
            text, cells = self._computed(self._follower, values, numbers)
            if offset:
                return text, cells
            master, _ = self._computed(self._master, values and values[:1], numbers[:1])
            followers = _for_each(text, numbers) if cells is None else cells
            return "", [master.replace(_ROW_MARK, numbers[0]), *followers[1:]]
        if not formula.rows:
            return self._computed(f"<f>{formula.pieces[0]}</f>", values, numbers)
        written = []
        for index, number in enumerate(numbers):
            element = f"<f>{self._formula(formula, offset + index)}</f>"
            text, _ = self._computed(element, values and values[index : index + 1], [number])
            written.append(text.replace(_ROW_MARK, number))
        return "", written

    def _computed(self, element: str, values: list[Value] | None, numbers: list[str]) -> tuple[str, list[str] | None]:
        """Formula cells that all have the same ``<f>`` element."""
        drawn = self._drawn
        if values is None:
            return f'{self._head}{_ROW_MARK}"{drawn.style}{drawn.kind}>{element}<v>{drawn.shown}</v></c>', None
        return self._filled(values, numbers, lambda different: formula_tails(drawn.style, element, different))

    def _filled(self, values: list[Value], numbers: list[str], tails: Tails) -> tuple[str, list[str] | None]:
        """Each different value is turned into XML once."""
        head = self._head
        kinds = set(map(type, values))
        try:
            if bool in kinds and len(kinds) > 1:  # True equals 1 and would share its text
                return "", [f"{head}{n}{tails([value])[value]}" for value, n in zip(values, numbers, strict=True)]
            by_value = tails(set(values))
            if not self._blanks and self._drawn.formula is None:
                return self._without_blanks(values, numbers, by_value)
        except UnfitValueError as unfit:
            row = next(n for value, n in zip(values, numbers, strict=True) if value is unfit.value)
            raise StampError(self._sheet.name, int(row), self._letter, str(unfit)) from unfit
        if len(by_value) == 1:
            return head + _ROW_MARK + by_value[values[0]], None
        return "", [f"{head}{number}{by_value[value]}" for value, number in zip(values, numbers, strict=True)]

    def _without_blanks(
        self, values: list[Value], numbers: list[str], by_value: dict[Value, str]
    ) -> tuple[str, list[str] | None]:
        head = self._head
        blanks = [value for value in by_value if value is None or value == ""]
        if len(blanks) == len(by_value):
            return "", None
        if not blanks and len(by_value) == 1:
            return head + _ROW_MARK + by_value[values[0]], None
        if not blanks:
            return "", [f"{head}{number}{by_value[value]}" for value, number in zip(values, numbers, strict=True)]
        for blank in blanks:
            by_value[blank] = ""
        pairs = zip(values, numbers, strict=True)
        return "", [f"{head}{number}{tail}" if (tail := by_value[value]) else "" for value, number in pairs]

    def _formula(self, formula: RowFormula, offset: int) -> str:
        try:
            return formula.at(self._shift + offset)
        except UnfitValueError as unfit:
            raise StampError(self._sheet.name, self._start + offset, self._letter, str(unfit)) from unfit


def _part(values: Sequence[Value] | Any, offset: int, end: int) -> list[Value]:
    part = values[offset:end]
    return list(part.tolist()) if hasattr(part, "tolist") else list(part)


def _check_shape(sheet: DrawnSheet, band: Band, start: int) -> None:
    if start + band.count - 1 > MAX_ROWS:
        raise StampError(sheet.name, start, "", f"要写 {band.count} 行，超过工作表的 {MAX_ROWS} 行，请分开生成")
    if band.heights and len(band.heights) != band.count:
        raise StampError(sheet.name, start, "", f"有 {band.count} 行，却给了 {len(band.heights)} 个行高")
    for letter, values in band.columns.items():
        if not letter.isascii() or not letter.isupper() or column_index(letter) > 16_384:
            raise StampError(sheet.name, start, letter, "不是列号")
        if len(values) != band.count:
            raise StampError(sheet.name, start, letter, f"有 {band.count} 行，却给了 {len(values)} 个值")
