"""What is new: added rows, and the cells of issued rows that were changed, which are all that has to be typed."""

from __future__ import annotations

from collections.abc import Collection

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

    def words(self, index: int, names: Collection[str]) -> str:
        """What was changed in the cells of these indicators, as 联系电话：139… → 138…, one line a cell."""
        lines = []
        for name, before in self._of(index).items():
            if name not in names:
                continue
            column = self._frame.column(name)
            was = (
                before
                if isinstance(before, str)
                else show_number(float("nan") if before is None else before, column.kind)
            )
            lines.append(f"{column.label}：{was or EMPTY} → {self._frame.shown(name, index) or EMPTY}")
        return "\n".join(lines)

    def _of(self, index: int) -> dict[str, Value]:
        key = int(self._frame.source[index]), int(self._frame.row[index])
        return self._before.get(key, {})
