"""Print faces: the official layout of one household, filled from the entry sheets for the code in the selector cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.worksheet import Worksheet

from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.definitions.models import Form, PrintFace
from generators.stamp.house import column_letters
from generators.stamp.values import Value
from generators.style import (
    BORDER,
    INPUT,
    LINK,
    PRINT_FONT,
    SUBTITLE,
    Drawing,
    lines_of,
    text_width,
    value_look,
)
from generators.village.households import HouseholdLists
from generators.village.layout import KEY, SEQUENCE, column_name
from generators.village.names import COVER
from generators.village.wording import heading

# The page is a grid of narrow columns; labels and values take several of them.
_GRID, _UNIT_WIDTH = 24, 3.7
_LABEL_UNITS, _VALUE_UNITS = 3, 3
# Texts this wide (in characters) get a line of their own.
_WIDE = 26
_SELECTOR_ROW = 1
_SELECTOR = "D1"
_PLACE = column_letters(_GRID + 2)
_HEIGHT, _MEMBER_HEIGHT, _LINE = 19.0, 22.0, 12.5
_PENDING_NOTE = "（样张，待核对）"


@dataclass
class Face:
    """Where on a print face the values of one household stand.

    ``household`` and ``members`` map a cell to an indicator; ``places`` are the hidden cells with row positions.
    """

    sheet: str
    household_table: str
    member_table: str
    member_rows: int
    village: str = ""
    note: str = ""
    household: dict[str, str] = field(default_factory=dict)
    members: list[dict[str, str]] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    def cells(
        self, village: str, code: str, household: Mapping[str, Value], members: Sequence[tuple[int, Mapping[str, Value]]]
    ) -> dict[str, Value]:
        """Cell → value while ``code`` is selected.

        ``household`` are its values by indicator (with its position under ``""``), ``members`` the positions and values
        of its members in sheet order.
        """
        values: dict[str, Value] = {_SELECTOR: code, self.village: village, self.places[0]: household.get("", 0)}
        values.update({cell: household.get(name, "") for cell, name in self.household.items()})
        for number, cells in enumerate(self.members):
            position, person = members[number] if number < len(members) else (0, {})
            values[self.places[number + 1]] = position
            values.update({cell: person.get(name, "") for cell, name in cells.items()})
        values[self.note] = too_many(len(members), self.member_rows)
        return values


def too_many(count: int, rows: int) -> str:
    """What the page says when the household has more members than it has lines."""
    return f"本户登记成员 {count} 人，本页只印前 {rows} 人，其余另附。" if count > rows else ""


def draw_face(drawing: Drawing, campaign: Campaign, form: Form, lists: HouseholdLists, password: str) -> Face:
    """Draws the print face of a form that has one."""
    assert form.print_face is not None
    definition = form.print_face
    page = drawing.sheet(definition.sheet)
    page.hide_gridlines(2)
    page.set_column(0, _GRID - 1, _UNIT_WIDTH)
    page.set_column(_GRID, _GRID + 1, 8, None, {"hidden": True})
    face = Face(definition.sheet, definition.household_table, definition.member_table, definition.member_rows)
    pen = _FacePen(drawing, page, campaign, face)
    pen.selector(lists)
    title = next((item.title for item in campaign.policy.attachments if item.form == form.id), form.title) or form.id
    pen.title(title + (_PENDING_NOTE if form.status is not None else ""))
    pen.household(definition)
    pen.members(definition)
    pen.signatures(definition.signatures)
    page.set_portrait()
    page.set_margins(left=0.45, right=0.45, top=0.5, bottom=0.45)
    page.center_horizontally()
    page.fit_to_pages(1, 1)
    page.print_area(_SELECTOR_ROW, 0, pen.row - 1, _GRID - 1)
    page.protect(password, {"format_columns": True, "format_rows": True})
    return face


class _FacePen:
    """Writes a print face from top to bottom."""

    def __init__(self, drawing: Drawing, page: Worksheet, campaign: Campaign, face: Face) -> None:
        self._drawing, self._page, self._campaign, self._face = drawing, page, campaign, face
        self.row = 0

    def selector(self, lists: HouseholdLists) -> None:
        """The line above the page: choose a household here, then print."""
        look = {"bold": True, "font_size": 11}
        self._page.set_row(0, 24)
        self._span(0, 0, 3, "户编号", {**look, "align": "right"})
        self._span(0, 3, 7, "", {**BORDER, **look, "bg_color": INPUT, "locked": False, "num_format": "@", "align": "center"})
        self._span(0, 10, 11, "← 从下拉框里选一户，下面自动填好，再打印（只打印一页）", SUBTITLE)
        self._page.merge_range(0, 21, 0, 23, "", self._format(LINK))
        self._page.write_url(0, 21, f"internal:'{COVER}'!A1", self._format(LINK), "返回封面")
        source = lists.name((self._face.household_table,))
        rule = {"validate": "list", "source": f"={source}", "error_title": "填写有误"}
        rule |= {"error_message": "请从下拉框里选户编号。", "input_title": "户编号", "input_message": "选要打印的户。"}
        self._page.data_validation(0, 3, 0, 9, rule)
        codes = column_name(self._face.household_table, KEY)
        self._place(f"MATCH(${_SELECTOR[0]}${_SELECTOR[1]},{codes},0)")
        self.row = 1

    def title(self, title: str) -> None:
        self._page.set_row(self.row, 34)
        self._span(self.row, 0, _GRID, title, {"bold": True, "font_size": 17, "align": "center"})
        self.row += 1
        self._page.set_row(self.row, 18)
        self._span(self.row, 0, _GRID, "", {"font_size": 10, "align": "left"})
        self.row += 1
        self._face.village = f"A{self.row}"

    def household(self, definition: PrintFace) -> None:
        """The household's blocks: a heading, then labels and values four a line, long texts on a line of their own."""
        for group in definition.household_groups:
            columns = [
                column
                for column in self._campaign.columns(definition.household_table)
                if column.group == group and column.name in self._shown(definition)
            ]
            self._group(group)
            for line in _lines(columns):
                self._household_line(line)

    def members(self, definition: PrintFace) -> None:
        """One line a member, looked up by household code and running number."""
        columns = [self._campaign.column(definition.member_table, name) for name in definition.member_columns]
        spans = _spans(columns)
        self._group("家庭成员")
        labels = [(0, 1, "序号"), *((start, units, column.label) for column, (start, units) in zip(columns, spans, strict=True))]
        self._page.set_row(self.row, _LINE * max(lines_of(text, units * _UNIT_WIDTH) for _, units, text in labels) + 6)
        for start, units, text in labels:
            self._span(self.row, start, units, text, _LABEL)
        self.row += 1
        for number in range(1, definition.member_rows + 1):
            self._member_line(definition.member_table, columns, spans, number)
        count = f"SUMPRODUCT(--({column_name(definition.member_table, KEY)}=${_SELECTOR[0]}${_SELECTOR[1]}))"
        shown, rest = too_many(0, -1).split(" 0 ", 1)
        rest = rest.replace("-1", str(definition.member_rows))
        formula = f'IF({count}>{definition.member_rows},"{shown} "&{count}&" {rest}","")'
        self._formula_span(self.row, 0, _GRID, formula, {"font_size": 9})
        self.row += 1
        self._face.note = f"A{self.row}"

    def signatures(self, names: Iterable[str]) -> None:
        self._page.set_row(self.row, 32)
        line = "    ".join(f"{name}：______________" for name in names)
        self._span(self.row, 0, _GRID, line, {"font_size": 11})
        self.row += 1

    def _shown(self, definition: PrintFace) -> set[str]:
        return {column.name for column in self._campaign.columns(definition.household_table)}

    def _group(self, title: str) -> None:
        self._page.set_row(self.row, 18)
        self._span(self.row, 0, _GRID, title, {**BORDER, "bold": True, "bg_color": "#EDEDED", "font_size": 10})
        self.row += 1

    def _household_line(self, columns: Sequence[ResolvedColumn]) -> None:
        wide = len(columns) == 1 and _is_wide(columns[0])
        label_lines = max(lines_of(_label(column), _LABEL_UNITS * _UNIT_WIDTH * 1.1) for column in columns)
        self._page.set_row(self.row, max(_HEIGHT, _LINE * label_lines + 4) + (_HEIGHT if wide else 0))
        start = 0
        for column in columns:
            units = _GRID - _LABEL_UNITS if wide else _VALUE_UNITS
            self._span(self.row, start, _LABEL_UNITS, _label(column), _LABEL)
            start += _LABEL_UNITS
            cells = column_name(self._face.household_table, column.name)
            formula = _looked_up(cells, f"${_PLACE}$1")
            self._face.household[self._formula_span(self.row, start, units, formula, _value(column))] = column.name
            start += units
        if start < _GRID:
            self._span(self.row, start, _GRID - start, "", BORDER)
        self.row += 1

    def _member_line(
        self, table: str, columns: Sequence[ResolvedColumn], spans: Sequence[tuple[int, int]], number: int
    ) -> None:
        self._page.set_row(self.row, _MEMBER_HEIGHT)
        self._page.write_number(self.row, 0, number, self._format(_LABEL))
        self._place(f'MATCH(${_SELECTOR[0]}${_SELECTOR[1]}&"#{number}",{column_name(table, SEQUENCE)},0)')
        cells = {}
        for column, (start, units) in zip(columns, spans, strict=True):
            formula = _looked_up(column_name(table, column.name), f"${_PLACE}{self.row + 1}")
            look = {**_value(column), "font_size": 8}
            cells[self._formula_span(self.row, start, units, formula, look)] = column.name
        self._face.members.append(cells)
        self.row += 1

    def _place(self, match: str) -> None:
        """A hidden cell in this row with the position of what is shown, 0 when there is none."""
        self._page.write_formula(self.row, _GRID + 1, f"=IFERROR({match},0)", self._format({}), 0)
        self._face.places.append(f"{_PLACE}{self.row + 1}")

    def _format(self, look: Mapping[str, Any]) -> Any:
        return self._drawing.format({"font_name": PRINT_FONT, "font_size": 9}, dict(look))

    def _span(self, row: int, start: int, units: int, text: str, look: Mapping[str, Any]) -> None:
        made = self._format(look)
        if units == 1:
            self._page.write_string(row, start, text, made)
        else:
            self._page.merge_range(row, start, row, start + units - 1, text, made)

    def _formula_span(self, row: int, start: int, units: int, formula: str, look: Mapping[str, Any]) -> str:
        """A formula over several grid columns; returns its cell."""
        self._span(row, start, units, "", look)
        self._page.write_formula(row, start, f"={formula}", self._format(look), "")
        return f"{column_letters(start + 1)}{row + 1}"


_LABEL: dict[str, Any] = {**BORDER, "text_wrap": True, "align": "center", "bg_color": "#F7F7F7"}


def _value(column: ResolvedColumn) -> dict[str, Any]:
    return {**value_look(column.kind, column.decimals), "text_wrap": True, "align": "center"}


def _label(column: ResolvedColumn) -> str:
    return heading(column).lstrip("*△")


def _looked_up(cells: str, place: str) -> str:
    """The content of a column at a position; an empty cell stays empty instead of becoming 0."""
    return f'IF({place}=0,"",IF(INDEX({cells},{place})="","",INDEX({cells},{place})))'


def _is_wide(column: ResolvedColumn) -> bool:
    return column.kind == "text" and (column.width or 0) >= _WIDE


def _lines(columns: Iterable[ResolvedColumn]) -> list[list[ResolvedColumn]]:
    """Columns shared out over lines of the grid."""
    lines: list[list[ResolvedColumn]] = []
    most = _GRID // (_LABEL_UNITS + _VALUE_UNITS)
    for column in columns:
        if _is_wide(column) or not lines or len(lines[-1]) == most or _is_wide(lines[-1][-1]):
            lines.append([])
        lines[-1].append(column)
    return lines


def _spans(columns: Sequence[ResolvedColumn]) -> list[tuple[int, int]]:
    """Start and number of grid columns for each member column: what needs most room gets the next free one."""
    units = [1] * len(columns)
    wanted = [max(float(column.width or 8), text_width(column.label) / 3) for column in columns]
    for _ in range(_GRID - 1 - len(columns)):
        neediest = max(range(len(columns)), key=lambda index: wanted[index] / units[index])
        units[neediest] += 1
    starts = [1 + sum(units[:index]) for index in range(len(units))]
    return list(zip(starts, units, strict=True))
