"""Problem lists that come back: the reasons people wrote into them."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.records.identity_sheet import FACT, KEY, KNOWN, REASON
from cunbiao.records.submission import WrittenReason
from cunbiao.submissions.cells import shown_raw
from workbooks.reading.raw import Raw, RawSheet
from workbooks.reading.sheets import Sheets

_HEADINGS = (REASON, KEY, FACT, KNOWN)
# The headings stand in one of the first rows, whatever was put above them.
_LAST_HEADING = 20


def read_reasons(file: str, sheets: Sheets) -> list[WrittenReason]:
    """The reasons in a problem list, wherever its rows and columns stand now.

    Raises:
        Refused: the list cannot be read.
    """
    return [reason for name in sheets.names for reason in _in_sheet(file, sheets.read(name))]


def _in_sheet(file: str, sheet: RawSheet) -> Iterator[WrittenReason]:
    columns: dict[str, int] = {}
    for position in range(len(sheet.rows)):
        cells = sheet.row(position)
        if not columns:
            found = {text: index for index, text in cells.items() if text in _HEADINGS}
            columns = {str(text): index for text, index in found.items()} if len(found) == len(_HEADINGS) else {}
            if not columns and position == _LAST_HEADING:
                return
            continue
        text, key, fact, marks = (_text(cells.get(columns[heading])) for heading in _HEADINGS)
        known = tuple(marks.split())
        # Where one reason stood and nothing stands now it was taken away; several stood side by side, elsewhere.
        if key and (text or len(known) == 1):
            yield WrittenReason(key, fact, text, known, file)


def _text(raw: Raw) -> str:
    """A cell as one line: a reason may have been typed on several."""
    return " ".join(shown_raw(raw).split())
