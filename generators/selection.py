"""Which rows go up and which wait.

A row waits while it, or the household it belongs to, has to be corrected. An operation waits, besides, while its
verdict is not the one it needs, or while something has to be corrected about a person of the household; the household's
other facts go up all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cunbiao.checking.eligibility import MET, VerdictColumn, explain
from cunbiao.definitions import CompiledOperation
from cunbiao.definitions.uploads import ResolvedTab
from cunbiao.expressions import Expression, truth
from cunbiao.findings import Finding
from cunbiao.merging.register import Register
from cunbiao.records.frames import Bools, TableFrame

_BLOCKING = "必改"
Place = tuple[str, str, int]
Row = tuple[str, int]


@dataclass(frozen=True)
class TabRows:
    """The rows of one table for one tab: indices that go up, that wait, and the number that the tab is not about."""

    frame: TableFrame
    up: NDArray[np.int64]
    waiting: NDArray[np.int64]
    outside: int


@dataclass(frozen=True)
class Reason:
    """Why a row waits: what is said, and the id under which it is known."""

    text: str
    check: str


class Blocking:
    """The findings that keep rows of a register from going up.

    The checks that gate an operation keep back the operation only; its verdict says the same.
    """

    def __init__(self, register: Register) -> None:
        self._register = register
        self._by_place: dict[Place, list[Finding]] = {}
        campaign = register.campaign
        gates = {
            table: {own.check.id: own.operation for own in campaign.checks(table) if own.operation}
            for table in campaign.tables
        }
        self._gates = {
            (source.file, sheet): gates[table] for source in register.sources for table, sheet in source.sheets.items()
        }
        for finding in register.findings:
            place = finding.place
            if finding.level == _BLOCKING and place.row:
                self._by_place.setdefault((place.file, place.sheet, place.row), []).append(finding)

    def own(self, frame: TableFrame, index: int) -> list[Finding]:
        """What must be changed in this row itself."""
        return [finding for finding in self._at(frame, index) if not self._gated(finding)]

    def gate(self, frame: TableFrame, index: int, operation: str) -> list[Finding]:
        """What keeps back this operation where it is asked for in this row."""
        return [finding for finding in self._at(frame, index) if self._gated(finding) == operation]

    def _at(self, frame: TableFrame, index: int) -> list[Finding]:
        place = frame.place(index)
        return self._by_place.get((place.file, place.sheet, place.row), [])

    def _gated(self, finding: Finding) -> str | None:
        """The operation that a finding keeps back, None where it is about the row itself."""
        return self._gates.get((finding.place.file, finding.place.sheet), {}).get(finding.check)

    def of_household(self, frame: TableFrame, index: int) -> list[Finding]:
        """What must be changed in the household row this row belongs to."""
        parents = self._register.campaign.tables[frame.table].parents
        rows = (self._households.get((parent, int(frame.household[index]))) for parent in parents)
        return [finding for row in rows if row is not None for finding in row]

    def of_members(self, frame: TableFrame, index: int) -> list[Finding]:
        """What must be changed in the rows that belong to this household."""
        return self._members.get((frame.table, int(frame.household[index])), [])

    def waits(self, frame: TableFrame) -> Bools:
        """The rows of a table that must wait, whatever they are for."""
        return np.fromiter(
            (bool(self.own(frame, index) or self.of_household(frame, index)) for index in range(frame.size)),
            np.bool_,
            frame.size,
        )

    @cached_property
    def _households(self) -> dict[Row, list[Finding]]:
        """(Home table, household) → what must be changed there."""
        found: dict[Row, list[Finding]] = {}
        for table, frame in self._register.frames.items():
            if self._register.campaign.tables[table].is_home:
                for index, home in enumerate(frame.household.tolist()):
                    if findings := self.own(frame, index):
                        found.setdefault((table, home), []).extend(findings)
        return found

    @cached_property
    def _members(self) -> dict[Row, list[Finding]]:
        """(Home table, household) → what must be changed in the tables below it."""
        found: dict[Row, list[Finding]] = {}
        for table, frame in self._register.frames.items():
            parents = self._register.campaign.tables[table].parents
            for index, home in enumerate(frame.household.tolist()) if parents else ():
                if findings := self.own(frame, index):
                    for parent in parents:
                        found.setdefault((parent, home), []).extend(findings)
        return found


class Selection:
    """The rows of every tab, township by township."""

    def __init__(self, register: Register) -> None:
        self.blocking = Blocking(register)
        self._register = register
        self._waits: dict[str, Bools] = {}
        self._townships: dict[str, NDArray[np.object_]] = {}

    def rows(self, tab: ResolvedTab, township: str, villages: Collection[str] | None = None) -> list[TabRows]:
        """The rows of one tab in one township, or in these villages of it (codes), table by table."""
        return [self._table_rows(tab, table, township, villages) for table in tab.tables]

    def _table_rows(self, tab: ResolvedTab, table: str, township: str, villages: Collection[str] | None) -> TabRows:
        frame = self._register.frames[table]
        if table not in self._townships:
            self._townships[table] = frame.take("township")
        here = np.asarray(self._townships[table] == township, dtype=np.bool_)
        if villages is not None:
            here &= np.isin(frame.take("village_code").astype(str), sorted(villages))
        belongs = here & self.holds(tab.when[table], table) if table in tab.when else here
        waits = self.waits(table, tab.operations[table])
        return TabRows(
            frame,
            np.flatnonzero(belongs & ~waits),
            np.flatnonzero(belongs & waits),
            int(here.sum()) - int(belongs.sum()),
        )

    def waits(self, table: str, operations: Sequence[CompiledOperation]) -> Bools:
        """The rows of a table that must wait, for themselves or for one of these operations that is asked for them."""
        frame = self._register.frames[table]
        if table not in self._waits:
            self._waits[table] = self.blocking.waits(frame)
        waits = self._waits[table].copy()
        for operation in operations:
            waits |= self._held(operation, frame)
        return waits

    def holds(self, expression: Expression, table: str) -> Bools:
        """The rows of a table for which an expression definitely holds."""
        prepared = self._register.tables.prepared
        return np.broadcast_to(truth(expression, prepared[table], prepared).true, self._register.frames[table].size)

    def _held(self, own: CompiledOperation, frame: TableFrame) -> Bools:
        """Rows for which the operation is asked and must wait."""
        asked = self.holds(own.asked, frame.table)
        found = [
            bool(self.blocking.gate(frame, index, own.operation.id) or self.blocking.of_members(frame, index))
            for index in range(frame.size)
        ]
        return asked & (self._not_proved(own, frame) | self._state_open(own, frame) | np.array(found, dtype=np.bool_))

    def _state_open(self, own: CompiledOperation, frame: TableFrame) -> Bools:
        """Rows of which nobody knows whether they are in a state the operation starts from."""
        blank = [frame.text(name) == "" for name in own.operation.from_states if frame.has(name)]
        return (
            np.asarray(np.logical_or.reduce(blank), dtype=np.bool_) if blank else np.zeros(frame.size, dtype=np.bool_)
        )

    def _not_proved(self, own: CompiledOperation, frame: TableFrame) -> Bools:
        """Rows whose verdict is not the one the operation needs."""
        needs, verdict = own.operation.needs, self._verdict(own, frame)
        if needs is None or verdict is None:
            return np.zeros(frame.size, dtype=np.bool_)
        return np.asarray(verdict.outcome != needs.outcome, dtype=np.bool_)

    def _verdict(self, own: CompiledOperation, frame: TableFrame) -> VerdictColumn | None:
        verdicts = self._register.verdicts.get(frame.table, ())
        return next((verdict for verdict in verdicts if verdict.id == own.verdict), None)

    def reasons(self, tab: ResolvedTab, frame: TableFrame, index: int) -> list[Reason]:
        """Why a row of the tab waits, the row itself first."""
        reasons = [_reason(finding) for finding in self.blocking.own(frame, index)]
        reasons += [_reason(finding, "所在户：") for finding in self.blocking.of_household(frame, index)]
        for own in tab.operations[frame.table]:
            if self.holds(own.asked, frame.table)[index]:
                reasons += self._operation_reasons(own, frame, index)
        return list(dict.fromkeys(reasons))

    def _operation_reasons(self, own: CompiledOperation, frame: TableFrame, index: int) -> list[Reason]:
        found = [_reason(finding) for finding in self.blocking.gate(frame, index, own.operation.id)]
        if self._state_open(own, frame)[index]:
            labels = "、".join(frame.column(name).label for name in own.operation.from_states if frame.has(name))
            found.append(Reason(f"“{labels}”没有填，先不{own.operation.label}。请县里核对名册。", ""))
        verdict, undecided = self._verdict(own, frame), own.operation.undecided
        if verdict is not None and undecided is not None and self._not_proved(own, frame)[index]:
            lines = explain(self._register.campaign, frame, verdict, index)
            said = [f"{verdict.title}：{verdict.outcome[index]}，先不{own.operation.label}"]
            said.append("；".join(line.sentence() for line in lines if line.result != MET).rstrip("。"))
            # The verdict says more than the check that something is missing; a line nobody gave has no such check.
            rest = [reason for reason in found if reason.check != undecided.blocks]
            told = len(rest) < len(found)
            said += [undecided.fix] if told else []
            found = [*rest, Reason("。".join(said) + "。", undecided.blocks if told else "")]
        found += [_reason(finding, f"成员{finding.name}：") for finding in self.blocking.of_members(frame, index)]
        return found


def _reason(finding: Finding, about: str = "") -> Reason:
    """What must be changed and how."""
    what = f"（{finding.field}：{finding.value or '空'}）" if finding.field else ""
    return Reason(f"{about}{finding.message}{what}。{finding.fix}".rstrip("。") + "。", finding.check)
