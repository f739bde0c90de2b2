"""One workbook, sheet by sheet: the quick reader where it is safe, the careful one everywhere else."""

from __future__ import annotations

import io
import re
from functools import cached_property
from typing import Any

from python_calamine import CalamineWorkbook

from cunbiao.submissions import quick, refusal
from cunbiao.submissions.book import Book, SheetPart
from cunbiao.submissions.careful import Context, read_carefully
from cunbiao.submissions.identity_sheet import MARK_PREFIX
from cunbiao.submissions.limits import Limits
from cunbiao.submissions.number_formats import date_styles
from cunbiao.submissions.plain_package import plain_package
from cunbiao.submissions.raw import Fault, RawSheet
from cunbiao.submissions.refusal import Refused
from cunbiao.submissions.shared_strings import read_strings

_FIRST_CELL = re.compile(rb"<sheetData>\s*<row[^<>]*>\s*<c([^<>]*)>(.*?)</c>", re.DOTALL)
_SHARED_MARK = re.compile(rb"<t[^<>]*>(" + MARK_PREFIX.encode() + rb"[^<]*)</t>")
_INNER_TEXT = re.compile(rb"<(?:v|t)(?: [^<>]*)?>([^<]*)</(?:v|t)>")


class SheetReader:
    """Reads the sheets of one checked workbook.

    Sheets are read when asked for.
    """

    def __init__(self, book: Book, limits: Limits) -> None:
        self._book = book
        self._limits = limits

    def mark(self, sheet: SheetPart) -> str:
        """The text of cell A1 when it is a mark of ours, "" for any other sheet."""
        if not quick.PLAIN_SHEET.match(sheet.xml):
            rows = read_carefully(sheet.name, sheet.xml, self._context)
            first = rows.row(0).get(0) if rows.rows[:1] == [1] else None
            return first if isinstance(first, str) and first.startswith(MARK_PREFIX) else ""
        start = sheet.xml.find(b"<sheetData>")
        match = _FIRST_CELL.match(sheet.xml, start) if start >= 0 else None
        if match is None or b' r="A1"' not in match[1]:
            return ""
        inner = _INNER_TEXT.search(match[2])
        text = inner[1].decode("utf-8", "replace") if inner else ""
        if b' t="s"' in match[1]:
            return self._shared_marks.get(text, "")
        return text if text.startswith(MARK_PREFIX) else ""

    def read_unchecked(self, sheet: SheetPart) -> RawSheet | None:
        """A sheet as calamine reads it, for content that a checksum of its own vouches for; ``None`` if it cannot."""
        filled = _quick_table(self._quick_workbook, sheet.name) if self._quick_workbook is not None else None
        if filled is None:
            return None
        return quick.read_quickly(filled, quick.Outline(quick.count_values(filled), set(), [], set(), True))

    def read(self, sheet: SheetPart, first_data_row: int, careful: bool = False) -> RawSheet:
        """All non-empty cells of a sheet; merged ranges above ``first_data_row`` are taken as headings.

        ``careful`` asks for the careful reader although the quick one would do.

        Raises:
            Refused: see `read_carefully`; or the two readers find different numbers of values.
        """
        seen = None
        if not careful and self._quick_workbook is not None:
            seen = quick.outline(sheet.xml, self._string_count, first_data_row)
        if seen is None:
            return read_carefully(sheet.name, sheet.xml, self._context)
        filled = _quick_table(self._quick_workbook, sheet.name)
        if filled is None:
            return read_carefully(sheet.name, sheet.xml, self._context)
        found = quick.count_values(filled)
        if found == seen.values:
            result = quick.read_quickly(filled, seen)
            if result is not None:
                return result
        exact = read_carefully(sheet.name, sheet.xml, self._context)
        self._compare(sheet.name, exact, found)
        return exact

    def _compare(self, name: str, exact: RawSheet, found: int) -> None:
        """Two readers that find different numbers of values: one of them is wrong, so neither is believed."""
        lost = sum(isinstance(cell, Fault) and cell.kind == "error" for row in exact.sparse for cell in row.values())
        if exact.cells - lost != found:
            raise Refused(refusal.COUNTS_DIFFER, sheet=name, expected=exact.cells - lost, actual=found)

    @cached_property
    def _context(self) -> Context:
        strings: list[list[str]] = []

        def shared() -> list[str]:
            if not strings:
                strings.append(read_strings(self._book.strings))
            return strings[0]

        return Context(shared, date_styles(self._book.styles), self._book.date1904, self._limits)

    @cached_property
    def _string_count(self) -> int:
        return quick.count_strings(self._book.strings)

    @cached_property
    def _shared_marks(self) -> dict[str, str]:
        """Number of a shared string → its text, for those that are marks."""
        strings = self._book.strings
        if not quick.PLAIN_STRINGS.match(strings):
            return {str(index): text for index, text in enumerate(self._context.strings())}
        return {
            str(strings.count(b"</si>", 0, match.start())): match[1].decode("utf-8", "replace")
            for match in _SHARED_MARK.finditer(strings)
        }

    @cached_property
    def _quick_workbook(self) -> Any:
        """The workbook opened by calamine, ``None`` when the quick reader cannot be used for it."""
        book = self._book
        if book.strict or book.date1904 or (book.strings and not quick.strings_are_plain(book.strings)):
            return None
        try:
            workbook = CalamineWorkbook.from_filelike(io.BytesIO(plain_package(book)))
        except Exception:  # whatever calamine cannot open, the careful reader may
            return None
        return workbook


def _quick_table(workbook: Any, name: str) -> list[tuple[int, list[Any]]] | None:
    try:
        return quick.quick_table(workbook, name)
    except Exception:  # calamine refuses a sheet for one odd cell; the careful reader names the cell instead
        return None
