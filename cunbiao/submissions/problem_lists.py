"""Problem lists that come back: the reasons people wrote into them."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.records.identity_sheet import FACT, KEY, KNOWN, REASON
from cunbiao.records.submission import WrittenReason
from cunbiao.submissions.cells import written_line
from workbooks.reading.listed_rows import listed_rows
from workbooks.reading.raw import RawSheet
from workbooks.reading.sheets import Sheets

_HEADINGS = (REASON, KEY, FACT, KNOWN)


def read_reasons(file: str, sheets: Sheets) -> list[WrittenReason]:
    """The reasons in a problem list, wherever its rows and columns stand now.

    Raises:
        Refused: the list cannot be read.
    """
    return [reason for name in sheets.names for reason in _in_sheet(file, sheets.read(name))]


def _in_sheet(file: str, sheet: RawSheet) -> Iterator[WrittenReason]:
    for listed in listed_rows(sheet, _HEADINGS):
        text, key, fact, marks = (written_line(listed.cells[heading]) for heading in _HEADINGS)
        known = tuple(marks.split())
        # Where one reason stood and nothing stands now it was taken away; several stood side by side, elsewhere.
        if key and (text or len(known) == 1):
            yield WrittenReason(key, fact, text, known, file)
