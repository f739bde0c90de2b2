"""一页看全县, 一页看全乡: the first sheet of a rollup, one A4 page for whoever decides.

Days left are counted by the workbook itself from the day it is looked at, which stands on the page and is said, so no
clock of ours is in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from cunbiao.days import serial
from cunbiao.definitions.notices import Stage
from cunbiao.definitions.rollups import PageBlock
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.merging.register import Register
from cunbiao.submissions.rollup_seal import ShownRows
from generators.listing import Listing
from generators.rollup.bands import BandTable
from generators.rollup.lists import MUST
from generators.rollup.numbers import Number
from generators.rollup.page_figures import PageFigures, Tile
from generators.rollup.pen import Pen
from generators.rollup.places import PlaceTable
from generators.rollup.totals import By
from generators.rollup.views import Views
from generators.style import DARK, FAINT, GROUP, LINE, RED_TEXT, SUBTITLE, TITLE, Drawing

# The first column says what a line is about; the rest is a grid for numbers, two columns each, and for the charts.
_GRID, _NARROW, _TITLE_WIDTH = 12, 7.0, 9.0
_ACROSS = _GRID // 2
# The deadlines a leader asks for, by the tags of their stages.
_DEADLINES = frozenset({"collect", "enter"})
# Shown by programs that compute nothing, such as the preview of a phone.
NOT_COMPUTED = "打开后显示"
# A leader wants to know how long there is from the day he reads it, also on paper; all else is older than that.
_BY_THE_DAY = "还有几天，从打开或打印的这一天（右上角）算起；别的数都是汇总那时候的，村里又交了表，再汇总一次才会变。"
_NUMBER = {"bold": True, "font_size": 15, "align": "center", "font_color": DARK}
_LABEL = {"font_size": 9, "align": "center", "font_color": FAINT, "shrink": True}
_SIDES = {"left": 1, "right": 1, "left_color": LINE, "right_color": LINE}
_TOP = {"top": 1, "top_color": LINE}
_BOTTOM = {"bottom": 1, "bottom_color": LINE}
_SMALL = {"font_size": 8, "font_color": FAINT, "text_wrap": True, "valign": "top"}


class Page:
    """Draws the first sheet."""

    def __init__(self, drawing: Drawing, register: Register, title: str) -> None:
        self.sheet = vocabulary().first_page[register.level]
        self._pen = Pen(drawing, self.sheet)
        self._register, self._title = register, title
        self._row = 0

    def draw(
        self, figures: PageFigures, views: Views, by: By, progress: Listing, data: dict[str, Listing]
    ) -> ShownRows:
        """Draws everything and says what it says."""
        pen = self._pen
        pen.sheet.set_column(0, 0, _TITLE_WIDTH)
        pen.sheet.set_column(1, _GRID, _NARROW)
        self._head()
        for block in views.blocks:
            self._block(block, figures)
        self._row = PlaceTable(self._register, progress, by).draw(pen, self._row)
        for band in views.bands:
            self._row = BandTable(self._register, band, data).draw(pen, self._row)
        pen.sheet.hide_gridlines(2)
        pen.sheet.set_portrait()
        pen.sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.4)
        pen.sheet.center_horizontally()
        pen.sheet.fit_to_pages(1, 1)
        pen.sheet.print_area(0, 0, self._row - 1, _GRID)
        return pen.shown()

    def _head(self) -> None:
        pen, notice = self._pen, self._register.campaign.notice
        pen.sheet.set_row(0, 30)
        pen.text(0, 0, f"{self._title}　{self.sheet}", TITLE, {"align": "center"}, to=_GRID)
        pen.text(1, 0, f"{notice.issuer}《{notice.title}》", SUBTITLE, {"font_size": 9, "shrink": True}, to=_GRID - 3)
        pen.text(1, _GRID - 2, "打开这天", SUBTITLE, {"align": "right"})
        today = {"num_format": 'yyyy"年"m"月"d"日"', "align": "center", **SUBTITLE}
        pen.formula(1, _GRID - 1, "TODAY()", NOT_COMPUTED, today, to=_GRID)
        self._row = 2
        stages = [own for own in notice.stages if own.end is not None and not _DEADLINES.isdisjoint(own.tags)]
        if stages:
            self._tiles("期限", [self._deadline(stage) for stage in stages], _BY_THE_DAY, wide=True)

    @staticmethod
    def _deadline(stage: Stage) -> Tile:
        """How many days a stage still has; its last day counts."""
        end = stage.end
        assert end is not None
        left = f"{serial(end):.0f}-${_TODAY}"
        formula = f'IF({left}<0,"已截止",IF({left}=0,"今天截止","还有 "&({left})&" 天"))'
        label = f"{stage.title}　{end.year}年{end.month}月{end.day}日截止"
        return Tile(label, Number(formula, NOT_COMPUTED, "", ""))

    def _block(self, block: PageBlock, figures: PageFigures) -> None:
        tiles = figures.tiles(block)
        if not tiles:
            return
        tables = "、".join(self._counted_sheets())
        told = block.account or figures.number(block.figures[0].figure) is not None
        self._tiles(block.title, tiles, block.note.format(tables=tables) if told else "")

    def _counted_sheets(self) -> list[str]:
        campaign = self._register.campaign
        counted = (campaign.counts.households, campaign.counts.persons)
        return [table.sheet for table in campaign.tables.values() if any(rows.has(table) for rows in counted)]

    def _tiles(self, title: str, tiles: Sequence[Tile], note: str, *, wide: bool = False) -> None:
        """A line of numbers under their labels, with its title at the left and a note below."""
        across = len(tiles) if wide else _ACROSS
        lines = [tiles[start : start + across] for start in range(0, len(tiles), across)]
        first = self._row
        for line in lines:
            self._line(line, _GRID // across)
        self._pen.text(first, 0, title, GROUP, {"text_wrap": True}, down=self._row - first - 1)
        if note:
            self._pen.sheet.set_row(self._row, 12.5 * (1 + (len(note) > _NOTE)))
            self._pen.text(self._row, 1, note, _SMALL, to=_GRID)
            self._row += 1
        self._pen.sheet.set_row(self._row, 4)
        self._row += 1

    def _line(self, tiles: Sequence[Tile], width: int) -> None:
        beside = any(tile.beside is not None for tile in tiles)
        for number, tile in enumerate(tiles):
            self._tile(tile, 1 + number * width, (number + 1) * width, beside)
        self._pen.sheet.set_row(self._row, 14)
        self._pen.sheet.set_row(self._row + 1, 22)
        if beside:
            self._pen.sheet.set_row(self._row + 2, 14)
        self._row += 3 if beside else 2

    def _tile(self, tile: Tile, first: int, last: int, beside: bool) -> None:
        pen, row = self._pen, self._row
        pen.text(row, first, tile.label, _LABEL, _SIDES, _TOP, to=last)
        look = {**_NUMBER, **_SIDES, **({} if beside else _BOTTOM), "num_format": _format(tile.number)}
        if tile.label == MUST and tile.number.shown:
            look["font_color"] = RED_TEXT
        pen.formula(row + 1, first, tile.number.formula, tile.number.shown, look, to=last)
        if not beside:
            return
        small = {**_LABEL, **_SIDES, **_BOTTOM}
        if tile.beside is None:
            pen.text(row + 2, first, "", small, to=last)
        else:
            pen.formula(
                row + 2,
                first,
                tile.beside.formula,
                tile.beside.shown,
                {**small, "num_format": _format(tile.beside)},
                to=last,
            )


# Where the page keeps the day it is looked at.
_TODAY = "L$2"
# So many characters of a note stand in one line.
_NOTE = 88


def _format(number: Number) -> str:
    return f'#,##0" {number.unit}"' if number.unit else "General"
