"""定义表: a notice as a workbook that a person can change and hand back; see `cunbiao.authoring`.

Every sheet has from the top: machine names (hidden), title and purpose, headings, hints, the rows, spare rows for what
is added. Column A keeps the key of a row and is hidden, too.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from xlsxwriter.worksheet import Worksheet

from cunbiao.authoring.book import FIRST, HEADINGS, HINTS, MARK, NAMES, ORIGIN_SHEET, TITLE, Origin, origin_rows
from cunbiao.authoring.cells import Lists, choices, shown
from cunbiao.authoring.lenses import LENSES
from cunbiao.authoring.view import Row, View
from cunbiao.definitions.definition_sheets import DefinitionSheet, SheetColumn, definition_workbook
from cunbiao.records.identity_sheet import RESULTS
from generators.publishing import Output, content
from generators.style import (
    BORDER,
    GREY,
    GREY_TEXT,
    HEADING,
    HINT,
    INPUT,
    LINK,
    LOCKED,
    SUBTITLE,
    Drawing,
    landscape,
    lines_of,
    row_height,
)
from generators.style import (
    TITLE as TITLE_LOOK,
)
from workbooks.references import column_letters

_LISTS_SHEET = "_lists"
# A drop-down that is written out may have so many characters; a longer one stands in a hidden sheet.
_WRITTEN_OUT = 200
# A cell is not made higher than this; the rest is read in the formula bar.
_MOST_LINES = 8
_PAGE = 200
_FREELY = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
}


def definition_file(path: Path, view: View, origin: Origin) -> Output:
    """The definition workbook of a notice, with ``origin`` as what it begins with.

    Raises:
        PublishError: when it is put in its place; nothing was changed then.
    """
    drawing = Drawing(definition_workbook().title, view.notice.title, RESULTS)
    guide = _sheet(drawing, definition_workbook().guide.sheet)
    lists = _Lists(view.lists)
    for sheet in definition_workbook().sheets:
        _draw(drawing, sheet, list(LENSES[sheet.id].rows(view)), lists)
    _draw_guide(drawing, guide, view)
    lists.draw(drawing)
    hidden = drawing.sheet(ORIGIN_SHEET)
    for number, row in enumerate(origin_rows(origin)):
        hidden.write_row(number, 0, row)
    hidden.very_hidden()
    guide.activate()
    return content(path, drawing.finish())


class _Lists:
    """The drop-downs too long to be written out, each a column of a hidden sheet."""

    def __init__(self, lists: Lists) -> None:
        self.known = lists
        self._columns: dict[str, int] = {}

    def source(self, column: SheetColumn) -> str | list[str] | None:
        """What a drop-down of the column lists; ``None`` where anything may be typed."""
        offered = list(choices(column, self.known))
        if not offered or column.kind == "several":
            return None
        if column.of is None and len(",".join(offered)) <= _WRITTEN_OUT:
            return offered
        at = self._columns.setdefault(str(column.of), len(self._columns))
        letter = column_letters(at)
        return f"='{_LISTS_SHEET}'!${letter}$1:${letter}${len(offered)}"

    def draw(self, drawing: Drawing) -> None:
        """Writes the hidden sheet."""
        sheet = drawing.sheet(_LISTS_SHEET)
        for name, at in self._columns.items():
            sheet.write_column(0, at, list(self.known[name]))
        sheet.very_hidden()


def _sheet(drawing: Drawing, name: str) -> Worksheet:
    sheet = drawing.sheet(name)
    sheet.hide_gridlines(2)
    return sheet


def _draw(drawing: Drawing, spec: DefinitionSheet, rows: list[Row], lists: _Lists) -> None:
    sheet = _sheet(drawing, spec.sheet)
    columns = spec.columns
    sheet.write_string(NAMES - 1, 0, f"{MARK}{spec.id}")
    sheet.set_column(0, 0, None, None, {"hidden": True})
    heading, hint = drawing.format(HEADING), drawing.format(HINT)
    for at, column in enumerate(columns, 1):
        sheet.write_string(NAMES - 1, at, column.id)
        sheet.write_string(HEADINGS - 1, at, f"{column.label}*" if column.needed else column.label, heading)
        sheet.write_string(HINTS - 1, at, column.hint, hint)
        sheet.set_column(at, at, column.width)
    sheet.set_row(NAMES - 1, None, None, {"hidden": True})
    title, note = drawing.format(TITLE_LOOK), drawing.format(SUBTITLE)
    sheet.write_rich_string(TITLE - 1, 1, title, spec.sheet, note, f"　　{spec.purpose}", title)
    sheet.set_row(TITLE - 1, 27)
    sheet.set_row(HEADINGS - 1, row_height(max(lines_of(column.label, column.width) for column in columns)))
    sheet.set_row(HINTS - 1, 11.5 * max(lines_of(column.hint, column.width * 1.2) for column in columns) + 3)
    for number, row in enumerate(rows, FIRST - 1):
        _draw_row(drawing, sheet, number, columns, row, lists)
    last = FIRST - 1 + len(rows) + spec.spare - 1
    for number in range(FIRST - 1 + len(rows), last + 1):
        _draw_spare(drawing, sheet, number, columns)
    _limit_columns(drawing, sheet, spec, len(rows), lists)
    if columns[0].id == "use":
        unused = {"type": "formula", "criteria": f'=$B{FIRST}="否"', "format": drawing.paint((GREY, GREY_TEXT))}
        sheet.conditional_format(FIRST - 1, 1, last, len(columns), unused)
    sheet.freeze_panes(FIRST - 1, 0)
    if not spec.items:
        sheet.autofilter(HEADINGS - 1, 1, last, len(columns))
    sheet.protect("", _FREELY)
    landscape(sheet, HEADINGS - 1, HEADINGS - 1, spec.sheet, max(1, round(sum(one.width for one in columns) / _PAGE)))


def _draw_row(
    drawing: Drawing, sheet: Worksheet, number: int, columns: list[SheetColumn], row: Row, lists: _Lists
) -> None:
    sheet.write_string(number, 0, row.key)
    lines = 1
    for at, column in enumerate(columns, 1):
        takes = row.kinds.get(column.id, column)
        locked = column.shown or column.new or takes.shown
        value = shown(takes, row.cells.get(column.id), lists.known)
        _write(sheet, number, at, value, drawing.format(_look(takes, locked)))
        if isinstance(value, str):
            lines = max(lines, lines_of(value, column.width))
        if takes is not column and not locked:
            _limit(sheet, number, at, number, takes, lists)
    sheet.set_row(number, row_height(min(lines, _MOST_LINES)))


def _draw_spare(drawing: Drawing, sheet: Worksheet, number: int, columns: list[SheetColumn]) -> None:
    for at, column in enumerate(columns, 1):
        sheet.write_blank(number, at, None, drawing.format(_look(column, column.shown)))


def _write(sheet: Worksheet, row: int, column: int, value: str | float | date | None, look: Any) -> None:
    if value is None:
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, look)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, look)
    else:
        sheet.write_number(row, column, value, look)


def _look(column: SheetColumn, locked: bool) -> dict[str, Any]:
    """The look of a cell: what may be typed into is light, what is kept is text unless it is a number or a day."""
    formats = {"date": "yyyy-mm-dd", "number": "General", "value": "General"}
    return {
        **BORDER,
        "num_format": formats.get(column.kind, "@"),
        "bg_color": LOCKED if locked else INPUT,
        "locked": locked,
        "align": "left",
        "text_wrap": True,
        "valign": "top",
    }


def _limit_columns(drawing: Drawing, sheet: Worksheet, spec: DefinitionSheet, rows: int, lists: _Lists) -> None:
    """The drop-downs of whole columns; cells whose row says what they take have their own."""
    for at, column in enumerate(spec.columns, 1):
        if column.shown or column.kind == "value":
            continue
        first = FIRST - 1 + (rows if column.new else 0)
        last = FIRST - 1 + rows + spec.spare - 1
        if last >= first:
            _limit(sheet, first, at, last, column, lists)


def _limit(sheet: Worksheet, first: int, at: int, last: int, column: SheetColumn, lists: _Lists) -> None:
    source = lists.source(column)
    if source is not None:
        # A new indicator or list of options is not in the drop-down yet.
        freely = column.of in ("indicators", "codes")
        told = {
            "error_title": column.label[:32],
            "error_message": "名单里没有这一项。刚在别的表里新加的，可以照样填编号。" if freely else "请从下拉框里选。",
            "error_type": "warning" if freely else "stop",
        }
        sheet.data_validation(first, at, last, at, {"validate": "list", "source": source, **told})
    elif column.kind == "date":
        told = {"error_title": column.label[:32], "error_message": "写成 2022-09-30 这样的日期。"}
        limits = {"criteria": "between", "minimum": date(2000, 1, 1), "maximum": date(2100, 12, 31)}
        sheet.data_validation(first, at, last, at, {"validate": "date", **limits, **told})
    elif column.kind == "number":
        told = {"error_title": column.label[:32], "error_message": "只写数字，单位写在单位那一栏。"}
        limits = {"criteria": "between", "minimum": -1e12, "maximum": 1e12}
        sheet.data_validation(first, at, last, at, {"validate": "decimal", **limits, **told})


def _draw_guide(drawing: Drawing, sheet: Worksheet, view: View) -> None:
    guide = definition_workbook().guide
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, guide.title.format(title=view.notice.title), drawing.format(TITLE_LOOK))
    sheet.set_row(0, 30)
    said = drawing.format({"text_wrap": True, "valign": "top"})
    number = 1
    for place, line in enumerate(guide.lines, 1):
        sheet.merge_range(number, 0, number, 1, f"{place}. {line}", said)
        sheet.set_row(number, row_height(lines_of(line, 122)))
        number += 1
    number += 1
    sheet.merge_range(number, 0, number, 1, guide.contents, drawing.format(HEADING))
    for spec in definition_workbook().sheets:
        number += 1
        link, text = drawing.format(BORDER, LINK), drawing.format(BORDER, text_wrap=True)
        sheet.write_url(number, 0, f"internal:'{spec.sheet}'!B{FIRST}", link, spec.sheet)
        sheet.write_string(number, 1, spec.purpose, text)
        sheet.set_row(number, row_height(lines_of(spec.purpose, 108)))
    sheet.protect("", _FREELY)
    landscape(sheet, 0, 0, guide.sheet)
