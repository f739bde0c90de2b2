"""汇总: every measure at every place, as formulas over the data sheets with Python's results beside them.

Measures go down and places across where a page holds the places (townships of a county, villages of a township); the
villages of a county are too many for that and stand one below the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby, product
from math import ceil
from typing import Literal

from cunbiao.definitions import Campaign
from cunbiao.definitions.rollups import Measure
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.kinds import NUMBER_KINDS
from cunbiao.merging.register import Register
from cunbiao.merging.totals import TotalLine
from cunbiao.submissions.rollup_seal import VILLAGE_CODE, ShownRows
from generators.listing import ListColumn, Listing
from generators.rollup.numbers import Number
from generators.rollup.pen import Pen
from generators.rollup.rows import TEXT, TOWNSHIP, VERDICT
from generators.style import (
    CELL,
    CENTRED,
    GROUP,
    HEADING,
    LIGHT,
    SUBTITLE,
    TITLE,
    Drawing,
    landscape,
    lines_of,
    row_height,
)
from workbooks.references import column_letters

By = Literal["township", "village"]
# Any number is greater; text and empty cells are not.
_ANY_NUMBER = '">-1E+300"'
# What is measured; everything else is counted.
_MEASURED = {"元", "万元", "亩"}
# So many places fit side by side on A4 landscape.
_ACROSS = 14


class MeasureFormulas:
    """Measures as formulas over the data sheets (table id → its list)."""

    def __init__(self, campaign: Campaign, data: Mapping[str, Listing]) -> None:
        self._campaign, self._data = campaign, data

    def formula(self, measure: Measure, key: str = "", cell: str = "") -> str:
        """The formula, without "=", over the rows whose column ``key`` equals ``cell`` (all rows without a key)."""
        parts = [part for table in measure.tables for part in self._parts(measure, table, key, cell)]
        return "+".join(parts)

    def _parts(self, measure: Measure, table: str, key: str, cell: str) -> list[str]:
        listing = self._data[table]
        always = [f"{listing.reference(key)},{cell}"] if key else []
        for name in measure.filled:
            number = self._campaign.column(table, name).kind in NUMBER_KINDS
            always.append(f"{listing.reference(name)},{_ANY_NUMBER if number else _quoted('<>')}")
        choices = [
            [f"{listing.reference(_column(listing, name))},{_quoted(value)}" for value in values]
            for name, values in measure.where.items()
        ]
        formulas = []
        for chosen in product(*choices):
            conditions = [*always, *chosen]
            if measure.operation == "sum" and measure.column is not None:
                summed = listing.reference(measure.column)
                formulas.append(f"SUMIFS({','.join([summed, *conditions])})" if conditions else f"SUM({summed})")
            elif conditions:
                formulas.append(f"COUNTIFS({','.join(conditions)})")
            else:
                formulas.append(f"COUNTA({listing.reference(VILLAGE_CODE)})")
        return formulas


def _column(listing: Listing, name: str) -> str:
    """The machine name of the column a measure filters by: an indicator, or a verdict or criterion."""
    return VERDICT + name if any(column.name == VERDICT + name for column in listing.columns) else name


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _line(measure: Measure) -> dict[str, object]:
    return {**CELL, "num_format": "#,##0.00" if measure.unit in _MEASURED else "#,##0"}


class TotalsSheet:
    """The measures of a rollup down and its places across, everything in all to their left."""

    _GROUP, _LABEL, _UNIT, _ALL, _FIRST = 0, 1, 2, 3, 4
    _HEADING = 2

    def __init__(self, register: Register, data: Mapping[str, Listing], by: By, sheet: str) -> None:
        self.sheet = sheet
        totals = register.totals
        self._measures, self._overall = totals.measures, totals.overall
        self._by = by
        self._places = totals.townships if by == "township" else totals.villages
        # Villages of one name are told apart by their code, which stands below the name.
        self._top = self._HEADING + (2 if by == "village" else 1)
        self._formulas = MeasureFormulas(register.campaign, data)
        self._rows = {measure.id: self._top + number for number, measure in enumerate(self._measures)}
        self.title = f"各{vocabulary().township if by == 'township' else vocabulary().village}汇总"
        self.count = len(self._measures)

    def number(self, measure: str) -> Number | None:
        """A measure in all, as it stands on the sheet; None where it is not counted."""
        own = next((one for one in self._measures if one.id == measure), None)
        if own is None:
            return None
        cell = f"'{self.sheet}'!${column_letters(self._ALL)}${self._rows[measure] + 1}"
        value = self._overall.values[measure]
        return Number(cell, "" if value is None else value, own.unit, self.sheet)

    def label(self, measure: str) -> str:
        """What a measure is called."""
        return next(one.label for one in self._measures if one.id == measure)

    def draw(self, drawing: Drawing, footer: str) -> ShownRows:
        """Draws the sheet and says what it says."""
        pen = Pen(drawing, self.sheet)
        pen.sheet.set_row(0, 27)
        pen.text(0, 0, self.title, TITLE)
        note = "每个数都是公式，从后面的数据表里数出来。" if self._places else "还没有收到村表。"
        pen.text(1, 0, note, SUBTITLE)
        self._headings(pen)
        for measure in self._measures:
            self._measure(pen, measure)
        for _, own in groupby(self._measures, key=lambda measure: measure.group):
            members = list(own)
            first = self._rows[members[0].id]
            pen.text(first, self._GROUP, members[0].group, GROUP, {"text_wrap": True}, down=len(members) - 1)
        for column, width in ((self._GROUP, 6), (self._LABEL, 26), (self._UNIT, 6), (self._ALL, 13)):
            pen.sheet.set_column(column, column, width)
        if self._places:
            pen.sheet.set_column(self._FIRST, self._FIRST + len(self._places) - 1, 11)
        pen.sheet.freeze_panes(self._top, self._FIRST)
        landscape(pen.sheet, self._HEADING, self._top - 1, footer)
        pen.sheet.fit_to_pages(max(1, ceil(len(self._places) / _ACROSS)), 1)
        pen.sheet.repeat_columns(0, self._ALL)
        return pen.shown()

    def _headings(self, pen: Pen) -> None:
        row = self._HEADING
        labels = ["", "指标", "单位", "合计"]
        names = [place.township if self._by == "township" else place.village for place in self._places]
        tallest = max((lines_of(name, 11) for name in names), default=1)
        pen.sheet.set_row(row, row_height(max(2, tallest)))
        for column, label in enumerate([*labels, *names]):
            pen.text(row, column, label, HEADING, {"num_format": "@"})
        if self._by == "village":
            look = {**HEADING, "bold": False, "font_size": 8, "num_format": "@", "shrink": True, "text_wrap": False}
            for column, code in enumerate(["", "村代码", "", "", *(place.village_code for place in self._places)]):
                pen.text(row + 1, column, code, look)

    def _measure(self, pen: Pen, measure: Measure) -> None:
        row = self._rows[measure.id]
        look = _line(measure)
        pen.text(row, self._LABEL, measure.label, CELL, {"shrink": True})
        pen.text(row, self._UNIT, measure.unit, CENTRED)
        self._cell(pen, measure, self._ALL, "", "", self._overall, {**look, "bold": True, "bg_color": LIGHT})
        key = TOWNSHIP if self._by == "township" else VILLAGE_CODE
        for column, place in enumerate(self._places, self._FIRST):
            cell = f"{column_letters(column)}${self._top}"
            self._cell(pen, measure, column, key, cell, place, look)

    def _cell(
        self, pen: Pen, measure: Measure, column: int, key: str, cell: str, line: TotalLine, look: dict[str, object]
    ) -> None:
        value = line.values[measure.id]
        if measure.operation == "ratio":
            letter = column_letters(column)
            above, below = (f"{letter}{self._rows[name] + 1}" for name in measure.ratio)
            formula = f'IF({below}=0,"",{above}/{below})'
        else:
            formula = self._formulas.formula(measure, key, cell)
        pen.formula(self._rows[measure.id], column, formula, "" if value is None else value, look)


def village_totals(register: Register, data: Mapping[str, Listing], sheet: str) -> Listing:
    """One row a village of a county, one column a measure, all of them added up on top."""
    totals = register.totals
    lines = totals.villages
    formulas = MeasureFormulas(register.campaign, data)
    columns = [
        ListColumn(
            vocabulary().township, [line.township for line in lines], TEXT, name=TOWNSHIP, group="单位", most=14
        ),
        ListColumn(vocabulary().village, [line.village for line in lines], TEXT, name="village", group="单位", most=14),
        ListColumn("村代码", [line.village_code for line in lines], TEXT, name=VILLAGE_CODE, group="单位", width=15),
    ]
    letters = {measure.id: column_letters(len(columns) + number) for number, measure in enumerate(totals.measures)}
    for measure in totals.measures:
        columns.append(_measure_column(measure, lines, totals.overall, letters, formulas))
    return Listing(
        sheet,
        f"各{vocabulary().village}汇总",
        tuple(columns),
        len(lines),
        "每个数都是公式，从后面的数据表里数出来；合计跟着筛选走。",
        frozen=3,
        empty="还没有收到村表。",
    )


def _measure_column(
    measure: Measure,
    lines: Sequence[TotalLine],
    overall: TotalLine,
    letters: Mapping[str, str],
    formulas: MeasureFormulas,
) -> ListColumn:
    look = _line(measure)
    label = f"{measure.label}（{measure.unit}）"
    values = [line.values[measure.id] for line in lines]
    if measure.operation == "ratio":
        above, below = (letters[name] for name in measure.ratio)
        formula = f'IF({below}{{row}}=0,"",{above}{{row}}/{below}{{row}})'
        shown = overall.values[measure.id]
        cached = ["" if value is None else value for value in values]
        return ListColumn(
            label,
            cached,
            look,
            formula,
            name=measure.id,
            group=measure.group,
            width=13,
            total=formula,
            total_shown="" if shown is None else shown,
        )
    formula = formulas.formula(measure, VILLAGE_CODE, "$C{row}")
    width = 16 if measure.unit == "元" else 10
    return ListColumn(label, values, look, formula, name=measure.id, group=measure.group, width=width, total="sum")
