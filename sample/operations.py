"""How a village asks for the operations of a notice: which word in which column, read from the definitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cunbiao.definitions import Campaign, CompiledOperation
from cunbiao.definitions.models import Table
from cunbiao.expressions import truth
from cunbiao.kinds import CHOICE_KINDS
from cunbiao.lists.roster.model import Village
from cunbiao.records.build import build_frames
from sample.answers import FilledRow, Value
from sample.records import as_submission
from sample.standings import STATUS
from sample.words import Words

_NOWHERE = Village("", "", "", "")


@dataclass(frozen=True)
class Asking:
    """An operation on the rows of a household table: what asks for it.

    ``start`` are values of indicators a household must have before, ``end`` its poverty status after (ids).
    """

    id: str
    table: str
    asked: Mapping[str, Value]
    start: Mapping[str, Sequence[str]]
    end: str | None

    def fits(self, standing: Mapping[str, Value]) -> bool:
        """Whether it may be asked for a household of this standing."""
        return all(standing.get(name) in values for name, values in self.start.items())


class Operations:
    """The operations of a notice that are asked for by choosing a word in a household's row."""

    def __init__(self, campaign: Campaign, homes: Sequence[Table], words: Words) -> None:
        self._campaign = campaign
        self._words = words
        self.stay: dict[str, Value] = {}
        self.all: list[Asking] = []
        for table in homes:
            for name, operations in _by_choice(campaign, table):
                self._read(table, name, operations)

    def ending(self, status: str) -> Asking | None:
        """The first operation that leads to a poverty status."""
        return next((own for own in self.all if own.end == status), None)

    @property
    def others(self) -> list[Asking]:
        """Those that change no poverty status."""
        return [own for own in self.all if own.end is None]

    def _read(self, table: Table, name: str, operations: Sequence[CompiledOperation]) -> None:
        codes = self._campaign.codes[self._campaign.column(table.id, name).codes or ""]
        rows = [FilledRow(number, "R", {name: label}) for number, label in enumerate(codes.labels)]
        frames = build_frames(self._campaign, [as_submission(self._campaign, _NOWHERE, {table.id: rows})])
        order = frames.tables[table.id].row.tolist()
        silent = set(range(len(rows)))
        for compiled in operations:
            asked = truth(compiled.asked, frames.prepared[table.id], frames.prepared).true.tolist()
            words = {row for row, holds in zip(order, asked, strict=True) if holds}
            silent -= words
            if words:
                own = compiled.operation
                facts: dict[str, Value] = {name: codes.labels[min(words)]}
                self.all.append(Asking(own.id, table.id, facts, own.from_states, own.to.get(STATUS)))
        self.stay[name] = codes.labels[min(silent)] if silent else None


def _by_choice(campaign: Campaign, table: Table) -> Iterator[tuple[str, list[CompiledOperation]]]:
    """The columns of a table in which operations are chosen, each with its operations."""
    found: dict[str, list[CompiledOperation]] = {}
    for compiled in campaign.operations(table.id):
        for name in compiled.operation.fields:
            if campaign.column(table.id, name).kind in CHOICE_KINDS:
                found.setdefault(name, []).append(compiled)
                break
    yield from found.items()


__all__ = ["Asking", "Operations"]
