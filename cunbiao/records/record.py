"""One row of the register as a record, and the way of any of its values back to the cells it came from."""

from __future__ import annotations

from dataclasses import dataclass

from cunbiao.expressions import chinese
from cunbiao.findings import Place
from cunbiao.records.frames import Frames, TableFrame


@dataclass(frozen=True)
class Fact:
    """A value with where it stands: as it was filled ("" = empty), in which cell of which village file.

    A computed value has its formula in words in ``formula`` and in ``inputs`` every fact of the same row or of the
    household row it was computed from; what it counts over other rows is said by the formula.
    """

    table: str
    name: str
    label: str
    value: str
    place: Place
    formula: str = ""
    inputs: tuple[Fact, ...] = ()


def record(frames: Frames, table: str, index: int) -> dict[str, Fact]:
    """One row: indicator → fact, in the order of the sheet.

    Raises:
        KeyError: no such table.
        IndexError: no such row.
    """
    frame = frames.tables[table]
    return {column.name: where_from(frames, table, index, column.name) for column in frame.columns}


def where_from(frames: Frames, table: str, index: int, name: str) -> Fact:
    """Where a value of the register comes from, down to the cells that were typed.

    Raises:
        KeyError: no such table or indicator.
        IndexError: no such row.
    """
    frame = frames.tables[table]
    column = frame.column(name)
    shown, place = frame.shown(name, index), frame.place(index, name)
    if column.derived is None:
        return Fact(table, name, column.label, shown, place)
    own = {field for read, field in column.derived.reads if read == table} - {name}
    inputs = [where_from(frames, table, index, field.name) for field in frame.columns if field.name in own]
    inputs += _of_household(frames, frame, index, column.derived.scope.parents, column.derived.reads)
    return Fact(table, name, column.label, shown, place, chinese(column.derived), tuple(inputs))


def _of_household(
    frames: Frames, frame: TableFrame, index: int, parents: tuple[str, ...], reads: frozenset[tuple[str, str]]
) -> list[Fact]:
    """What was read in the household row the row belongs to (in the first table that has it)."""
    for parent in parents:
        wanted = {field for read, field in reads if read == parent}
        rows = (frames.tables[parent].household == frame.household[index]).nonzero()[0]
        if wanted and rows.size:
            names = [column.name for column in frames.tables[parent].columns if column.name in wanted]
            return [where_from(frames, parent, int(rows[0]), name) for name in names]
    return []
