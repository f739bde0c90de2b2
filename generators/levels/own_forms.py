"""A form that a township or county fills in about itself: one sheet of paper, a line a field."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from xlsxwriter.worksheet import Worksheet

from cunbiao.definitions import ResolvedColumn
from cunbiao.definitions.models import Table
from cunbiao.merging.levels import by_field, said
from cunbiao.merging.register import Register
from cunbiao.records.identity_sheet import BEFORE, FIELD, FIRST_ROW, VALUE, table_mark
from cunbiao.records.submission import LevelEntry
from generators.style import (
    BORDER,
    CENTRED,
    GROUP,
    HEADING,
    INPUT,
    MIDDLE,
    RED_TEXT,
    SIZES,
    SUBTITLE,
    TITLE,
    WRAPPED,
    Drawing,
    lines_of,
    row_height,
    value_look,
)
from generators.village.validation import typed_rule
from generators.village.wording import marked
from workbooks.references import column_letters

_WIDTHS = (2, 8, 34, 9, 17, 17, 46)
_MARK, _FIELD, _LABEL, _UNIT, _BEFORE, _VALUE, _HELP = range(7)
_PENDING = "（样张，待核对）"
_LEAST_HEIGHT = 20.0


def draw_own_form(
    drawing: Drawing, register: Register, table: Table, place: str, before: Sequence[LevelEntry], password: str
) -> None:
    """Draws the form of ``place`` with what was filled in already; it is filled in, printed and signed as it is."""
    campaign, year = register.campaign, register.campaign.year
    page = drawing.sheet(table.sheet)
    style = drawing.format
    for index, width in enumerate(_WIDTHS):
        page.set_column(index, index, width, None, {"hidden": True} if index < _LABEL else {})
    page.set_row(0, None, None, {"hidden": True})
    page.write_string(0, _MARK, table_mark(table.id, campaign.notice.form_edition))
    for index, name in ((_FIELD, FIELD), (_BEFORE, BEFORE), (_VALUE, VALUE)):
        page.write_string(0, index, name)
    page.set_row(1, 30)
    form = campaign.form_of(table.id)
    title = f"{place}{campaign.titles[table.id]}{_PENDING if form.status else ''}"
    page.write_string(1, _LABEL, title, style(TITLE))
    ledger = register.ledger
    counted = f"汇总表在册 {ledger.households} 户 {ledger.persons} 人，供核对。"
    page.write_string(2, _LABEL, f"浅黄色的格子填写；{year - 1} 年的数照系统打印的表。{counted}", style(SUBTITLE))
    headings = ("", "", "指标", "单位", f"{year - 1} 年", f"{year} 年", "说明")
    page.set_row(FIRST_ROW - 2, row_height(1) + 4)
    for index, label in enumerate(headings):
        page.write_string(FIRST_ROW - 2, index, label, style(HEADING))
    end = _Lines(drawing, page, register, table, before).draw(campaign.columns(table.id))
    signatures = "    ".join(f"{name}：____________" for name in form.signatures)
    page.set_row(end, 36)
    page.write_string(end, _LABEL, signatures, style(SUBTITLE))
    page.freeze_panes(FIRST_ROW - 1, 0)
    page.protect(password, SIZES)
    page.set_tab_color(MIDDLE)
    page.hide_gridlines(2)
    page.set_portrait()
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(FIRST_ROW - 2)
    page.print_area(1, _LABEL, end, _HELP)
    page.set_footer("&R&9第 &P 页 共 &N 页")


class _Lines:
    """The lines of a form, from the first data row on."""

    def __init__(
        self, drawing: Drawing, page: Worksheet, register: Register, table: Table, before: Sequence[LevelEntry]
    ) -> None:
        self._drawing, self._page, self._register, self._table = drawing, page, register, table
        self._before = by_field(before)
        self._row = FIRST_ROW - 1

    def draw(self, columns: Sequence[ResolvedColumn]) -> int:
        """Draws them; returns the row (from 0) below."""
        for title, group in groupby(columns, key=lambda column: column.group):
            self._page.set_row(self._row, _LEAST_HEIGHT)
            look = self._drawing.format(GROUP, align="left", indent=1)
            self._page.merge_range(self._row, _LABEL, self._row, _HELP, title, look)
            self._row += 1
            for column in group:
                self._line(column)
        return self._row

    def _line(self, column: ResolvedColumn) -> None:
        page, style, row = self._page, self._drawing.format, self._row
        told = [problem for record in (BEFORE, VALUE) for problem in self._problems(column, record)]
        note = "\n".join(filter(None, [column.help, *told]))
        page.write_string(row, _FIELD, column.name)
        page.write_string(row, _LABEL, marked(column), style(WRAPPED, valign="vcenter"))
        page.write_string(row, _UNIT, column.unit or "", style(CENTRED))
        colour = {"font_color": RED_TEXT} if told else {}
        page.write_string(row, _HELP, note, style(WRAPPED, font_size=9, valign="vcenter", **colour))
        for index, record in ((_BEFORE, BEFORE), (_VALUE, VALUE)):
            look = {**value_look(column.kind, column.decimals), "bg_color": INPUT, "locked": False}
            page.write(row, index, self._value(column, record), style(BORDER, look))
            cell = f"{column_letters(index)}{row + 1}"
            rule = typed_rule(self._register.campaign, self._table, column, {column.name: cell}.__getitem__)
            if page.data_validation(cell, rule) != 0:
                raise ValueError(f"表“{self._table.sheet}”的“{column.label}”：数据有效性超出 Excel 的限制")
        lines = max(lines_of(column.label, _WIDTHS[_LABEL]), lines_of(note, _WIDTHS[_HELP] * 1.1))
        page.set_row(row, max(row_height(lines), _LEAST_HEIGHT))
        self._row += 1

    def _value(self, column: ResolvedColumn, record: str) -> str | float | None:
        field = (self._table.id, record, column.name)
        answers = self._register.answers
        if field in answers.values:
            return answers.values[field]
        standing = self._before.get(field) or answers.unreadable.get(field)
        return standing[0].value if standing else None

    def _problems(self, column: ResolvedColumn, record: str) -> list[str]:
        answers, campaign = self._register.answers, self._register.campaign
        field = (self._table.id, record, column.name)
        return [
            f"{problem}：{'；'.join(said(campaign, own) for own in fields[field])}"
            for problem, fields in (("几份填得不一样", answers.differing), ("认不出来", answers.unreadable))
            if field in fields
        ]
