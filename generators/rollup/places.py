"""The townships of a county, or the villages of a township, with the most to be changed first, as table and bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.merging.progress import VillageProgress, delivery, due
from cunbiao.merging.register import Register
from generators.listing import Listing
from generators.rollup.lists import DUE, MUST, STATE, STATE_COLOURS
from generators.rollup.pen import Pen
from generators.rollup.totals import By
from generators.style import CELL, CENTRED, FONT, HEADING, LEVEL_COLOURS, TOTAL
from workbooks.references import column_letters

# More bars than this cannot be read on half a page; the rest stand in one row.
_MOST = 10
# The last column of the page; the table ends at 必改 (F), the chart takes what is right of it.
_LAST, _MUST_COLUMN = 12, 5
_SIZE = (368, 22)


@dataclass(frozen=True)
class _Cell:
    """A cell of the table from a column to another; a text, or a formula and what it gives."""

    first: int
    last: int
    formula: str
    shown: str | float


@dataclass(frozen=True)
class _Place:
    """A row of the table."""

    name: str
    cells: tuple[_Cell, ...]
    must: int


class PlaceTable:
    """The table beside its chart."""

    def __init__(self, register: Register, progress: Listing, by: By) -> None:
        self._register, self._progress, self._by = register, progress, by
        self._word = vocabulary().township if by == "township" else vocabulary().village
        places = self._townships() if by == "township" else self._villages()
        ordered = sorted(places, key=lambda place: (-place.must, place.name))
        self._places, self._rest = ordered[:_MOST], ordered[_MOST:]
        self._first = 0

    def draw(self, pen: Pen, row: int) -> int:
        """Draws both from ``row`` (from 0) on; returns the row below them."""
        title = f"各{self._word}没有改的{MUST}问题（条，多的在前）"
        pen.text(row, 0, title, {"bold": True}, to=_LAST)
        self._headings(pen, row + 1)
        self._first = row + 2
        for number, place in enumerate(self._places):
            self._place(pen, self._first + number, place)
        below = self._first + len(self._places)
        below = self._sums(pen, below)
        if any(place.must for place in self._places):
            self._chart(pen, row + 1, below - row - 1)
        else:
            pen.text(row + 2, _MUST_COLUMN + 2, f"没有{MUST}的问题。", {"bold": True}, to=_LAST)
        return below + 1

    def _headings(self, pen: Pen, row: int) -> None:
        where = [("应交", 2, 2), ("已交", 3, 3)] if self._by == "township" else [(STATE, 2, 3)]
        for text, first, last in [(self._word, 0, 1), *where, ("户数", 4, 4), (MUST, 5, 5)]:
            pen.text(row, first, text, HEADING, to=last)

    def _place(self, pen: Pen, row: int, place: _Place) -> None:
        for cell in place.cells:
            look = CELL if cell.first == 0 else CENTRED
            colours = STATE_COLOURS.get(str(cell.shown), ("", ""))[1]
            shrunk = {"shrink": True, **({"font_color": colours} if colours else {})}
            formula = cell.formula.replace("{row}", str(row + 1))
            if formula:
                pen.formula(row, cell.first, formula, cell.shown, look, shrunk, to=cell.last)
            else:
                pen.text(row, cell.first, str(cell.shown), look, {"num_format": "@", "shrink": True}, to=cell.last)

    def _sums(self, pen: Pen, row: int) -> int:
        """The rest in one row where there are more places than bars, and everything; returns the row below."""
        columns = {4: ("户数", self._register.ledger.households), 5: (MUST, self._all_must())}
        if self._rest:
            pen.text(row, 0, f"其余 {len(self._rest)} 个", CELL, {"italic": True}, to=3)
            for column, (heading, whole) in columns.items():
                letter = column_letters(column)
                above = f"SUM({letter}{self._first + 1}:{letter}{row})"
                shown = whole - sum(
                    float(place.cells[-1 if column == _MUST_COLUMN else -2].shown) for place in self._places
                )
                pen.formula(row, column, f"SUM({self._progress.reference(heading)})-{above}", shown, CENTRED)
            row += 1
        pen.text(row, 0, "合计", TOTAL, to=3)
        for column, (heading, whole) in columns.items():
            pen.formula(row, column, f"SUM({self._progress.reference(heading)})", whole, TOTAL, {"align": "center"})
        return row + 1

    def _all_must(self) -> int:
        return self._register.ledger.standings.get(MUST, 0)

    def _townships(self) -> list[_Place]:
        lines = self._register.progress
        names = list(dict.fromkeys(line.township for line in lines))
        return [self._township(name, [line for line in lines if line.township == name]) for name in names]

    def _township(self, name: str, own: Sequence[VillageProgress]) -> _Place:
        expected = {line.village_code for line in due(self._register.progress)}
        counted = delivery([line for line in own if line.village_code in expected])
        where = f"{self._progress.reference(vocabulary().township)},$A{{row}}"
        due_here = f"COUNTIFS({where},{self._progress.reference(DUE)},1"
        must = sum(line.must for line in own)
        households = sum(line.households for line in own)
        return _Place(
            name,
            (
                _Cell(0, 1, "", name),
                _Cell(2, 2, f"{due_here})", counted.expected),
                _Cell(3, 3, f'{due_here},{self._progress.reference(STATE)},"已收到")', counted.received),
                _Cell(4, 4, f"SUMIFS({self._progress.reference(vocabulary().households)},{where})", households),
                _Cell(5, 5, f"SUMIFS({self._progress.reference(MUST)},{where})", must),
            ),
            must,
        )

    def _villages(self) -> list[_Place]:
        """Each row points at the village's row in 进度, so it stays right when that sheet is sorted."""
        places = []
        for row, line in enumerate(self._register.progress, self._progress.first_row):

            def cell(heading: str, at: int = row) -> str:
                return f"'{self._progress.sheet}'!${self._progress.letter(heading)}${at}"

            places.append(
                _Place(
                    line.village,
                    (
                        _Cell(0, 1, cell(vocabulary().village), line.village),
                        _Cell(2, 3, cell(STATE), line.state_label),
                        _Cell(4, 4, cell(vocabulary().households), line.households),
                        _Cell(5, 5, cell(MUST), line.must),
                    ),
                    line.must,
                )
            )
        return places

    def _chart(self, pen: Pen, row: int, rows: int) -> None:
        sheet = pen.sheet.get_name()
        last = self._first + len(self._places) - 1
        chart = pen.drawing.book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": MUST,
                "categories": [sheet, self._first, 0, last, 0],
                "values": [sheet, self._first, _MUST_COLUMN, last, _MUST_COLUMN],
                "fill": {"color": LEVEL_COLOURS[MUST][1]},
                "gap": 40,
                "data_labels": {"value": True, "font": {"name": FONT, "size": 9}, "num_format": "0;;"},
            }
        )
        chart.set_title({"none": True})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True, "num_font": {"name": FONT, "size": 9}, "major_tick_mark": "none"})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
        chart.set_chartarea({"border": {"none": True}})
        chart.set_size({"width": _SIZE[0], "height": max(_SIZE[1] * rows, 110)})
        pen.sheet.insert_chart(row, _MUST_COLUMN + 1, chart, {"x_offset": 6, "y_offset": 0})
