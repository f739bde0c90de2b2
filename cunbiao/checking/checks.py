"""All checks of the campaign over all rows: the written ones (``rules/*.yaml``) and those every column brings with
it.

What can be said of a row is the same list the village workbook shows live (`pieces`); here each of it becomes a
finding with its address. A check fires only where its condition is definitely true; a spare row that nobody filled is
no row and never fires.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import numpy as np

from cunbiao.checking.facts import Facts
from cunbiao.checking.row_messages import BETWEEN, CellCondition, CellRule, holds, pieces
from cunbiao.columns import HEAD_NAME, PERSON_KEY, PERSON_NAMES
from cunbiao.definitions import Campaign, CompiledCheck
from cunbiao.definitions.models import FilledAt
from cunbiao.expressions import Expression, truth
from cunbiao.findings import Finding, Level, Message, MessageCatalogue, digest_of, finding_key
from cunbiao.records.display import allowed_range
from cunbiao.records.frames import Bools, Frames, TableFrame

# Of these findings the facts are noted: a reason written for them holds as long as the facts do.
_VERIFIED: Level = "核实"
# What intake finds itself, cell by cell, with what was typed.
_FOUND_BY_INTAKE: frozenset[CellRule] = frozenset({"unreadable", "formula"})


class Finder:
    """Makes findings about rows: fills in village, household, head and person and the address in the village's file."""

    def __init__(self, frames: Frames) -> None:
        self._facts = Facts(frames)
        self._tables = {
            (source.village_code, sheet): table for source in frames.sources for table, sheet in source.sheets.items()
        }
        self._heads: dict[int, str] = {}
        self._homes: dict[tuple[str, str], int] = {}
        for frame in reversed(frames.tables.values()):
            if frame.has(HEAD_NAME) and frame.column(HEAD_NAME).derived is None:
                homes, heads = frame.household.tolist(), frame.text(HEAD_NAME).tolist()
                self._heads.update(zip(reversed(homes), reversed(heads), strict=True))
                keys = zip(frame.take("village_code").tolist(), frame.codes.tolist(), strict=True)
                self._homes.update(zip(keys, homes, strict=True))

    def completed(self, finding: Finding) -> Finding:
        """A finding from elsewhere, such as intake, which sees one row at a time, with its key and the head of its
        household.
        """
        if finding.key:
            return finding
        village, code, place = finding.village_code, finding.household_code, finding.place
        where = self._tables.get((village, place.sheet), place.sheet) if village else place.file
        key = finding_key(village, finding.check, where, code, finding.name, finding.field)
        fact = digest_of(finding.value or finding.message) if finding.level == _VERIFIED else ""
        home = self._homes.get((village, code))
        head = finding.head_name or ("" if home is None else self._heads[home])
        return replace(finding, head_name=head, key=key, fact=fact)

    def findings(
        self,
        frame: TableFrame,
        rows: Iterable[int],
        field: str,
        said: Message,
        when: Expression | None = None,
        whole_row: bool = False,
    ) -> Iterator[Finding]:
        """One finding for each row, at the cell of ``field``.

        ``said`` has no places left to be filled in; ``when`` is the condition of a written check. Such a check is about
        the ``whole_row`` as well: it says the same thing once, whatever cell it points at.
        """
        label = frame.column(field).label
        codes = frame.codes
        persons = next((frame.text(name) for name in PERSON_NAMES if frame.has(name)), None)
        numbers = frame.text(PERSON_KEY) if frame.has(PERSON_KEY) else persons
        about = field if when is None and not whole_row else ""
        behind = None if when is None or said.level != _VERIFIED else self._facts.behind(frame, when)
        for row in rows:
            source = frame.sources[frame.source[row]]
            value = frame.shown(field, row)
            person = "" if numbers is None else numbers[row] or ("" if persons is None else persons[row])
            fact = behind(row) if behind is not None else digest_of(value) if said.level == _VERIFIED else ""
            yield Finding(
                check=said.id,
                level=said.level,
                category=said.category,
                message=said.message,
                fix=said.fix,
                place=frame.place(row, field),
                village_code=source.village_code,
                village=source.village,
                township=source.township,
                household_code=codes[row],
                head_name=self._heads.get(int(frame.household[row]), ""),
                name="" if persons is None else persons[row],
                field=label,
                value=value,
                key=finding_key(source.village_code, said.id, frame.table, codes[row], person, about),
                fact=fact,
            )

    def worded(
        self, frame: TableFrame, row: int, field: str, messages: MessageCatalogue, message_id: str, **values: object
    ) -> Finding:
        """A finding about one row, worded from the catalogue."""
        entry = messages[message_id]
        message, fix = entry.worded(**values)
        return next(self.findings(frame, [row], field, replace(entry, message=message, fix=fix)))


def _all(table: str, condition: CompiledCheck | CellCondition) -> bool:
    """Takes every check of every table."""
    return True


def run_checks(
    campaign: Campaign,
    frames: Frames,
    messages: MessageCatalogue,
    finder: Finder,
    wanted: Callable[[str, CompiledCheck | CellCondition], bool] = _all,
    level: FilledAt = "village",
) -> Iterator[Finding]:
    """Every finding of the campaign's checks, table by table; ``wanted`` chooses among them.

    What villages cannot tell, or not mend, is told from the ``level`` on that can.
    """
    for table, frame in frames.tables.items():
        if not frame.size:
            continue
        for piece in pieces(campaign, table, messages):
            several = piece.condition if isinstance(piece.condition, tuple) else (piece.condition,)
            cells = []
            for condition in several:
                if not wanted(table, condition):
                    continue
                if isinstance(condition, CompiledCheck):
                    yield from _of_check(condition, frame, frames, finder)
                else:
                    cells.append(condition)
            if piece.counted:
                yield from _of_blanks(tuple(cells), piece.check, frame, frames, messages, finder)
            else:
                for cell in cells:
                    yield from _of_cell(cell, piece.check, frame, frames, messages, finder)
        for compiled in campaign.checks(table):
            if not compiled.on_screen and compiled.told_at(level) and wanted(table, compiled):
                yield from _of_check(compiled, frame, frames, finder)


def _of_check(compiled: CompiledCheck, frame: TableFrame, frames: Frames, finder: Finder) -> Iterator[Finding]:
    check = compiled.check
    rows = _rows(truth(compiled.when, frames.prepared[frame.table], frames.prepared).true)
    if rows:
        said = Message(check.id, check.level, check.category, check.message, check.fix, check.source)
        yield from finder.findings(frame, rows, check.fields[0], said, compiled.when)


def _of_cell(
    condition: CellCondition,
    message_id: str,
    frame: TableFrame,
    frames: Frames,
    messages: MessageCatalogue,
    finder: Finder,
) -> Iterator[Finding]:
    if condition.rule in _FOUND_BY_INTAKE:
        return
    column = condition.column
    for row in _rows(holds(frames, frame, condition)):
        value = frame.shown(column.name, row)
        expected = allowed_range(column)
        words = {"label": column.label, "expected": expected, "value": value, "homes": condition.homes}
        yield finder.worded(frame, row, column.name, messages, message_id, **words)


def _of_blanks(
    conditions: tuple[CellCondition, ...],
    message_id: str,
    frame: TableFrame,
    frames: Frames,
    messages: MessageCatalogue,
    finder: Finder,
) -> Iterator[Finding]:
    """One finding a row, at the first of the cells that are still empty."""
    entry = messages[message_id]
    blank = [(condition.column, holds(frames, frame, condition)) for condition in conditions]
    for row in _rows(np.any([empty for _, empty in blank], axis=0)):
        columns = [column for column, empty in blank if empty[row]]
        labels = BETWEEN.join(column.label for column in columns)
        message, fix = entry.worded(label=labels)
        said = replace(entry, message=message, fix=fix)
        (found,) = finder.findings(frame, [row], columns[0].name, said, whole_row=True)
        yield replace(found, field=labels, fact=digest_of(labels) if found.level == _VERIFIED else "")


def _rows(fired: Bools) -> list[int]:
    found: list[int] = np.flatnonzero(fired).tolist()
    return found
