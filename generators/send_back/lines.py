"""The lines of a slip: the open findings of one village, each with the cells in which it can be mended.

Real errors stand first, then what is missing in rows where only a few cells are, then what is to be verified. A row of
the village's table that lacks many cells is one line: it is filled in where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cunbiao import message_ids
from cunbiao.columns import ID_NUMBER, PERSON_NAMES
from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.definitions.models import Table
from cunbiao.definitions.send_back import SendBack, send_back_words
from cunbiao.expressions.types import LAST
from cunbiao.findings import LEVELS, Finding
from cunbiao.kinds import NUMBER_KINDS
from cunbiao.merging.cells import FoundRow, FoundRows
from cunbiao.records.display import show_number
from cunbiao.records.frames import TableFrame
from cunbiao.records.identity_sheet import ISSUED_TOKEN
from cunbiao.records.slip import SlipFinding, SlipLine
from generators.village.layout import can_be_typed
from generators.village.wording import cascade_parent

_MISSING = frozenset({message_ids.BLANK, message_ids.BLANK_TO_VERIFY})
# So many missing cells of a row are still told one by one.
_FEW = 3
_VERIFIED = "核实"
# Key and fact of a finding → the reasons that were written for it, as `known_reasons` gives them.
Known = Mapping[tuple[str, str], Sequence[str]]


@dataclass(frozen=True)
class Line:
    """One line of a slip.

    Attributes:
        slip: what the slip keeps of it.
        finding: whose household and person, level and place it shows.
        message, fix: what it says, in place of the finding's own words.
        table, column: what is to be corrected; where nothing can be corrected here ``instead`` says what to do.
        choices: the code list, and the value of its parent list, that the drop-down offers.
        issued: the only value that is taken: what the cell was issued with, where nobody decides about another one.
        again: it is a further column of the line above.
    """

    slip: SlipLine
    finding: Finding
    message: str
    fix: str
    table: Table | None = None
    column: ResolvedColumn | None = None
    choices: tuple[str, str | None] | None = None
    issued: str = ""
    instead: str = ""
    again: bool = False


def lines_for(findings: Iterable[Finding], campaign: Campaign, rows: FoundRows, known: Known) -> list[Line]:
    """The lines of one village.

    Args:
        findings: those that are open.
        campaign: the definitions they were found by.
        rows: the rows of the register.
        known: the reasons there are.
    """
    return list(_Slip(campaign, rows, known).lines(findings))


class _Slip:
    """The lines of one slip while they are put together."""

    def __init__(self, campaign: Campaign, rows: FoundRows, known: Known) -> None:
        self._campaign = campaign
        self._rows = rows
        self._known = known
        self._words: SendBack = send_back_words()
        # The cells that can be corrected already, and on which line.
        self._cells: dict[tuple[str, int, str], int] = {}
        self._count = 0

    def lines(self, findings: Iterable[Finding]) -> Iterator[Line]:
        for group in sorted(self._groups(findings), key=_order):
            for line in self._lines_of(group):
                self._count += 1
                yield line

    def _groups(self, findings: Iterable[Finding]) -> list[list[Finding]]:
        """Findings that share a line: those about the missing cells of a row that lacks many."""
        missing: dict[tuple[str, str, int], list[Finding]] = {}
        groups = []
        for finding in findings:
            place = finding.place
            if finding.check in _MISSING and place.row:
                missing.setdefault((place.file, place.sheet, place.row), []).append(finding)
            else:
                groups.append([finding])
        for own in missing.values():
            groups += [own] if len(own) > _FEW else [[finding] for finding in own]
        return groups

    def _lines_of(self, group: Sequence[Finding]) -> Iterator[Line]:
        first = min(group, key=lambda own: LEVELS.index(own.level))
        kept = tuple(SlipFinding(own.key, own.fact, tuple(self._known.get((own.key, own.fact), ()))) for own in group)
        slip = SlipLine(kept, all(own.level == _VERIFIED for own in group))
        if len(group) > 1:
            message = self._words.missing.format(count=len(group), labels="、".join(own.field for own in group))
            yield Line(slip, first, message, self._words.missing_fix, instead=self._words.in_workbook)
            return
        fix = f"{first.remark}。{first.fix}" if first.remark else first.fix
        found = self._rows.of(first)
        columns = list(self._correctable(found)) if found is not None else []
        if found is None or not columns:
            yield Line(slip, first, first.message, fix, instead=self._instead(found))
            return
        for number, column in enumerate(columns):
            line = self._of_cell(slip, first, found, column)
            said = (first.message, fix) if not number else (self._words.other_field, "")
            line = replace(line, message=said[0], fix=said[1], again=number > 0)
            if number:
                line = replace(line, slip=replace(line.slip, reasoned=False))
            yield line

    def _correctable(self, found: FoundRow) -> Iterator[ResolvedColumn]:
        """The columns that the village, or with its evidence the county, can put right in this row.

        A locked one that nobody decides about can only be put back to what it was issued with.
        """
        table = self._campaign.tables[found.frame.table]
        for column in found.columns:
            if not can_be_typed(table, column):
                continue
            changed = found.frame.shown(column.name, found.index) != _issued(found, column)
            if not self._is_shut(found, column) or (changed and column.name != table.key):
                yield column

    def _is_shut(self, found: FoundRow, column: ResolvedColumn) -> bool:
        """Whether nobody decides here about another value of the cell."""
        return _is_locked(found, column) and not self._campaign.can_be_corrected(column.name)

    def _instead(self, found: FoundRow | None) -> str:
        """What is to be done about a finding that no cell of the slip can mend; its own cell stands first."""
        if found is None or not found.columns:
            return self._words.in_workbook
        own, table = found.columns[0], self._campaign.tables[found.frame.table]
        remedy = self._campaign.remedy(own.name)
        if not remedy or own.name == table.key or not can_be_typed(table, own) or not self._is_shut(found, own):
            return self._words.in_workbook
        return self._words.elsewhere.format(remedy=remedy)

    def _of_cell(self, slip: SlipLine, finding: Finding, found: FoundRow, column: ResolvedColumn) -> Line:
        frame, index = found.frame, found.index
        cell = (frame.table, index, column.name)
        table = self._campaign.tables[frame.table]
        line = replace(
            slip,
            table=frame.table,
            token=str(frame.token[index]),
            code=str(frame.codes[index]),
            number=_shown(frame, index, (ID_NUMBER,)),
            name=_shown(frame, index, PERSON_NAMES),
            field=column.name,
            before=frame.shown(column.name, index),
            locked=_is_locked(found, column),
        )
        if cell in self._cells:
            told = self._words.same_cell.format(line=self._cells[cell])
            return Line(replace(line, field=""), finding, "", "", table, column, instead=told)
        self._cells[cell] = self._count + 1
        if self._is_shut(found, column):
            return Line(line, finding, "", "", table, column, issued=_issued(found, column))
        return Line(line, finding, "", "", table, column, self._choices(found, table, column))

    def _choices(self, found: FoundRow, table: Table, column: ResolvedColumn) -> tuple[str, str | None] | None:
        """The list to choose from: what belongs to the parent's value, all of it where there is none."""
        if column.codes is None:
            return None
        parent = cascade_parent(self._campaign, table, column)
        value = found.frame.text(parent.name)[found.index] if parent is not None else ""
        offered = value in self._campaign.codes[column.codes].by_parent
        return column.codes, value if offered else None


def _order(group: Sequence[Finding]) -> tuple[object, ...]:
    """Real errors, then missing cells, then what is to be verified; household by household, row by row."""
    first = min(group, key=lambda own: LEVELS.index(own.level))
    return (
        LEVELS.index(first.level),
        first.check in _MISSING,
        len(group),
        first.household_code,
        first.name,
        first.place.file,
        first.place.sheet,
        first.place.row,
        first.check,
        first.place.column,
        first.message,
    )


def _is_locked(found: FoundRow, column: ResolvedColumn) -> bool:
    """Whether nobody can type into the cell: a locked column of an issued row, unless it was issued empty."""
    return column.locked and bool(_issued(found, column))


def _issued(found: FoundRow, column: ResolvedColumn) -> str:
    """What a cell was issued with, as it is shown; "" where nothing was."""
    frame, index = found.frame, found.index
    if not str(frame.token[index]).startswith(ISSUED_TOKEN):
        return ""
    if column.kind in NUMBER_KINDS:
        return show_number(float(frame.number(LAST + column.name)[index]), column.kind)
    return str(frame.text(LAST + column.name)[index])


def _shown(frame: TableFrame, index: int, names: Sequence[str]) -> str:
    name = next((own for own in names if frame.has(own)), None)
    return frame.shown(name, index) if name is not None else ""
