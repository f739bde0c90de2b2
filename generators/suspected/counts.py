"""分发销号: of a list from above, how many rows went to each village and how they stand, and what could not be sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.lists.suspected.model import RowKey, Suspect
from cunbiao.lists.suspected.settled import STATE_LABELS, Settled
from cunbiao.records.identity_sheet import RESULTS
from generators.listing import ListColumn, Listing, printable
from generators.publishing import Output, workbook
from generators.style import CELL, CENTRED, WRAPPED, Drawing
from generators.suspected.village import Row
from workbooks.stamp import Template, stamp_to

_TEXT = {**CELL, "num_format": "@"}
_NUMBER = {**CENTRED, "num_format": "0"}


def counts_file(
    path: Path,
    title: str,
    rows: Sequence[Row],
    settled: Mapping[RowKey, Settled],
    stray: Sequence[tuple[Suspect, str]],
) -> Output:
    """The counts of a list.

    Args:
        path: where to.
        title: its heading.
        rows: the rows that went to villages.
        settled: how each row of the list stands.
        stray: the rows that could not be sent to a village, and why.
    """
    listings = [_by_village(title, rows, settled), _open(title, rows, settled), _stray(title, stray)]
    drawing = Drawing(title, RESULTS, RESULTS)
    for listing in listings:
        listing.draw(drawing, title)
    template = Template(drawing.finish())
    return workbook(path, lambda file: stamp_to(file, template, {own.sheet: own.bands() for own in listings}))


def _by_village(title: str, rows: Sequence[Row], settled: Mapping[RowKey, Settled]) -> Listing:
    words = vocabulary()
    homes = {row.home.village_code: row.home for row in rows}
    places = sorted(homes.values(), key=lambda home: (home.township, home.village_code))
    counted = Counter((row.home.village_code, settled[row.suspect.key].state) for row in rows)
    totals = [sum(counted[home.village_code, state] for state in STATE_LABELS) for home in places]
    columns = [
        ListColumn(words.township, [home.township for home in places], _TEXT, most=16),
        ListColumn(words.village, [home.village for home in places], _TEXT, most=16),
        ListColumn("条数", totals, _NUMBER, width=9, total="sum"),
    ]
    for state, label in STATE_LABELS.items():
        numbers = [counted[home.village_code, state] for home in places]
        columns.append(ListColumn(label, numbers, _NUMBER, width=9, total="sum"))
    note = f"分给 {len(places)} 个村 {len(rows)} 条。"
    return Listing("销号", title, tuple(columns), len(places), note, frozen=2, empty="没有分给任何一个村。")


def _open(title: str, rows: Sequence[Row], settled: Mapping[RowKey, Settled]) -> Listing:
    """What still has to be done, row by row."""
    words = vocabulary()
    own = [row for row in rows if settled[row.suspect.key].state != "closed"]
    columns = (
        ListColumn(words.township, [row.home.township for row in own], _TEXT, most=16),
        ListColumn(words.village, [row.home.village for row in own], _TEXT, most=16),
        ListColumn(words.person, [printable(row.suspect.name) for row in own], _TEXT, width=12),
        ListColumn("表", [printable(row.suspect.key[0]) for row in own], _TEXT, most=20),
        ListColumn("行", [row.suspect.key[1] for row in own], _NUMBER, width=7),
        ListColumn("状态", [STATE_LABELS[settled[row.suspect.key].state] for row in own], CENTRED, width=10),
        ListColumn(
            "答复", [printable(settled[row.suspect.key].values.get("result", "")) for row in own], _TEXT, width=20
        ),
        ListColumn("要注意的", [printable(settled[row.suspect.key].remark) for row in own], WRAPPED, width=50),
    )
    return Listing("没销号的", title, columns, len(own), f"{len(own)} 条。", frozen=3, empty="全部销号了。")


def _stray(title: str, stray: Sequence[tuple[Suspect, str]]) -> Listing:
    """What could not be sent to any village."""
    words = vocabulary()
    columns = (
        ListColumn("表", [printable(suspect.key[0]) for suspect, _ in stray], _TEXT, most=20),
        ListColumn("行", [suspect.key[1] for suspect, _ in stray], _NUMBER, width=7),
        ListColumn(words.person, [printable(suspect.name) for suspect, _ in stray], _TEXT, width=12),
        ListColumn(words.township, [printable(suspect.township) for suspect, _ in stray], _TEXT, most=16),
        ListColumn(words.village, [printable(suspect.village) for suspect, _ in stray], _TEXT, most=16),
        ListColumn("为什么没有分下去", [why for _, why in stray], WRAPPED, width=70),
    )
    return Listing("没分下去的", title, columns, len(stray), f"{len(stray)} 条。", frozen=2, empty="全部分下去了。")
