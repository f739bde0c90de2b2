"""What villages wrote on their slips, put into their submissions by person and cell.

A correction of an open cell counts where the cell still holds what it held when the slip was made. Where the village
has meanwhile handed in another value, that is newer: it stays, and both are shown. A correction of a locked cell is
only proposed: township or county decide about it (`cunbiao.corrections`). Slips are taken in the order in which they
were sent back, so that a later one goes on from an earlier one, in whatever order files are found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from cunbiao import message_ids
from cunbiao.columns import HEAD_NAME, ID_NUMBER, PERSON_NAMES
from cunbiao.corrections.model import Correction
from cunbiao.corrections.village import RecordRow, Village
from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.findings import Finding, MessageCatalogue, Place
from cunbiao.kinds import CHOICE_KINDS
from cunbiao.records.display import show_number
from cunbiao.records.slip import Slip, SlipAnswer, SlipLine
from cunbiao.records.submission import Submission, TableRows, Value
from cunbiao.submissions.issued import shown_value

# A cell of a submission: which part of it, table, row, column.
_Cell = tuple[int, str, int, str]


@dataclass(frozen=True)
class Answered:
    """The submissions with what slips corrected, and what slips propose for locked cells."""

    submissions: tuple[Submission, ...]
    proposed: tuple[Correction, ...] = ()


def mended(
    submissions: Sequence[Submission], slips: Sequence[Slip], campaign: Campaign, messages: MessageCatalogue
) -> Answered:
    """The submissions with the corrections of the slips in them, and what is to be said of each correction.

    Args:
        submissions: those that go into the register, of a village perhaps several parts.
        slips: in any order; those of villages that are not among the submissions change nothing.
        campaign: the definitions, for the columns and their code lists.
        messages: the catalogue findings are worded from.
    """
    ordered = sorted(slips, key=_order)
    result: list[Submission] = []
    proposed: list[Correction] = []
    for code, together in groupby(submissions, key=lambda own: own.identity.village_code):
        parts = list(together)
        own = [slip for slip in ordered if slip.head.village_code == code]
        village = _Village(parts, campaign, messages)
        result += village.with_slips(own) if own else parts
        proposed += village.proposed
    return Answered(tuple(result), tuple(proposed))


def row_of(rows: TableRows, key: str, line: SlipLine) -> int | None:
    """The index of the row a line is about; ``key`` is the column of the household code.

    A person is known by the identity number, else by the name, within the household; a row that neither tells is known
    by the token it was issued with. A household is known by its code.
    """
    codes = rows.columns.get(key, [None] * len(rows.rows))
    here = [index for index, code in enumerate(codes) if (code or "") == line.code]
    about_person = any(name in rows.columns for name in PERSON_NAMES)
    if about_person:
        found = _having(rows, here, (ID_NUMBER,), line.number) or _having(rows, here, PERSON_NAMES, line.name)
        here = found or _with_token(rows, here, line)
    if len(here) > 1:
        here = _with_token(rows, here, line)
    return here[0] if len(here) == 1 else None


def _having(rows: TableRows, among: Sequence[int], names: Sequence[str], wanted: str) -> list[int]:
    """Those of the rows that have a value in the first of these columns that the table has."""
    column = next((rows.columns[name] for name in names if name in rows.columns), None)
    return [index for index in among if wanted and column is not None and column[index] == wanted]


def _with_token(rows: TableRows, among: Sequence[int], line: SlipLine) -> list[int]:
    return [index for index in among if line.token and rows.tokens[index] == line.token]


def _order(slip: Slip) -> tuple[str, float, str, str]:
    return slip.head.sent, slip.saved or slip.modified, slip.file, slip.sha256


@dataclass(frozen=True)
class _Correction:
    """What one slip wants of one cell."""

    slip: Slip
    answer: SlipAnswer
    value: Value

    @property
    def where(self) -> dict[str, object]:
        """The slip's cell, for messages."""
        return {"other": self.slip.file, "row": self.answer.row}


class _Village:
    """The parts of one village's submission while slips are put into them."""

    def __init__(self, parts: list[Submission], campaign: Campaign, messages: MessageCatalogue) -> None:
        self._parts = parts
        self._campaign = campaign
        self._messages = messages
        self._tables = [dict(part.tables) for part in parts]
        self._found: list[list[Finding]] = [[] for _ in parts]
        # Cells of the village's files that are corrected: what reading found about them holds no more.
        self._done: set[tuple[str, str, int, str]] = set()
        self._copied: set[tuple[int, str, str]] = set()
        self.proposed: list[Correction] = []

    def with_slips(self, slips: Sequence[Slip]) -> Iterator[Submission]:
        """The parts with the corrections of these slips, the one sent first first."""
        for _, round_ in groupby(slips, key=lambda slip: slip.head.sent):
            wanted: dict[_Cell, list[_Correction]] = {}
            for slip in round_:
                for answer in slip.answers:
                    self._place(slip, answer, wanted)
            for cell, corrections in wanted.items():
                self._settle(cell, corrections)
        for part, tables, found in zip(self._parts, self._tables, self._found, strict=True):
            kept = [own for own in part.findings if not self._is_done(own.place)]
            yield replace(part, tables=tables, findings=[*kept, *found])

    def _place(self, slip: Slip, answer: SlipAnswer, wanted: dict[_Cell, list[_Correction]]) -> None:
        """Finds the cell that is to be corrected."""
        line = answer.line
        if not answer.corrects:
            return
        column = next((own for own in self._campaign.columns(line.table) if own.name == line.field), None)
        if column is None:
            return
        value = self._meant(column, answer)
        correction = _Correction(slip, answer, value)
        for part, tables in enumerate(self._tables):
            rows = tables.get(line.table)
            index = row_of(rows, self._campaign.tables[line.table].key, line) if rows is not None else None
            if index is None:
                continue
            if value is None:
                self._say(message_ids.SLIP_UNREADABLE, (part, line.table, index, line.field), correction)
            else:
                wanted.setdefault((part, line.table, index, line.field), []).append(correction)
            return
        self._say(message_ids.SLIP_LOST, (0, line.table, -1, line.field), correction)

    def _meant(self, column: ResolvedColumn, answer: SlipAnswer) -> Value:
        """The value that was written; ``None`` where it is none of the column's."""
        if answer.bad or column.kind not in CHOICE_KINDS or column.codes is None:
            return answer.value
        return self._campaign.codes[column.codes].meant(str(answer.value))

    def _settle(self, cell: _Cell, corrections: Sequence[_Correction]) -> None:
        """What the slips of one day want of a cell, against what stands there."""
        first = corrections[0]
        if len({own.value for own in corrections}) > 1:
            told = "；".join(
                f"“{own.slip.file}”第 {own.answer.row} 行写“{self._text(cell, own.value)}”" for own in corrections
            )
            self._say(message_ids.SLIPS_DIFFER, cell, first, other=told)
        elif self._shown(cell) == self._text(cell, first.value):
            return
        elif self._shown(cell) != first.answer.line.before:
            self._say(message_ids.SLIP_DIFFERS, cell, first)
        elif first.answer.line.locked and first.value != self._issued(cell):
            self._propose(cell, first)
        else:
            self._say(message_ids.SLIP_MENDED, cell, first)
            self._write(cell, first.value)

    def _propose(self, cell: _Cell, correction: _Correction) -> None:
        """Makes a proposal of what is written for a locked cell; where nobody can decide about it, it is only said."""
        part, table, index, name = cell
        workbooks = [replace(own, tables=tables) for own, tables in zip(self._parts, self._tables, strict=True)]
        village, row = Village(self._campaign, workbooks), RecordRow(part, table, index)
        is_home = self._campaign.tables[table].is_home
        if not self._campaign.can_be_corrected(name) or not (is_home or village.persons_in(row)):
            self._say(message_ids.SLIP_LOCKED, cell, correction, remedy=self._campaign.remedy(name))
            return
        slip, answer, record = correction.slip, correction.answer, village.key(row)
        homes = village.rows_of([table] if is_home else self._campaign.tables[table].parents, record.household)
        self.proposed.append(
            Correction(
                record=record,
                field=name,
                old=village.text(row, name),
                new=self._text(cell, correction.value),
                note=answer.reason,
                source=Place(slip.file, slip.sheet, answer.row, answer.column),
                township=slip.head.township,
                village=slip.head.village,
                head=next((village.text(home, HEAD_NAME) for home in homes), ""),
                name="" if is_home else village.text(row, village.person(row).name),
                day=_day(slip),
            )
        )

    def _issued(self, cell: _Cell) -> Value:
        """What the cell was issued with."""
        part, table, index, name = cell
        column = (self._tables[part][table].issued or {}).get(name)
        return column[index] if column is not None else None

    def _write(self, cell: _Cell, value: Value) -> None:
        """Puts a value into a cell; other copies of the column stay as they are."""
        part, table, index, name = cell
        rows = self._tables[part][table]
        if (part, table, name) not in self._copied:
            self._copied.add((part, table, name))
            rows = replace(
                rows,
                columns={**rows.columns, name: list(rows.columns.get(name) or [None] * len(rows.rows))},
                bad={**rows.bad, name: list(rows.bad.get(name, ()))},
                told={**rows.told, name: dict(rows.told.get(name, {}))},
                formulas={**rows.formulas, name: list(rows.formulas.get(name, ()))},
            )
        rows.columns[name][index] = value
        rows.bad[name] = [own for own in rows.bad[name] if own != index]
        rows.formulas[name] = [own for own in rows.formulas[name] if own != index]
        rows.told[name].pop(index, None)
        self._tables[part][table] = rows
        # What the file's own formulas show is not about these cells any more.
        self._tables[part] = {own: replace(rows, shown={}) for own, rows in self._tables[part].items()}
        self._done.add(_address(self._parts[part].file, rows, index, name))

    def _is_done(self, place: Place) -> bool:
        return bool(place.row) and (place.file, place.sheet, place.row, place.column) in self._done

    def _shown(self, cell: _Cell) -> str:
        """What stands in a cell now, as `TableFrame.shown` writes it."""
        part, table, index, name = cell
        rows = self._tables[part][table]
        value = rows.columns[name][index] if name in rows.columns else None
        return str(value or "") if index in rows.bad.get(name, ()) else self._text(cell, value)

    def _text(self, cell: _Cell, value: Value) -> str:
        if isinstance(value, float):
            return show_number(value, self._campaign.column(cell[1], cell[3]).kind)
        return value or ""

    def _say(self, message: str, cell: _Cell, correction: _Correction, **values: object) -> None:
        """Adds a finding at the village's cell; at the slip's where the row is there no more (index -1)."""
        part, table, index, name = cell
        submission, line = self._parts[part], correction.answer.line
        label = self._campaign.column(table, name).label
        before = self._shown(cell) if index >= 0 else ""
        after = self._text(cell, correction.value) if correction.value is not None else correction.answer.shown
        said: dict[str, object] = {
            "label": label,
            "before": before or shown_value(None),
            "after": after,
            "expected": line.before or shown_value(None),
            **correction.where,
            **values,
        }
        if index >= 0:
            place = Place(*_address(submission.file, self._tables[part][table], index, name))
        else:
            place = Place(correction.slip.file, correction.slip.sheet, correction.answer.row, correction.answer.column)
        about = {
            "village_code": submission.identity.village_code,
            "village": submission.identity.village,
            "township": submission.identity.township,
            "household_code": line.code,
            "name": line.name,
            "field": label,
            "value": before,
        }
        self._found[part].append(self._messages.finding(message, place, said, **about))


def _day(slip: Slip) -> str:
    """The day a slip was saved; "" where nobody knows."""
    saved = slip.saved or slip.modified
    return datetime.fromtimestamp(saved).date().isoformat() if saved else ""


def _address(file: str, rows: TableRows, index: int, name: str) -> tuple[str, str, int, str]:
    return file, rows.sheet, rows.rows[index], rows.letters.get(name, "")
