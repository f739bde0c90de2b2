"""Colours that follow what is typed: red must be changed, yellow is to be verified, blue is no longer as issued.

A cell is painted when the row's hidden message columns name a check whose fields it is one of: finding a short id in a
text costs nothing beside running the check again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cunbiao.checking.row_messages import CellCondition, mark
from cunbiao.findings import Level
from generators.style import BLUE_TEXT, LEVEL_COLOURS, OUTCOME_COLOURS, Drawing
from generators.village.cell_conditions import excel_condition
from generators.village.layout import (
    BRIEF,
    FILLED,
    FIRST_ROW,
    ISSUED,
    MESSAGE,
    NAMES_ROW,
    STATE,
    SheetColumn,
    issued_columns_name,
    issued_name,
)
from generators.village.live import LiveSheet
from workbooks.references import column_letters

# Lighter than the colours of findings: nothing is wrong yet, something is still to be filled in.
EMPTY_COLOURS: dict[str, str] = {"must": "#FDE9E2", "verify": "#FFF7DC"}
PAINTED: tuple[Level, ...] = ("必改", "核实")

# Excel's input box takes 255 characters; longer conditions are cut into several.
_LONGEST = 255


def paint(drawing: Drawing, page: Worksheet, sheet: LiveSheet) -> None:
    """Adds all conditional formats of an entry sheet, the most serious first."""
    painter = _Painter(drawing, page, sheet)
    painter.message()
    for level in PAINTED:
        for column in sheet.layout.visible:
            if column.column is not None:
                painter.found(column, level)
    painter.empty()
    if sheet.layout.has(ISSUED):
        painter.changed()
    painter.conclusions()


class _Painter:
    """Adds conditional formats to one sheet."""

    def __init__(self, drawing: Drawing, page: Worksheet, sheet: LiveSheet) -> None:
        self._drawing, self._page, self._sheet = drawing, page, sheet
        self._layout = sheet.layout
        self._at, self._read = sheet.layout.row(FIRST_ROW), sheet.layout.read_row(FIRST_ROW)

    def message(self) -> None:
        """校验提示 has the colour of the worst it says."""
        for level, test in (("必改", ">=2"), ("核实", "=1")):
            self._add(
                [self._layout.index(BRIEF), self._layout.index(MESSAGE)],
                f"{self._at(STATE)}{test}",
                self._drawing.paint(LEVEL_COLOURS[level]),
            )

    def found(self, column: SheetColumn, level: Level) -> None:
        """The cell is one of the fields of a check that fired, or breaks the rule of its own kind."""
        searches = []
        look = self._drawing.paint(LEVEL_COLOURS[level])
        place = [self._layout.index(column.name)]
        for chunk in self._sheet.chunks_of(level):
            for piece in chunk.pieces:
                condition = piece.condition
                if isinstance(condition, CellCondition):
                    if condition.column.name == column.name:
                        holds = excel_condition(condition, self._read, self._at)
                        self._add(place, f"AND({self._at(FILLED)}=1,{holds})", look)
                elif not isinstance(condition, tuple) and column.name in piece.fields:
                    searches.append(f'FIND("{mark(piece.check)}",{self._at(chunk.name)})')
        for formula in _counted(searches):
            self._add(place, formula, look)

    def empty(self) -> None:
        """What a started row still lacks."""
        for required, colour in EMPTY_COLOURS.items():
            columns = [column for column in self._layout.typed if column.indicator.required == required]
            if columns:
                indexes = [self._layout.index(column.name) for column in columns]
                cell = f"{column_letters(indexes[0])}{FIRST_ROW}"
                look = self._drawing.book.add_format({"bg_color": colour})
                self._add(indexes, f'AND({self._at(FILLED)}=1,{cell}="")', look)

    def changed(self) -> None:
        """A typed cell that is not what was issued, found by row token and machine name."""
        look = self._drawing.book.add_format({"bold": True, "font_color": BLUE_TEXT})
        for anew in (False, True):
            columns = [column for column in self._layout.typed if column.indicator.asked_anew is anew]
            if not columns:
                continue
            indexes = [self._layout.index(column.name) for column in columns]
            letter = column_letters(indexes[0])
            place = f"MATCH({letter}${NAMES_ROW},{issued_columns_name(self._sheet.table_id)},0)"
            before = f'INDEX({issued_name(self._sheet.table_id)},{self._at(ISSUED)},{place})&""'
            # Issued empty, and still so: nothing was changed.
            filled = f',{letter}{FIRST_ROW}<>""' if anew else ""
            self._add(
                indexes, f'IF(N({self._at(ISSUED)})>0,AND(NOT(EXACT({letter}{FIRST_ROW}&"",{before})){filled}))', look
            )

    def conclusions(self) -> None:
        """A conclusion has the colour of its outcome."""
        for column in self._layout.used("conclusion"):
            for outcome, colours in OUTCOME_COLOURS.items():
                look = self._drawing.paint(colours)
                self._add([self._layout.index(column.name)], f'{self._at(column.name)}="{outcome}"', look)

    def _add(self, indexes: Sequence[int], formula: str, look: Format) -> None:
        """A condition over all data rows of columns; ``formula`` is written for the first of them."""
        if len(formula) >= _LONGEST:
            raise ValueError(f"表“{self._layout.sheet}”的条件格式超过 {_LONGEST} 个字符：{formula}")
        first, last = FIRST_ROW - 1, self._layout.last_row - 1
        ranges = [(run[0], run[-1]) for run in _runs(indexes)]
        options = {"type": "formula", "criteria": f"={formula}", "format": look}
        if len(ranges) > 1:
            areas = (f"{column_letters(a)}{first + 1}:{column_letters(b)}{last + 1}" for a, b in ranges)
            options["multi_range"] = " ".join(areas)
        self._page.conditional_format(first, ranges[0][0], last, ranges[0][1], options)


def _runs(indexes: Iterable[int]) -> list[list[int]]:
    """Neighbouring column numbers together."""
    grouped = groupby(enumerate(sorted(indexes)), key=lambda item: item[1] - item[0])
    return [[index for _, index in group] for _, group in grouped]


def _counted(tests: Iterable[str]) -> Iterator[str]:
    """Conditions that are true where one of the searches finds something; COUNT passes over their errors."""
    group: list[str] = []
    for test in tests:
        if group and len(",".join([*group, test])) > _LONGEST - len("COUNT()>0 "):
            yield f"COUNT({','.join(group)})>0"
            group = []
        group.append(test)
    if group:
        yield f"COUNT({','.join(group)})>0"
