"""What a village's screen shows and what the merge says of the same rows, cell by cell, and where they differ."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from cunbiao.checking.row_messages import pieces, reasons, row_messages
from cunbiao.definitions import Campaign
from cunbiao.findings import MessageCatalogue
from cunbiao.kinds import NUMBER_KINDS
from cunbiao.merging.register import Register
from cunbiao.records.frames import Frames, TableFrame
from cunbiao.records.identity_sheet import FIRST_ROW
from generators.village.layout import FILLED, MESSAGE, STATE, can_be_typed, conclusion_name, criterion_name, reason_name
from generators.village.reading import read_name
from generators.village.shown import read_cells
from tests.campaign.screen.typing import EntryPage

Cell = str | float
Rows = dict[int, dict[str, Cell]]
"""Excel row number → machine name → what stands there ("" = nothing)."""

_BEYOND = 1e12
CHECK_ID = re.compile(r"（([A-Z]+-[0-9A-Z]+)）")


@dataclass(frozen=True)
class Difference:
    """A cell about which screen and merge do not say the same; ``name`` is the machine name of its column."""

    village: str
    sheet: str
    row: int
    name: str
    screen: Cell
    merge: Cell

    def __str__(self) -> str:
        place = f"{self.village} {self.sheet} 第 {self.row} 行 {self.name}"
        return f"{place}\n    屏幕 {self.screen!r}\n    汇总 {self.merge!r}"


def watched(campaign: Campaign, table: str) -> list[str]:
    """Machine names of a row's key and all that is computed for it: indicators, conclusions, reasons, messages."""
    names = [
        campaign.tables[table].key,
        *(column.name for column in campaign.columns(table) if column.derived is not None),
    ]
    for compiled in campaign.verdicts(table):
        names += [conclusion_name(compiled.verdict.id), reason_name(compiled.verdict.id)]
        names += [criterion_name(criterion.criterion.id) for criterion in compiled.criteria]
    typed = [own for own in campaign.columns(table) if can_be_typed(campaign.tables[table], own)]
    return [*names, *(read_name(own.name) for own in typed), MESSAGE, STATE]


def on_screen(page: EntryPage, names: list[str]) -> Rows:
    """The computed cells of all rows that are records."""
    key = names[0]
    places = {name: page.columns.get(read_name(name), page.columns[name]) for name in names}
    return {
        number: {name: _value(row[place]) if name == key else row[place] for name, place in places.items()}
        for number, row in enumerate(page.cells, start=1)
        if number >= FIRST_ROW and row[page.columns[FILLED]] == 1.0
    }


def in_merge(register: Register, table: str, village_code: str, messages: MessageCatalogue) -> Rows:
    """The same of the merged rows of one village."""
    frames, frame = register.tables, register.tables.tables[table]
    columns = dict(_columns(register, frames, frame, messages))
    own = np.flatnonzero(frame.take("village_code") == village_code).tolist()
    return {int(frame.row[index]): {name: column[index] for name, column in columns.items()} for index in own}


def _columns(
    register: Register, frames: Frames, frame: TableFrame, messages: MessageCatalogue
) -> Iterator[tuple[str, list[Cell]]]:
    for column in frame.columns:
        if can_be_typed(register.campaign.tables[frame.table], column):
            yield read_name(column.name), read_cells(frame, column).tolist()
        if column.derived is None and column.name != register.campaign.tables[frame.table].key:
            continue
        if column.kind in NUMBER_KINDS:
            yield column.name, ["" if number != number else number for number in frame.number(column.name).tolist()]
        else:
            yield column.name, frame.text(column.name).tolist()
    for verdict in register.verdicts.get(frame.table, ()):
        yield conclusion_name(verdict.id), verdict.outcome.tolist()
        yield reason_name(verdict.id), reasons(verdict).tolist()
        for criterion in verdict.criteria:
            yield criterion_name(criterion.compiled.criterion.id), criterion.met.astype(float).tolist()
    told = row_messages(frames, frame, pieces(register.campaign, frame.table, messages))
    yield MESSAGE, told.message.tolist()
    yield STATE, told.state.astype(float).tolist()


def differences(village: str, sheet: str, screen: Rows, merge: Rows) -> Iterator[Difference]:
    """Cells that are not the same to the last bit, and rows only one side has."""
    for row in sorted(screen.keys() | merge.keys()):
        if row not in screen or row not in merge:
            yield Difference(village, sheet, row, "", _has(row, screen), _has(row, merge))
            continue
        for name, shown in screen[row].items():
            if not _same(shown, merge[row][name]):
                yield Difference(village, sheet, row, name, shown, merge[row][name])


def _value(cell: Cell) -> Cell:
    """What a key is read as: a number only says why it is none."""
    return cell if isinstance(cell, str) else ""


def _same(shown: Cell, merged: Cell) -> bool:
    """To the last bit; a spreadsheet adds up what is beyond all amounts with 15 digits."""
    if isinstance(shown, str) or isinstance(merged, str):
        return isinstance(shown, str) and isinstance(merged, str) and shown == merged
    return shown == merged or (abs(shown) > _BEYOND and math.isclose(shown, merged, rel_tol=1e-13))


def _has(row: int, rows: Mapping[int, object]) -> str:
    return "这一行算一条记录" if row in rows else "这一行不算记录"
