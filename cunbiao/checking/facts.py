"""What a finding rests on, as one digest: while it is the same, a reason written for the finding holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache

from cunbiao.expressions import Expression
from cunbiao.findings import digest_of
from cunbiao.records.frames import Frames, TableFrame


class Facts:
    """The facts behind the findings of the campaign's checks.

    They are every value that the check reads: in the row itself, and in the rows of its household in other tables. What
    it compares with in other households is left out, or somebody else's change would end the reason.
    """

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self._rows_of = cache(self._household_rows)

    def behind(self, frame: TableFrame, when: Expression) -> Callable[[int], str]:
        """Gives for a row of ``frame`` the digest of what ``when`` reads for it."""
        names: dict[str, list[str]] = {}
        for table, name in sorted(when.reads):
            if self._frames.tables[table].has(name):
                names.setdefault(table, []).append(name)
        own = names.pop(frame.table, [])

        def digest(row: int) -> str:
            values = [frame.shown(name, row) for name in own]
            return digest_of(*values, *self._of_household(int(frame.household[row]), names))

        return digest

    def _of_household(self, home: int, names: dict[str, list[str]]) -> Iterator[str]:
        for table, own in names.items():
            frame = self._frames.tables[table]
            rows = self._rows_of(table).get(home, ())
            # Rows may be sorted another way at any time.
            yield from sorted(digest_of(table, *(frame.shown(name, row) for name in own)) for row in rows)

    def _household_rows(self, table: str) -> dict[int, list[int]]:
        rows: defaultdict[int, list[int]] = defaultdict(list)
        for row, home in enumerate(self._frames.tables[table].household.tolist()):
            rows[home].append(row)
        return rows
