"""Values of cells as Excel's ``Range.Value`` and ``Range.Value2`` give them.

A whole block is read by one ``getDataArray``; what that leaves open (which error, an empty cell or a formula's "",
TRUE or 1, a date or its number) is asked for at once and only when the block has such a cell.

As on Windows: an empty cell is None, every number a float, an error its COM integer. In ``Value``, but not in
``Value2``, a number in a date or time format is a ``datetime`` (without time zone; pywin32 adds UTC, which xlwings
takes off again) and one in a currency format a ``Decimal`` of four places
(formats with ``$`` alone excepted: every workbook brings some).
TRUE as a formula's result is True when its cell has LibreOffice's boolean format, as after opening a workbook that
Excel calculated; a formula of our own entering reads 1.0.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from office.addresses import Area
from office.formats import Formats, Kind

Row = list[Any]

ERRORS = {
    -2146826281: "#DIV/0!",
    -2146826246: "#N/A",
    -2146826259: "#NAME?",
    -2146826288: "#NULL!",
    -2146826252: "#NUM!",
    -2146826265: "#REF!",
    -2146826273: "#VALUE!",
}
_ERROR_NUMBERS = {text: number for number, text in ERRORS.items()}
_OF_CALC = {503: "#NUM!", 521: "#NULL!", 524: "#REF!", 525: "#NAME?", 532: "#DIV/0!", 32767: "#N/A"}
_NUMBERS, _TEXTS, _FAILED = 1, 2, 4  # com.sun.star.sheet.FormulaResult
_DATES = 2  # com.sun.star.sheet.CellFlags


def value2(cells: Any, area: Area, formats: Formats) -> list[Row]:
    """Values of a block row by row, numbers as they are stored.

    Args:
        cells: the UNO range.
        area: the rectangle it covers.
        formats: the number formats of its document.
    """
    rows = _plain(cells, area)
    bits = {(r, c) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell in (0.0, 1.0)}
    if bits:
        calculated = _calculated(cells, formats, lambda part: not bits.isdisjoint(within([part], area)))
        _replace(rows, within(calculated[Kind.TRUTH], area), bool)
    return rows


def value(cells: Any, area: Area, formats: Formats) -> list[Row]:
    """Values of a block row by row, dates and money told from other numbers."""
    rows = _plain(cells, area)
    if any(isinstance(cell, float) for row in rows for cell in row):
        calculated = _calculated(cells, formats, lambda part: True)
        _replace(rows, within(calculated[Kind.TRUTH], area), bool)
        dates = _addresses(cells.queryContentCells(_DATES)) + calculated[Kind.DATE]
        _replace(rows, within(dates, area), lambda number: _date(number, formats.first_day))
        if formats.has_money():
            money = [part for key, parts in formats.areas(cells) if formats.kind(key) is Kind.MONEY for part in parts]
            _replace(rows, within(money, area), _money)
    return rows


def _plain(cells: Any, area: Area) -> list[Row]:
    rows = [list(row) for row in cells.getDataArray()]
    if any(None in row for row in rows):
        for r, c in within(_addresses(cells.queryFormulaCells(_FAILED)), area):
            rows[r][c] = _error(cells.getCellByPosition(c, r).getError())
    if any("" in row for row in rows):
        _empty(rows, set(within(_addresses(cells.queryFormulaCells(_TEXTS)), area)))
    return rows


def _calculated(cells: Any, formats: Formats, asked: Callable[[Area], bool]) -> dict[Kind, list[Area]]:
    """Where formulas give numbers, by what their formats make of them."""
    kinds: dict[Kind, list[Area]] = {kind: [] for kind in Kind}
    found = cells.queryFormulaCells(_NUMBERS)
    for index, part in enumerate(_addresses(found)):
        if asked(part):
            for key, places in formats.areas(found.getByIndex(index)):
                kinds[formats.kind(key)] += places
    return kinds


def _addresses(found: Any) -> list[Area]:
    return [Area.of(part) for part in found.RangeAddresses]


def within(parts: Iterable[Area], area: Area) -> Iterator[tuple[int, int]]:
    """Places of some rectangles in the rows of a block that covers ``area``, counted from 0."""
    for part in parts:
        for row in range(part.row - area.row, part.row - area.row + part.rows):
            for column in range(part.column - area.column, part.column - area.column + part.columns):
                yield row, column


def _error(number: int) -> int:
    return _ERROR_NUMBERS[_OF_CALC.get(number, "#VALUE!")]


def _empty(rows: list[Row], texts: set[tuple[int, int]]) -> None:
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell == "" and (r, c) not in texts:
                row[c] = None


def _replace(rows: list[Row], places: Iterable[tuple[int, int]], meaning: Callable[[float], Any]) -> None:
    for r, c in places:
        if isinstance(number := rows[r][c], float):
            rows[r][c] = meaning(number)


def _date(number: float, begin: dt.datetime) -> dt.datetime:
    return begin + dt.timedelta(milliseconds=round(number * 86_400_000))


def _money(number: float) -> Decimal:
    return Decimal(number).quantize(Decimal("0.0001"))
