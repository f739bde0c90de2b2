"""One tab as a list: the system's columns in the system's order, then what helps to check, which nobody types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from cunbiao.columns import HOUSEHOLD_KEY
from cunbiao.definitions import ResolvedColumn
from cunbiao.definitions.upload_tabs import UploadColumn
from cunbiao.definitions.uploads import ResolvedTab
from cunbiao.merging.register import Register
from cunbiao.records.frames import TableFrame
from generators.listing import ListColumn, Listing
from generators.rollup.rows import TEXT, Part, origin_columns
from generators.selection import TabRows
from generators.style import (
    BLUE,
    BLUE_TEXT,
    CELL,
    CENTRED,
    GREEN,
    GREEN_TEXT,
    GREY,
    GREY_TEXT,
    INPUT,
    OUTCOME_COLOURS,
    RED,
    RED_TEXT,
    value_look,
)
from generators.uploads.changes import Changes
from generators.uploads.ticks import DAY, DONE, KEY, STATE, TICK, TYPIST, Tick, Ticks, row_key
from workbooks.references import column_letters

NEW, CHANGED, SAME, AGAIN = "新增", "有改动", "无变化", "录后又改"
MARKS = "改动列"
_CHECK, _TYPED, _TICKED = "核对用，不录入", "录入内容", "打勾"
STATES = {NEW: (GREEN, GREEN_TEXT), CHANGED: (BLUE, BLUE_TEXT), SAME: (GREY, GREY_TEXT), AGAIN: (RED, RED_TEXT)}
# Rows in the order in which they are typed; those that are ticked come last.
_ORDER = {AGAIN: 0, NEW: 1, CHANGED: 1, SAME: 2}
_OPEN = {**CENTRED, "bg_color": INPUT, "locked": False}


@dataclass
class _Line:
    """A row of a tab: what is new in it, which columns that touches, and the tick it has kept."""

    frame: TableFrame
    index: int
    state: str
    columns: list[int]
    notes: dict[int, str]
    tick: Tick | None

    @property
    def order(self) -> int:
        """What was typed and is not right any more first, then what is new, then the rest, then what is typed."""
        return (
            3 if self.tick is not None else (AGAIN, CHANGED, SAME).index(CHANGED if self.state == NEW else self.state)
        )


class TabColumns:
    """Makes the columns of tabs over a register."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._changes = {table: Changes(register, table) for table in register.frames}
        self._homes: dict[str, dict[int, int]] = {}

    def listing(self, resolved: ResolvedTab, selected: Sequence[TabRows], ticks: Ticks) -> Listing:
        """The tab with the rows that go up, what is to be typed first; a tick is kept where nothing has changed."""
        tab = resolved.tab
        lines = [line for rows in selected for line in self._lines(resolved, rows, ticks)]
        lines.sort(key=lambda line: line.order)
        parts = [
            Part(frame, np.array([line.index for line in own], dtype=np.int64))
            for frame, own in ((frame, list(same)) for frame, same in groupby(lines, key=lambda line: line.frame))
        ]
        typed = [self._column(wanted, parts) for wanted in tab.columns]
        marks = ["".join(f"|{number + 1}" for number in line.columns) + "|" if line.columns else "" for line in lines]
        keys = [row_key(line.frame, line.index) for line in lines]
        kept = [line.tick for line in lines]
        columns = [
            ListColumn(
                DONE, [tick.done if tick else None for tick in kept], _OPEN, group=_TICKED, width=7, choices=(TICK,)
            ),
            *typed,
            ListColumn(STATE, [line.state for line in lines], CENTRED, group=_CHECK, width=9, colours=STATES),
            ListColumn(
                TYPIST,
                [tick.typist if tick else None for tick in kept],
                {**_OPEN, "num_format": "@"},
                group=_TICKED,
                width=10,
            ),
            ListColumn(
                DAY,
                [_day(tick.day) if tick else None for tick in kept],
                {**_OPEN, "num_format": "yyyy-mm-dd"},
                group=_TICKED,
                width=12,
            ),
            ListColumn(MARKS, marks, TEXT, group=_CHECK, width=8, hidden=True),
            ListColumn(KEY, keys, TEXT, group=_CHECK, width=8, hidden=True),
        ]
        columns += origin_columns(parts, len(columns))
        changed = sum(line.state in (NEW, CHANGED, AGAIN) and line.tick is None for line in lines)
        ticked = sum(tick is not None for tick in kept)
        note = f"{len(lines)} 行，要录的 {changed} 行排在最前面" + (f"，已录 {ticked} 行在最后" if ticked else "")
        return Listing(
            sheet=tab.title,
            title=f"{tab.title}（{tab.platform}）",
            columns=tuple(columns),
            count=len(lines),
            note=f"{note}。{tab.note}蓝色的是改动过的内容，鼠标停上去看原来是什么；录完一行在“{DONE}”打勾。",
            frozen=1 + self._frozen(tab.columns),
            empty=f"没有可以上报的行。{tab.note}",
            printed=1 + len(tab.columns),
            marked=column_letters(len(typed) + 4),
            done="A",
            notes={(row, column + 1): text for row, line in enumerate(lines) for column, text in line.notes.items()},
        )

    def to_type(self, resolved: ResolvedTab, selected: Sequence[TabRows]) -> Counter[str]:
        """Village code → the rows of the tab in which something has to be typed."""
        found: Counter[str] = Counter()
        for rows in selected:
            for line in self._lines(resolved, rows, Ticks()):
                if line.state != SAME:
                    found[line.frame.sources[line.frame.source[line.index]].village_code] += 1
        return found

    def _lines(self, resolved: ResolvedTab, rows: TabRows, ticks: Ticks) -> Iterator[_Line]:
        """The rows of one table that go up."""
        tab, frame = resolved.tab, rows.frame
        names = [column.indicator if column.of is None else None for column in tab.columns]
        changes = self._changes[frame.table]
        part = Part(frame, rows.up)
        cells = [self._column(wanted, [part]).values for wanted in tab.columns]
        for position, index in enumerate(rows.up.tolist()):
            changed = changes.names(index)
            columns = [number for number, name in enumerate(names) if name in changed]
            was = {number: changes.was(index, str(names[number])) for number in columns}
            notes = {number: f"原来：{text}" for number, text in was.items() if text is not None}
            state = NEW if changes.new(index) else CHANGED if columns else SAME
            tick = ticks.of(tab.title, frame, index)
            own = {column.header: cells[number][position] for number, column in enumerate(tab.columns)}
            if tick is not None and (again := tick.changed(own)):
                state, columns = AGAIN, [number for number, column in enumerate(tab.columns) if column.header in again]
                notes = {number: f"录的时候是：{tick.said(tab.columns[number].header)}" for number in columns}
                tick = None
            yield _Line(frame, index, state, columns, notes, tick)

    @staticmethod
    def _frozen(columns: Sequence[UploadColumn]) -> int:
        """Up to the household code stays in sight."""
        names = [column.indicator for column in columns]
        return names.index(HOUSEHOLD_KEY) + 1 if HOUSEHOLD_KEY in names else 1

    def _column(self, wanted: UploadColumn, parts: Sequence[Part]) -> ListColumn:
        if wanted.verdict is not None:
            outcomes = [text for part in parts for text in self._outcomes(wanted.verdict, part)]
            return ListColumn(wanted.header, outcomes, CENTRED, group=_TYPED, width=10, colours=OUTCOME_COLOURS)
        if wanted.indicator is None:
            return ListColumn(wanted.header, list(self._filled(wanted, parts)), TEXT, group=_TYPED, most=14)
        found: ResolvedColumn | None = None
        values: list[str | float | None] = []
        for part in parts:
            column, own = self._values(wanted, part)
            found = found or column
            values += own
        look = value_look(found.kind, found.decimals) if found is not None else CELL
        return ListColumn(wanted.header, values, look, group=_TYPED, most=28)

    def _filled(self, wanted: UploadColumn, parts: Sequence[Part]) -> Iterator[str]:
        campaign = self._register.campaign
        for part in parts:
            if wanted.fill == "county":
                yield from part.frame.take("county")[part.index].tolist()
            elif wanted.fill == "year":
                yield from [str(campaign.year)] * len(part.index)
            else:
                yield from part.frame.take(str(wanted.fill))[part.index].tolist()

    def _outcomes(self, verdict: str, part: Part) -> list[str]:
        """What a verdict says of each row; "" where it is not given."""
        for own in self._register.verdicts.get(part.frame.table, ()):
            if own.id == verdict:
                outcomes: list[str] = own.outcome[part.index].tolist()
                return outcomes
        return [""] * len(part.index)

    def _values(self, wanted: UploadColumn, part: Part) -> tuple[ResolvedColumn | None, list[str | float | None]]:
        """The values of an indicator in a table, or in the household rows its rows belong to."""
        name = str(wanted.indicator)
        if wanted.of is None:
            if not part.frame.has(name):
                return None, [None] * len(part.index)
            return part.frame.column(name), part.values(name)
        values: list[str | float | None] = [None] * len(part.index)
        found = None
        for parent in self._register.campaign.tables[part.frame.table].parents:
            frame = self._register.frames[parent]
            if not frame.has(name):
                continue
            found = found or frame.column(name)
            homes = self._rows_by_home(frame)
            rows = [homes.get(home, -1) for home in part.frame.household[part.index].tolist()]
            known = [position for position, row in enumerate(rows) if row >= 0 and values[position] is None]
            taken = Part(frame, np.array([rows[position] for position in known], dtype=np.int64)).values(name)
            for position, value in zip(known, taken, strict=True):
                values[position] = value
        return found, values

    def _rows_by_home(self, frame: TableFrame) -> dict[int, int]:
        if frame.table not in self._homes:
            homes = frame.household.tolist()
            self._homes[frame.table] = {home: row for row, home in reversed(list(enumerate(homes)))}
        return self._homes[frame.table]


def _day(day: object) -> float | str | None:
    return float(day) if isinstance(day, int | float) else (str(day) if day else None)
