"""Tables of all villages in memory: one column an array, every row with the file, sheet and row it came from.

Text columns are ``object`` arrays of ``str`` ("" = empty), number columns ``float64`` (NaN = empty; dates are Excel
serial numbers). A cell that could not be read as its kind is empty in its column, marked in ``bad`` and kept as it
was typed in ``raw``. Types come from the definitions; nothing is ever inferred from the data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cunbiao.columns import HOUSEHOLD_KEY
from cunbiao.definitions import ResolvedColumn
from cunbiao.expressions import PreparedRows, prepare, value
from cunbiao.expressions.types import LAST
from cunbiao.findings import Place
from cunbiao.records.display import show_number

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.object_]

ISSUED = "issued"
ADDED = "added"


@dataclass(frozen=True)
class Source:
    """A village workbook whose rows are in the register.

    ``sheets`` maps a table to the name its sheet has in this file, ``letters`` to the column letter of each indicator
    there: a person may have renamed the sheet or inserted a column, and an address must be right in the file as it
    is.
    """

    file: str
    sha256: str
    township: str
    village: str
    village_code: str
    county: str
    sheets: Mapping[str, str]
    letters: Mapping[str, Mapping[str, str]]


@dataclass(eq=False)
class TableFrame:
    """The rows of one table of all villages, sorted by township, village code, household code, file and sheet row.

    ``source`` indexes ``sources``; ``household`` and ``village`` (an index of `Frames.villages`) are integers with the
    same meaning in every table of the register: two rows of any tables have the same ``household`` exactly when village
    and household code agree; a row without a household code has a negative number of its own. ``key`` is the column of
    that code, ``size`` the number of rows, ``told`` and ``formulas`` are those of `TableRows`. Computed indicators are
    in ``arrays`` like typed ones once `Frames.compute` has run, and columns as issued (named ``last.x``, blank in rows
    that were not issued) once they are asked for.
    """

    table: str
    columns: tuple[ResolvedColumn, ...]
    sources: tuple[Source, ...]
    source: Ints
    row: Ints
    token: Texts
    added: Bools
    village: Ints
    household: Ints
    arrays: dict[str, NDArray[np.generic]]
    marks: dict[str, Bools] = field(default_factory=dict)
    raw: dict[str, dict[int, str]] = field(default_factory=dict)
    told: dict[str, dict[int, str]] = field(default_factory=dict)
    formulas: dict[str, list[int]] = field(default_factory=dict)
    key: str = HOUSEHOLD_KEY
    as_issued: Callable[[ResolvedColumn], NDArray[np.generic]] | None = None
    frames: Frames | None = None
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = len(self.row)

    def number(self, name: str) -> Floats:
        """A number column; NaN where the cell is empty or unreadable."""
        return self._array(name)  # type: ignore[return-value]

    def text(self, name: str) -> Texts:
        """A text column; "" where the cell is empty or unreadable."""
        return self._array(name)  # type: ignore[return-value]

    def bad(self, name: str) -> Bools | None:
        """Rows whose cell holds something unreadable, None when there are none."""
        return self.marks.get(name)

    @property
    def codes(self) -> Texts:
        """The key of every row: the code of the household, village … it is, or belongs to."""
        return self.text(self.key)

    @cached_property
    def county(self) -> Ints:
        """The county of every row: a register holds one."""
        return np.zeros(self.size, dtype=np.int64)

    def has(self, name: str) -> bool:
        """Whether the table asks (or computes) this indicator."""
        return name in self._by_name

    def column(self, name: str) -> ResolvedColumn:
        """The definition of one column; raises `KeyError` when the table has no such column."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, ResolvedColumn]:
        return {column.name: column for column in self.columns}

    def _array(self, name: str) -> NDArray[np.generic]:
        """A column, computed on first use when it is a derived one (so formulas may build on each other in any
        order).
        """
        if name not in self.arrays:
            if name.startswith(LAST) and self.as_issued is not None:
                self.arrays[name] = self.as_issued(self._by_name[name.removeprefix(LAST)])
            else:
                self._compute(name)
        return self.arrays[name]

    def _compute(self, name: str) -> None:
        column = self._by_name[name]
        if column.derived is None or self.frames is None:
            raise KeyError(f"{self.table}.{name}")
        self.frames.enter(self.table, name)
        self.arrays[name] = value(column.derived, self.frames.prepared[self.table], self.frames.prepared).data
        self.frames.leave(self.table, name)

    def place(self, index: int, name: str = "") -> Place:
        """Where a row, or one of its cells, stands in the village's file."""
        source = self.sources[int(self.source[index])]
        letters = source.letters.get(self.table, {})
        return Place(source.file, source.sheets.get(self.table, ""), int(self.row[index]), letters.get(name, ""))

    def take(self, attribute: str) -> Texts:
        """An attribute of each row's source file: file, sha256, county, township, village or village_code."""
        values = np.array([getattr(source, attribute) for source in self.sources], dtype=object)
        return values[self.source] if len(values) else np.empty(0, dtype=object)

    def shown(self, name: str, index: int) -> str:
        """A cell as it was filled: the text typed, a number without needless zeros, the original of an unreadable
        cell.
        """
        original = self.raw.get(name, {}).get(index)
        if original is not None:
            return original
        cell = self._array(name)[index]
        if isinstance(cell, str):
            return cell
        return show_number(float(cell), self._by_name[name].kind)


@dataclass(eq=False, repr=False)
class Frames:
    """All tables of a register; hands tables to expressions and notices formulas that need each other in a circle."""

    tables: dict[str, TableFrame]
    sources: tuple[Source, ...]
    prepared: dict[str, PreparedRows] = field(init=False)
    _open: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.prepare_anew()
        for frame in self.tables.values():
            frame.frames = self

    def prepare_anew(self) -> None:
        """Lets go of the columns that expressions prepared, which take as much memory as the tables themselves.

        To be called when most questions have been asked; what the next one needs is prepared again.
        """
        self.prepared = {table: prepare(frame) for table, frame in self.tables.items()}

    @cached_property
    def villages(self) -> tuple[Source, ...]:
        """The villages, each by the first of its files."""
        first: dict[str, Source] = {}
        for source in self.sources:
            first.setdefault(source.village_code, source)
        return tuple(first.values())

    def compute(self) -> None:
        """Computes every derived column of every table (each once, whatever depends on what)."""
        for frame in self.tables.values():
            for column in frame.columns:
                if column.derived is not None and column.name not in frame.arrays:
                    frame.number(column.name)

    def enter(self, table: str, name: str) -> None:
        """Notes that a column is being computed; raises `ValueError` when it is already being computed."""
        if (table, name) in self._open:
            chain = " → ".join(f"{a}.{b}" for a, b in [*self._open, (table, name)])
            raise ValueError(f"计算指标互相引用，绕成了圈：{chain}")
        self._open.append((table, name))

    def leave(self, table: str, name: str) -> None:
        """Notes that a column is computed."""
        self._open.remove((table, name))
