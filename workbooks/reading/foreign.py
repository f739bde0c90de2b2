"""The sheets of a file of others, whatever program wrote it: .xlsx, .xls, CSV, or a table that only has their name.

It is asked in a process of its own (`workbooks.guarded`), never in the main one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from workbooks import refusal
from workbooks.container import glance_at
from workbooks.content import refuse_unless_zip
from workbooks.limits import Limits
from workbooks.opening import regular_bytes
from workbooks.reading.book import open_book
from workbooks.reading.delimited import read_delimited
from workbooks.reading.html_table import read_page
from workbooks.reading.raw import ColumnSheet, Raw
from workbooks.reading.sheet_reader import SheetReader
from workbooks.reading.spreadsheet_xml import NAMESPACE, read_spreadsheet_xml
from workbooks.refusal import Refused

_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_TABLE = re.compile(rb"<(?:\w+:)?table\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedSheet:
    """A worksheet with its name; "" where the file has but one and does not name it."""

    name: str
    hidden: bool
    cells: ColumnSheet


def read_foreign_file(file: Path, limits: Limits) -> list[NamedSheet]:
    """All worksheets of a file in their order; see `read_foreign`.

    Raises:
        OSError: it cannot be read.
        Refused: it holds no tables that can be read, is damaged, encrypted or too large.
    """
    return read_foreign(regular_bytes(file, limits), limits)


def read_foreign(data: bytes, limits: Limits) -> list[NamedSheet]:
    """All worksheets of a file in their order.

    Macros, links and pictures are passed over, never followed.

    Raises:
        Refused: it holds no tables that can be read, is damaged, encrypted or too large.
    """
    sheets = _sheets(data, limits)
    texts: dict[Raw, Raw] = {}
    for sheet in sheets:
        _keep_once(sheet.cells, texts)
    return sheets


def _sheets(data: bytes, limits: Limits) -> list[NamedSheet]:
    try:
        refuse_unless_zip(data)
    except Refused as refused:
        if refused.reason == refusal.OLD_XLS:
            return _old_workbook(data)
        if refused.reason == refusal.CSV:
            return _text(data)
        if _MARKUP.match(data) and _TABLE.search(data):
            return _markup(data)
        raise
    return _workbook(data, limits)


def _workbook(data: bytes, limits: Limits) -> list[NamedSheet]:
    book = open_book(glance_at(data, limits))
    reader = SheetReader(book, limits)
    return [NamedSheet(part.name, part.state != "visible", ColumnSheet.of(reader.read(part))) for part in book.sheets]


def _keep_once(cells: ColumnSheet, texts: dict[Raw, Raw]) -> None:
    """Makes equal texts one: a register says the same in most rows, and is sent to another process and kept there."""
    for column in cells.columns.values():
        column[:] = [texts.setdefault(raw, raw) if isinstance(raw, str) else raw for raw in column]


def _old_workbook(data: bytes) -> list[NamedSheet]:
    # Only here: the library is native code, and nobody who merely names this module should load it.
    from workbooks.reading.old_xls import read_old_workbook

    return [NamedSheet(name, hidden, cells) for name, hidden, cells in read_old_workbook(data)]


def _text(data: bytes) -> list[NamedSheet]:
    return [NamedSheet("", False, read_delimited(data))]


def _markup(data: bytes) -> list[NamedSheet]:
    if NAMESPACE in data:
        return [NamedSheet(name, hidden, cells) for name, hidden, cells in read_spreadsheet_xml(data)]
    return [NamedSheet("", False, read_page(data))]
