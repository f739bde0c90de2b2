"""Lets a filled workbook show what a spreadsheet program would: every computed cell of its entry sheets and cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from cunbiao.checking.eligibility import judge
from cunbiao.definitions import Campaign
from cunbiao.definitions.messages import load_messages
from cunbiao.expressions.types import FILLED
from cunbiao.lists.roster.model import Village
from cunbiao.records.build import build_frames
from generators.style import Drawing
from generators.village.cover import Cover, SheetCounts, draw_cover
from generators.village.layout import STATE, counter_name
from generators.village.live import live_sheet
from generators.village.names import COVER
from generators.village.shown import computed_columns
from sample.answers import FilledRow
from sample.cells import shown
from sample.issued import EntrySheet, IssuedWorkbook
from sample.records import as_submission
from workbooks.references import column_index

# Any number of rows does: what a cell shows does not depend on it.
_ROWS = 1_000


@dataclass
class FilledWorkbook:
    """A workbook with answers typed in; ``rows`` are its records by table."""

    village: Village
    workbook: IssuedWorkbook
    rows: dict[str, list[FilledRow]] = field(default_factory=dict)


class Calculation:
    """The computed cells of one campaign's village workbooks, worked out for several of them at once."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        messages = load_messages(campaign)
        self._sheets = [live_sheet(campaign, messages, table, _ROWS) for table in campaign.tables]
        self._cover = draw_cover(Drawing("", ""), campaign, self._sheets, "")

    def run(self, filled: Sequence[FilledWorkbook]) -> None:
        """Recalculates the workbooks."""
        ordered = {one.village.code: one for one in filled}
        frames = build_frames(
            self._campaign, [as_submission(self._campaign, one.village, one.rows) for one in ordered.values()]
        )
        frames.compute()
        verdicts = judge(self._campaign, frames)
        counts: dict[str, dict[str, SheetCounts]] = {code: {} for code in ordered}
        counted: dict[str, dict[tuple[str, str], int]] = {code: {} for code in ordered}
        for sheet in self._sheets:
            table = sheet.table_id
            frame = frames.tables[table]
            lists = {
                name: values.tolist()
                for name, values in computed_columns(self._campaign, sheet, frames, verdicts.get(table, ()))
            }
            rows: dict[str, list[int]] = {code: [] for code in ordered}
            for index, code in enumerate(frame.take("village_code").tolist()):
                rows[code].append(index)
            numbers = frame.row.tolist()
            for code, own in rows.items():
                counts[code][table] = _counts([lists[STATE][index] for index in own])
                for counter in self._campaign.counters(table):
                    name = counter.counter.id
                    counted[code][table, name] = sum(bool(lists[counter_name(name)][index]) for index in own)
                if own:
                    _show(ordered[code].workbook.entry(table), lists, {numbers[index]: index for index in own})
        for code, one in ordered.items():
            _show_cover(one, self._cover, counts[code], counted[code])


def _counts(states: Sequence[int]) -> SheetCounts:
    """What the cover says of rows with these states: 2 must be changed, 1 is to be verified, 3 is both."""
    return SheetCounts(len(states), sum(state >= 2 for state in states), sum(state % 2 for state in states))


def _show(entry: EntrySheet, lists: Mapping[str, Sequence[str | float]], rows: Mapping[int, int]) -> None:
    """Shows the computed values of the rows (Excel row → index in the lists)."""
    sheet, spare = entry.worksheet, frozenset(entry.spare)
    columns = [(entry.places[name], values) for name, values in lists.items() if name in entry.places]
    for row, index in rows.items():
        if row in spare and FILLED in entry.places:
            sheet.show(row, entry.places[FILLED], shown(1.0))
        cells = sheet.rows[row].cells
        for column, values in columns:
            value = values[index]
            if column in cells and not cells[column].endswith(showing(value)):
                sheet.show(row, column, shown(value))


@lru_cache(maxsize=50_000)
def showing(result: str | float) -> bytes:
    """How a formula cell ends that shows this result."""
    return f"<v>{shown(result).value}</v></c>".encode()


def _show_cover(
    one: FilledWorkbook, cover: Cover, counts: Mapping[str, SheetCounts], counted: Mapping[tuple[str, str], int]
) -> None:
    page = one.workbook.workbook.sheet(COVER)
    numbers = {cell: counted[which] for which, cell in cover.counters.items()}
    for table, cells in cover.counts.items():
        count = counts[table]
        numbers |= dict(zip(cells, (count.filled, count.must, count.verify), strict=True))
    for cell, number in numbers.items():
        letters = cell.rstrip("0123456789")
        page.show(int(cell[len(letters) :]), column_index(letters), shown(number))


__all__ = ["Calculation", "FilledWorkbook", "showing"]
