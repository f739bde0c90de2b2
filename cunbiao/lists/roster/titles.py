"""The headings of a sheet: which rows they take, and what each column is called in all of them together.

A heading may go over several rows: groups above, single columns below, cells merged across a group or down to the data.
What stands above a column says whose it is (户主 / 姓名) or only where it belongs (住房 / 是否危房).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from cunbiao.definitions.rosters import RosterFile, header_key
from cunbiao.lists.roster.convert import shown
from cunbiao.lists.roster.grids import Grid
from workbooks.reading.raw import Merge

# More rows than this no heading in use takes.
_MOST_ROWS = 4
_BRACKETED = re.compile(r"[(\[{<【〔]([^()\[\]{}<>【】〔〕]*)[)\]}>】〕]")
_ORDINAL = re.compile(r"\s*(?:\([0-9]{1,2}\)|[0-9]{1,2}[.、:])")


@dataclass(frozen=True)
class Title:
    """What a column is called.

    ``keys`` is how it may be looked up, the first that is known counts; ``loose`` are keys for which the group above
    had to be left out, which holds only where no other column is called so. ``path`` are its texts from top to bottom.
    """

    keys: tuple[str, ...]
    loose: tuple[str, ...]
    path: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The heading on one line."""
        return "/".join(" ".join(text.split()) for text in self.path)


@dataclass(frozen=True)
class Block:
    """The rows of the headings, both ends included, and column → title."""

    first: int
    last: int
    titles: dict[int, Title]


class Headlines:
    """Finds the headings of sheets by what a layout knows."""

    def __init__(self, layout: RosterFile) -> None:
        self._layout = layout
        places = layout.places
        self._household = _keys([*places.county, *places.township, *places.village, *places.village_code])
        for column in (layout.household_key, *layout.household, *layout.unasked):
            self._household |= _keys(column.headers)
        self._member = _keys([header for column in layout.member for header in column.headers])
        self.known = self._household | self._member | _keys([*layout.ignored, *layout.dated])
        self._units = {unicodedata.normalize("NFKC", unit) for unit in layout.units}
        self._groups = {header_key(word): group for group in layout.groups for word in group.words}

    def block(self, grid: Grid) -> Block | None:
        """The rows among the first of a sheet with most known headings; ``None`` when nowhere there are two."""
        best, found = None, 1
        rows = [row for row in grid.rows if row <= self._layout.header_search_rows]
        for height in range(1, _MOST_ROWS + 1):
            for first in rows:
                last = first + height - 1
                if last not in rows or _cuts(grid.cells.merges, first, last):
                    continue
                block = Block(first, last, self._titles(grid, first, last))
                keys = Counter(key for title in block.titles.values() for key in self.first_known(title))
                # What two columns are called says little, where the row above would tell them apart.
                hits = sum(count == 1 for count in keys.values())
                if hits > found:
                    best, found = block, hits
        return best

    def first_known(self, title: Title) -> list[str]:
        """The first known key of a title; empty when none is."""
        return [key for key in (*title.keys, *title.loose) if key in self.known][:1]

    def spellings(self, text: str) -> list[str]:
        """How one heading may be looked up: as it is, and without what only says how to fill it."""
        plain = unicodedata.normalize("NFKC", text)
        bare = _ORDINAL.sub("", _BRACKETED.sub(self._without_note, plain), count=1)
        for note in self._layout.notes:
            bare = bare.strip().removesuffix(note).removeprefix(note)
        return list(dict.fromkeys(key for key in (header_key(plain), header_key(bare)) if key))

    def _without_note(self, bracketed: re.Match[str]) -> str:
        said = bracketed[1].strip()
        is_note = said in self._units or any(word in said for word in self._layout.bracketed_notes)
        return "" if is_note else bracketed[0]

    def _titles(self, grid: Grid, first: int, last: int) -> dict[int, Title]:
        return {column: self._title(path) for column, path in _paths(grid, first, last)}

    def _title(self, path: Sequence[str]) -> Title:
        *above, own = path
        leaf = self.spellings(own)
        if not above:
            return Title(tuple(leaf), (), tuple(path))
        joined = [header_key("".join(path[start:])) for start in range(len(path) - 1)]
        joined += [header_key(path[-2]) + key for key in leaf]
        over = [key for text in reversed(above) for key in self.spellings(text)]
        group = next((self._groups[key] for key in over if key in self._groups), None)
        if group is None:
            return Title(tuple(joined), tuple(leaf), tuple(path))
        said = [header_key(group.prefix) + key for key in leaf] if group.prefix else []
        if group.of == "household":
            leaf = [key for key in leaf if key not in self._member or key in self._household]
        return Title((*said, *joined, *leaf), (), tuple(path))


def _paths(grid: Grid, first: int, last: int) -> Iterator[tuple[int, list[str]]]:
    """Column → the texts above each other in its heading, each once."""
    rows = {row: _texts(grid, row) for row in range(first, last + 1)}
    used = sorted({column for texts in rows.values() for column in texts})
    merged = {row: _spread(grid.cells.merges, rows, row, used) for row in rows}
    for row in range(first, last):
        _carry(rows, row, merged[row], used)
    for column in used:
        texts = [rows[row][column] for row in rows if column in rows[row]]
        yield column, [text for place, text in enumerate(texts) if place == 0 or text != texts[place - 1]]


def _texts(grid: Grid, row: int) -> dict[int, str]:
    return {column: text for column, raw in grid.row(row).items() if (text := shown(raw).strip())}


def _spread(merges: Sequence[Merge], rows: dict[int, dict[int, str]], row: int, used: Sequence[int]) -> set[int]:
    """Writes what is merged from this row on into all cells of the range; gives the columns it covers in this row."""
    covered: set[int] = set()
    for merge in merges:
        text = rows[row].get(merge.first_column) if merge.first_row == row else None
        if text is not None:
            columns = [column for column in used if merge.first_column <= column <= merge.last_column]
            covered.update(columns)
            for below in range(row, merge.last_row + 1):
                if below in rows:
                    rows[below].update(dict.fromkeys(columns, text))
    return covered


def _carry(rows: dict[int, dict[int, str]], row: int, merged: set[int], used: Sequence[int]) -> None:
    """A group that is not merged reaches up to the next text in its row, over columns that have a text below."""
    group = None
    for column in used:
        has_below = any(column in texts for below, texts in rows.items() if below > row)
        if column in rows[row]:
            group = rows[row][column] if has_below and column not in merged else None
        elif group is not None and has_below:
            rows[row][column] = group


def _cuts(merges: Sequence[Merge], first: int, last: int) -> bool:
    """Whether headings that end here would cut a merged cell in two."""
    return any(
        merge.last_row - merge.first_row < _MOST_ROWS
        and (merge.first_row < first <= merge.last_row or merge.first_row <= last < merge.last_row)
        for merge in merges
    )


@cache
def _keys_of(headers: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(header_key, headers))


def _keys(headers: Sequence[str]) -> set[str]:
    return set(_keys_of(tuple(headers)))
