"""A village's part of a list from above: the sender's columns as they are, then those the village answers in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from xlsxwriter.worksheet import Worksheet

from cunbiao.definitions.suspected import AnswerColumn, suspected_file
from cunbiao.lists.roster.convert import shown
from cunbiao.lists.suspected.answers import answer_rows
from cunbiao.lists.suspected.model import LINE, Home, Suspect, SuspectedList, SuspectedSheet
from cunbiao.records.identity_sheet import SUSPECTED_SHEET, ExpectedVillage
from generators.listing import printable
from generators.publishing import Output, content
from generators.style import (
    ARRANGED,
    CELL,
    CENTRED,
    GREEN,
    GREEN_TEXT,
    HEADING,
    INPUT,
    SUBTITLE,
    TITLE,
    WRAPPED,
    Drawing,
    column_width,
    landscape,
    lines_of,
    row_height,
)
from workbooks.references import column_letters

SHEET = "疑似问题"
_HEADING_ROW, _FIRST_ROW = 2, 3
_WIDEST = 26
# Characters that are legible side by side on A4 landscape.
_PAGE = 200
_TEXT = {**WRAPPED, "num_format": "@", "valign": "vcenter"}
_TYPED = {**_TEXT, "bg_color": INPUT, "locked": False}
_LISTS = "_results"


@dataclass(frozen=True)
class Row:
    """A row of the list with the sheet it stands on, and where it goes."""

    sheet: SuspectedSheet
    suspect: Suspect
    home: Home


def village_file(path: Path, title: str, listed: SuspectedList, rows: Sequence[Row], password: str) -> Output:
    """The part of one village.

    Args:
        path: where to.
        title: its heading.
        listed: the sender's list.
        rows: those of the village, in the order of the list.
        password: what lifts the protection; it keeps hands off by mistake, nothing more.
    """
    return content(path, _Part(title, rows).drawn(listed, password))


class _Part:
    def __init__(self, title: str, rows: Sequence[Row]) -> None:
        self._title, self._rows = title, rows
        self._drawing = Drawing(title, SHEET, SHEET)
        self._definition = suspected_file()
        texts = self._definition.texts
        self._titles = _titles(rows)
        own = [texts.head, texts.household]
        self._labels = ["第几条", *self._titles, *own, *(column.label for column in self._definition.answers), LINE]

    def drawn(self, listed: SuspectedList, password: str) -> bytes:
        """The bytes of the workbook."""
        drawing, style = self._drawing, self._drawing.format
        sheet = drawing.sheet(SHEET)
        cells = [self._cells(number, row) for number, row in enumerate(self._rows, 1)]
        widths = self._widths(cells)
        sheet.set_row(0, 27)
        sheet.write_string(0, 0, self._title, style(TITLE))
        sheet.write_string(1, 0, self._definition.texts.how, style(SUBTITLE))
        for index, (label, width) in enumerate(zip(self._labels, widths, strict=True)):
            sheet.set_column(index, index, width, None, {"hidden": True} if label == LINE else {})
            sheet.write_string(_HEADING_ROW, index, printable(label), style(HEADING))
        sheet.set_row(_HEADING_ROW, row_height(max(map(lines_of, self._labels, widths))))
        for number, row in enumerate(cells):
            self._draw_row(sheet, _FIRST_ROW + number, row, widths)
        last = _FIRST_ROW + len(cells) - 1
        self._draw_answers(sheet, last)
        sheet.freeze_panes(_FIRST_ROW, 1)
        sheet.autofilter(_HEADING_ROW, 0, last, len(self._labels) - 2)
        landscape(sheet, _HEADING_ROW, _HEADING_ROW, self._title, ceil(sum(widths[:-1]) / _PAGE))
        sheet.repeat_columns(0)
        sheet.print_area(0, 0, last, len(self._labels) - 2)
        sheet.protect(password, ARRANGED)
        self._draw_hidden(listed)
        sheet.activate()
        return drawing.finish()

    def _cells(self, number: int, row: Row) -> list[str]:
        own = {title: shown(row.sheet.grid.row(row.suspect.key[1]).get(at)) for at, title in row.sheet.titles.items()}
        person = row.home.person
        known = [person.head, person.household] if person is not None else [self._definition.texts.not_listed, ""]
        return [str(number), *(own.get(title, "") for title in self._titles), *known]

    def _widths(self, cells: Sequence[Sequence[str]]) -> list[float]:
        columns = list(zip(*cells, strict=True))
        own = [
            column_width([label, *column], least=5, most=_WIDEST)
            for label, column in zip(self._labels, columns, strict=False)
        ]
        return [*own, *(column.width for column in self._definition.answers), 6.0]

    def _draw_row(self, sheet: Worksheet, row: int, cells: Sequence[str], widths: Sequence[float]) -> None:
        text, centred = self._drawing.format(_TEXT), self._drawing.format(CENTRED, num_format="@")
        for index, value in enumerate(cells):
            sheet.write_string(row, index, printable(value), centred if index == 0 else text)
        typed = self._drawing.format(_TYPED)
        for index in range(len(cells), len(self._labels) - 1):
            sheet.write_blank(row, index, None, typed)
        sheet.write_string(row, len(self._labels) - 1, cells[0], self._drawing.format(CELL, num_format="@"))
        sheet.set_row(row, row_height(max(2, *map(lines_of, cells, widths))))

    def _draw_answers(self, sheet: Worksheet, last: int) -> None:
        """What may be written; the number of a row turns green once there is a result."""
        first = len(self._labels) - 1 - len(self._definition.answers)
        for index, column in enumerate(self._definition.answers, first):
            sheet.data_validation(_FIRST_ROW, index, last, index, self._rule(column))
            if column.id == "result":
                cell = f"${column_letters(index)}{_FIRST_ROW + 1}"
                paint = self._drawing.paint((GREEN, GREEN_TEXT))
                rule = {"type": "formula", "criteria": f"=LEN({cell})>0", "format": paint}
                sheet.conditional_format(_FIRST_ROW, 0, last, 0, rule)

    def _rule(self, column: AnswerColumn) -> dict[str, Any]:
        if column.id == "result":
            refusal = {"error_title": "填写有误", "error_message": f"“{column.label}”请从下拉框里选。"}
            return {"validate": "list", "source": f"={_LISTS}", **refusal}
        if column.id == "day":
            return {"validate": "any", "input_title": column.label, "input_message": "写成 2020-11-20 这样。"}
        told = f"最多写 {column.longest} 个字。"
        rule = {"validate": "length", "criteria": "<=", "value": column.longest}
        return {**rule, "error_title": "太长了", "error_message": told}

    def _draw_hidden(self, listed: SuspectedList) -> None:
        text = self._drawing.format(num_format="@")
        book = self._drawing.book
        hidden = book.add_worksheet(SUSPECTED_SHEET)
        hidden.very_hidden()
        home = self._rows[0].home
        village = ExpectedVillage(home.village_code, home.village, home.township)
        for row, cells in enumerate(answer_rows(listed.file, listed.sha256, village, self._keys())):
            hidden.write_row(row, 0, cells, text)
        lists = book.add_worksheet("_lists")
        lists.very_hidden()
        lists.write_column(0, 0, self._definition.labels, text)
        book.define_name(_LISTS, f"='_lists'!$A$1:$A${len(self._definition.labels)}")

    def _keys(self) -> list[tuple[str, int]]:
        return [row.suspect.key for row in self._rows]


def _titles(rows: Sequence[Row]) -> list[str]:
    """The sender's headings, in his order; of several sheets those of the first come first."""
    sheets = {id(row.sheet): row.sheet for row in rows}
    return list(dict.fromkeys(title for sheet in sheets.values() for title in sheet.titles.values()))
