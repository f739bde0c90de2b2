"""Which cell of the register a finding is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cunbiao.definitions import ResolvedColumn
from cunbiao.findings import Finding
from cunbiao.merging.register import Register
from cunbiao.records.frames import TableFrame


@dataclass(frozen=True, eq=False)
class FoundRow:
    """A row of a table, and the columns of it that a finding is about: its own cell first."""

    frame: TableFrame
    index: int
    columns: tuple[ResolvedColumn, ...]


class FoundRows:
    """The rows of a register by where they stand in village files."""

    def __init__(self, register: Register) -> None:
        self._checks = {
            (table, compiled.check.id): compiled.check.fields
            for table in register.frames
            for compiled in register.campaign.checks(table)
        }
        self._rows = {
            (source.file, source.sheets.get(table, ""), row): (frame, index)
            for table, frame in register.frames.items()
            for index, (own, row) in enumerate(zip(frame.source.tolist(), frame.row.tolist(), strict=True))
            for source in (frame.sources[own],)
        }

    def of(self, finding: Finding) -> FoundRow | None:
        """The row a finding is about; ``None`` where it is about none that is in the register."""
        place = finding.place
        found = self._rows.get((place.file, place.sheet, place.row))
        if found is None:
            return None
        frame, index = found
        letters = frame.sources[int(frame.source[index])].letters.get(frame.table, {})
        names: Sequence[str] = [name for name, letter in letters.items() if letter == place.column]
        others = self._checks.get((frame.table, finding.check), ())
        columns = [frame.column(name) for name in dict.fromkeys([*names, *others]) if frame.has(name)]
        return FoundRow(frame, index, tuple(columns))
