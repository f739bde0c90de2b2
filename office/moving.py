"""Ways across a sheet: the end of a run of filled cells, hidden rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from office.addresses import Area
from workbooks.excel import MAX_COLUMNS, MAX_ROWS

if TYPE_CHECKING:
    from office.sheets import Sheet

_DIRECTIONS = {"down": (1, 0), "up": (-1, 0), "right": (0, 1), "left": (0, -1)}
_SHORT = {"d": "down", "u": "up", "r": "right", "l": "left"}


def end(sheet: Sheet, start: Area, direction: str) -> Area:
    """The cell where control and an arrow key lead from the first cell of an area.

    Args:
        sheet: the sheet.
        start: where to begin.
        direction: ``down``, ``up``, ``right`` or ``left``.
    """
    down, across = _DIRECTIONS[_SHORT.get(direction, direction)]
    step = down + across
    place, last = (start.row, MAX_ROWS) if down else (start.column, MAX_COLUMNS)
    edge = last if step > 0 else 1
    used = sheet.used_range.area
    reach = used.row + used.rows if down else used.column + used.columns
    length = max(reach, place)
    line = Area(1, start.column, length, 1) if down else Area(start.row, 1, 1, length)
    cells = sheet.document_sheet.getCellRangeByPosition(*line.bounds).getFormulaArray()
    filled = [bool(formula) for row in cells for formula in row]
    found = _leap(filled if step > 0 else filled[:place], place - 1, step, edge - 1) + 1
    return Area(found, start.column, 1, 1) if down else Area(start.row, found, 1, 1)


def _leap(filled: Sequence[bool], place: int, step: int, edge: int) -> int:
    inside = range(len(filled))
    after = place + step
    if after not in inside or not filled[place] or not filled[after]:
        while after in inside and not filled[after]:
            after += step
        return after if after in inside else edge
    while after in inside and filled[after]:
        after += step
    return after - step


def hidden(visible: list[Area], first: int, count: int, axis: int) -> bool | None:
    """Whether lines are hidden, None when some are.

    Args:
        visible: the visible rectangles in those lines.
        first: the first line.
        count: how many lines.
        axis: 0 for rows, 1 for columns.
    """
    shown = {line for area in visible for line in range(area[axis], area[axis] + area[axis + 2])}
    within = sum(line in shown for line in range(first, first + count))
    return within == 0 if within in (0, count) else None
