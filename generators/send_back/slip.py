"""整改单: the workbook a village gets back: its findings, a cell for what is right, a cell for a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from xlsxwriter.worksheet import Worksheet

from cunbiao.definitions import Campaign
from cunbiao.definitions.send_back import send_back_words
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.records.identity_sheet import SLIP_SHEET
from cunbiao.records.slip import DONE, LINE, MENDED, REASON, WHO, SlipHead, slip_rows
from generators.listing import printable
from generators.publishing import Output, content
from generators.send_back.lines import Line
from generators.style import (
    ARRANGED,
    CELL,
    CENTRED,
    FAINT,
    GREEN,
    GREEN_TEXT,
    HEADING,
    INPUT,
    LEVEL_COLOURS,
    LOCKED,
    SUBTITLE,
    TITLE,
    WRAPPED,
    Drawing,
    filled,
    landscape,
    lines_of,
    row_height,
    value_look,
)
from generators.village.dictionary import draw_dictionary
from generators.village.names import list_name
from generators.village.template import password_of
from generators.village.validation import rule_of
from generators.village.wording import short
from workbooks.references import column_letters

SHEET = "整改单"
_TITLE_ROW, _HOW_ROW, _COUNT_ROW, _HEADING_ROW = 0, 1, 2, 3
_FIRST_ROW = 4
_LONGEST_REASON = 200
_TEXT = {**WRAPPED, "num_format": "@", "valign": "vcenter"}
_QUIET = {**_TEXT, "font_color": FAINT}
_SHUT = {**_TEXT, "bg_color": LOCKED, "font_color": FAINT, "align": "center"}
_OPEN = {"bg_color": INPUT, "locked": False, "text_wrap": True}


@dataclass(frozen=True)
class _Column:
    label: str
    width: float


_NUMBER, _LEVEL, _FIELD, _NOW, _WHERE, _CHECK = "序号", "级别", "栏目", "现在填的", "在采集表哪里", "编号"
_PROBLEM, _FIX = "问题", "怎么改"


def _columns() -> list[_Column]:
    """What a village reads and fills in fits side by side on a screen of 1366 pixels."""
    words = vocabulary()
    return [
        _Column(_NUMBER, 4.5),
        _Column(words.head, 7),
        _Column(words.person, 7),
        _Column(_LEVEL, 5),
        _Column(_PROBLEM, 24),
        _Column(_FIX, 19),
        _Column(_WHERE, 11),
        _Column(_FIELD, 10),
        _Column(_NOW, 13),
        _Column(MENDED, 19),
        _Column(REASON, 16),
        _Column(WHO, 7),
        _Column(DONE, 10.5),
        _Column(_CHECK, 10),
        _Column(LINE, 6),
    ]


def slip_file(path: Path, head: SlipHead, lines: Sequence[Line], campaign: Campaign, due: date | None) -> Output:
    """The slip of one village.

    Args:
        path: where to.
        head: whose it is.
        lines: in the order in which they are worked off.
        campaign: the definitions, for what may be written into a cell.
        due: by when it is wanted back.
    """
    return content(path, _Slip(head, lines, campaign).drawn(due))


class _Slip:
    def __init__(self, head: SlipHead, lines: Sequence[Line], campaign: Campaign) -> None:
        place = f"{head.township}{head.village}"
        self._title = send_back_words().title.format(place=place)
        self._head, self._lines, self._campaign = head, lines, campaign
        self._drawing = Drawing(self._title, SHEET, SHEET)
        self._columns = _columns()
        self._index = {column.label: index for index, column in enumerate(self._columns)}

    def drawn(self, due: date | None) -> bytes:
        """The bytes of the workbook."""
        drawing, password = self._drawing, password_of(self._campaign)
        sheet = drawing.sheet(SHEET)
        self._draw_head(sheet, due)
        for number, line in enumerate(self._lines, 1):
            self._draw_line(sheet, number, line)
        last = _FIRST_ROW + len(self._lines) - 1
        self._mark_answered(sheet, last)
        seen = self._index[_CHECK]
        sheet.freeze_panes(_FIRST_ROW, self._index[_LEVEL])
        sheet.autofilter(_HEADING_ROW, 0, last, seen)
        landscape(sheet, _HEADING_ROW, _HEADING_ROW, self._title)
        sheet.print_area(0, 0, last, self._index[DONE])
        sheet.protect(password, ARRANGED)
        used = {line.choices[0] for line in self._lines if line.choices is not None}
        listed = [column for table in self._campaign.tables for column in self._campaign.columns(table)]
        draw_dictionary(drawing, self._campaign, [own for own in listed if own.codes in used], password).hide()
        hidden = drawing.book.add_worksheet(SLIP_SHEET)
        hidden.very_hidden()
        for row, cells in enumerate(slip_rows(self._head, [line.slip for line in self._lines])):
            hidden.write_row(row, 0, cells, drawing.format(num_format="@"))
        sheet.activate()
        return drawing.finish()

    def _draw_head(self, sheet: Worksheet, due: date | None) -> None:
        words, style = send_back_words(), self._drawing.format
        sheet.set_row(_TITLE_ROW, 27)
        sheet.write_string(_TITLE_ROW, 0, self._title, style(TITLE))
        sheet.write_string(_HOW_ROW, 0, words.how.format(until=words.until(due)), style(SUBTITLE))
        sheet.write_string(_COUNT_ROW, 0, self._counted(), style(SUBTITLE, bold=True))
        sheet.set_row(_HEADING_ROW, row_height(2))
        for index, column in enumerate(self._columns):
            sheet.set_column(index, index, column.width, None, {"hidden": True} if column.label == LINE else {})
            sheet.write_string(_HEADING_ROW, index, column.label, style(HEADING))

    def _counted(self) -> str:
        levels = [line.finding.level for line in self._lines if not line.again]
        return send_back_words().counted.format(must=levels.count("必改"), verify=levels.count("核实"))

    def _mark_answered(self, sheet: Worksheet, last: int) -> None:
        """The number of a line turns green once something is written on it."""
        mended, reason = (f"${column_letters(self._index[own])}{_FIRST_ROW + 1}" for own in (MENDED, REASON))
        rule = {
            "type": "formula",
            "criteria": f'=OR(AND(CELL("protect",{mended})=0,LEN({mended})>0),LEN({reason})>0)',
            "format": self._drawing.paint((GREEN, GREEN_TEXT)),
        }
        sheet.conditional_format(_FIRST_ROW, 0, last, 0, rule)

    def _draw_line(self, sheet: Worksheet, number: int, line: Line) -> None:
        row, finding, place = _FIRST_ROW + number - 1, line.finding, line.finding.place
        text, centred = self._drawing.format(_TEXT), self._drawing.format(CENTRED, num_format="@")
        level = self._drawing.format(CENTRED, filled(LEVEL_COLOURS[finding.level]))
        where = f"{place.sheet}\n第 {place.row} 行 {place.column}".rstrip() if place.row else place.sheet or place.file
        label = line.column.label if line.column is not None else finding.field
        quiet = self._drawing.format(_QUIET)
        cells: dict[str, tuple[str, Any]] = {
            _NUMBER: (str(number), centred),
            vocabulary().head: (finding.head_name, text),
            vocabulary().person: (finding.name, text),
            _LEVEL: (finding.level, level),
            _PROBLEM: (line.message, quiet if line.again else text),
            _FIX: (line.fix, text),
            _WHERE: (where, text),
            _FIELD: (label, text),
            _NOW: (self._now(line), text),
            _CHECK: (finding.check, centred),
            LINE: (str(number), text),
        }
        for name, (value, look) in cells.items():
            sheet.write_string(row, self._index[name], printable(value), look)
        self._draw_mended(sheet, row, line)
        self._draw_reason(sheet, row, line)
        for name in (WHO, DONE):
            own = {} if line.again else _OPEN
            sheet.write_blank(row, self._index[name], None, self._drawing.format(CELL, own, num_format="@"))
        widths = {column.label: column.width for column in self._columns}
        sheet.set_row(row, row_height(max(lines_of(value, widths[name]) for name, (value, _) in cells.items())))

    def _now(self, line: Line) -> str:
        if line.slip.field:
            return line.slip.before or "（空）"
        return line.finding.value

    def _draw_mended(self, sheet: Worksheet, row: int, line: Line) -> None:
        """The cell for the right value, which takes what the cell in the form takes."""
        column = self._index[MENDED]
        if line.instead or line.column is None or line.table is None:
            sheet.write_string(row, column, line.instead, self._drawing.format(_SHUT))
            return
        look = value_look(line.column.kind, line.column.decimals)
        sheet.write_blank(row, column, None, self._drawing.format(look, _OPEN, align="left"))
        cell = f"{column_letters(column)}{row + 1}"
        choices = f"={list_name(*line.choices)}" if line.choices is not None else ""
        rule = rule_of(self._campaign, line.table, line.column, cell, choices)
        if line.issued:
            told = send_back_words().put_back.format(issued=line.issued, remedy=self._campaign.remedy(line.column.name))
            rule |= {"validate": "list", "source": [line.issued], "input_message": short(told, 255)}
        elif line.slip.locked:
            rule["input_message"] = short(f"{send_back_words().locked}{rule['input_message']}", 255)
        if sheet.data_validation(row, column, row, column, rule) != 0:
            raise ValueError(f"“{line.column.label}”：数据有效性超出 Excel 的限制")

    def _draw_reason(self, sheet: Worksheet, row: int, line: Line) -> None:
        """The cell for a reason: beside what is to be verified, and beside what is locked, for the evidence."""
        column = self._index[REASON]
        wants_evidence = line.slip.locked and bool(line.slip.field) and not line.issued
        if not (line.slip.reasoned or wants_evidence):
            sheet.write_blank(row, column, None, self._drawing.format(CELL, bg_color=LOCKED))
            return
        sheet.write_blank(row, column, None, self._drawing.format(CELL, _OPEN, num_format="@"))
        words = send_back_words()
        rule: Mapping[str, Any] = {
            "validate": "length",
            "criteria": "<=",
            "value": _LONGEST_REASON,
            "input_title": REASON,
            "input_message": words.locked if wants_evidence else words.reason_prompt,
            "error_title": "太长了",
            "error_message": f"最多写 {_LONGEST_REASON} 个字。",
        }
        sheet.data_validation(row, column, row, column, dict(rule))
