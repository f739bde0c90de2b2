"""清单: a titled list with headings, one row a record, drawn by XlsxWriter and filled by the stamp.

Rows from the top: title, note, totals and group headings where there are any, labels, then the records. A marked list,
which a machine can read back, has machine names (hidden), title and note, totals, group headings, labels, always.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, islice
from types import NoneType
from typing import Any

from xlsxwriter.worksheet import Worksheet

from cunbiao.submissions.rollup_seal import FORMULA, ShownRows
from generators.style import (
    BLUE,
    BLUE_TEXT,
    CELL,
    FONT,
    GROUP,
    HEADING,
    INPUT,
    SUBTITLE,
    TITLE,
    TOTAL,
    Drawing,
    column_width,
    landscape,
    lines_of,
    row_height,
)
from workbooks.references import column_letters
from workbooks.stamp import Band

# Widths are taken from the first records; the rest of a column looks like them.
_SAMPLE = 200
# Characters that are legible side by side on A4 landscape.
_PAGE = 170
# Longer texts are cut in a list.
_LONGEST = 2_000
# How a note beside a cell looks.
_NOTE = {"author": "村表通", "font_name": FONT, "font_size": 9, "x_scale": 1.3, "y_scale": 0.6, "color": INPUT}
# Function numbers of SUBTOTAL that leave out hidden rows.
_SUBTOTALS = {"sum": 109, "count": 103}


@dataclass(frozen=True)
class ListColumn:
    """One column of a list.

    Attributes:
        label: its heading.
        values: one value a record; for a formula column the results shown before any recalculation.
        look: XlsxWriter properties of its cells.
        formula: with ``{row}`` for the number of the row, without "=".
        name: machine name in the hidden first row of a marked list.
        group: heading over neighbouring columns that have the same one.
        width: in characters; taken from the content when None, and at most ``most``.
        hidden: not shown.
        total: ``sum`` or ``count`` adds a total that follows the filter; a formula (``{row}``: the totals' own row,
            without "=") adds that, with ``total_shown`` as its result.
        colours: text → fill and font colour of the cells that hold it.
        choices: what may be chosen in its cells.
    """

    label: str
    values: Sequence[Any]
    look: Mapping[str, Any] = field(default_factory=lambda: CELL)
    formula: str = ""
    name: str = ""
    group: str = ""
    width: float | None = None
    most: float = 40
    hidden: bool = False
    total: str = ""
    total_shown: float | str = ""
    colours: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listing:
    """A list: ``count`` records of ``columns`` on one sheet.

    ``mark`` (cell A1) makes it machine-readable: row 1 then holds the machine names. ``frozen`` columns stay in sight;
    ``empty`` is said when there are no records. ``printed`` limits the print area to the first columns. ``marked`` are
    the letters of a column that names, as |0|3|, those of the printed columns whose cell in the row is to be painted;
    ``done`` those of a column that is filled in when the row is dealt with. ``notes`` are said beside a cell: (record,
    column) → text.
    """

    sheet: str
    title: str
    columns: tuple[ListColumn, ...]
    count: int
    note: str = ""
    mark: str = ""
    frozen: int = 0
    empty: str = "没有记录"
    printed: int = 0
    tab_colour: str = ""
    marked: str = ""
    done: str = ""
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)

    @cached_property
    def grouped(self) -> bool:
        """Whether there is a row of group headings."""
        return bool(self.mark) or any(column.group for column in self.columns)

    @cached_property
    def totalled(self) -> bool:
        """Whether there is a row of totals."""
        return bool(self.mark) or any(column.total for column in self.columns)

    @cached_property
    def label_row(self) -> int:
        """The row (from 1) of the column labels."""
        return 3 + self.totalled + self.grouped

    @cached_property
    def first_row(self) -> int:
        """The row (from 1) of the first record."""
        return self.label_row + 1

    @property
    def last_row(self) -> int:
        """The row of the last record; the first row of an empty list."""
        return self.first_row + max(self.count, 1) - 1

    def letter(self, name: str) -> str:
        """Column letters of a machine name or, in a list without any, of a heading; raises `KeyError` for another."""
        return self._letters[name]

    @cached_property
    def _letters(self) -> dict[str, str]:
        return {column.name or column.label: column_letters(index) for index, column in enumerate(self.columns)}

    def reference(self, name: str) -> str:
        """All records of a column as an absolute reference with the sheet's name, for formulas on other sheets."""
        letter = self.letter(name)
        return f"'{self.sheet}'!${letter}${self.first_row}:${letter}${self.last_row}"

    @property
    def total_row(self) -> int:
        """The row of the totals."""
        return self.label_row - 1 - self.grouped

    def shown(self) -> list[ShownRows]:
        """What its records say, and that the totals are formulas."""
        letters = [column_letters(index) for index in range(len(self.columns))]
        records = [[FORMULA] * self.count if column.formula else column.values for column in self.columns]
        shown = [ShownRows(self.first_row, dict(zip(letters, records, strict=True)))]
        if self.totalled:
            totals = {letter: [FORMULA] for letter, column in zip(letters, self.columns, strict=True) if column.total}
            shown.append(ShownRows(self.total_row, totals))
        return shown

    def bands(self) -> list[Band]:
        """The records, for the stamp."""
        if not self.count:
            return []
        columns = {column_letters(index): column.values for index, column in enumerate(self.columns)}
        return [Band(self.first_row, self.count, columns, self._heights(), blanks=bool(self.done))]

    def _heights(self) -> Sequence[float]:
        """The height of each record with its wrapped texts; nothing when no column wraps."""
        tallest = [1] * self.count
        for column, width in zip(self.columns, self.widths, strict=True):
            if not column.look.get("text_wrap") or column.hidden:
                continue
            lines = {value: lines_of(value, width) for value in set(column.values) if isinstance(value, str)}
            tallest = [max(most, lines.get(value, 1)) for most, value in zip(tallest, column.values, strict=True)]
        return [row_height(lines) for lines in tallest] if max(tallest) > 1 else ()

    @cached_property
    def widths(self) -> list[float]:
        """Column widths in characters."""
        return [_width(column) if column.width is None else column.width for column in self.columns]

    def draw(self, drawing: Drawing, footer: str = "") -> Worksheet:
        """Draws everything but the records; their first row is the prototype."""
        sheet = drawing.sheet(self.sheet)
        if self.tab_colour:
            sheet.set_tab_color(self.tab_colour)
        self._draw_title(drawing, sheet)
        if self.totalled:
            self._draw_totals(drawing, sheet)
        if self.grouped:
            self._draw_groups(drawing, sheet)
        heading = drawing.format(HEADING)
        for index, column in enumerate(self.columns):
            sheet.write_string(self.label_row - 1, index, column.label, heading)
        lines = max(lines_of(column.label, width) for column, width in zip(self.columns, self.widths, strict=True))
        sheet.set_row(self.label_row - 1, row_height(max(lines, 2)))
        for index in range(len(self.columns)):
            self._draw_column(drawing, sheet, index)
        for (record, index), text in self.notes.items():
            sheet.write_comment(self.first_row - 1 + record, index, text, _NOTE)
        for index in range(self.printed if self.marked else 0):
            named = f'=ISNUMBER(FIND("|{index}|",${self.marked}{self.first_row}))'
            rule = {"type": "formula", "criteria": named, "format": drawing.paint((BLUE, BLUE_TEXT))}
            sheet.conditional_format(self.first_row - 1, index, self.last_row - 1, index, rule)
        if self.done:
            rule = {"type": "formula", "criteria": f'=${self.done}{self.first_row}<>""', "format": drawing.faint()}
            sheet.conditional_format(self.first_row - 1, 0, self.last_row - 1, self.printed - 1, rule)
        lined = {"type": "formula", "criteria": "=TRUE", "format": drawing.lines()}
        sheet.conditional_format(self.first_row - 1, 0, self.last_row - 1, len(self.columns) - 1, lined)
        sheet.freeze_panes(self.label_row, self.frozen)
        sheet.autofilter(self.label_row - 1, 0, self.last_row - 1, len(self.columns) - 1)
        printed = self.printed or len(self.columns)
        shown = [width for column, width in zip(self.columns, self.widths, strict=True) if not column.hidden]
        pages = max(1, round(sum(shown[:printed]) / _PAGE))
        landscape(sheet, self.label_row - 1 - self.grouped, self.label_row - 1, footer, pages)
        if pages > 1 and self.frozen:
            sheet.repeat_columns(0, self.frozen - 1)
        sheet.print_area(1 if self.mark else 0, 0, self.last_row - 1, printed - 1)
        return sheet

    def _draw_title(self, drawing: Drawing, sheet: Worksheet) -> None:
        shown = next(index for index, column in enumerate(self.columns) if not column.hidden)
        title, note = drawing.format(TITLE), drawing.format(SUBTITLE)
        text = self.note if self.count else self.empty
        if not self.mark:
            sheet.write_string(0, shown, self.title, title)
            sheet.write_string(1, shown, text, note)
            sheet.set_row(0, 27)
            return
        for index, column in enumerate(self.columns):
            sheet.write_string(0, index, column.name)
        sheet.write_string(0, 0, self.mark)
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.write_rich_string(1, shown, title, self.title, note, f"　　{text}", title)
        sheet.set_row(1, 27)

    def _draw_groups(self, drawing: Drawing, sheet: Worksheet) -> None:
        look = drawing.format(GROUP)
        row = self.label_row - 2
        for title, members in groupby(enumerate(self.columns), key=lambda pair: pair[1].group):
            first, *rest = [index for index, _ in members]
            if not title:
                continue
            if rest:
                sheet.merge_range(row, first, row, rest[-1], title, look)
            else:
                sheet.write_string(row, first, title, look)

    def _draw_totals(self, drawing: Drawing, sheet: Worksheet) -> None:
        """Totals over the rows that the filter shows."""
        row = self.total_row - 1
        unused = next(
            (index for index, column in enumerate(self.columns) if not column.hidden and not column.total), -1
        )
        for index, column in enumerate(self.columns):
            counted = {"num_format": "0"} if column.total == "count" else {}
            look = drawing.format({**column.look, **TOTAL, **counted})
            if not column.total:
                sheet.write(row, index, "合计" if index == unused else None, look)
                continue
            if column.total not in _SUBTOTALS:
                formula, shown = column.total.replace("{row}", str(self.total_row)), column.total_shown
            else:
                letter = column_letters(index)
                rows = f"{letter}{self.first_row}:{letter}{self.last_row}"
                formula, shown = f"SUBTOTAL({_SUBTOTALS[column.total]},{rows})", _total(column)
            sheet.write_formula(row, index, f"={formula}", look, shown)

    def _draw_column(self, drawing: Drawing, sheet: Worksheet, index: int) -> None:
        column = self.columns[index]
        look = drawing.format({**({"num_format": "@"} if _is_text(column) else {}), **column.look})
        sheet.set_column(index, index, self.widths[index], None, {"hidden": True} if column.hidden else {})
        row = self.first_row - 1
        if column.formula:
            sheet.write_formula(row, index, "=" + column.formula.replace("{row}", str(self.first_row)), look, "")
        else:
            sheet.write_blank(row, index, None, look)
        for text, colours in column.colours.items():
            rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": drawing.paint(colours)}
            sheet.conditional_format(row, index, self.last_row - 1, index, rule)
        if column.choices:
            rule = {"validate": "list", "source": list(column.choices)}
            sheet.data_validation(row, index, self.last_row - 1, index, rule)


def _is_text(column: ListColumn) -> bool:
    """Whether its cells are texts and stay so when somebody edits one that begins with "="."""
    kinds = set(map(type, column.values)) - {NoneType}
    return not column.formula and bool(kinds) and all(issubclass(kind, str) for kind in kinds)


def _total(column: ListColumn) -> float | int:
    if column.total == "count":
        return len(column.values) - column.values.count(None) - column.values.count("")
    numbers: list[float] = [value for value in column.values if isinstance(value, (int, float))]
    return sum(numbers)


def _width(column: ListColumn) -> float:
    shown = [str(value) for value in set(islice(column.values, _SAMPLE)) if value is not None]
    label = column.label if len(column.label) <= 6 else column.label[: (len(column.label) + 1) // 2]
    return column_width([label + "  ", *shown], most=column.most)


def printable(text: str, most: int = _LONGEST) -> str:
    """A text a cell can hold: control characters are shown as their symbols, what no character is as a white square.

    What is longer than ``most`` is cut.
    """
    if text.isprintable():
        return text[:most]
    return "".join(_symbol(letter) for letter in text[:most])


def _symbol(letter: str) -> str:
    if letter == "\n":
        return letter
    if letter < " ":
        return chr(0x2400 + ord(letter))
    return "□" if "\ud800" <= letter <= "\udfff" or letter in "\ufffe\uffff" else letter
