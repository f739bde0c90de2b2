"""图表: pictures of the totals, each with the numbers it is drawn from on the same sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from xlsxwriter.worksheet import Worksheet

from cunbiao.definitions.rollups import BandChart, Chart
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.merging.progress import VillageProgress
from cunbiao.merging.register import Register
from cunbiao.merging.totals import TotalLine
from generators.listing import Listing
from generators.rollup.lists import STATE_COLOURS
from generators.rollup.totals import By
from generators.rollup.views import Views
from generators.style import CELL, FONT, HEADING, LEVEL_COLOURS, OUTCOME_COLOURS, SUBTITLE, TITLE, Drawing
from workbooks.references import column_letters

SHEET = "图表"
_COLOURS = ["#2E75B6", "#F4B183", "#A9D18E", "#FFD966", "#9DC3E6"]
# Two charts side by side; each takes so many rows and columns of the sheet.
_ROWS, _COLUMNS, _WIDTH, _HEIGHT = 19, 6, 590, 380
# More bars than this cannot be read.
_MOST = 40
# Up to this height a chart counts in ones.
_FEW = 8


class ChartSheet:
    """Draws the sheet of charts of a rollup over its totals sheet."""

    def __init__(
        self,
        drawing: Drawing,
        register: Register,
        progress: Listing,
        totals: Listing,
        by: By,
        data: Mapping[str, Listing],
    ) -> None:
        self._drawing, self._register, self._by = drawing, register, by
        self._progress_sheet, self._totals, self._data = progress, totals, data
        lines = register.totals.townships if by == "township" else register.totals.villages
        self._lines: Sequence[TotalLine] = lines[:_MOST]
        self._names = [line.township if by == "township" else line.village for line in self._lines]
        self._cut = len(lines) > _MOST
        self._sheet: Worksheet = drawing.sheet(SHEET)
        self._row = 0

    def draw(self, views: Views) -> None:
        """All charts above, their numbers below."""
        sheet, style = self._sheet, self._drawing.format
        known = {measure.id for measure in self._register.totals.measures}
        charts = [chart for chart in views.charts if set(chart.measures) <= known]
        sheet.set_column(0, 2 * _COLUMNS, 14)
        sheet.set_row(0, 27)
        sheet.write_string(0, 0, SHEET, style(TITLE))
        note = f"只画前 {_MOST} 个，全部数字见“{self._totals.sheet}”。" if self._cut else ""
        sheet.write_string(1, 0, f"数字在图下面，从“{self._totals.sheet}”取来。{note}", style(SUBTITLE))
        number = len(charts) + len(views.bands) + 1
        numbers_row = self._row = 3 + (number + 1) // 2 * _ROWS
        places = ((2 + place // 2 * _ROWS, place % 2 * _COLUMNS) for place in range(number))
        self._progress(next(places))
        for bands in views.bands:
            self._bands(bands, next(places))
        for chart in charts:
            self._measures(chart, next(places))
        sheet.set_portrait()
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_h_pagebreaks([numbers_row])
        sheet.print_area(0, 0, self._row, 2 * _COLUMNS - 1)

    def _measures(self, chart: Chart, place: tuple[int, int]) -> None:
        labels = {measure.id: measure.label for measure in self._register.totals.measures}
        first = self._totals.first_row
        columns = [
            (
                labels[measure],
                [
                    (f"'{self._totals.sheet}'!{self._totals.letter(measure)}{first + index}", line.values[measure] or 0)
                    for index, line in enumerate(self._lines)
                ],
            )
            for measure in chart.measures
        ]
        colours = [OUTCOME_COLOURS[name][0] for name in chart.colours]
        self._chart(chart.title, self._names, columns, place, chart.kind, colours)

    def _bands(self, bands: BandChart, place: tuple[int, int]) -> None:
        """How many rows lie in each band, counted by formulas over the data sheets."""
        frames = [self._register.frames[table] for table in bands.tables]
        numbers = [number for frame in frames for number in frame.number(bands.column).tolist() if number == number]
        edges = [None, *bands.bounds, None]
        names = []
        cells = []
        for low, high in pairwise(edges):
            names.append(_band_name(low, high))
            counted = sum((low is None or number >= low) and (high is None or number < high) for number in numbers)
            cells.append((self._band_formula(bands, low, high), counted))
        self._chart(bands.title, names, [(vocabulary().households, cells)], place, "columns", [])

    def _band_formula(self, bands: BandChart, low: float | None, high: float | None) -> str:
        parts = []
        for table in bands.tables:
            reference = self._data[table].reference(bands.column)
            limits = [f'{reference},">={low:g}"'] if low is not None else []
            limits += [f'{reference},"<{high:g}"'] if high is not None else []
            parts.append(f"COUNTIFS({','.join(limits)})")
        return "+".join(parts)

    def _progress(self, place: tuple[int, int]) -> None:
        """County: villages by state in every township. Township: problems by village."""
        lines = self._register.progress
        if self._by == "township":
            names = list(dict.fromkeys(line.township for line in lines))[:_MOST]
            states = sorted({line.state_label for line in lines}, key=lambda label: list(STATE_COLOURS).index(label))
            columns = [(state, [self._progress_count(lines, name, state) for name in names]) for state in states]
            colours = [STATE_COLOURS[state][0] for state in states]
            title = f"各{vocabulary().township}交表进度（{vocabulary().village}）"
            self._chart(title, names, columns, place, "stacked", colours)
            return
        first = self._progress_sheet.first_row
        columns = [
            (
                level,
                [
                    (f"'{self._progress_sheet.sheet}'!{self._progress_sheet.letter(level)}{first + index}", count)
                    for index, count in enumerate(counts[:_MOST])
                ],
            )
            for level, counts in {
                "必改": [line.must for line in lines],
                "核实": [line.verify for line in lines],
                "提示": [line.hints for line in lines],
            }.items()
        ]
        colours = [LEVEL_COLOURS[level][0] for level, _ in columns]
        self._chart("各村问题（条）", [line.village for line in lines[:_MOST]], columns, place, "stacked", colours)

    def _progress_count(self, lines: Sequence[VillageProgress], township: str, state: str) -> tuple[str, int]:
        sheet = self._progress_sheet
        formula = f'COUNTIFS({sheet.reference(vocabulary().township)},$A{{row}},{sheet.reference("状态")},"{state}")'
        return formula, sum(line.township == township and line.state_label == state for line in lines)

    def _chart(
        self,
        title: str,
        names: Sequence[str],
        columns: Sequence[tuple[str, Sequence[tuple[str, float]]]],
        place: tuple[int, int],
        kind: str,
        colours: Sequence[str],
    ) -> None:
        """Writes the numbers below and draws the chart over them."""
        sheet, style = self._sheet, self._drawing.format
        top = self._row
        sheet.write_string(top, 0, title, style(bold=True))
        for offset, label in enumerate(["", *(label for label, _ in columns)]):
            sheet.write_string(top + 1, offset, label, style(HEADING))
        for index, name in enumerate(names):
            row = top + 2 + index
            sheet.write_string(row, 0, name, style(CELL, num_format="@"))
            for offset, (_, cells) in enumerate(columns, 1):
                formula, shown = cells[index]
                text = "=" + formula.replace("{row}", str(row + 1))
                sheet.write_formula(row, offset, text, style(CELL, num_format="#,##0"), shown)
        last = top + 1 + len(names)
        self._row = last + 3
        if not names or not columns:  # Excel repairs a chart without numbers
            sheet.write_string(place[0], place[1], f"{title}：还没有数据", style(SUBTITLE))
            return
        chart = self._drawing.book.add_chart(
            {"type": "column", "subtype": "stacked"} if kind == "stacked" else {"type": "column"}
        )
        for offset in range(1, len(columns) + 1):
            colour = colours[offset - 1] if offset <= len(colours) else _COLOURS[(offset - 1) % len(_COLOURS)]
            letter = column_letters(offset)
            chart.add_series(
                {
                    "name": [SHEET, top + 1, offset],
                    "categories": f"='{SHEET}'!$A${top + 3}:$A${last + 1}",
                    "values": f"='{SHEET}'!${letter}${top + 3}:${letter}${last + 1}",
                    "fill": {"color": colour},
                    "gap": 60,
                    "data_labels": {"value": True, "font": {"name": FONT, "size": 8}, "num_format": "#,##0;;"},
                }
            )
        font = {"name": FONT, "size": 9}
        chart.set_title({"name": title, "name_font": {"name": FONT, "size": 12, "bold": True}, "overlay": False})
        chart.set_legend({"position": "bottom", "font": font} if len(columns) > 1 else {"none": True})
        chart.set_x_axis({"num_font": font})
        axis = {"num_font": font, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}, "min": 0}
        heights = [[cells[index][1] for _, cells in columns] for index in range(len(names))]
        if max((sum(height) for height in heights), default=0) <= _FEW:
            axis["major_unit"] = 1  # Households and persons are whole.
        chart.set_y_axis(axis)
        chart.set_size({"width": _WIDTH, "height": _HEIGHT})
        sheet.insert_chart(place[0], place[1], chart, {"x_offset": 4, "y_offset": 4})


def _band_name(low: float | None, high: float | None) -> str:
    if low is None:
        return f"低于{high:g}"
    return f"{low:g}以上" if high is None else f"{low:g}-{high:g}"
