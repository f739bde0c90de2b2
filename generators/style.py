"""One look for every workbook we write: fonts, colours, number formats, widths, pages.

Colours carry a meaning that is the same everywhere: red must be changed, yellow is to be verified, blue is a hint or a
changed cell, green fits, grey cannot be typed into or is open.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cunbiao.findings import DELIVERY, EXPLAINED
from cunbiao.kinds import Kind
from cunbiao.records.identity_sheet import AUTHOR, CREATED
from workbooks.package import PackageWriter, read_members

FONT = "微软雅黑"
PRINT_FONT = "宋体"
SIZE = 10

DARK = "#1F4E79"
MIDDLE = "#BDD7EE"
LIGHT = "#DDEBF7"
INPUT = "#FFFDF2"
LOCKED = "#F2F2F2"
LINE = "#BFBFBF"
FAINT = "#7F7F7F"

RED, RED_TEXT = "#F8CBAD", "#9C0006"
YELLOW, YELLOW_TEXT = "#FFEB9C", "#7F6000"
BLUE, BLUE_TEXT = "#CFE8F7", "#1F4E79"
GREEN, GREEN_TEXT = "#C6E0B4", "#375623"
GREY, GREY_TEXT = "#E7E6E6", "#595959"

# Fill and font colour of a level of a finding, of how one stands, and of an outcome of a verdict.
LEVEL_COLOURS = {"必改": (RED, RED_TEXT), "核实": (YELLOW, YELLOW_TEXT), "提示": (BLUE, BLUE_TEXT)}
STANDING_COLOURS = {**LEVEL_COLOURS, EXPLAINED: (GREEN, GREEN_TEXT), DELIVERY: (GREY, RED_TEXT)}
OUTCOME_COLOURS = {"符合": (GREEN, GREEN_TEXT), "不符合": (RED, RED_TEXT), "无法判定": (GREY, GREY_TEXT)}

# A workbook carries no clock: the same content gives the same bytes.
_PAPER_A4 = 9
LINE_HEIGHT = 15.0
_ROW_PIXELS = 22
# What anybody may do on a protected sheet: make columns and rows wider and higher, or fold them away. Cells keep their
# formats: a number in place of a text cuts an identity number, and a cleared rule hides what is wrong.
SIZES = {"format_columns": True, "format_rows": True}
# The same on a sheet of records, which can be filtered and sorted as well.
ARRANGED = {**SIZES, "sort": True, "autofilter": True}
# Without a scheme, or Excel would show the theme's font instead of this one.
_PLAIN = {"font_name": FONT, "font_size": SIZE, "font_scheme": "none"}


def number_format(kind: Kind, decimals: int | None = None) -> str:
    """The cell format of an indicator; whatever has digits that are no quantity is text."""
    if kind == "date":
        return "yyyy-mm-dd"
    if kind == "integer":
        return "0"
    if kind == "money":
        return "#,##0.00" if decimals is None or decimals else "#,##0"
    if kind == "number":
        # Not 0.##: Excel would show 3 as "3.".
        return "General"
    return "@"


def text_width(text: str) -> int:
    """Width in characters of half width: Chinese and full-width characters count two, as in their Chinese encoding."""
    return len(text) if text.isascii() else len(text.encode("gb18030", "replace"))


def column_width(texts: Iterable[str], least: float = 6, most: float = 40) -> float:
    """A column width in characters that shows the longest line of ``texts``."""
    longest = max((text_width(line) for text in texts for line in text.split("\n")), default=0)
    return min(max(longest * 1.05 + 2, least), most)


def lines_of(text: str, width: float) -> int:
    """How many lines a wrapped text takes in a column of ``width`` characters."""
    room = max(width - 1, 1)
    return sum(max(1, ceil(text_width(line) / room)) for line in text.split("\n"))


def row_height(lines: int) -> float:
    """The height in points of a row with so many lines of text."""
    return LINE_HEIGHT * lines + 1.5


class _Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter says no types
    """A sheet whose formulas are written as they are: no function of theirs is newer than Excel 2010, or it is spelt as
    Excel spells it in a file. XlsxWriter would look for thirty such functions in each.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


class Drawing:
    """A workbook being drawn by XlsxWriter, with one format object for each look.

    Text is always written as text: what looks like a formula, a number or a link is not turned into one. Title, subject
    and category are properties of the file; lists of ours are recognised by their category.
    """

    def __init__(self, title: str, subject: str = "", category: str = "") -> None:
        self._target = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self._target,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "default_format_properties": _PLAIN,
                "default_row_height": _ROW_PIXELS,
            },
        )
        properties = {"title": title, "subject": subject, "category": category}
        self.book.set_properties({**properties, "author": AUTHOR, "created": CREATED})
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def format(self, *looks: dict[str, Any], **properties: Any) -> Format:
        """The format with these XlsxWriter properties; later ones win, equal ones share one format."""
        merged: dict[str, Any] = {**_PLAIN, "valign": "vcenter"}
        for look in (*looks, properties):
            merged.update(look)
        key = tuple(sorted(merged.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(merged)
        return self._formats[key]

    def paint(self, colours: tuple[str, str]) -> Format:
        """The fill and font colour that a conditional format lays over a cell."""
        key = (("paint", colours),)
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"bg_color": colours[0], "font_color": colours[1]})
        return self._formats[key]

    def lines(self) -> Format:
        """The thin lines that a conditional format draws around cells, filled or not."""
        key = (("lines", True),)
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"border": 1, "border_color": LINE})
        return self._formats[key]

    def faint(self) -> Format:
        """The grey letters that a conditional format gives to a row that is dealt with."""
        key = (("faint", True),)
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"font_color": FAINT, "italic": True})
        return self._formats[key]

    def sheet(self, name: str) -> Worksheet:
        """A new sheet, set up for A4."""
        sheet = self.book.add_worksheet(name, _Sheet)
        sheet.set_paper(_PAPER_A4)
        return sheet

    def finish(self) -> bytes:
        """Closes the workbook and returns its bytes, which are the same on every system."""
        self.book.close()
        written = io.BytesIO()
        package = PackageWriter(written)
        for member in read_members(self._target.getvalue()):
            package.copy(member)
        package.close()
        return written.getvalue()


BORDER: dict[str, Any] = {"border": 1, "border_color": LINE}
TITLE: dict[str, Any] = {"bold": True, "font_size": 16, "font_color": DARK}
SUBTITLE: dict[str, Any] = {"font_color": FAINT}
GROUP: dict[str, Any] = {**BORDER, "bold": True, "align": "center", "bg_color": DARK, "font_color": "#FFFFFF"}
HEADING: dict[str, Any] = {**BORDER, "bold": True, "align": "center", "text_wrap": True, "bg_color": MIDDLE}
HINT: dict[str, Any] = {**BORDER, "font_size": 8, "text_wrap": True, "bg_color": LIGHT, "font_color": GREY_TEXT}
CELL: dict[str, Any] = {**BORDER}
WRAPPED: dict[str, Any] = {**BORDER, "text_wrap": True, "valign": "top"}
CENTRED: dict[str, Any] = {**BORDER, "align": "center"}
LINK: dict[str, Any] = {"font_color": "#0563C1", "underline": 1}
TOTAL: dict[str, Any] = {**BORDER, "bold": True, "bg_color": LIGHT, "top": 2}


def value_look(kind: Kind, decimals: int | None = None) -> dict[str, Any]:
    """The look of a data cell of an indicator: numbers right, everything else left, all with thin lines."""
    return {**BORDER, "num_format": number_format(kind, decimals)}


def filled(colours: tuple[str, str]) -> dict[str, Any]:
    """The look of a cell painted with one of the pairs above."""
    return {"bg_color": colours[0], "font_color": colours[1]}


def footer_of(left: str, size: int) -> str:
    """A footer in letters of this size: a text left, the page number right.

    Behind the code of the size digits would belong to the number, and "&" begins a code.
    """
    text = left.replace("&", "&&")
    return f"&L&{size}{' ' if text[:1].isdigit() else ''}{text}&R&{size}第 &P 页 共 &N 页"


def landscape(sheet: Worksheet, first_repeated: int, last_repeated: int, footer: str = "", pages: int = 1) -> None:
    """A4 landscape, ``pages`` wide, headings (rows from 0) on every page, page numbers below.

    What stands beside a page comes after it, so that the parts of a row lie together.
    """
    sheet.set_landscape()
    if pages > 1:
        sheet.print_across()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(pages, 0)
    sheet.repeat_rows(first_repeated, last_repeated)
    sheet.set_footer(footer_of(footer, 8))
