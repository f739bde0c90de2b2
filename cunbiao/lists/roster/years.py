"""Of which year a roster says it is: in the name of its file, in what stands above its headings, in a column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from cunbiao.definitions.rosters import RosterFile, header_key
from cunbiao.findings import Place
from cunbiao.lists.roster.convert import shown
from cunbiao.lists.roster.grids import Grid
from cunbiao.lists.roster.headings import Headings
from cunbiao.lists.roster.model import Stated

# A year alone, before 年, or at the beginning of a date: 2019, 2019年度, 2019-12-31, 20191231.
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?:(?![0-9])|(?=[01][0-9](?:[0-3][0-9])?(?![0-9])))")


def stated_years(grid: Grid, headings: Headings, layout: RosterFile) -> Iterator[Stated]:
    """What a sheet says of its year, each text once."""
    yield from _stated(Path(grid.file).stem, Place(grid.file))
    yield from _stated(grid.sheet, grid.place())
    for row in grid.rows:
        if row < headings.first:
            for column, raw in grid.row(row).items():
                yield from _stated(shown(raw), grid.place(row, column))
    dated = set(map(header_key, layout.dated))
    for index, title in headings.titles.items():
        if dated & set(title.keys):
            below = [(row, shown(raw)) for row, raw in zip(grid.rows, grid.column(index), strict=True)]
            first = {text: row for row, text in reversed(below) if row > headings.last}
            for text, row in first.items():
                yield from _stated(text, grid.place(row, index))


def _stated(text: str, place: Place) -> Iterator[Stated]:
    years = frozenset(map(int, _YEAR.findall(text)))
    if years:
        yield Stated(" ".join(text.split()), years, place)
