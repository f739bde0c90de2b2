"""One tab as a list: the system's columns in the system's order, then what helps to check, which nobody types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    OUTCOME_COLOURS,
    WRAPPED,
    value_look,
)
from generators.uploads.changes import Changes
from workbooks.references import column_letters

NEW, CHANGED, SAME = "新增", "有改动", "无变化"
STATE, WORDS, MARKS = "变化", "改动前后", "改动列"
_CHECK = "核对用，不录入"
_TYPED = "录入内容"
STATES = {NEW: (GREEN, GREEN_TEXT), CHANGED: (BLUE, BLUE_TEXT), SAME: (GREY, GREY_TEXT)}


class TabColumns:
    """Makes the columns of tabs over a register."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._changes = {table: Changes(register, table) for table in register.frames}
        self._homes: dict[str, dict[int, int]] = {}

    def listing(self, resolved: ResolvedTab, selected: Sequence[TabRows]) -> Listing:
        """The tab with the rows that go up."""
        tab = resolved.tab
        parts = [Part(rows.frame, rows.up) for rows in selected]
        columns = [self._column(wanted, parts) for wanted in tab.columns]
        marks = column_letters(len(columns) + 2)
        columns += self._checking(tab.columns, parts)
        columns += origin_columns(parts, len(columns))
        count = sum(len(rows.up) for rows in selected)
        return Listing(
            sheet=tab.title,
            title=f"{tab.title}（{tab.platform}）",
            columns=tuple(columns),
            count=count,
            note=f"{count} 行。{tab.note}蓝色的是改动过的内容；右边“{_CHECK}”各列不录入。",
            frozen=self._frozen(tab.columns),
            empty=f"没有可以上报的行。{tab.note}",
            printed=len(tab.columns),
            marked=marks,
        )

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

    def _checking(self, columns: Sequence[UploadColumn], parts: Sequence[Part]) -> list[ListColumn]:
        names = [column.indicator if column.of is None else None for column in columns]
        states: list[str] = []
        words: list[str] = []
        marks: list[str] = []
        for part in parts:
            changes = self._changes[part.frame.table]
            for index in part.index.tolist():
                changed = changes.names(index)
                numbers = [number for number, name in enumerate(names) if name in changed]
                states.append(NEW if changes.new(index) else CHANGED if numbers else SAME)
                words.append(changes.words(index, [name for name in names if name]))
                marks.append("".join(f"|{number}" for number in numbers) + "|" if numbers else "")
        return [
            ListColumn(STATE, states, CENTRED, group=_CHECK, width=9, colours=STATES),
            ListColumn(WORDS, words, {**WRAPPED, "num_format": "@"}, group=_CHECK, width=34),
            ListColumn(MARKS, marks, TEXT, group=_CHECK, width=8, hidden=True),
        ]
