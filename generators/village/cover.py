"""The cover: whose workbook it is, until when, whether it can be handed in, and where it stands right now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from cunbiao.definitions import Campaign
from cunbiao.definitions.texts import shown_value
from cunbiao.expressions import excel_value
from cunbiao.records.identity_sheet import ExpectedVillage
from generators.deadlines import deadline
from generators.style import (
    BLUE_TEXT,
    BORDER,
    CENTRED,
    DARK,
    GREEN,
    GREEN_TEXT,
    HEADING,
    INPUT,
    LEVEL_COLOURS,
    LINK,
    LOCKED,
    SIZES,
    SUBTITLE,
    TITLE,
    Drawing,
    filled,
)
from generators.village.entry import COMPUTED
from generators.village.layout import FILLED, STATE, TOUCHED, column_name
from generators.village.live import LiveSheet
from generators.village.names import COVER, DICTIONARY, GUIDE, LEAFLET
from generators.village.standing import (
    NOT_READY,
    READY,
    Line,
    SheetCounts,
    standing_formulas,
    standing_texts,
)
from workbooks.stamp.values import Value

_WIDTHS = (2, 22, 40, 12, 12, 12, 2)
_FIRST, _LAST = 1, 5


@dataclass(frozen=True)
class Cover:
    """Where on the cover a village's own values stand."""

    village: str
    facts: Mapping[str, str]
    standing: tuple[str, str]
    lines: Mapping[str, Line]
    counters: Mapping[tuple[str, str], str]

    def cells(
        self,
        village: ExpectedVillage,
        counts: Mapping[str, SheetCounts],
        counted: Mapping[tuple[str, str], int],
    ) -> dict[str, Value]:
        """Cell → value for one village; ``counted`` are the figures of its counters, by table and counter."""
        values: dict[str, Value] = {
            self.village: village.village,
            self.facts["township"]: village.township,
            self.facts["village"]: f"{village.village}（{village.code}）",
        }
        return values | self.figures(counts, counted)

    def figures(self, counts: Mapping[str, SheetCounts], counted: Mapping[tuple[str, str], int]) -> dict[str, Value]:
        """Cell → value for what is computed."""
        values: dict[str, Value] = dict(zip(self.standing, standing_texts(self.lines, counts), strict=True))
        for table, line in self.lines.items():
            count = counts[table]
            values |= {f"D{line.row}": count.filled, f"E{line.row}": count.must, f"F{line.row}": count.verify}
        return values | {cell: counted[which] for which, cell in self.counters.items()}


def draw_cover(
    drawing: Drawing, campaign: Campaign, sheets: Sequence[LiveSheet], password: str, continues: bool = False
) -> Cover:
    """Draws the cover; the counts follow what is typed. One that ``continues`` another says what belongs in it."""
    page = drawing.sheet(COVER)
    page.hide_gridlines(2)
    for index, width in enumerate(_WIDTHS):
        page.set_column(index, index, width)
    pen = _CoverPen(drawing, page)
    policy = campaign.notice
    pen.line(policy.title, {**TITLE, "font_size": 15, "align": "center", "text_wrap": True}, 44)
    village = pen.line("", {**TITLE, "font_size": 22, "align": "center"}, 38)
    pen.line("村级信息采集表（续表）" if continues else "村级信息采集表", {"font_size": 12, "align": "center"}, 22)
    pen.skip()
    pen.facts["township"] = pen.fact("乡镇（街道）", "")
    pen.facts["village"] = pen.fact("村（村代码）", "")
    pen.fact("县（区）", place_of(campaign))
    cover = campaign.library.cover
    for text in periods(campaign):
        pen.fact("收入计算周期", text)
    for line in cover.deadlines:
        pen.fact(line.label, deadline(campaign, line.tag))
    pen.fact("联系人和电话", "", INPUT, locked=False)
    pen.skip()
    pen.section("能不能交（边填边算）")
    first = pen.leave(2)
    pen.skip()
    pen.section("填到哪儿了（边填边算）")
    pen.headings(("工作表（点名称打开）", "填什么", "已填行数", "必改行数", "看一看行数"))
    pen.links({LEAFLET: "先看这一页：怎么填、不要做什么、粘坏了怎么办"})
    lines = {sheet.table_id: pen.counts(campaign, sheet, continues) for sheet in sheets}
    standing = pen.standing(first, list(lines.values()))
    pen.links(_other_sheets(campaign))
    pen.skip()
    if any(campaign.counters(sheet.table_id) for sheet in sheets):
        pen.section("和标准比（边填边算）")
    counters = pen.counters(campaign, sheets)
    pen.skip()
    pen.section("颜色")
    pen.legend()
    pen.skip()
    pen.section("签字")
    pen.line(cover.signature, {}, 34)
    page.protect(password, SIZES)
    page.set_portrait()
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.center_horizontally()
    page.fit_to_pages(1, 1)
    page.print_area(0, 0, pen.row, len(_WIDTHS) - 1)
    page.set_tab_color(DARK)
    page.activate()
    return Cover(village, pen.facts, standing, lines, counters)


def _other_sheets(campaign: Campaign) -> dict[str, str]:
    faces = [form.print_face for form in campaign.forms.values() if form.print_face is not None]
    uses = {face.sheet: "选一户，打印一页" for face in faces}
    return uses | {GUIDE: "每一项怎么填、校验的规定、工作安排", DICTIONARY: "下拉框里的选项"}


def place_of(campaign: Campaign) -> str:
    """Province, prefecture and county, as far as they are known."""
    place = campaign.notice.jurisdiction
    return "".join(name for name in (place.province, place.prefecture, campaign.county) if name)


def periods(campaign: Campaign) -> list[str]:
    """The income period in words; where tables have different ones, each with its sheets."""
    found = [
        (period, [own for own in campaign.tables.values() if period.rows.has(own)])
        for period in campaign.library.cover.periods
    ]
    there = [(campaign.texts.say(period.text), tables) for period, tables in found if tables]
    if len(there) == 1:
        return [there[0][0]]
    return [f"{'、'.join(table.sheet for table in tables)}：{text}" for text, tables in there]


class _CoverPen:
    """Writes the cover from top to bottom."""

    def __init__(self, drawing: Drawing, page: Worksheet) -> None:
        self._drawing, self._page = drawing, page
        self.row = 0
        self.facts: dict[str, str] = {}

    def skip(self) -> None:
        self._page.set_row(self.row, 10)
        self.row += 1

    def line(self, text: str, look: dict[str, object], height: float) -> str:
        """One text over the whole width; returns its cell."""
        self._page.set_row(self.row, height)
        self._page.merge_range(self.row, _FIRST, self.row, _LAST, text, self._drawing.format(look))
        self.row += 1
        return f"B{self.row}"

    def section(self, title: str) -> None:
        self.line(title, {"bold": True, "font_size": 12, "font_color": BLUE_TEXT, "bottom": 2}, 24)

    def fact(self, label: str, text: str, fill: str = "#FFFFFF", locked: bool = True) -> str:
        """A label and its value; returns the value's cell."""
        self._page.set_row(self.row, 22)
        self._page.write_string(self.row, _FIRST, label, self._drawing.format(HEADING))
        look = self._drawing.format(BORDER, bg_color=fill, locked=locked, num_format="@", indent=1)
        self._page.merge_range(self.row, _FIRST + 1, self.row, _LAST, text, look)
        self.row += 1
        return f"C{self.row}"

    def leave(self, lines: int) -> int:
        """Leaves lines to be written later; returns the first."""
        self.row += lines
        return self.row - lines

    def standing(self, first: int, lines: Sequence[Line]) -> tuple[str, str]:
        """Whether the workbook can be handed in and what it lacks, from line ``first`` on; returns both cells."""
        verdict, lacking = standing_formulas(lines)
        bold: dict[str, object] = {"bold": True, "font_size": 14}
        for row, label, formula, look, height in (
            (first, "能不能交", verdict, bold, 28),
            (first + 1, "还差什么", lacking, {}, 36),
        ):
            self._page.set_row(row, height)
            self._page.write_string(row, _FIRST, label, self._drawing.format(HEADING))
            shown = self._drawing.format(BORDER, text_wrap=True, indent=1, **look)
            self._page.merge_range(row, _FIRST + 1, row, _LAST, "", shown)
            self._page.write_formula(row, _FIRST + 1, f"={formula}", shown, "")
        for words, colours in ((READY, (GREEN, GREEN_TEXT)), (NOT_READY, LEVEL_COLOURS["必改"])):
            begins = {"type": "text", "criteria": "begins with", "value": words, "format": self._drawing.paint(colours)}
            self._page.conditional_format(first, _FIRST + 1, first, _LAST, begins)
        return f"C{first + 1}", f"C{first + 2}"

    def headings(self, titles: Sequence[str]) -> None:
        self._page.set_row(self.row, 22)
        self._page.write_row(self.row, _FIRST, titles, self._drawing.format(HEADING))
        self.row += 1

    def counts(self, campaign: Campaign, sheet: LiveSheet, continues: bool) -> Line:
        """The line of one entry sheet with its three counts."""
        self._sheet_link(sheet.layout.sheet, campaign.titles[sheet.table_id])
        filled_rows = column_name(sheet.table_id, TOUCHED if sheet.layout.has(TOUCHED) else FILLED)
        state = column_name(sheet.table_id, STATE)
        formulas = (f"SUM({filled_rows})", f"SUMPRODUCT(--({state}>=2))", f"SUMPRODUCT(({state}=1)+({state}=3))")
        for index, formula in enumerate(formulas, start=_FIRST + 2):
            self._page.write_formula(self.row, index, f"={formula}", self._drawing.format(CENTRED), 0)
        for index, level in ((_FIRST + 3, "必改"), (_FIRST + 4, "核实")):
            look = self._drawing.paint(LEVEL_COLOURS[level])
            condition = {"type": "cell", "criteria": ">", "value": 0, "format": look}
            self._page.conditional_format(self.row, index, self.row, index, condition)
        self.row += 1
        return Line.of(sheet, self.row, continues)

    def links(self, uses: Mapping[str, str]) -> None:
        """The sheets nothing is counted on: name → what it is for."""
        for name, use in uses.items():
            self._sheet_link(name, use)
            for index in range(_FIRST + 2, _LAST + 1):
                self._page.write_blank(self.row, index, None, self._drawing.format(BORDER))
            self.row += 1

    def _sheet_link(self, name: str, use: str) -> None:
        self._page.set_row(self.row, 22)
        self._page.write_url(self.row, _FIRST, f"internal:'{name}'!A1", self._drawing.format(BORDER, LINK), name)
        self._page.write_string(
            self.row, _FIRST + 1, use, self._drawing.format(BORDER, font_size=9, text_wrap=True, indent=1)
        )

    def counters(self, campaign: Campaign, sheets: Sequence[LiveSheet]) -> dict[tuple[str, str], str]:
        """One line a counter and sheet, or that its threshold is not given; returns the cells of the figures."""
        cells = {}
        for sheet in sheets:
            for compiled in campaign.counters(sheet.table_id):
                counter = compiled.counter
                threshold = campaign.parameters[counter.threshold] if counter.threshold else None
                words = counter.label
                if threshold is not None and threshold.value is not None:
                    words += f"（{shown_value(threshold)}{threshold.unit or ''}）"
                self._page.set_row(self.row, 22)
                self._page.write_string(self.row, _FIRST, sheet.layout.sheet, self._drawing.format(HEADING))
                self._page.write_string(self.row, _FIRST + 1, words, self._drawing.format(BORDER, indent=1))
                if compiled.count.null_parameters:
                    self._page.write_string(self.row, _FIRST + 2, "标准未定", self._drawing.format(CENTRED))
                else:
                    formula = f"={excel_value(compiled.count, _no_row)}"
                    self._page.write_formula(self.row, _FIRST + 2, formula, self._drawing.format(CENTRED), 0)
                    cells[sheet.table_id, counter.id] = f"D{self.row + 1}"
                self.row += 1
        return cells

    def legend(self) -> None:
        looks = (
            ("可以填写", {"bg_color": INPUT}),
            ("下发的内容，锁定的", {"bg_color": LOCKED}),
            ("自动计算", {"bg_color": COMPUTED}),
            ("红色：必改，改好、填好才能上报（浅红的是还没有填）", filled(LEVEL_COLOURS["必改"])),
            ("黄色：看一看，查清属实可以保留（浅黄的能填就填）", filled(LEVEL_COLOURS["核实"])),
            ("改过的内容", {"bold": True, "font_color": BLUE_TEXT}),
        )
        for words, look in looks:
            self._page.set_row(self.row, 20)
            self._page.write_string(self.row, _FIRST, "示例", self._drawing.format(CENTRED, look))
            self._page.write_string(self.row, _FIRST + 1, words, self._drawing.format(SUBTITLE, indent=1))
            self.row += 1


def _no_row(name: str) -> str:
    """A counter stands in no row: what it counts by is empty there."""
    return '""'
