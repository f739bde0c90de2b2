"""Draws an entry sheet: headings, three sample rows the stamp repeats, validation, colours, protection, page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from xlsxwriter.worksheet import Worksheet

from cunbiao.definitions import Campaign
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.records.identity_sheet import table_mark
from generators.style import (
    ARRANGED,
    CELL,
    GROUP,
    HEADING,
    HINT,
    INPUT,
    LINK,
    LOCKED,
    MIDDLE,
    SUBTITLE,
    TITLE,
    Drawing,
    footer_of,
    lines_of,
    row_height,
    text_width,
    value_look,
)
from generators.village.layout import (
    BRIEF,
    FILLED,
    FIRST_ROW,
    GROUP_ROW,
    HINT_ROW,
    LABEL_ROW,
    MESSAGE,
    NAMES_ROW,
    STATE,
    TITLE_ROW,
    TOUCHED,
    EntryLayout,
    SheetColumn,
    place_name,
    quoted_sheet,
)
from generators.village.live import LiveSheet
from generators.village.names import COVER
from generators.village.painting import paint
from generators.village.validation import add_validations
from generators.village.wording import heading, hint, legend
from workbooks.references import column_index, column_letters

# Sample rows: as issued; as issued but with identity cells open, because the roster left one empty; spare.
ISSUED_ROW, OPEN_ROW, SPARE_ROW = FIRST_ROW, FIRST_ROW + 1, FIRST_ROW + 2

COMPUTED = "#EAF1FA"
_LABELS = {"brief": "校验提示", "message": "哪里不对，怎么回事", "conclusion": "结论", "reason": "理由"}
_HINTS = {
    "pick": "下拉选人",
    "brief": "全文在最右边",
    "message": "自动检查",
    "conclusion": "自动判断，供参考",
    "reason": "没有达到或缺资料的条件",
}

_WIDTHS = {"pick": 12.0, "message": 60.0, "conclusion": 14.0, "reason": 44.0, "brief": 30.0}
# A name of four characters.
_NAME_WIDTH = 10.0
# A third of a screen of 1366 pixels, the row numbers left out; what a character takes; the least for the first words.
_IN_VIEW, _CHARACTER, _LEAST_BRIEF = 425, 7, 8.0
# Three lines of a message; a spare row, of which many are printed before any is filled, one: whoever wants to see more
# makes it higher.
_DATA_HEIGHT, _SPARE_HEIGHT = 36.0, 18.0
# Characters side by side on A4 landscape, the repeated columns left out, in letters that are still legible.
_PAGE = 290.0

# A cell that is merely General becomes a date when 5-1 is typed.
_TYPED_NUMBER = "General;-General"


@dataclass(frozen=True)
class Pen:
    """What drawing a sheet needs: the workbook, the campaign, the password that keeps hands off.

    In a workbook that ``continues`` another one only spare rows are open.
    """

    drawing: Drawing
    campaign: Campaign
    password: str
    continues: bool = False


def draw_entry(pen: Pen, sheet: LiveSheet) -> None:
    """Draws the sheet of one table with its three sample rows."""
    layout = sheet.layout
    page = pen.drawing.sheet(layout.sheet)
    _columns(page, pen, sheet)
    _headings(page, pen, sheet)
    for row in (ISSUED_ROW, OPEN_ROW, SPARE_ROW):
        _sample(page, pen, sheet, row)
    add_validations(page, pen.campaign, layout)
    paint(pen.drawing, page, sheet)
    page.freeze_panes(FIRST_ROW - 1, layout.identity_end)
    last_visible = max(layout.index(column.name) for column in layout.visible)
    page.autofilter(HINT_ROW - 1, 1, layout.last_row - 1, last_visible)
    page.protect(pen.password, ARRANGED)
    # Excel would mark every identity number with a green corner: digits kept as text are meant.
    page.ignore_errors({"number_stored_as_text": f"A{FIRST_ROW}:{column_letters(last_visible)}{layout.last_row}"})
    page.set_tab_color(MIDDLE)
    _set_up_page(page, pen.campaign, layout)


def width_of(column: SheetColumn) -> float:
    """The column's width in characters."""
    if column.use in _WIDTHS:
        return _WIDTHS[column.use]
    if column.indicator.person:
        return _NAME_WIDTH
    label = text_width(column.indicator.label)
    # Labels of up to four characters stay on one line, the longest take three.
    needed = label + 3 if label <= 8 else label / 2 + 3 if label <= 20 else label / 3 + 3
    return float(max(column.indicator.width or 12, needed))


def label_of(column: SheetColumn) -> str:
    """The column's label as the heading row shows it."""
    if column.column is not None:
        return heading(column.column)
    return column.label or _LABELS[column.use]


def hidden_columns(layout: EntryLayout) -> set[str]:
    """Columns that are not shown: token, helpers, and computed columns at the very end, which only serve the checks."""
    hidden = {column.name for column in layout.used("token", "helper")}
    groups = [list(group) for _, group in groupby(layout.visible, key=lambda column: column.group)]
    indicators = [group for group in groups if group[0].column is not None]
    if len(indicators) > 1 and all(column.use == "computed" for column in indicators[-1]):
        hidden |= {column.name for column in indicators[-1]}
    return hidden


def _columns(page: Worksheet, pen: Pen, sheet: LiveSheet) -> None:
    hidden = hidden_columns(sheet.layout)
    for index, column in enumerate(sheet.layout.columns):
        options = {"hidden": True} if column.name in hidden else {}
        width = 10.0 if column.use in ("token", "helper") else width_in(sheet.layout, column)
        page.set_column(index, index, width, None, options)


def width_in(layout: EntryLayout, column: SheetColumn) -> float:
    """The column's width in characters on this sheet.

    The first words of 校验提示 have what is left of the part that stays in view, a third of a small screen at most.
    """
    if column.name != BRIEF:
        return width_of(column)
    beside = sum(
        _pixels(width_of(column)) for column in layout.visible if layout.index(column.name) < layout.index(BRIEF)
    )
    return min(_WIDTHS["brief"], max(_LEAST_BRIEF, (_IN_VIEW - beside) / _CHARACTER - 1))


def _pixels(width: float) -> float:
    return width * _CHARACTER + 5


def _headings(page: Worksheet, pen: Pen, sheet: LiveSheet) -> None:
    layout, drawing, campaign = sheet.layout, pen.drawing, pen.campaign
    plain = drawing.format()
    page.set_row(NAMES_ROW - 1, None, None, {"hidden": True})
    page.write_string(NAMES_ROW - 1, 0, table_mark(layout.table.id, campaign.notice.form_edition), plain)
    for index, column in enumerate(layout.columns[1:], start=1):
        page.write_string(NAMES_ROW - 1, index, column.name, plain)
    page.set_row(TITLE_ROW - 1, 30)
    page.write_string(TITLE_ROW - 1, 1, "", drawing.format(TITLE, font_size=12))
    beside = layout.identity_end
    page.write_url(TITLE_ROW - 1, beside, f"internal:'{COVER}'!A1", drawing.format(LINK), "返回封面")
    page.write_string(TITLE_ROW - 1, beside + 1, legend(campaign, layout.table.id), drawing.format(SUBTITLE))
    page.set_row(GROUP_ROW - 1, 20)
    look = drawing.format(GROUP, align="left", indent=1)
    jumps = _jumps(layout)
    for title, group in groupby(layout.visible, key=lambda column: column.group):
        members = [layout.index(column.name) for column in group]
        if jumps and members[-1] < layout.identity_end:
            _lead_on(page, drawing, layout, members, jumps)
        elif len(members) == 1:
            page.write_string(GROUP_ROW - 1, members[0], title, look)
        else:
            page.merge_range(GROUP_ROW - 1, members[0], GROUP_ROW - 1, members[-1], title, look)
    for column in layout.visible:
        index = layout.index(column.name)
        page.write_string(LABEL_ROW - 1, index, label_of(column), drawing.format(HEADING))
        words = hint(campaign, layout.table, column.column) if column.column is not None else _HINTS[column.use]
        page.write_string(HINT_ROW - 1, index, words, drawing.format(HINT, align="center"))
    lines = max(lines_of(label_of(column), width_of(column)) for column in layout.visible)
    page.set_row(LABEL_ROW - 1, row_height(lines) + 4)
    page.set_row(HINT_ROW - 1, 26)


def _jumps(layout: EntryLayout) -> dict[str, str]:
    """Word → cell of the groups of columns that the head of the sheet leads to, as many as stay in view."""
    starts: dict[str, SheetColumn] = {}
    for column in layout.visible[layout.identity_end - 1 :]:
        starts.setdefault(column.group, column)
    found = {
        word: f"{layout.letter(column.name)}{LABEL_ROW}"
        for word in vocabulary().jumps
        for title, column in starts.items()
        if word in title
    }
    return dict(list(found.items())[: layout.identity_end - 1])


def _lead_on(
    page: Worksheet, drawing: Drawing, layout: EntryLayout, cells: Sequence[int], jumps: Mapping[str, str]
) -> None:
    """Links in the cells that stay in view, from left to right as the columns stand."""
    order = sorted(jumps.items(), key=lambda jump: column_index(jump[1].rstrip("0123456789")))
    # Light, for some programs show links in their own dark colour.
    look = drawing.format(GROUP, LINK, align="center", bg_color=MIDDLE)
    order += [("", "")] * (len(cells) - len(order))
    for index, (word, cell) in zip(cells, order, strict=True):
        if word:
            target = f"internal:{quoted_sheet(layout.sheet)}!{cell}"
            page.write_url(GROUP_ROW - 1, index, target, look, f"{word} →")
        else:
            page.write_blank(GROUP_ROW - 1, index, None, look)


def _sample(page: Worksheet, pen: Pen, sheet: LiveSheet, row: int) -> None:
    layout, drawing = sheet.layout, pen.drawing
    page.set_row(row - 1, _SPARE_HEIGHT if row == SPARE_ROW else _DATA_HEIGHT)
    formulas = sheet.formulas(row)
    counted = {FILLED, STATE, TOUCHED, *(place_name(table) for table in sheet.campaign.tables)}
    if row == SPARE_ROW:
        formulas[FILLED] = sheet.spare_filled(row)
    elif layout.table.pick is not None:
        formulas = {name: formula for name, formula in formulas.items() if name not in layout.table.pick.fills}
    for index, column in enumerate(layout.columns):
        # What nobody sees needs no look of its own: cells are locked without one.
        hidden = column.use in ("token", "helper")
        closed = {"locked": True} if pen.continues and row != SPARE_ROW else {}
        look = None if hidden else drawing.format(_look(layout, column, row), closed)
        if column.name in formulas:
            shown = 0 if column.name in counted else ""
            page.write_formula(row - 1, index, "=" + formulas[column.name], look, shown)
        elif column.name == FILLED:
            page.write_number(row - 1, index, 1, look)
        else:
            page.write_blank(row - 1, index, None, look)


def _look(layout: EntryLayout, column: SheetColumn, row: int) -> dict[str, Any]:
    if column.use in ("brief", "message", "reason"):
        return {
            **CELL,
            "text_wrap": True,
            "font_size": 9,
            "bg_color": COMPUTED,
            "valign": "top",
            "locked": True,
            "hidden": True,
        }
    if column.use == "pick":
        return {**value_look("text", None), "bg_color": INPUT, "locked": False}
    if column.use == "conclusion":
        return {**CELL, "align": "center", "text_wrap": True, "bg_color": COMPUTED, "locked": True, "hidden": True}
    indicator = column.indicator
    look = value_look(indicator.kind, indicator.decimals)
    if indicator.kind in ("choice", "integer", "date"):
        look["align"] = "center"
    elif indicator.kind == "number":
        look["num_format"] = _TYPED_NUMBER
    elif indicator.kind in ("text", "choices"):
        look["text_wrap"] = True
    if column.use == "computed":
        return {**look, "bg_color": COMPUTED, "locked": True}
    if row == SPARE_ROW:
        locked = layout.given(column.name)
    else:
        locked = column.use == "locked" and not _opened(layout, column, row)
    return {**look, "bg_color": LOCKED if locked else INPUT, "locked": locked}


def _opened(layout: EntryLayout, column: SheetColumn, row: int) -> bool:
    """Whether an identity cell of an open sample row may be filled in: all but the key."""
    return row == OPEN_ROW and column.indicator.required == "must" and column.name != layout.table.key


def _set_up_page(page: Worksheet, campaign: Campaign, layout: EntryLayout) -> None:
    page.set_landscape()
    page.set_margins(
        left=0.3,
        right=0.3,
        top=0.4,
        bottom=0.5,
    )
    page.repeat_rows(TITLE_ROW - 1, HINT_ROW - 1)
    hidden = hidden_columns(layout)
    shown = [column for column in layout.visible if column.name not in hidden]
    shown = [column for column in shown if column.use not in ("brief", "message")]
    repeated = [column for column in shown if layout.index(column.name) < layout.index(BRIEF)]
    width, beside = (sum(map(width_of, columns)) for columns in (shown, repeated))
    page.fit_to_pages(max(1, round((width - beside) / (_PAGE - beside))), 0)
    page.repeat_columns(1, layout.index(BRIEF) - 1)
    page.print_area(TITLE_ROW - 1, 1, layout.last_row - 1, layout.index(MESSAGE) - 1)
    signatures = campaign.form_of(layout.table.id).signatures
    line = "    ".join(f"{name}：____________" for name in signatures)
    page.set_footer(footer_of(line, 9))
