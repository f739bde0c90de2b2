"""What is new: added rows, and the cells of issued rows that were changed, which are all that has to be typed."""

from __future__ import annotations

from cunbiao.merging.register import Register
from cunbiao.merging.rollup_sheets import changed_cells
from cunbiao.records.display import EMPTY, show_number
from cunbiao.records.frames import TableFrame
from cunbiao.records.submission import Value


class Changes:
    """For every row of one table: what was changed since it was issued, computed cells included."""

    def __init__(self, register: Register, table: str) -> None:
        self._frame: TableFrame = register.frames[table]
        self._before: dict[tuple[int, int], dict[str, Value]] = {}
        self._issued: set[int] = set()
        anew = register.campaign.asked_anew(table)
        files = {source.file: number for number, source in enumerate(self._frame.sources)}
        for submission in register.submissions:
            rows = submission.tables.get(table)
            if rows is None or rows.issued is None:
                continue
            source = files[submission.file]
            self._issued.add(source)
            for index, before in changed_cells(rows).items():
                answered = {
                    name: was
                    for name, was in before.items()
                    if not (name in anew and rows.columns[name][index] in (None, ""))
                }
                self._before[source, rows.rows[index]] = answered

    def new(self, index: int) -> bool:
        """Whether the row was added by the village."""
        return bool(self._frame.added[index]) or int(self._frame.source[index]) not in self._issued

    def names(self, index: int) -> frozenset[str]:
        """Indicators whose cells differ from what was issued, and those computed from them."""
        changed = set(self._of(index))
        pending = True
        while pending and changed:
            more = {
                column.name
                for column in self._frame.columns
                if column.derived is not None and column.name not in changed and column.derived.own_fields & changed
            }
            changed |= more
            pending = bool(more)
        return frozenset(changed)

    def was(self, index: int, name: str) -> str | None:
        """What a changed cell was issued with, as staff see it; None where it was not typed into."""
        before = self._of(index)
        if name not in before:
            return None
        value = before[name]
        if not isinstance(value, str):
            value = show_number(float("nan") if value is None else value, self._frame.column(name).kind)
        return value or EMPTY

    def _of(self, index: int) -> dict[str, Value]:
        key = int(self._frame.source[index]), int(self._frame.row[index])
        return self._before.get(key, {})
