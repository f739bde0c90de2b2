"""Lets a filled workbook show what a spreadsheet program would: every computed cell of its entry sheets and cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from cunbiao.checking.eligibility import judge
from cunbiao.columns import HEAD_NAME
from cunbiao.definitions import Campaign
from cunbiao.definitions.messages import load_messages
from cunbiao.expressions.types import FILLED, LAST
from cunbiao.lists.roster.model import Village
from cunbiao.records.build import build_frames
from cunbiao.records.frames import TableFrame
from cunbiao.records.identity_sheet import FIRST_ROW
from generators.style import Drawing
from generators.village.cover import draw_cover
from generators.village.faces.face import Face
from generators.village.faces.page import draw_face
from generators.village.household_lists import household_lists
from generators.village.layout import STATE, TOUCHED, counter_name
from generators.village.live import live_sheet
from generators.village.names import COVER, HOUSEHOLDS
from generators.village.shown import computed_columns
from generators.village.standing import SheetCounts
from sample.answers import FilledRow
from sample.cells import shown
from sample.issued import EntrySheet, IssuedWorkbook
from sample.records import as_submission
from workbooks.references import column_index
from workbooks.stamp.values import Value

Shown = str | float
# Any number of rows does: what a cell shows does not depend on it.
_ROWS = 1_000


@dataclass
class FilledWorkbook:
    """A workbook with answers typed in; ``rows`` are its records by table."""

    village: Village
    workbook: IssuedWorkbook
    rows: dict[str, list[FilledRow]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Results:
    """What one table shows: every computed column, one value a row of the frame; the rows of each village by code."""

    frame: TableFrame
    columns: Mapping[str, Sequence[Shown]]
    rows: Mapping[str, Sequence[int]]

    def of(self, village: str, name: str) -> list[Shown]:
        """A computed column in the rows of one village."""
        column = self.columns[name]
        return [column[index] for index in self.rows[village]]

    def added(self, village: str, name: str) -> dict[str, str]:
        """Household code → text of an indicator, in the rows that one village added."""
        frame = self.frame
        rows = [index for index in self.rows[village] if frame.added[index]]
        return {str(frame.codes[index]): str(frame.text(name)[index]) for index in rows}

    def row(self, index: int) -> dict[str, Value]:
        """Everything a row shows, by indicator."""
        typed = {column.name: self.frame.arrays[column.name][index] for column in self.frame.columns}
        anew = [column.name for column in self.frame.columns if column.asked_anew]
        typed |= {f"{LAST}{name}": self.frame.number(f"{LAST}{name}")[index] for name in anew}
        numbers = {name: "" if value != value else value for name, value in typed.items()}
        return {**numbers, **{name: column[index] for name, column in self.columns.items()}}

    def position(self, index: int) -> int:
        """The place of a row among the rows of its sheet, from 1."""
        return int(self.frame.row[index]) - FIRST_ROW + 1


class Calculation:
    """The computed cells of one campaign's village workbooks, worked out for several of them at once."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        messages, drawing = load_messages(campaign), Drawing("", "")
        self._sheets = [live_sheet(campaign, messages, table, _ROWS) for table in campaign.tables]
        self._cover = draw_cover(drawing, campaign, self._sheets, "")
        lists = household_lists(campaign)
        self._choices = lists.tables
        forms = [form for form in campaign.forms.values() if form.print_face is not None]
        self._faces = [draw_face(drawing, campaign, form, lists, "") for form in forms]

    def run(self, filled: Sequence[FilledWorkbook]) -> None:
        """Recalculates the workbooks."""
        submissions = [as_submission(self._campaign, one.village, one.rows) for one in filled]
        frames = build_frames(self._campaign, submissions)
        frames.compute()
        verdicts = judge(self._campaign, frames)
        results = {}
        for sheet in self._sheets:
            columns = computed_columns(self._campaign, sheet, frames, verdicts.get(sheet.table_id, ()))
            frame = frames.tables[sheet.table_id]
            rows: dict[str, list[int]] = {one.village.code: [] for one in filled}
            for index, code in enumerate(frame.take("village_code").tolist()):
                rows[code].append(index)
            results[sheet.table_id] = _Results(frame, {name: values.tolist() for name, values in columns}, rows)
        for one in filled:
            for table, result in results.items():
                if result.rows[one.village.code]:
                    _show_rows(one.workbook.entry(table), result, one.village.code)
            self._show_cover(one, results)
            self._show_choices(one, results)
            for face in self._faces:
                members = results[face.member_table] if face.member_table is not None else None
                _show_face(one, face, results[face.household_table], members)

    def _show_choices(self, one: FilledWorkbook, results: Mapping[str, _Results]) -> None:
        """What drop-downs call the households that were typed in."""
        sheet = one.workbook.workbook.sheet(HOUSEHOLDS)
        for number, tables in enumerate(self._choices):
            named: dict[str, str] = {}
            for table in tables:
                new_keys, fields = self._campaign.tables[table].new_keys, self._campaign.scopes[table].fields
                if new_keys is not None and HEAD_NAME in fields:
                    named |= results[table].added(one.village.code, HEAD_NAME)
            for row in sheet.rows if named else ():
                code = sheet.text(row, 3 * number + 1)
                if code in named:
                    sheet.show(row, 3 * number, shown(f"{code} {named[code]}".strip()))

    def _show_cover(self, one: FilledWorkbook, results: Mapping[str, _Results]) -> None:
        code = one.village.code
        counted = {
            (table, name): sum(map(bool, results[table].of(code, counter_name(name))))
            for table, name in self._cover.counters
        }
        counts = {}
        for table in self._cover.lines:
            # 2 must be changed, 1 is to be verified, 3 is both.
            states = [int(state) for state in results[table].of(code, STATE)]
            is_issued = TOUCHED in results[table].columns
            filled = sum(map(bool, results[table].of(code, TOUCHED))) if is_issued else len(states)
            must, verify = sum(state >= 2 for state in states), sum(state % 2 for state in states)
            counts[table] = SheetCounts(filled, must, verify, len(states) - filled)
        _show_cells(one, COVER, self._cover.figures(counts, counted))


def _show_rows(entry: EntrySheet, result: _Results, village: str) -> None:
    sheet, spare = entry.worksheet, frozenset(entry.spare)
    columns = [(entry.places[name], values) for name, values in result.columns.items() if name in entry.places]
    for index in result.rows[village]:
        row = int(result.frame.row[index])
        if row in spare and FILLED in entry.places:
            sheet.show(row, entry.places[FILLED], shown(1.0))
        cells = sheet.rows[row].cells
        for column, values in columns:
            value = values[index]
            if column in cells and not cells[column].endswith(showing(value)):
                sheet.show(row, column, shown(value))


def _show_face(one: FilledWorkbook, face: Face, households: _Results, members: _Results | None) -> None:
    """The household that was chosen when the workbook was issued: the first of its sheet."""
    entry = one.workbook.entry(face.household_table)
    first = min((*entry.issued, *entry.spare), default=None)
    if first is None:
        return
    code = entry.text(first, households.frame.key)
    household: dict[str, Value] = {households.frame.key: code, "": first - FIRST_ROW + 1}
    for index in households.rows[one.village.code]:
        if households.frame.row[index] == first:
            household |= households.row(index)
    people = []
    if members is not None:
        own = [index for index in members.rows[one.village.code] if members.frame.codes[index] == code]
        people = [(members.position(index), members.row(index)) for index in own]
    place = f"{one.village.county}  {one.village.township}  {one.village.name}"
    _show_cells(one, face.sheet, face.cells(place, code, code, household, people))


def _show_cells(one: FilledWorkbook, name: str, cells: Mapping[str, Value]) -> None:
    """Single cells, of which those with a formula change."""
    sheet = one.workbook.workbook.sheet(name)
    for cell, value in cells.items():
        letters = cell.rstrip("0123456789")
        sheet.show(int(cell[len(letters) :]), column_index(letters), shown("" if value is None else value))


@lru_cache(maxsize=50_000)
def showing(result: str | float) -> bytes:
    """How a formula cell ends that shows this result."""
    return f"<v>{shown(result).value}</v></c>".encode()


__all__ = ["Calculation", "FilledWorkbook", "showing"]
