"""说明: what the rollup rests on, what each sheet is for, and what it was counted from; the last sheet."""

from __future__ import annotations

from collections.abc import Sequence

from cunbiao.definitions.sources import cited
from cunbiao.merging.register import Register
from cunbiao.records.display import show_parameter
from cunbiao.submissions.rollup_seal import ShownRows
from generators.links import draw_folder
from generators.rollup.pen import Pen
from generators.style import (
    CELL,
    GROUP,
    LEVEL_COLOURS,
    LINK,
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
    """Draws the last sheet of a rollup."""

    def __init__(self, drawing: Drawing, register: Register, title: str) -> None:
        self._drawing, self._register, self._title = drawing, register, title
        self._pen = Pen(drawing, SHEET)
        self._row = _FIRST

    def draw(self, folder: str, sheets: Sequence[tuple[str, str, str]]) -> ShownRows:
        """Draws everything and says what it says; ``sheets`` are name, title and size of all sheets before it."""
        pen = self._pen
        for column, width in enumerate(_WIDTHS):
            pen.sheet.set_column(column, column, width)
        pen.sheet.set_row(0, 30)
        pen.text(0, 0, SHEET, TITLE)
        policy = self._register.campaign.notice
        pen.text(1, 0, f"依据：{policy.issuer}《{policy.title}》", SUBTITLE)
        draw_folder(self._drawing, pen.sheet, 2, 1, folder)
        self._parameters()
        self._rows()
        self._sheets(sheets)
        self._colours()
        pen.sheet.hide_gridlines(2)
        landscape(pen.sheet, 0, 0, self._title)
        return pen.shown(_FIRST)

    def _heading(self, *texts: str) -> None:
        for column, text in enumerate(texts):
            self._pen.text(self._row, column, text, GROUP, {"align": "left"})
        self._row += 1

    def _line(self, name: str, value: str | int, note: str = "") -> None:
        pen = self._pen
        pen.text(self._row, 0, name, CELL)
        if isinstance(value, int):
            pen.number(self._row, 1, value, CELL, {"num_format": "#,##0", "align": "left"})
        else:
            pen.text(self._row, 1, value, WRAPPED, {"num_format": "@"})
        pen.text(self._row, 2, note, WRAPPED, {"font_color": "#595959"})
        lines = max(lines_of(str(text), width) for text, width in zip((name, value, note), _WIDTHS, strict=True))
        pen.sheet.set_row(self._row, row_height(lines))
        self._row += 1

    def _rows(self) -> None:
        """Lines of the sheets that were read and are no records, and what became of written reasons."""
        ledger = self._register.ledger
        self._heading("账目", "数", "")
        self._line("要改数", "请村里改自己的表，再重新汇总", "筛选、排序、打印随意；在这份表里改数，县里会整份退回")
        for name, number in ledger.row_notes.items():
            if number:
                self._line(f"不是记录的行：{name}", number)
        for name, number in ledger.reasons.told().items():
            if number:
                self._line(f"核实理由：{name}", number)
        self._row += 1

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
        self._row += 1

    def _sheets(self, sheets: Sequence[tuple[str, str, str]]) -> None:
        self._heading("工作表", "内容", "行数")
        for name, title, size in sheets:
            self._line(name, title, size)
            self._pen.link(self._row - 1, 0, name, name, CELL, LINK)
        self._row += 1

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
            self._pen.text(self._row - 1, 0, name, CELL, filled(colours), {"align": "center"})
