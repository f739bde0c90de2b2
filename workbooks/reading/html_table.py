"""A web page with a table, as many systems "export to Excel": its name ends in .xls, its content is HTML."""

from __future__ import annotations

from html.parser import HTMLParser

from workbooks import refusal
from workbooks.excel import MAX_COLUMNS, MAX_ROWS
from workbooks.reading.plain_text import decoded
from workbooks.reading.raw import ColumnSheet, Fault, Merge, Raw
from workbooks.refusal import Refused

Attributes = list[tuple[str, str | None]]


def read_page(data: bytes) -> ColumnSheet:
    """The tables of a page below each other, as Excel shows them on one sheet; every cell is text.

    Raises:
        Refused: the encoding cannot be told, or there is no table.
    """
    page = _Page()
    page.feed(decoded(data))
    page.close()
    page.end_cell()
    if not any(page.cells.values()):
        raise Refused(refusal.NOT_A_WORKBOOK, content="html")
    return ColumnSheet.with_cells(page.cells, page.merges)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: dict[int, dict[int, Raw]] = {}
        self.merges: list[Merge] = []
        self._depth = 0
        self._row = 0
        self._column = 0
        # Column → the last row that a cell further up reaches down to.
        self._taken: dict[int, int] = {}
        self._lines: list[str] | None = None
        self._error = ""

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """A table inside a cell is part of that cell's text."""
        if tag == "table":
            self._depth += 1
        elif self._depth > 1:
            return
        elif tag == "tr":
            self.end_cell()
            self._row += 1
            self._column = -1
        elif tag in ("td", "th"):
            self._start_cell(dict(attrs))
        elif tag == "br" and self._lines is not None:
            self._lines.append("")

    def handle_endtag(self, tag: str) -> None:
        """See `handle_starttag`."""
        if tag == "table":
            self._depth = max(self._depth - 1, 0)
        if self._depth <= 1 and tag in ("td", "th", "tr", "table"):
            self.end_cell()

    def handle_data(self, data: str) -> None:
        """Text counts in cells only."""
        if self._lines is not None:
            self._lines[-1] += data

    def _start_cell(self, attributes: dict[str, str | None]) -> None:
        self.end_cell()
        self._row = max(self._row, 1)
        self._column += 1
        while self._taken.get(self._column, 0) >= self._row:
            self._column += 1
        last_row = self._row + _span(attributes.get("rowspan"), MAX_ROWS) - 1
        last_column = self._column + _span(attributes.get("colspan"), MAX_COLUMNS) - 1
        if (last_row, last_column) != (self._row, self._column):
            self.merges.append(Merge(self._row, last_row, self._column, last_column))
            self._taken |= dict.fromkeys(range(self._column, last_column + 1), last_row)
        self._lines = [""]
        self._place = self._row, self._column
        self._error = attributes.get("x:err") or ""
        self._column = last_column

    def end_cell(self) -> None:
        """Keeps the cell that is open, if any."""
        if self._lines is None:
            return
        text = "\n".join(" ".join(line.split()) for line in self._lines).strip()
        row, column = self._place
        if text or self._error:
            self.cells.setdefault(row, {})[column] = Fault("error", text) if self._error else text
        self._lines = None


def _span(text: str | None, most: int) -> int:
    """How many rows or columns a cell takes."""
    return min(max(int(text), 1), most) if text is not None and text.isdecimal() else 1
