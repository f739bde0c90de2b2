"""The sheets of roster files with the addresses of their cells."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from cunbiao.definitions.intake import list_limits
from cunbiao.findings import Place
from cunbiao.lists.files import ListFile, read_list
from cunbiao.lists.roster import message_ids
from cunbiao.lists.roster.errors import refuse, unreadable
from cunbiao.records.origin import PRODUCT_LABELS
from workbooks.guarded.pool import ask_each
from workbooks.reading.raw import ColumnSheet, Merge, Raw
from workbooks.references import column_letters
from workbooks.refusal import Refused

_WORKERS = 2


@dataclass
class Grid:
    """One sheet; rows are counted from 1, columns from 0."""

    file: str
    sheet: str
    cells: ColumnSheet
    _down: dict[int, list[Merge]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for merge in self.cells.merges:
            if merge.last_row > merge.first_row:
                self._down.setdefault(merge.first_column, []).append(merge)

    @property
    def rows(self) -> list[int]:
        """The rows that hold something, ascending."""
        return self.cells.rows

    def column(self, index: int) -> list[Raw]:
        """The cells of a column, one a row of ``rows``; what is merged down holds for every row of the range."""
        merges = self._down.get(index)
        if not merges:
            return self.cells.column(index)
        values = list(self.cells.column(index))
        for merge in merges:
            first, end = bisect_left(self.rows, merge.first_row), bisect_right(self.rows, merge.last_row)
            if first < end and self.rows[first] == merge.first_row:
                values[first:end] = [values[first] if value is None else value for value in values[first:end]]
        return values

    def row(self, row: int) -> dict[int, Raw]:
        """Column → value of one row."""
        position = bisect_left(self.rows, row)
        return self.cells.row(position) if self.rows[position : position + 1] == [row] else {}

    def place(self, row: int = 0, column: int | None = None) -> Place:
        """The address of a cell; of a whole row or the whole sheet where it is not about one."""
        return Place(self.file, self.sheet, row, column_letters(column) if column is not None else "")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the values of a row stand (``columns``: indicator → column index); an address is made when asked for."""

    grid: Grid
    row: int
    columns: Mapping[str, int]

    def place(self, name: str = "") -> Place:
        """The address of a value; of the whole row when the row has no such column."""
        return self.grid.place(self.row, self.columns.get(name))


def read_grids(files: Sequence[Path]) -> list[tuple[list[Grid], list[Place]]]:
    """Of each file the visible sheets, and the hidden ones by their places.

    Raises:
        RosterError: a file is missing, damaged, encrypted, no list, or one of those we write ourselves.
        NoWorker: no process for reading can be started.
    """
    limits = list_limits()
    answers = ask_each(partial(read_list, limits=limits), files, limits, _WORKERS)
    return [_grids(file, answer) for file, answer in zip(files, answers, strict=True)]


def _grids(file: Path, answer: ListFile | Refused) -> tuple[list[Grid], list[Place]]:
    if isinstance(answer, Refused):
        raise unreadable(file, answer)
    if answer.product != "foreign":
        raise refuse(message_ids.OWN_OUTPUT, Place(file.name), actual=PRODUCT_LABELS[answer.product])
    # A sheet without a name is called as Excel calls it when it opens the file.
    shown = [Grid(file.name, sheet.name or file.stem, sheet.cells) for sheet in answer.sheets if not sheet.hidden]
    return shown, [Place(file.name, sheet.name) for sheet in answer.sheets if sheet.hidden]
