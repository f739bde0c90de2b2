"""Entering values into cells as an assignment to Excel's ``Range.Value`` does.

A text that looks like a number, a percentage, a day or TRUE becomes one, with Excel's 15 significant digits, unless
its cell has the text format ``@``; there everything stays text. A text that starts with ``=`` is a formula. A date
entered into a cell in General format gives it a date format.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from office.addresses import Area
from office.errors import OfficeError
from office.formats import Formats, Kind
from office.formulas import of_excel
from office.values import within

_NUMBER = re.compile(r"\s*([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d+)?)\s*(%?)\s*")
_DAY = re.compile(r"\s*(\d{4})[-/](\d{1,2})[-/](\d{1,2})\s*")
_DATE_FORMAT, _MOMENT_FORMAT = "yyyy/m/d", "yyyy/m/d h:mm"


class Formula(NamedTuple):
    """A formula in Excel's spelling."""

    text: str


Typed = float | str | bool | dt.datetime | Formula


def enter(cells: Any, area: Area, formats: Formats, given: Any) -> None:
    """Writes a value, a row or rows into a block in one call.

    Args:
        cells: the UNO range.
        area: the rectangle it covers.
        formats: the number formats of its document.
        given: one value for all cells, one row for all rows, or the rows.

    Raises:
        OfficeError: the rows do not fit the block, or one formula is given for many cells.
    """
    rows = _rows(given, area)
    texts, general = _places(cells, area, formats)
    typed = [[_typed(value, (r, c) in texts) for c, value in enumerate(row)] for r, row in enumerate(rows)]
    if any(isinstance(value, bool | Formula) for row in typed for value in row):
        cells.setFormulaArray(tuple(tuple(_spelled(value, formats) for value in row) for row in typed))
    else:
        cells.setDataArray(tuple(tuple(_stored(value, formats) for value in row) for row in typed))
    for r, c in general:
        if isinstance(value := typed[r][c], dt.datetime):
            code = _DATE_FORMAT if value.time() == dt.time() else _MOMENT_FORMAT
            cells.getCellByPosition(c, r).NumberFormat = formats.key(code)


def _rows(given: Any, area: Area) -> list[Sequence[Any]]:
    if not isinstance(given, list | tuple):
        if isinstance(given, str) and given.startswith("=") and (area.rows, area.columns) != (1, 1):
            raise OfficeError("一个公式不能同时写进多个单元格，请逐格给出公式。")
        return [[given] * area.columns] * area.rows
    rows = list(given) if given and isinstance(given[0], list | tuple) else [given] * area.rows
    if len(rows) != area.rows or any(len(row) != area.columns for row in rows):
        raise OfficeError(f"要写的数据不是 {area.rows} 行 {area.columns} 列，与单元格区域对不上。")
    return rows


def _places(cells: Any, area: Area, formats: Formats) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    texts: set[tuple[int, int]] = set()
    general: set[tuple[int, int]] = set()
    for key, parts in formats.areas(cells):
        if formats.kind(key) is Kind.TEXT:
            texts.update(within(parts, area))
        elif formats.code(key) == "General":
            general.update(within(parts, area))
    return texts, general


def _typed(value: Any, in_text_format: bool) -> Typed:
    if value is None:
        return ""
    if isinstance(value, str):
        return value if in_text_format else _recognised(value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        value = dt.datetime(value.year, value.month, value.day)
    if in_text_format:
        return _shown(value)
    return value if isinstance(value, bool | dt.datetime) else float(value)


def _recognised(text: str) -> Typed:
    if text.startswith("=") and len(text) > 1:
        return Formula(text)
    if text.startswith("'"):
        return text[1:]
    if text.strip().upper() in ("TRUE", "FALSE"):
        return text.strip().upper() == "TRUE"
    if (number := _NUMBER.fullmatch(text)) and any(digit.isdigit() for digit in number[1].partition("e")[0]):
        return _excel_number(float(number[1].replace(",", ""))) / (100 if number[2] else 1)
    if day := _DAY.fullmatch(text):
        try:
            return dt.datetime(int(day[1]), int(day[2]), int(day[3]))
        except ValueError:
            return text
    return text


def _excel_number(number: float) -> float:
    return float(f"{number:.14e}")


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        return f"{value.year}/{value.month}/{value.day}" + (f" {value:%H:%M}" if value.time() != dt.time() else "")
    return f"{float(value):.15g}"


def _stored(value: Typed, formats: Formats) -> float | str:
    if isinstance(value, dt.datetime):
        return (value.replace(tzinfo=None) - formats.first_day) / dt.timedelta(days=1)
    assert isinstance(value, float | str)
    return value


def _spelled(value: Typed, formats: Formats) -> str:
    if isinstance(value, Formula):
        return of_excel(value.text)
    if isinstance(value, bool):
        return f"={str(value).upper()}()"
    stored = _stored(value, formats)
    if isinstance(stored, float):
        return repr(stored)
    return stored if stored == "" or _recognised(stored) == stored else f"'{stored}"
