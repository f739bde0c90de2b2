"""How a page is shared out: a grid of narrow columns, the block's title on the left, then labels and values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cunbiao.definitions import ResolvedCodes, ResolvedColumn
from generators.style import lines_of, text_width
from generators.village.wording import with_unit

TITLE_UNITS, GRID, UNIT_WIDTH = 2, 26, 4.0
LABEL_UNITS, HEIGHT = 3, 20.0
_VALUE_UNITS, _NUMBER_UNITS = 3, 9
# With an empty cell beside it a value has more room, so that two of them share a line.
BESIDE_UNITS, EMPTY_UNITS = 4, 5
_NUMBERS = ("id", "bank", "code")
_LEAST_UNITS = {"text": 2, "id": 4}
# Texts this wide (in characters) get a line of their own.
_WIDE = 26
_LINE = 11.5
_ROOM = GRID - TITLE_UNITS
# So many lines of options fit into the cell beside a value; more of them take the rest of the line, as many as these.
_FEW_LINES, _MOST_LINES = 2, 3


@dataclass(frozen=True)
class Item:
    """One column on a page: how many units its value has, how many the empty cell beside it, and what stands there."""

    column: ResolvedColumn
    value: int
    empty: int = 0
    options: str = ""

    @property
    def units(self) -> int:
        """All units it takes, its label included."""
        return LABEL_UNITS + self.value + self.empty


def items(columns: Iterable[ResolvedColumn], codes: Mapping[str, ResolvedCodes] | None) -> list[Item]:
    """What the columns take on a page; with ``codes`` each has an empty cell for what a visit finds."""
    return [_plain(column) if codes is None else _beside(column, codes) for column in columns]


def lines(wanted: Iterable[Item]) -> list[list[Item]]:
    """Shared out over lines of the grid; the last of a line takes what is left of it."""
    shared: list[list[Item]] = []
    room = 0
    for item in wanted:
        if item.units > room:
            shared.append([])
            room = _ROOM
        shared[-1].append(item)
        room -= item.units
    return [[*line[:-1], _widened(line)] for line in shared]


def _widened(line: Sequence[Item]) -> Item:
    last, left = line[-1], _ROOM - sum(item.units for item in line)
    if last.empty:
        return Item(last.column, last.value, last.empty + left, last.options)
    return Item(last.column, last.value + left)


def _plain(column: ResolvedColumn) -> Item:
    if is_wide(column):
        return Item(column, _ROOM - LABEL_UNITS)
    return Item(column, _NUMBER_UNITS if column.kind in _NUMBERS else _VALUE_UNITS)


def _beside(column: ResolvedColumn, codes: Mapping[str, ResolvedCodes]) -> Item:
    if column.derived is not None:
        # Nobody finds it at a visit.
        return Item(column, BESIDE_UNITS + EMPTY_UNITS)
    if is_wide(column) or column.kind in _NUMBERS:
        half = (_ROOM - LABEL_UNITS) // 2
        return Item(column, half, _ROOM - LABEL_UNITS - half)
    options = _options(codes[column.codes]) if column.codes is not None else ""
    whole_line = _ROOM - LABEL_UNITS - BESIDE_UNITS
    if lines_on(options, EMPTY_UNITS) <= _FEW_LINES:
        return Item(column, BESIDE_UNITS, EMPTY_UNITS, options)
    if lines_on(options, whole_line) <= _MOST_LINES:
        return Item(column, BESIDE_UNITS, whole_line, options)
    return Item(column, BESIDE_UNITS, EMPTY_UNITS)


def _options(codes: ResolvedCodes) -> str:
    return "  ".join(f"□{label}" for label in codes.single)


def is_wide(column: ResolvedColumn) -> bool:
    """Whether a text has a line of its own."""
    return column.kind == "text" and (column.width or 0) >= _WIDE


def label(column: ResolvedColumn) -> str:
    """The label with its unit, which gets a line of its own when one line does not hold both."""
    text = with_unit(column)
    return text if lines_on(text, LABEL_UNITS) == 1 else text.replace("（", "\n（")


def lines_on(text: str, units: int) -> int:
    """How many lines a text takes in so many units."""
    return lines_of(text, units * UNIT_WIDTH * 1.15 + 1)


def height(text: str, units: int) -> float:
    """The height, in points, of a text in so many units."""
    return _LINE * lines_on(text, units) + 6


def line_height(line: Sequence[Item], least: float) -> float:
    """The height, in points, of a line of items."""
    if is_wide(line[0].column):
        return 2 * HEIGHT
    texts = [(label(item.column), LABEL_UNITS) for item in line]
    texts += [(item.options, item.empty) for item in line if item.options]
    return max(HEIGHT, least, *(height(text, units) for text, units in texts))


def spans(columns: Sequence[ResolvedColumn]) -> list[tuple[int, int]]:
    """Start and number of grid columns for each member column: what needs most room gets the next free one.

    A name of three characters and an identity number are to stay on one line.
    """
    units = [_LEAST_UNITS.get(column.kind, 1) for column in columns]
    wanted = [max(float(column.width or 8), text_width(column.label) / 3) for column in columns]
    first = TITLE_UNITS + 1
    for _ in range(GRID - first - sum(units)):
        neediest = max(range(len(columns)), key=lambda index: wanted[index] / units[index])
        units[neediest] += 1
    starts = [first + sum(units[:index]) for index in range(len(units))]
    return list(zip(starts, units, strict=True))
