"""Cell addresses as Excel writes them (``$A$1:C3``) and the rectangles they mean."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from workbooks.excel import MAX_COLUMNS, MAX_ROWS
from workbooks.references import column_index, column_letters

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
_COLUMN = re.compile(r"\$?([A-Za-z]{1,3})")
_ROW = re.compile(r"\$?([1-9]\d{0,6})")
_PLAIN_SHEET = re.compile(r"[^\W\d][\w.]*")


class Area(NamedTuple):
    """A rectangle of cells; row and column count from 1, a width or height of 0 means no cells."""

    row: int
    column: int
    rows: int
    columns: int

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """First column, first row, last column, last row, from 0 as UNO counts."""
        return self.column - 1, self.row - 1, self.column + self.columns - 2, self.row + self.rows - 2

    @classmethod
    def spanning(cls, *areas: Area) -> Area:
        """The smallest rectangle around all of them."""
        row, column = min(a.row for a in areas), min(a.column for a in areas)
        bottom, right = max(a.row + a.rows for a in areas), max(a.column + a.columns for a in areas)
        return cls(row, column, bottom - row, right - column)

    @classmethod
    def of(cls, address: Any) -> Area:
        """The rectangle of a UNO ``CellRangeAddress``."""
        top, left = address.StartRow, address.StartColumn
        return cls(top + 1, left + 1, address.EndRow - top + 1, address.EndColumn - left + 1)


def parse(address: str) -> list[Area] | None:
    """The rectangles of an address such as ``A1``, ``$A$1:B2``, ``A:C``, ``1:3`` or ``A1,C3``; None for other text."""
    areas = []
    for part in address.split(","):
        corners = [_corner(corner) for corner in part.strip().split(":")]
        known = [corner for corner in corners if corner is not None]
        if len(known) != len(corners) or len(known) > 2:
            return None
        if len(known) == 1 and (known[0].rows > 1 or known[0].columns > 1):
            return None
        areas.append(Area.spanning(*known))
    return areas


def _corner(text: str) -> Area | None:
    if cell := _CELL.fullmatch(text):
        area = Area(int(cell[2]), column_index(cell[1]) + 1, 1, 1)
    elif column := _COLUMN.fullmatch(text):
        area = Area(1, column_index(column[1]) + 1, MAX_ROWS, 1)
    elif row := _ROW.fullmatch(text):
        area = Area(int(row[1]), 1, 1, MAX_COLUMNS)
    else:
        return None
    return area if area.column >= 1 and area.row + area.rows - 1 <= MAX_ROWS else None


def written(area: Area, row_absolute: bool = True, column_absolute: bool = True) -> str:
    """The address of a rectangle; whole rows and columns are shortened as Excel does."""
    down, across = "$" * row_absolute, "$" * column_absolute
    first, last = column_letters(area.column - 1), column_letters(area.column + area.columns - 2)
    top, bottom = area.row, area.row + area.rows - 1
    if area.rows == MAX_ROWS and area.columns < MAX_COLUMNS:
        return f"{across}{first}:{across}{last}"
    if area.columns == MAX_COLUMNS:
        return f"{down}{top}:{down}{bottom}"
    start, end = f"{across}{first}{down}{top}", f"{across}{last}{down}{bottom}"
    return start if start == end else f"{start}:{end}"


def quoted(name: str) -> str:
    """A sheet name as it stands before ``!``: in quotes when Excel needs them."""
    plain = _PLAIN_SHEET.fullmatch(name) and not _CELL.fullmatch(name)
    return name if plain else "'" + name.replace("'", "''") + "'"


def located(book: str, name: str) -> str:
    """A sheet with its workbook as they stand before ``!``: ``[红旗村.xlsx]台账``, in quotes when Excel needs them."""
    place = f"[{book}]{name}"
    return place if (quoted(book), quoted(name)) == (book, name) else "'" + place.replace("'", "''") + "'"
