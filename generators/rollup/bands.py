"""How many households lie just below and just above a line of the notice, as table and columns with the line drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from cunbiao.definitions.notices import Parameter
from cunbiao.definitions.rollups import BandChart
from cunbiao.expressions.table.columns import Numbers
from cunbiao.merging.register import Register
from generators.listing import Listing
from generators.rollup.pen import Pen
from generators.style import BORDER, CELL, CENTRED, DARK, FONT, HEADING, RED, RED_TEXT

_LAST, _TABLE = 12, 4
_NAME, _BELOW, _ABOVE, _LINE = 0, 3, 4, 5
_SIZE = (420, 22)
_HIDDEN = {"num_format": ";;;"}


@dataclass(frozen=True)
class _Band:
    """From ``low`` (None: no bound) up to below ``high`` (None: no bound)."""

    low: float | None
    high: float | None

    @property
    def name(self) -> str:
        return f"不足 {self.high:g}" if self.low is None else f"{self.low:g} 起"

    def count(self, numbers: Numbers) -> int:
        """How many of the numbers, which ascend, lie in it."""
        low = 0 if self.low is None else np.searchsorted(numbers, self.low)
        high = len(numbers) if self.high is None else np.searchsorted(numbers, self.high)
        return int(high - low)


class BandTable:
    """The table beside its chart."""

    def __init__(self, register: Register, chart: BandChart, data: Mapping[str, Listing]) -> None:
        self._register, self._chart, self._data = register, chart, data
        self._line = _line(register, chart)
        bounds = list(chart.bounds)
        if self._line is not None:
            at = _value(self._line)
            bounds = [at + chart.step * offset for offset in range(-chart.below, chart.above + 1)]
            bounds = [bound for bound in bounds if bound > 0]
        edges = [None, *bounds, None]
        self._bands = [_Band(low, high) for low, high in pairwise(edges)]
        frames = [register.frames[table] for table in chart.tables]
        numbers = np.concatenate([frame.number(chart.column) for frame in frames] or [np.empty(0)])
        self._numbers: Numbers = np.sort(numbers[~np.isnan(numbers)])

    def draw(self, pen: Pen, row: int) -> int:
        """Draws both from ``row`` (from 0) on; returns the row below them."""
        line = self._line
        said = f"{line.label} {_value(line):g} 元" if line is not None else ""
        pen.text(
            row,
            0,
            f"{self._chart.title}（户）{f'：{said}上下各段，每段从那个数起；头尾两段不画进图' if said else ''}",
            {"bold": True},
            to=_LAST,
        )
        headings = [("人均（元）", _NAME, _NAME + 2)]
        headings += (
            [("不到", _BELOW, _BELOW), ("达到", _ABOVE, _ABOVE)] if line is not None else [("户", _BELOW, _ABOVE)]
        )
        for text, first, last in headings:
            pen.text(row + 1, first, text, HEADING, to=last)
        first = at = row + 2
        most = max((band.count(self._numbers) for band in self._bands[1:-1]), default=0)
        for band in self._bands:
            if line is not None and band.low == _value(line):
                self._draw_line(pen, at, f"{_value(line):g} 元线", most)
                at += 1
            self._draw_band(pen, at, band)
            at += 1
        if len(self._numbers):
            # What lies far from the line would make everything near it invisible.
            self._draw_chart(pen, row + 1, first + 1, at - 2)
        return at + 1

    def _below(self, band: _Band) -> bool:
        return self._line is not None and band.high is not None and band.high <= _value(self._line)

    def _draw_band(self, pen: Pen, row: int, band: _Band) -> None:
        below = self._below(band)
        pen.text(row, _NAME, band.name, CELL, to=_NAME + 2)
        own, other = (_BELOW, _ABOVE) if below else (_ABOVE, _BELOW)
        if self._line is None:
            pen.formula(row, _BELOW, self._formula(band), band.count(self._numbers), CENTRED, to=_ABOVE)
            return
        pen.formula(row, own, self._formula(band), band.count(self._numbers), CENTRED)
        pen.text(row, other, "", CENTRED)

    def _draw_line(self, pen: Pen, row: int, said: str, most: int) -> None:
        """The row of the line; a number as high as the tallest column makes the line in the chart."""
        look = {**BORDER, "bold": True, "font_color": RED_TEXT, "bg_color": RED, "shrink": True}
        pen.text(row, _NAME, said, look, {"align": "center"}, to=_ABOVE)
        pen.number(row, _LINE, max(most, 1), _HIDDEN)

    def _formula(self, band: _Band) -> str:
        parts = []
        for table in self._chart.tables:
            reference = self._data[table].reference(self._chart.column)
            limits = [f'{reference},">={band.low:g}"'] if band.low is not None else []
            limits += [f'{reference},"<{band.high:g}"'] if band.high is not None else []
            parts.append(f"COUNTIFS({','.join(limits)})")
        return "+".join(parts)

    def _draw_chart(self, pen: Pen, row: int, first: int, last: int) -> None:
        sheet, book = pen.sheet.get_name(), pen.drawing.book
        chart = book.add_chart({"type": "column", "subtype": "stacked"})
        columns = [(_BELOW, RED_TEXT), (_ABOVE, "#2E75B6")] if self._line is not None else [(_BELOW, "#2E75B6")]
        for column, colour in columns:
            chart.add_series(
                {
                    "name": [sheet, first - 2, column],
                    "categories": [sheet, first, _NAME, last, _NAME],
                    "values": [sheet, first, column, last, column],
                    "fill": {"color": colour},
                    "gap": 30,
                    "data_labels": {
                        "value": True,
                        "font": {"name": FONT, "size": 8, "color": "#FFFFFF"},
                        "num_format": "0;;",
                    },
                }
            )
        if self._line is not None:
            line = book.add_chart({"type": "line"})
            line.add_series(
                {
                    "name": self._line.label,
                    "categories": [sheet, first, _NAME, last, _NAME],
                    "values": [sheet, first, _LINE, last, _LINE],
                    "line": {"none": True},
                    "marker": {"type": "none"},
                    "y_error_bars": {
                        "type": "percentage",
                        "value": 100,
                        "direction": "minus",
                        "end_style": 0,
                        "line": {"color": DARK, "width": 2, "dash_type": "dash"},
                    },
                }
            )
            chart.combine(line)
        chart.set_title({"none": True})
        chart.set_legend({"none": True})
        chart.set_x_axis({"num_font": {"name": FONT, "size": 8}})
        chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
        chart.set_chartarea({"border": {"none": True}})
        chart.set_size({"width": _SIZE[0], "height": _SIZE[1] * (last - row + 2)})
        pen.sheet.insert_chart(row, _TABLE + 1, chart, {"x_offset": 6, "y_offset": 0})


def _line(register: Register, chart: BandChart) -> Parameter | None:
    """The first parameter the chart names that has a value for the whole county."""
    parameters = register.campaign.parameters
    given = (parameters[name] for name in chart.line if name in parameters)
    return next((one for one in given if isinstance(one.value, int | float)), None)


def _value(line: Parameter) -> float:
    assert isinstance(line.value, int | float)
    return float(line.value)
