"""明白纸: one sheet of paper that says what a village has to do, put together from the definitions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xlsxwriter.worksheet import Worksheet

from cunbiao.definitions import Campaign
from generators.deadlines import deadline
from generators.style import (
    BLUE_TEXT,
    BORDER,
    CENTRED,
    HEADING,
    INPUT,
    LINK,
    SIZES,
    TITLE,
    WRAPPED,
    Drawing,
    lines_of,
    row_height,
)
from generators.village.live import LiveSheet
from generators.village.names import COVER, LEAFLET

_WIDTHS = (16.0, 66.0, 12.0)
# Letters of 9 and 10 points take less than a character's width.
_DENSE = 1.15


def draw_leaflet(
    drawing: Drawing, campaign: Campaign, sheets: Sequence[LiveSheet], password: str, continues: bool = False
) -> None:
    """Draws the leaflet; that of a workbook that ``continues`` another one says what belongs in it."""
    page = drawing.sheet(LEAFLET)
    page.hide_gridlines(2)
    for index, width in enumerate(_WIDTHS):
        page.set_column(index, index, width)
    say, cover = campaign.texts.say, campaign.library.cover
    pen = _Pen(drawing, page)
    pen.title(f"{LEAFLET}：{campaign.notice.title}")
    pen.lines(f"{line.label}：{deadline(campaign, line.tag)}" for line in cover.deadlines)
    steps = [cover.continues, *cover.steps[-1:]] if continues else cover.steps
    pen.section("怎么填")
    pen.lines(f"{number}. {say(step)}" for number, step in enumerate(steps, start=1))
    pen.section("填哪些表（点名称打开）")
    for form in campaign.forms.values():
        own = [sheet for sheet in sheets if campaign.form_of(sheet.table_id).id == form.id]
        for sheet in own:
            pen.form(
                sheet.layout.sheet, form.purpose if sheet is own[0] else campaign.titles[sheet.table_id], _must(sheet)
            )
    pen.section("不要做")
    pen.lines(f"· {say(line)}" for line in cover.never)
    pen.section("粘贴以后改不了了")
    pen.lines(f"· {say(line)}" for line in cover.pasted)
    pen.section("不明白的，问谁")
    for contact in cover.contacts:
        pen.contact(contact)
    page.protect(password, SIZES)
    page.set_portrait()
    page.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.5)
    page.center_horizontally()
    page.fit_to_pages(1, 1)
    page.print_area(0, 0, pen.row - 1, len(_WIDTHS) - 1)


def _must(sheet: LiveSheet) -> str:
    return f"必填 {sheet.layout.must} 项" if sheet.layout.must else ""


class _Pen:
    """Writes the leaflet from top to bottom."""

    def __init__(self, drawing: Drawing, page: Worksheet) -> None:
        self._drawing, self._page = drawing, page
        self.row = 0

    def title(self, text: str) -> None:
        look = {**TITLE, "font_size": 14, "text_wrap": True, "align": "center"}
        self._line(text, look, row_height(lines_of(text, sum(_WIDTHS) * 0.7)) + 8)
        self._page.write_url(self.row, 0, f"internal:'{COVER}'!A1", self._drawing.format(LINK), "返回封面")
        self.row += 1

    def section(self, text: str) -> None:
        self._line(text, {"bold": True, "font_size": 12, "font_color": BLUE_TEXT, "bottom": 2}, 22)

    def lines(self, texts: Iterable[str]) -> None:
        for text in texts:
            self._line(text, {"text_wrap": True}, row_height(lines_of(text, sum(_WIDTHS) * _DENSE)) + 2)

    def form(self, sheet: str, purpose: str, must: str) -> None:
        """A sheet, whom it is about, and how much must be filled in."""
        link = self._drawing.format(BORDER, LINK)
        self._page.set_row(self.row, row_height(lines_of(purpose, _WIDTHS[1] * _DENSE)) + 1)
        self._page.write_url(self.row, 0, f"internal:'{sheet}'!A1", link, sheet)
        self._page.write_string(self.row, 1, purpose, self._drawing.format(WRAPPED, font_size=9, valign="vcenter"))
        self._page.write_string(self.row, 2, must, self._drawing.format(CENTRED, font_size=9))
        self.row += 1

    def contact(self, who: str) -> None:
        """A line for name and telephone number, which the township or the village fills in."""
        self._page.set_row(self.row, 20)
        self._page.write_string(self.row, 0, who, self._drawing.format(HEADING, font_size=9))
        open_cell = self._drawing.format(BORDER, bg_color=INPUT, locked=False, num_format="@")
        self._page.merge_range(self.row, 1, self.row, 2, "", open_cell)
        self.row += 1

    def _line(self, text: str, look: dict[str, object], height: float) -> None:
        self._page.set_row(self.row, height)
        self._page.merge_range(self.row, 0, self.row, len(_WIDTHS) - 1, text, self._drawing.format(look))
        self.row += 1
