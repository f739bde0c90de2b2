"""Merged ranges over data: the covered cells show nothing, whatever they hold, so none of them can be believed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cunbiao.records.identity_sheet import FIRST_ROW
from workbooks.reading.raw import Merge


@dataclass(frozen=True, slots=True)
class Cover:
    """A merged range over records: the range and the cells it covers, as indicator → record indices."""

    merge: Merge
    covered: dict[str, list[int]]


def covers(merges: list[Merge], rows: list[int], columns: Mapping[str, int]) -> Iterator[Cover]:
    """The merged ranges that cover cells of records.

    ``rows`` are the Excel rows of the records, ascending; ``columns`` maps indicators to columns (from 0).
    The first cell of a range keeps its value and is not covered.
    """
    for merge in merges:
        if merge.last_row < FIRST_ROW:
            continue
        start, end = bisect_left(rows, merge.first_row), bisect_right(rows, merge.last_row)
        covered = {
            name: [
                index for index in range(start, end) if (rows[index], column) != (merge.first_row, merge.first_column)
            ]
            for name, column in columns.items()
            if merge.first_column <= column <= merge.last_column
        }
        covered = {name: indices for name, indices in covered.items() if indices}
        if covered:
            yield Cover(merge, covered)
