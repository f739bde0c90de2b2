"""Lists that people wrote into: the rows below certain headings, wherever both stand by now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbooks.reading.raw import Raw, RawSheet

# The headings stand in one of the first rows, whatever was put above them.
_LAST_HEADING = 20


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row below the headings: its Excel number, and by heading its cells and their columns (from 0)."""

    row: int
    cells: dict[str, Raw]
    columns: dict[str, int]


def listed_rows(sheet: RawSheet, headings: Sequence[str]) -> Iterator[ListedRow]:
    """The rows below those that hold all of these headings; none where no row does."""
    columns: dict[str, int] = {}
    for position in range(len(sheet.rows)):
        cells = sheet.row(position)
        if columns:
            own = {heading: cells.get(column) for heading, column in columns.items()}
            yield ListedRow(sheet.rows[position], own, columns)
            continue
        found = {str(text): index for index, text in cells.items() if text in headings}
        if len(found) == len(headings):
            columns = found
        elif position == _LAST_HEADING:
            return
