"""One workbook, sheet by sheet: the quick reader where it is safe, the careful one everywhere else."""

from __future__ import annotations

import re
from functools import cached_property

from workbooks.limits import Limits
from workbooks.reading import fast
from workbooks.reading.book import Book, SheetPart
from workbooks.reading.careful import read_carefully
from workbooks.reading.context import Context
from workbooks.reading.raw import RawSheet

_FIRST_CELL = re.compile(rb"<sheetData>\s*<row[^<>]*>\s*<c([^<>]*)>(.*?)</c>", re.DOTALL)
_PLACE = re.compile(rb' r="[A-Z]+[0-9]+"')
_INNER_TEXT = re.compile(rb"<(?:v|t)(?: [^<>]*)?>([^<]*)</(?:v|t)>")


class SheetReader:
    """Reads the sheets of one checked workbook when they are asked for."""

    def __init__(self, book: Book, limits: Limits) -> None:
        self._book = book
        self._limits = limits

    def mark(self, sheet: SheetPart, prefix: str) -> str:
        """The text of cell A1 when it is a mark, that is when it begins with ``prefix``; "" for any other sheet."""
        xml = sheet.xml
        start = xml.find(b"<sheetData>") if fast.PLAIN_SHEET.match(xml) else -1
        match = _FIRST_CELL.match(xml, start) if start >= 0 else None
        if match is None or _PLACE.search(match[1]) is None:
            # Cells need not say where they stand, and markup can be written in many ways.
            rows = read_carefully(sheet.name, xml, self._context)
            first = rows.row(0).get(0) if rows.rows[:1] == [1] else None
            return first if isinstance(first, str) and first.startswith(prefix) else ""
        if b' r="A1"' not in match[1]:
            return ""
        inner = _INNER_TEXT.search(match[2])
        text = inner[1].decode("utf-8", "replace") if inner else ""
        if b' t="s"' in match[1]:
            strings = self._context.strings
            text = strings[int(text)] if text.isdecimal() and int(text) < len(strings) else ""
        return text if text.startswith(prefix) else ""

    def read(self, sheet: SheetPart, careful: bool = False) -> RawSheet:
        """All non-empty cells of a sheet; ``careful`` asks for the careful reader although the quick one would do.

        Raises:
            Refused: see `read_carefully`.
        """
        plain = not careful and not self._book.strict
        xml = sheet.xml
        quickly = fast.read_quickly(sheet.name, xml, self._context) if plain else None
        return quickly if quickly is not None else read_carefully(sheet.name, xml, self._context)

    @cached_property
    def _context(self) -> Context:
        book = self._book
        return Context(book.strings, book.styles, book.date1904, self._limits)
