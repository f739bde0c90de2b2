"""Print faces: the official layout of one household, filled from the entry sheets for the code in the selector cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.worksheet import Worksheet

from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.definitions.models import Form, PrintFace
from cunbiao.definitions.vocabulary import vocabulary
from generators.style import (
    BORDER,
    GREEN,
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
from generators.village.layout import SEQUENCE, column_name, typed_name
from generators.village.names import COVER
from generators.village.wording import with_unit
from workbooks.references import column_letters
from workbooks.stamp.values import Value

# The page is a grid of narrow columns: the group's title on the left, then labels and values over several of them.
_TITLE_UNITS, _GRID, _UNIT_WIDTH = 2, 26, 4.0
_LABEL_UNITS, _VALUE_UNITS, _NUMBER_UNITS = 3, 3, 9
_LEAST_UNITS = {"text": 2, "id": 4}
# Texts this wide (in characters) get a line of their own.
_WIDE = 26
_SELECTOR_ROW = 1
_SELECTOR_COLUMN, _SELECTOR_UNITS = 5, 7
# The cell that says which household is shown.
SELECTOR = f"{column_letters(_SELECTOR_COLUMN)}{_SELECTOR_ROW}"
_SELECTED = f"${column_letters(_SELECTOR_COLUMN)}${_SELECTOR_ROW}"
_PLACE = column_letters(_GRID + 1)
_HEIGHT, _MEMBER_HEIGHT, _LINE = 20.0, 21.0, 11.5
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
        self,
        village: str,
        code: str,
        household: Mapping[str, Value],
        members: Sequence[tuple[int, Mapping[str, Value]]],
    ) -> dict[str, Value]:
        """Cell → value while ``code`` is selected.

        ``household`` are its values by indicator (with its position under ``""``), ``members`` the positions and values
        of its members in sheet order.
        """
        values: dict[str, Value] = {SELECTOR: code, self.village: village, self.places[0]: household.get("", 0)}
        values.update({cell: household.get(name, "") for cell, name in self.household.items()})
        for number, cells in enumerate(self.members):
            position, person = members[number] if number < len(members) else (0, {})
            values[self.places[number + 1]] = position
            values.update({cell: person.get(name, "") for cell, name in cells.items()})
        values[self.note] = too_many(len(members), self.member_rows)
        return values


@dataclass(frozen=True)
class Filled:
    """One household on a page of its own: place, code, its values and those of its members by indicator."""

    village: str
    code: str
    household: Mapping[str, Value]
    members: Sequence[Mapping[str, Value]]

    def member(self, number: int) -> Mapping[str, Value]:
        """The member on a line, counted from 1; nothing on a line that is left."""
        return self.members[number - 1] if number <= len(self.members) else {}


def too_many(count: int, rows: int) -> str:
    """What the page says when the household has more members than it has lines."""
    before, after = too_many_words(rows)
    return f"{before}{count}{after}" if count > rows else ""


def too_many_words(rows: int) -> tuple[str, str]:
    """Those words before and after the number of members."""
    return "本户登记成员 ", f" 人，本页只印前 {rows} 人，其余另附。"


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
    _draw_page(pen, page, campaign, form, definition)
    page.set_tab_color(GREEN)
    page.protect(password, {"format_columns": True, "format_rows": True})
    return face


def draw_filled_face(drawing: Drawing, campaign: Campaign, form: Form, sheet: str, filled: Filled) -> None:
    """Draws the print face of a form with one household on it, which needs no other sheet."""
    assert form.print_face is not None
    definition = form.print_face
    page = drawing.sheet(sheet)
    page.hide_gridlines(2)
    page.set_column(0, _GRID - 1, _UNIT_WIDTH)
    face = Face(sheet, definition.household_table, definition.member_table, definition.member_rows)
    pen = _FacePen(drawing, page, campaign, face, filled)
    pen.row = _SELECTOR_ROW
    _draw_page(pen, page, campaign, form, definition)


def _draw_page(pen: _FacePen, page: Worksheet, campaign: Campaign, form: Form, definition: PrintFace) -> None:
    title = next((item.title for item in campaign.notice.attachments if item.form == form.id), form.title) or form.id
    pen.title(title + (_PENDING_NOTE if form.status is not None else ""))
    pen.household(definition)
    pen.members(definition)
    pen.signatures(definition.signatures)
    page.set_portrait()
    page.set_margins(left=0.45, right=0.45, top=0.5, bottom=0.45)
    page.center_horizontally()
    page.fit_to_pages(1, 1)
    page.print_area(_SELECTOR_ROW, 0, pen.row - 1, _GRID - 1)


class _FacePen:
    """Writes a print face from top to bottom: with formulas, or, where a household is given, with what is filled in."""

    def __init__(
        self, drawing: Drawing, page: Worksheet, campaign: Campaign, face: Face, filled: Filled | None = None
    ) -> None:
        self._drawing, self._page, self._campaign, self._face = drawing, page, campaign, face
        self._filled = filled
        self._key = campaign.tables[face.household_table].key
        self.row = 0

    def selector(self, lists: HouseholdLists) -> None:
        """The line above the page: choose a household here, then print."""
        look = {"bold": True, "font_size": 11}
        self._page.set_row(0, 24)
        self._span(0, 0, _SELECTOR_COLUMN, vocabulary().household_code, {**look, "align": "right"})
        field = {**BORDER, **look, "bg_color": INPUT, "locked": False, "num_format": "@", "align": "center"}
        self._span(0, _SELECTOR_COLUMN, _SELECTOR_UNITS, "", field)
        beside, back = _SELECTOR_COLUMN + _SELECTOR_UNITS, _GRID - 3
        self._span(0, beside, back - beside, "← 下拉选一户，下面自动填好，只打印一页", SUBTITLE)
        self._page.merge_range(0, back, 0, _GRID - 1, "", self._format(LINK))
        self._page.write_url(0, back, f"internal:'{COVER}'!A1", self._format(LINK), "返回封面")
        rule = {"validate": "list", "source": f"={lists.name((self._face.household_table,))}"}
        rule |= {"error_title": "填写有误", "error_message": f"请从下拉框里选{vocabulary().household_code}。"}
        rule |= {"input_title": vocabulary().household_code, "input_message": "选要打印的户。"}
        self._page.data_validation(0, _SELECTOR_COLUMN, 0, beside - 1, rule)
        self._place(f"MATCH({_SELECTED},{column_name(self._face.household_table, self._key)},0)")
        self.row = 1

    def title(self, title: str) -> None:
        self._page.set_row(self.row, 32)
        self._span(self.row, 0, _GRID, title, {"bold": True, "font_size": 17, "align": "center"})
        self.row += 1
        self._page.set_row(self.row, 18)
        place = self._filled.village if self._filled is not None else ""
        self._span(self.row, 0, _GRID, place, {"font_size": 10, "align": "left"})
        self.row += 1
        self._face.village = f"A{self.row}"

    def household(self, definition: PrintFace) -> None:
        """The household's blocks: the title on the left, labels and values beside it."""
        for group in definition.household_groups:
            columns = [c for c in self._campaign.columns(definition.household_table) if c.group == group]
            first = self.row
            lines = _lines(columns)
            for line in lines:
                self._household_line(line, _line_height(group, _TITLE_UNITS) / len(lines))
            self._block_title(first, group)

    def members(self, definition: PrintFace) -> None:
        """One line a member, looked up by household code and running number."""
        table = definition.member_table
        columns = [self._campaign.column(table, name) for name in definition.member_columns]
        spans = _spans(columns)
        first = self.row
        labels = [(start, units, column.label) for column, (start, units) in zip(columns, spans, strict=True)]
        self._page.set_row(self.row, max(_line_height(text, units) for _, units, text in labels))
        for start, units, text in [(_TITLE_UNITS, 1, "序号"), *labels]:
            self._span(self.row, start, units, text, _LABEL)
        self.row += 1
        for number in range(1, definition.member_rows + 1):
            self._member_line(table, columns, spans, number)
        self._block_title(first, "家庭成员")
        count = f"SUMPRODUCT(--({column_name(table, self._key)}={_SELECTED}))"
        before, after = too_many_words(definition.member_rows)
        formula = f'IF({count}>{definition.member_rows},"{before}"&{count}&"{after}","")'
        self._page.set_row(self.row, 14)
        note = too_many(len(self._filled.members), definition.member_rows) if self._filled is not None else ""
        self._formula_span(self.row, 0, _GRID, formula, {"font_size": 9}, note)
        self.row += 1
        self._face.note = f"A{self.row}"

    def signatures(self, names: Iterable[str]) -> None:
        self._page.set_row(self.row, 32)
        line = "    ".join(f"{name}：______________" for name in names)
        self._span(self.row, 0, _GRID, line, {"font_size": 11})
        self.row += 1

    def _block_title(self, first: int, title: str) -> None:
        """The title of the lines from row ``first`` to the last one written."""
        look = self._format({**_LABEL, "bold": True, "bg_color": "#EDEDED"})
        self._page.merge_range(first, 0, self.row - 1, _TITLE_UNITS - 1, title, look)

    def _household_line(self, columns: Sequence[ResolvedColumn], least: float) -> None:
        height = max(_HEIGHT, least, *(_line_height(_label(column), _LABEL_UNITS) for column in columns))
        self._page.set_row(self.row, 2 * _HEIGHT if _is_wide(columns[0]) else height)
        start = _TITLE_UNITS
        for column in columns:
            self._span(self.row, start, _LABEL_UNITS, _label(column), _LABEL)
            start += _LABEL_UNITS
            # The last value takes what is left of the line.
            units = _GRID - start if column is columns[-1] else _value_units(column)
            formula = _looked_up(_shown(self._face.household_table, column), f"${_PLACE}$1")
            value = self._filled.household.get(column.name) if self._filled is not None else None
            cell = self._formula_span(self.row, start, units, formula, _value(column), value)
            self._face.household[cell] = column.name
            start += units
        self.row += 1

    def _member_line(
        self, table: str, columns: Sequence[ResolvedColumn], spans: Sequence[tuple[int, int]], number: int
    ) -> None:
        self._page.set_row(self.row, _MEMBER_HEIGHT)
        self._page.write_number(self.row, _TITLE_UNITS, number, self._format(_LABEL))
        self._place(f'MATCH({_SELECTED}&"#{number}",{column_name(table, SEQUENCE)},0)')
        cells = {}
        for column, (start, units) in zip(columns, spans, strict=True):
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


def _value(column: ResolvedColumn) -> dict[str, Any]:
    fit = "shrink" if column.kind in ("id", "bank", "code", "phone", "money") else "text_wrap"
    return {**value_look(column.kind, column.decimals), fit: True, "align": "center"}


def _shown(table: str, column: ResolvedColumn) -> str:
    """The name of a column as it was typed, or computed."""
    return (typed_name if column.derived is None else column_name)(table, column.name)


def _looked_up(cells: str, place: str) -> str:
    """The content of a column at a position; an empty cell stays empty instead of becoming 0."""
    return f'IF({place}=0,"",IF(INDEX({cells},{place})="","",INDEX({cells},{place})))'


def _is_wide(column: ResolvedColumn) -> bool:
    return column.kind == "text" and (column.width or 0) >= _WIDE


def _value_units(column: ResolvedColumn) -> int:
    return _NUMBER_UNITS if column.kind in ("id", "bank", "code") else _VALUE_UNITS


def _lines(columns: Iterable[ResolvedColumn]) -> list[list[ResolvedColumn]]:
    """Columns shared out over lines of the grid, long texts on lines of their own."""
    lines: list[list[ResolvedColumn]] = []
    room = 0
    for column in columns:
        needed = _LABEL_UNITS + (_GRID if _is_wide(column) else _value_units(column))
        if needed > room:
            lines.append([])
            room = _GRID - _TITLE_UNITS
        lines[-1].append(column)
        room -= needed
    return lines


def _label(column: ResolvedColumn) -> str:
    """The label with its unit, which gets a line of its own when one line does not hold both."""
    text = with_unit(column)
    return text if _lines_on(text, _LABEL_UNITS) == 1 else text.replace("（", "\n（")


def _lines_on(text: str, units: int) -> int:
    return lines_of(text, units * _UNIT_WIDTH * 1.15 + 1)


def _line_height(text: str, units: int) -> float:
    return _LINE * _lines_on(text, units) + 6


def _spans(columns: Sequence[ResolvedColumn]) -> list[tuple[int, int]]:
    """Start and number of grid columns for each member column: what needs most room gets the next free one.

    A name of three characters and an identity number are to stay on one line.
    """
    units = [_LEAST_UNITS.get(column.kind, 1) for column in columns]
    wanted = [max(float(column.width or 8), text_width(column.label) / 3) for column in columns]
    first = _TITLE_UNITS + 1
    for _ in range(_GRID - first - sum(units)):
        neediest = max(range(len(columns)), key=lambda index: wanted[index] / units[index])
        units[neediest] += 1
    starts = [first + sum(units[:index]) for index in range(len(units))]
    return list(zip(starts, units, strict=True))
