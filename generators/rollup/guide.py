"""说明: for whom and how the rollup was made, what is in it, what is missing, and what each sheet is for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from cunbiao.definitions.sources import cited
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.findings import STANDINGS
from cunbiao.merging.ledger import FATE_LABELS, Fate
from cunbiao.merging.register import Register
from cunbiao.records.display import show_parameter
from cunbiao.submissions.rollup_seal import ShownRows
from generators.links import draw_folder
from generators.listing import Listing
from generators.style import (
    CELL,
    GROUP,
    LEVEL_COLOURS,
    OUTCOME_COLOURS,
    SUBTITLE,
    TITLE,
    WRAPPED,
    Drawing,
    filled,
    landscape,
    lines_of,
    row_height,
)

SHEET = "说明"
_FIRST = 4
_WIDTHS = (24, 46, 60)


class Guide:
    """Draws the first sheet of a rollup."""

    def __init__(self, drawing: Drawing, register: Register, title: str) -> None:
        self._drawing, self._register, self._title = drawing, register, title
        self._sheet = drawing.sheet(SHEET)
        self._row = _FIRST
        # Names and values of all rows from the first on; those between the blocks are empty.
        self._said: list[tuple[str, str | int]] = []

    def draw(self, folder: str, listings: Sequence[Listing], charts: str) -> ShownRows:
        """Draws everything and says what it says; ``listings`` are the sheets that follow."""
        sheet, style = self._sheet, self._drawing.format
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 30)
        sheet.write_string(0, 0, self._title, style(TITLE))
        policy = self._register.campaign.notice
        sheet.write_string(1, 0, f"依据：{policy.issuer}《{policy.title}》", style(SUBTITLE))
        draw_folder(self._drawing, sheet, 2, 1, folder)
        self._facts()
        self._parameters()
        self._sheets(listings, charts)
        self._colours()
        sheet.hide_gridlines(2)
        landscape(sheet, 0, 0, self._title)
        names, values = zip(*self._said, strict=True)
        return ShownRows(_FIRST + 1, {"A": names, "B": values})

    def _heading(self, *texts: str) -> None:
        for column, text in enumerate(texts):
            self._sheet.write_string(self._row, column, text, self._drawing.format(GROUP, align="left"))
        self._next(texts[0], texts[1])

    def _line(self, name: str, value: str | int, note: str = "") -> None:
        style = self._drawing.format
        self._sheet.write_string(self._row, 0, name, style(CELL))
        if isinstance(value, int):
            self._sheet.write_number(self._row, 1, value, style(CELL, num_format="#,##0", align="left"))
        else:
            self._sheet.write_string(self._row, 1, value, style(WRAPPED, num_format="@"))
        self._sheet.write_string(self._row, 2, note, style(WRAPPED, font_color="#595959"))
        lines = max(lines_of(str(text), width) for text, width in zip((name, value, note), _WIDTHS, strict=True))
        self._sheet.set_row(self._row, row_height(lines))
        self._next(name, value)

    def _next(self, name: str = "", value: str | int = "") -> None:
        self._said.append((name, value))
        self._row += 1

    def _facts(self) -> None:
        ledger = self._register.ledger
        villages = self._register.progress
        expected = sum(village.expected for village in villages)
        received = sum(village.state == "received" for village in villages)
        self._heading("这次汇总", "数", "说明")
        self._line("应交的村", expected, "没交的村和原因见“进度”")
        self._line("已收到的村", received)
        self._line("找到的文件", ledger.files_found, "每个文件的去向见账目.json")
        fates: tuple[Fate, ...] = get_args(Fate)
        for fate in fates:
            if ledger.count(fate):
                self._line(f"　其中{FATE_LABELS[fate]}", ledger.count(fate))
        self._line(vocabulary().households, ledger.households)
        self._line(vocabulary().persons, ledger.persons)
        for standing in STANDINGS:
            note = "逐条见问题清单" if standing == "必改" else ""
            self._line(f"问题：{standing}", ledger.standings.get(standing, 0), note)
        self._line("要改数", "请村里改自己的表，再重新汇总", "筛选、排序、打印随意；在这份表里改数，县里会整份退回")
        self._next()

    def _parameters(self) -> None:
        self._heading("政策参数", "值", "出处")
        campaign = self._register.campaign
        for parameter in campaign.stated_parameters:
            source = cited(campaign, parameter.clause)
            marked = f"{source}（{parameter.status}）" if parameter.status else source
            self._line(parameter.label, show_parameter(parameter), marked)
        missing = campaign.missing_parameters()
        if missing:
            self._line("没有给出的参数", "、".join(missing), "用到它们的结论是“无法判定”；在县级设置文件里补上后再汇总")
        self._next()

    def _sheets(self, listings: Sequence[Listing], charts: str) -> None:
        self._heading("工作表", "内容", "行数")
        link = self._drawing.format(CELL, font_color="#0563C1", underline=1)
        for name, title, count in [(own.sheet, own.title, f"{own.count} 行") for own in listings] + [
            (charts, "图表", "")
        ]:
            self._line(name, title, count)
            self._sheet.write_url(self._row - 1, 0, f"internal:'{name}'!A1", link, name)
        self._next()

    def _colours(self) -> None:
        self._heading("颜色", "意思", "")
        meanings = {
            "必改": "改好才能上报",
            "核实": "查实后可以保留，理由写在问题清单里",
            "提示": "看一看，不影响上报",
            "符合": "各条都达到",
            "不符合": "有一条没有达到",
            "无法判定": "缺资料，或通知没有给出标准",
        }
        for name, colours in {**LEVEL_COLOURS, **OUTCOME_COLOURS}.items():
            self._line(name, meanings[name])
            self._sheet.write_string(
                self._row - 1, 0, name, self._drawing.format(CELL, filled(colours), align="center")
            )
