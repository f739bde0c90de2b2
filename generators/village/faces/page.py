"""Draws print faces: one record as its attachment has it, with formulas for the code that is chosen, or filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.definitions.models import Form, PrintFace
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.expressions.types import LAST
from generators.style import BORDER, GREEN, INPUT, LINK, PRINT_FONT, SIZES, SUBTITLE, Drawing, value_look
from generators.village.faces.face import SELECTOR_COLUMN, SELECTOR_ROW, SELECTOR_UNITS, Face, Filled, too_many_words
from generators.village.faces.grid import (
    BESIDE_UNITS,
    EMPTY_UNITS,
    GRID,
    HEIGHT,
    LABEL_UNITS,
    TITLE_UNITS,
    UNIT_WIDTH,
    Item,
    height,
    items,
    label,
    line_height,
    lines,
    spans,
)
from generators.village.household_lists import HouseholdLists
from generators.village.layout import (
    ISSUED,
    SEQUENCE,
    column_name,
    issued_columns_name,
    issued_name,
    typed_name,
)
from generators.village.names import COVER
from workbooks.references import column_letters
from workbooks.stamp.values import Value

_SELECTED = f"${column_letters(SELECTOR_COLUMN)}${SELECTOR_ROW}"
_CODE = f"${column_letters(GRID)}${SELECTOR_ROW}"
_PLACE = column_letters(GRID + 1)
_MEMBER_HEIGHT = 21.0
_GROUP_UNITS = 10
_PENDING_NOTE = "（样张，待核对）"
_CONTINUED = "（续页）"
# Carried along on a visit, it is a sheet of paper with two sides.
_CHECKED_PAGES = 2
_AS_HELD, _AS_FOUND = "系统信息", "核实后"


def draw_face(drawing: Drawing, campaign: Campaign, form: Form, lists: HouseholdLists, password: str) -> Face:
    """Draws the print face of a form that has one."""
    assert form.print_face is not None
    definition = form.print_face
    page = drawing.sheet(definition.sheet)
    page.hide_gridlines(2)
    page.set_column(0, GRID - 1, UNIT_WIDTH)
    page.set_column(GRID, GRID + 1, 8, None, {"hidden": True})
    face = Face(definition.sheet, definition.household_table, definition.member_table, definition.member_rows)
    pen = _FacePen(drawing, page, campaign, face)
    pen.selector(lists)
    _draw_page(pen, page, campaign, form, definition)
    page.set_tab_color(GREEN)
    page.protect(password, SIZES)
    return face


def draw_filled_face(
    drawing: Drawing, campaign: Campaign, form: Form, definition: PrintFace, sheet: str, filled: Filled
) -> None:
    """Draws a page of a form with one record on it, which needs no other sheet."""
    page = drawing.sheet(sheet)
    page.hide_gridlines(2)
    page.set_column(0, GRID - 1, UNIT_WIDTH)
    face = Face(sheet, definition.household_table, definition.member_table, definition.member_rows)
    pen = _FacePen(drawing, page, campaign, face, filled)
    pen.row = SELECTOR_ROW
    _draw_page(pen, page, campaign, form, definition)


def _draw_page(pen: _FacePen, page: Worksheet, campaign: Campaign, form: Form, definition: PrintFace) -> None:
    title = next((item.title for item in campaign.notice.attachments if item.form == form.id), form.title) or form.id
    pending = _PENDING_NOTE if form.status is not None else ""
    pen.title(title + pending + (_CONTINUED if pen.continued else ""), definition.sorted_by)
    if not pen.continued:
        pen.record(definition)
    if definition.member_table is not None:
        pen.members(definition, definition.member_table)
    pen.signatures(definition.signatures)
    page.set_portrait()
    page.set_margins(left=0.45, right=0.45, top=0.5, bottom=0.45)
    page.center_horizontally()
    page.fit_to_pages(1, _CHECKED_PAGES if definition.checked else 1)
    page.print_area(SELECTOR_ROW, 0, pen.row - 1, GRID - 1)


class _FacePen:
    """Writes a print face from top to bottom: with formulas, or, where a household is given, with what is filled in."""

    def __init__(
        self, drawing: Drawing, page: Worksheet, campaign: Campaign, face: Face, filled: Filled | None = None
    ) -> None:
        self._drawing, self._page, self._campaign, self._face = drawing, page, campaign, face
        self._filled = filled
        self._key = campaign.tables[face.household_table].key
        self.row = 0

    @property
    def continued(self) -> bool:
        """Whether the page holds the members that earlier pages had no room for."""
        return self._filled is not None and self._filled.before > 0

    def selector(self, lists: HouseholdLists) -> None:
        """The line above the page: choose a household here, then print."""
        look = {"bold": True, "font_size": 11}
        self._page.set_row(0, 24)
        self._span(0, 0, SELECTOR_COLUMN, vocabulary().household_code, {**look, "align": "right"})
        field = {**BORDER, **look, "bg_color": INPUT, "locked": False, "num_format": "@", "align": "center"}
        self._span(0, SELECTOR_COLUMN, SELECTOR_UNITS, "", field)
        beside, back = SELECTOR_COLUMN + SELECTOR_UNITS, GRID - 3
        self._span(0, beside, back - beside, "← 下拉选一户，下面自动填好，只打印一页", SUBTITLE)
        self._page.merge_range(0, back, 0, GRID - 1, "", self._format(LINK))
        self._page.write_url(0, back, f"internal:'{COVER}'!A1", self._format(LINK), "返回封面")
        rule = {"validate": "list", "source": f"={lists.name((self._face.household_table,))}"}
        rule |= {"error_title": "填写有误", "error_message": f"请从下拉框里选{vocabulary().household_code}。"}
        rule |= {"input_title": vocabulary().household_code, "input_message": "选要打印的户。"}
        self._page.data_validation(0, SELECTOR_COLUMN, 0, beside - 1, rule)
        tables = (self._face.household_table,)
        place = f"MATCH({_SELECTED},{lists.name(tables)},0)"
        code = f'IFERROR(INDEX({lists.codes(tables)},{place}),{_SELECTED}&"")'
        self._page.write_formula(0, GRID, f"={code}", self._format({}), "")
        self._place(f"MATCH({_CODE},{column_name(self._face.household_table, self._key)},0)")
        self.row = 1

    def title(self, title: str, group: str | None) -> None:
        """The form's title, then the place: county, township, village, and the village group where there is one."""
        self._page.set_row(self.row, 32)
        self._span(self.row, 0, GRID, title, {"bold": True, "font_size": 17, "align": "center"})
        self.row += 1
        self._page.set_row(self.row, 18)
        place = self._filled.village if self._filled is not None else ""
        units = GRID if group is None else GRID - _GROUP_UNITS
        self._span(self.row, 0, units, place, {"font_size": 10, "align": "left"})
        self._face.village = f"A{self.row + 1}"
        if group is not None:
            column = self._campaign.column(self._face.household_table, group)
            self._value(column, units, _GROUP_UNITS, {"font_size": 10, "align": "right"})
        self.row += 1

    def record(self, definition: PrintFace) -> None:
        """The record's blocks: the title on the left, labels and values beside it, and what a visit finds."""
        codes = self._campaign.codes if definition.checked else None
        if definition.checked:
            self._headings()
        for group in definition.household_groups:
            every, also = self._campaign.columns(definition.household_table), definition.also.get(group, ())
            columns = [column for column in every if column.group == group or column.name in also]
            first = self.row
            shared = lines(items(columns, codes))
            for line in shared:
                self._record_line(line, height(group, TITLE_UNITS) / len(shared))
            self._block_title(first, group)

    def _headings(self) -> None:
        self._page.set_row(self.row, HEIGHT)
        self._span(self.row, 0, TITLE_UNITS, "", _LABEL)
        start = TITLE_UNITS
        while start < GRID:
            for text, units in (("项目", LABEL_UNITS), (_AS_HELD, BESIDE_UNITS), (_AS_FOUND, EMPTY_UNITS)):
                self._span(self.row, start, units, text, {**_LABEL, "bold": True})
                start += units
        self.row += 1

    def members(self, definition: PrintFace, table: str) -> None:
        """One line a member, looked up by household code and running number."""
        columns = [self._campaign.column(table, name) for name in definition.member_columns]
        places = spans(columns)
        first = self.row
        labels = [(start, units, column.label) for column, (start, units) in zip(columns, places, strict=True)]
        self._page.set_row(self.row, max(height(text, units) for _, units, text in labels))
        for start, units, text in [(TITLE_UNITS, 1, "序号"), *labels]:
            self._span(self.row, start, units, text, _LABEL)
        self.row += 1
        for number in range(1, definition.member_rows + 1):
            self._member_line(table, columns, places, number)
        self._block_title(first, "家庭成员")
        count = f"SUMPRODUCT(--({column_name(table, self._key)}={_CODE}))"
        before, after = too_many_words(definition.member_rows)
        note = self._filled.note(definition) if self._filled is not None else ""
        formula = f'IF({count}>{definition.member_rows},"{before}"&{count}&"{after}","")'
        self._page.set_row(self.row, 14)
        self._formula_span(self.row, 0, GRID, formula, {"font_size": 9}, note)
        self.row += 1
        self._face.note = f"A{self.row}"

    def signatures(self, names: Iterable[str]) -> None:
        self._page.set_row(self.row, 32)
        line = "    ".join(f"{name}：______________" for name in names)
        self._span(self.row, 0, GRID, line, {"font_size": 11})
        self.row += 1

    def _block_title(self, first: int, title: str) -> None:
        """The title of the lines from row ``first`` to the last one written."""
        look = self._format({**_LABEL, "bold": True, "bg_color": "#EDEDED"})
        self._page.merge_range(first, 0, self.row - 1, TITLE_UNITS - 1, title, look)

    def _record_line(self, line: Sequence[Item], least: float) -> None:
        self._page.set_row(self.row, line_height(line, least))
        start = TITLE_UNITS
        for item in line:
            column = item.column
            self._span(self.row, start, LABEL_UNITS, label(column), _LABEL)
            start += LABEL_UNITS
            if item.empty and column.asked_anew:
                self._last_value(column, start, item.value)
                self._value(column, start + item.value, item.empty, _value(column))
            else:
                self._value(column, start, item.value, _value(column))
                if item.empty:
                    self._span(self.row, start + item.value, item.empty, item.options, _EMPTY)
            start += item.value + item.empty
        self.row += 1

    def _value(self, column: ResolvedColumn, start: int, units: int, look: Mapping[str, Any]) -> None:
        """A value of the record in this row."""
        formula = _looked_up(_shown(self._face.household_table, column), f"${_PLACE}$1")
        value = self._filled.household.get(column.name) if self._filled is not None else None
        self._face.household[self._formula_span(self.row, start, units, formula, look, value)] = column.name

    def _last_value(self, column: ResolvedColumn, start: int, units: int) -> None:
        """What the register held of the year before, where the campaign asks anew."""
        name, look = f"{LAST}{column.name}", _value(column)
        look["num_format"] = f'"上年 "{look["num_format"]}'
        formula = _as_issued(self._face.household_table, column.name, f"${_PLACE}$1")
        value = self._filled.household.get(name) if self._filled is not None else None
        self._face.household[self._formula_span(self.row, start, units, formula, look, value)] = name

    def _member_line(
        self, table: str, columns: Sequence[ResolvedColumn], places: Sequence[tuple[int, int]], number: int
    ) -> None:
        self._page.set_row(self.row, _MEMBER_HEIGHT)
        before = self._filled.before if self._filled is not None else 0
        self._page.write_number(self.row, TITLE_UNITS, before + number, self._format(_LABEL))
        self._place(f'MATCH({_CODE}&"#{number}",{column_name(table, SEQUENCE)},0)')
        cells = {}
        for column, (start, units) in zip(columns, places, strict=True):
            formula = _looked_up(_shown(table, column), f"${_PLACE}{self.row + 1}")
            look = {**_value(column), "font_size": 8}
            value = self._filled.member(number).get(column.name) if self._filled is not None else None
            cells[self._formula_span(self.row, start, units, formula, look, value)] = column.name
        self._face.members.append(cells)
        self.row += 1

    def _place(self, match: str) -> None:
        """A hidden cell in this row with the position of what is shown, 0 when there is none."""
        if self._filled is not None:
            return
        self._page.write_formula(self.row, GRID + 1, f"=IFERROR({match},0)", self._format({}), 0)
        self._face.places.append(f"{_PLACE}{self.row + 1}")

    def _format(self, look: Mapping[str, Any]) -> Any:
        return self._drawing.format({"font_name": PRINT_FONT, "font_size": 9}, dict(look))

    def _span(self, row: int, start: int, units: int, text: str, look: Mapping[str, Any]) -> None:
        made = self._format(look)
        if units == 1:
            self._page.write_string(row, start, text, made)
        else:
            self._page.merge_range(row, start, row, start + units - 1, text, made)

    def _formula_span(
        self, row: int, start: int, units: int, formula: str, look: Mapping[str, Any], value: Value = None
    ) -> str:
        """A formula over several grid columns, or the value where a household is given; returns its cell."""
        self._span(row, start, units, value if isinstance(value, str) else "", look)
        if self._filled is None:
            self._page.write_formula(row, start, f"={formula}", self._format(look), "")
        elif isinstance(value, float):
            self._page.write_number(row, start, value, self._format(look))
        return f"{column_letters(start)}{row + 1}"


_LABEL: dict[str, Any] = {**BORDER, "text_wrap": True, "align": "center", "bg_color": "#F7F7F7"}
_EMPTY: dict[str, Any] = {**BORDER, "text_wrap": True, "align": "left", "font_size": 8, "font_color": "#595959"}


def _value(column: ResolvedColumn) -> dict[str, Any]:
    fit = "shrink" if column.kind in ("id", "bank", "code", "phone", "money") else "text_wrap"
    return {**value_look(column.kind, column.decimals), fit: True, "align": "center"}


def _shown(table: str, column: ResolvedColumn) -> str:
    """The name of a column as it was typed, or computed."""
    return (typed_name if column.derived is None else column_name)(table, column.name)


def _as_issued(table: str, name: str, place: str) -> str:
    """What the row at a position was issued with; nothing where it was not issued."""
    row = f"INDEX({column_name(table, ISSUED)},{place})"
    value = f'INDEX({issued_name(table)},{row},MATCH("{name}",{issued_columns_name(table)},0))'
    return f'IF({place}=0,"",IF(N({row})=0,"",IF({value}="","",{value})))'


def _looked_up(cells: str, place: str) -> str:
    """The content of a column at a position; an empty cell stays empty instead of becoming 0."""
    return f'IF({place}=0,"",IF(INDEX({cells},{place})="","",INDEX({cells},{place})))'
