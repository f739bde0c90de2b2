"""Lists of corrections that come back: what people decided about what villages propose."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.records.identity_sheet import (
    CORRECTION,
    DECIDED_BY,
    DECIDED_ON,
    DECIDED_WHY,
    OUTCOME,
)
from cunbiao.records.submission import WrittenDecision
from cunbiao.submissions.cells import shown_raw
from cunbiao.submissions.dates import date_of, written_date
from workbooks.reading.raw import Raw, RawSheet
from workbooks.reading.sheets import Sheets

_HEADINGS = (OUTCOME, DECIDED_WHY, DECIDED_BY, DECIDED_ON, CORRECTION)
# The headings stand in one of the first rows, whatever was put above them.
_LAST_HEADING = 20


def read_decisions(file: str, level: str, sheets: Sheets) -> list[WrittenDecision]:
    """The decisions in a list of corrections of a level, wherever its rows and columns stand now.

    Raises:
        Refused: the list cannot be read.
    """
    return [decision for name in sheets.names for decision in _in_sheet(file, level, sheets.read(name))]


def _in_sheet(file: str, level: str, sheet: RawSheet) -> Iterator[WrittenDecision]:
    columns: dict[str, int] = {}
    for position in range(len(sheet.rows)):
        cells = sheet.row(position)
        if not columns:
            found = {str(text): index for index, text in cells.items() if text in _HEADINGS}
            columns = found if len(found) == len(_HEADINGS) else {}
            if not columns and position == _LAST_HEADING:
                return
            continue
        outcome, why, who = (_text(cells.get(columns[own])) for own in (OUTCOME, DECIDED_WHY, DECIDED_BY))
        about = cells.get(columns[CORRECTION])
        if isinstance(about, str) and outcome:
            yield WrittenDecision(about, outcome, level, who, _day(cells.get(columns[DECIDED_ON])), why, file)


def _day(raw: Raw) -> str:
    """A day as 2020-11-03, however it was typed; what is none as it stands there."""
    day = date_of(raw) if isinstance(raw, float) else written_date(raw) if isinstance(raw, str) else None
    return day.isoformat() if day is not None else _text(raw)


def _text(raw: Raw) -> str:
    """A cell as one line."""
    return " ".join(shown_raw(raw).split())
