"""Which rows go up and which wait: a row waits while it, or the household it belongs to, has to be corrected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cunbiao.definitions.uploads import ResolvedTab
from cunbiao.expressions import truth
from cunbiao.findings import Finding
from cunbiao.merging.register import Register
from cunbiao.records.frames import Bools, TableFrame

_BLOCKING = "必改"
Place = tuple[str, str, int]


@dataclass(frozen=True)
class TabRows:
    """The rows of one table for one tab: indices that go up, that wait, and the number that the tab is not about."""

    frame: TableFrame
    up: NDArray[np.int64]
    waiting: NDArray[np.int64]
    outside: int


class Blocking:
    """The findings that keep rows of a register from going up."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._by_place: dict[Place, list[Finding]] = {}
        for finding in register.findings:
            place = finding.place
            if finding.level == _BLOCKING and place.row:
                self._by_place.setdefault((place.file, place.sheet, place.row), []).append(finding)

    def own(self, frame: TableFrame, index: int) -> list[Finding]:
        """What must be changed in this row itself."""
        place = frame.place(index)
        return self._by_place.get((place.file, place.sheet, place.row), [])

    def of_household(self, frame: TableFrame, index: int) -> list[Finding]:
        """What must be changed in the household row this row belongs to."""
        parents = self._register.campaign.tables[frame.table].parents
        rows = (self._households.get((parent, int(frame.household[index]))) for parent in parents)
        return [finding for row in rows if row is not None for finding in row]

    def waits(self, frame: TableFrame) -> Bools:
        """The rows of a table that must wait."""
        return np.fromiter(
            (bool(self.own(frame, index) or self.of_household(frame, index)) for index in range(frame.size)),
            np.bool_,
            frame.size,
        )

    @cached_property
    def _households(self) -> dict[tuple[str, int], list[Finding]]:
        """(Household table, household) → what must be changed there."""
        found: dict[tuple[str, int], list[Finding]] = {}
        for table, frame in self._register.frames.items():
            if self._register.campaign.tables[table].kind == "household":
                for index, home in enumerate(frame.household.tolist()):
                    if findings := self.own(frame, index):
                        found.setdefault((table, home), []).extend(findings)
        return found


class Selection:
    """The rows of every tab, township by township."""

    def __init__(self, register: Register) -> None:
        self.blocking = Blocking(register)
        self._register = register
        self._waits: dict[str, Bools] = {}
        self._townships: dict[str, NDArray[np.object_]] = {}

    def rows(self, tab: ResolvedTab, township: str) -> list[TabRows]:
        """The rows of one tab in one township, table by table."""
        return [self._table_rows(tab, table, township) for table in tab.tables]

    def _table_rows(self, tab: ResolvedTab, table: str, township: str) -> TabRows:
        frame = self._register.frames[table]
        if table not in self._waits:
            self._waits[table] = self.blocking.waits(frame)
            self._townships[table] = frame.take("township")
        here = np.asarray(self._townships[table] == township, dtype=np.bool_)
        belongs = here
        if table in tab.when:
            prepared = self._register.tables.prepared
            belongs = here & truth(tab.when[table], prepared[table], prepared).true
        waits = self._waits[table]
        return TabRows(
            frame,
            np.flatnonzero(belongs & ~waits),
            np.flatnonzero(belongs & waits),
            int(here.sum()) - int(belongs.sum()),
        )


def reasons(findings: Iterable[Finding]) -> str:
    """What must be changed and how, one line a finding."""
    lines = []
    for finding in findings:
        what = f"（{finding.field}：{finding.value or '空'}）" if finding.field else ""
        lines.append(f"{finding.message}{what}。{finding.fix}".rstrip("。") + "。")
    return "\n".join(dict.fromkeys(lines))
