"""The roster examined before it goes out: the notice's own checks over the rows that villages would be issued with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cunbiao import message_ids
from cunbiao.checking.checks import Finder, run_checks
from cunbiao.checking.row_messages import CellCondition
from cunbiao.definitions import Campaign, CompiledCheck, ResolvedColumn
from cunbiao.definitions.messages import load_messages
from cunbiao.expressions import Expression
from cunbiao.expressions.types import LAST
from cunbiao.findings import Finding, MessageCatalogue, Place
from cunbiao.lists.roster import Roster
from cunbiao.lists.roster.message_ids import MEND_FIRST, MEND_OR_ISSUE
from cunbiao.records.build import build_frames
from cunbiao.records.submission import Submission
from cunbiao.submissions.definition import schema_of
from generators.village.layout import FIRST_ROW
from generators.village.prefill import as_submission, prefill


def examine(campaign: Campaign, roster: Roster) -> Iterator[Finding]:
    """What the checks of the notice find in the roster, at the cells of the roster, and what to do before issuing.

    Only what the roster alone can tell: a check that needs a column which the roster does not bring is left to the
    village. Of what may stay as it is (核实) only that is told which the village could not change, because it is
    locked. What reading the roster said of a cell is not said again.
    """
    messages, schema = load_messages(campaign), schema_of(campaign)
    villages = [prefill(campaign, roster, village) for village in roster.villages]
    frames = build_frames(campaign, (_lettered(as_submission(own, schema), campaign) for own in villages))
    frames.compute()
    tables = {campaign.tables[table].sheet: table for table in campaign.tables}
    known = _Known(campaign, roster)
    said = {finding.place for finding in roster.findings}
    for finding in run_checks(campaign, frames, messages, Finder(frames), known.decides):
        table, name = tables[finding.place.sheet], finding.place.column
        origin = roster.origins(campaign, table, finding.village_code)[finding.place.row - FIRST_ROW]
        place = origin.place(name)
        if place not in said:
            yield _worded(finding, place, campaign.column(table, name), messages)


def _lettered(submission: Submission, campaign: Campaign) -> Submission:
    """The submission with the name of every column for its letters: no village has its sheets yet."""
    for table, rows in submission.tables.items():
        rows.letters = {column.name: column.name for column in campaign.columns(table)}
    return submission


def _worded(finding: Finding, place: Place, column: ResolvedColumn, messages: MessageCatalogue) -> Finding:
    """The finding at its place in the roster, with what to do about it before it is issued."""
    locked = column.locked and finding.check != message_ids.BLANK
    entry = messages[MEND_FIRST if locked else MEND_OR_ISSUE]
    return replace(finding, fix=f"{finding.fix}。{entry.message}：{entry.fix}", place=place)


class _Known:
    """What the roster brings: the columns it fills, and all tables that are issued without a row."""

    def __init__(self, campaign: Campaign, roster: Roster) -> None:
        self._campaign = campaign
        given = {name for lists in (roster.households, roster.members) for name, own in lists.items() if any(own)}
        self._typed = {
            (table.id, column.name)
            for table in campaign.tables.values()
            for column in campaign.columns(table.id)
            if not table.roster or column.name in given
        }

    def decides(self, table: str, condition: CompiledCheck | CellCondition) -> bool:
        """Whether the roster alone can tell it, and whether that is worth knowing before anything is issued."""
        if isinstance(condition, CellCondition):
            column = condition.column
            told = condition.rule != "blank" or (column.locked and column.required == "must")
            return told and (table, column.name) in self._typed
        check = condition.check
        columns = [column for column in self._campaign.columns(table) if column.name in check.fields]
        is_locked = any(column.locked and column.derived is None for column in columns)
        return (check.level == "必改" or (check.level == "核实" and is_locked)) and self._has(condition.when)

    def _has(self, expression: Expression) -> bool:
        """Whether the roster brings everything that an expression depends on, in computed columns too."""
        for table, name in expression.reads:
            column = self._campaign.column(table, name.removeprefix(LAST))
            if not (self._has(column.derived) if column.derived is not None else (table, column.name) in self._typed):
                return False
        return True
