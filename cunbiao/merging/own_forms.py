"""Checks over the forms that townships and counties fill in about themselves, held to the rows of their villages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from cunbiao.definitions import Campaign, CompiledCheck
from cunbiao.expressions import prepare, truth
from cunbiao.expressions.types import LAST
from cunbiao.findings import Finding, Place
from cunbiao.merging.levels import OWN_WORKBOOK, Answers, shown
from cunbiao.merging.villages import RollupLevel
from cunbiao.records.frames import Frames
from cunbiao.records.identity_sheet import BEFORE, VALUE
from cunbiao.records.submission import LevelEntry


class _Form:
    """A form as a table of one row, which every village of the county belongs to; ``last.x`` is the year before."""

    def __init__(self, table: str, campaign: Campaign, answers: Answers) -> None:
        self.table = table
        self.size = 1
        self.household = self.village = np.array([-1], dtype=np.int64)
        self.county = np.zeros(1, dtype=np.int64)
        self._campaign, self._answers = campaign, answers

    def number(self, name: str) -> NDArray[np.float64]:
        value = self._answers.values.get(self._field(name))
        return np.array([value if isinstance(value, float | int) else np.nan], dtype=np.float64)

    def text(self, name: str) -> NDArray[np.object_]:
        value = self._answers.values.get(self._field(name))
        return np.array([value if isinstance(value, str) else ""], dtype=object)

    def bad(self, name: str) -> NDArray[np.bool_] | None:
        return np.array([self._field(name) in self._answers.unreadable])

    def _field(self, name: str) -> tuple[str, str, str]:
        return self.table, BEFORE if name.startswith(LAST) else VALUE, name.removeprefix(LAST)


def about_own_forms(answers: Answers, campaign: Campaign, frames: Frames, level: RollupLevel) -> Iterator[Finding]:
    """What is wrong in the forms that this level fills in about itself."""
    for table, own in campaign.own_tables.items():
        entries = {entry.name: entry for entry in answers.entries if entry.table == table and entry.record == VALUE}
        if own.filled_at != level or not entries:
            continue
        rows = prepare(_Form(table, campaign, answers))
        tables = {**frames.prepared, table: rows}
        for compiled in campaign.checks(table):
            if compiled.told_at(level) and truth(compiled.when, rows, tables).true[0]:
                yield _finding(compiled, campaign, entries)


def _finding(compiled: CompiledCheck, campaign: Campaign, entries: Mapping[str, LevelEntry]) -> Finding:
    """At the first cell the check names that is filled in."""
    check = compiled.check
    entry = next(entries[name] for name in (*check.fields, *entries) if name in entries)
    return Finding(
        check=check.id,
        level=check.level,
        category=check.category,
        message=check.message,
        fix=check.fix,
        place=Place(entry.file, entry.sheet, entry.row, entry.column),
        township=entry.place,
        village=OWN_WORKBOOK,
        field=campaign.column(entry.table, entry.name).label,
        value=shown(campaign, entry),
    )
