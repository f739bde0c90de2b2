"""The rows below the headings: which are data, and which only look like it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from enum import Enum, auto

from cunbiao.characters import plain_digits
from cunbiao.definitions.intake import intake_file
from cunbiao.definitions.rosters import RosterFile, header_key
from cunbiao.lists.roster.convert import shown
from cunbiao.lists.roster.grids import Grid
from cunbiao.lists.roster.headings import Headings
from workbooks.reading.raw import Raw

# Under the headings of statistics the columns are numbered: 甲 乙 1 2 3 …
_COLUMN_NUMBER = re.compile(r"[甲乙丙丁戊己庚辛壬癸]|[(（]?[0-9]{1,3}[)）]?")
_FEWEST_NUMBERS = 3
_LONG_NUMBER = re.compile(r"[0-9]{14,17}[0-9Xx]")
_COUNT = re.compile(r"[\s:：]|[0-9][0-9,.]*\s*[户人元个]?")
# Longer than this, a cell that stands alone in its row is a sentence and no name.
_LONGEST_NAME = 15


class RowKind(Enum):
    """What a row below the headings is: data, nothing at all, or a total or remark that has to be said."""

    DATA = auto()
    NOTHING = auto()
    REMARK = auto()


class Body:
    """The rows of a sheet below its headings.

    Attributes:
        rows: their numbers; the cells of a column come in the same order.
        doubtful: positions of rows that may be no data, for what stands in their first columns.
    """

    def __init__(self, grid: Grid, headings: Headings, layout: RosterFile) -> None:
        self._grid = grid
        self._headings = headings
        self._start = bisect_right(grid.rows, headings.last)
        self.rows = grid.rows[self._start :]
        words = intake_file().words
        endings = "|".join(map(re.escape, words.subtotal))
        self._total = re.compile(f"[\u4e00-\u9fff]{{0,8}}(?:{endings})")
        self._signs = tuple(f"{word}{colon}" for word in words.signature for colon in ":：")
        self._fill = {header_key(note) for note in layout.notes}
        self._no_data = {header_key(word) for word in layout.no_data_words}
        self._read = {*headings.household.values(), *headings.member.values()}

    def column(self, index: int | None) -> list[Raw]:
        """The cells of a column, merged ones in every row of their range; of no column, blanks."""
        return self._grid.column(index)[self._start :] if index is not None else [None] * len(self.rows)

    def own(self, position: int) -> dict[int, Raw]:
        """The cells that stand in this very row."""
        return self._grid.cells.row(self._start + position)

    def nothing(self) -> set[int]:
        """Positions of rows that were numbered or prepared for a village and not filled."""
        places = set(self._headings.places.values())
        read = [self._own_column(index) for index in self._read]
        empty = {position for position, cells in enumerate(zip(*read, strict=True)) if not any(cells)}
        for index in set(self._grid.cells.used_columns()) - self._read if empty else ():
            cells = self._own_column(index)
            texts = {cell for cell in cells if isinstance(cell, str) and cell.strip("0123456789. ")}
            said = {text for text in texts if index not in places or self._is_remark([text.strip()])}
            empty -= {position for position, cell in enumerate(cells) if cell in said}
        return empty

    def totals(self, columns: Iterable[int]) -> set[int]:
        """Positions of rows with the word for a total in one of these columns."""
        known: dict[str, bool] = {}
        found: set[int] = set()
        for index in columns:
            for position, cell in enumerate(self.column(index)):
                if isinstance(cell, str):
                    if cell not in known:
                        known[cell] = self._is_total(cell)
                    if known[cell]:
                        found.add(position)
        return found

    def kind(self, position: int) -> RowKind:
        """What a row is; asked of rows that hold something, lack what data must have, or are named by `totals`."""
        texts = {column: text for column, raw in self.own(position).items() if (text := shown(raw).strip())}
        if not texts or self._repeats_headings(texts) or self._explains(texts, position):
            return RowKind.NOTHING
        if any(_LONG_NUMBER.fullmatch(plain_digits(text)) for text in texts.values()):
            return RowKind.DATA
        if self._is_remark(list(texts.values())):
            return RowKind.REMARK
        return RowKind.DATA if self._read & texts.keys() else RowKind.REMARK

    def _is_total(self, text: str) -> bool:
        return self._total.fullmatch(_COUNT.sub("", text)) is not None

    def _is_remark(self, texts: list[str]) -> bool:
        if header_key(texts[0]) in self._no_data or any(map(self._is_total, texts)):
            return True
        alone = len(texts) == 1 and len(texts[0]) > _LONGEST_NAME
        return alone or any(text.replace(" ", "").startswith(self._signs) for text in texts)

    def _repeats_headings(self, texts: dict[int, str]) -> bool:
        titles = self._headings.titles
        return all(
            column in titles and header_key(text) in map(header_key, titles[column].path)
            for column, text in texts.items()
        )

    def _explains(self, texts: dict[int, str], position: int) -> bool:
        """Column numbers or hints how to fill, right below the headings."""
        if position > 1:
            return False
        keys = {header_key(text) for text in texts.values()}
        numbered = len(texts) >= _FEWEST_NUMBERS and all(map(_COLUMN_NUMBER.fullmatch, texts.values()))
        return numbered or keys <= self._fill

    def _own_column(self, index: int) -> list[Raw]:
        return self._grid.cells.column(index)[self._start :]
