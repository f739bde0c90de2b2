"""How corrections stand, and the register with those in force.

A correction that is accepted holds in every later file of the village, as long as the village has there what was found
wrong; where it has something else by now, nobody has decided about that, and the question is asked again. The order of
files and of decisions decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cunbiao.corrections.cells import Edits, Original, edited, originals_of
from cunbiao.corrections.model import Correction, Decision
from cunbiao.corrections.proposals import proposals
from cunbiao.corrections.values import value_of
from cunbiao.corrections.village import RecordRow, Village, by_village
from cunbiao.definitions import Campaign
from cunbiao.records.submission import Submission

Status = Literal["open", "accepted", "rejected", "differing", "outdated", "absent"]
Question = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """A correction and what became of it.

    Attributes:
        correction: what is proposed; ``old`` is what the village has where the question is put again.
        status: ``open``: nobody has decided; ``accepted``: in force; ``rejected``; ``differing``: accepted, and so is
            another value for the same cell, so that neither holds; ``outdated``: decided over a value that the village
            has no more; ``absent``: the record is not among these files.
        decision: the decision that holds, if any.
        before: the decision over another value, after which the question is put again.
        file, row: the file and the Excel row the record stands in; "" and 0 where it is absent.
    """

    correction: Correction
    status: Status
    decision: Decision | None = None
    before: Decision | None = None
    file: str = ""
    row: int = 0


@dataclass(frozen=True)
class Corrected:
    """Submissions with the corrections in force, in the order given; all corrections; what the changed cells held;
    every decision there is, to be kept.
    """

    submissions: tuple[Submission, ...]
    standings: tuple[Standing, ...]
    originals: tuple[Original, ...]
    decisions: tuple[Decision, ...] = ()

    def of(self, *status: Status) -> list[Standing]:
        """The corrections that stand like this."""
        return [own for own in self.standings if own.status in status]


def correct(
    campaign: Campaign,
    submissions: Sequence[Submission],
    decisions: Iterable[Decision],
    proposed: Iterable[Correction] = (),
) -> Corrected:
    """The submissions with what is accepted, and how every correction stands.

    Args:
        campaign: says which columns correct which.
        submissions: those that make up a register, with what villages typed.
        decisions: all that are known, in any order, copies among them.
        proposed: what villages propose elsewhere than in their workbooks: on what was sent back to them.
    """
    villages = by_village(submissions)
    decided = {decision.without_file(): decision for decision in decisions}
    kept = tuple(decided[own] for own in sorted(decided, key=_decision_order))
    proposing = [table for table in campaign.tables if any(own.corrects for own in campaign.columns(table))]
    own_decisions: dict[str, list[Decision]] = {}
    for decision in kept:
        own_decisions.setdefault(decision.correction.record.village_code, []).append(decision)
    own_proposed: dict[str, list[Correction]] = {}
    for correction in sorted(proposed, key=Correction.to_text):
        own_proposed.setdefault(correction.record.village_code, []).append(correction)
    standings: list[Standing] = []
    edits: list[tuple[Village, Edits]] = []
    for code in sorted(villages.keys() | own_decisions.keys()):
        if code not in villages:
            standings += (
                _standing("absent", question, own_decisions[code]) for question in _questions(own_decisions[code])
            )
            continue
        asked = code in own_decisions or code in own_proposed or _any_rows(villages[code], proposing)
        if not asked:
            continue
        village = Village(campaign, villages[code])
        found, changes = _Village(village, own_decisions.get(code, []), own_proposed.get(code, [])).settled()
        standings += found
        edits.append((village, changes))
    return laid_over(Corrected(tuple(submissions), tuple(sorted(standings, key=_order)), (), kept), edits)


def laid_over(corrected: Corrected, edits: Iterable[tuple[Village, Edits]]) -> Corrected:
    """The submissions with further cells changed; what was handed in of a cell stays what it was."""
    originals = {(own.file, own.table, own.row, own.field): own for own in corrected.originals}
    changed: dict[str, Submission] = {}
    for village, cells in edits:
        for own in originals_of(village, cells):
            originals.setdefault((own.file, own.table, own.row, own.field), own)
        changed |= {workbook.file: workbook for workbook in edited(village, cells)}
    return replace(
        corrected,
        submissions=tuple(changed.get(own.file, own) for own in corrected.submissions),
        originals=tuple(originals[key] for key in sorted(originals)),
    )


def _any_rows(workbooks: Iterable[Submission], tables: Iterable[str]) -> bool:
    return any(workbook.tables[table].rows for workbook in workbooks for table in tables if table in workbook.tables)


def _decision_order(own: Decision) -> tuple[str, ...]:
    return own.day, own.level, own.outcome, own.correction.to_text(), own.by, own.reason


def _order(own: Standing) -> tuple[object, ...]:
    correction = own.correction
    record = correction.record
    return (
        correction.township,
        record.village_code,
        record.household,
        record.person,
        record.table,
        correction.field,
        correction.new,
        correction.old,
        own.status,
    )


def _questions(decisions: Iterable[Decision]) -> list[Correction]:
    """The corrections that were decided, each question once, as its first decision says it."""
    found: dict[Question, Correction] = {}
    for decision in sorted(decisions, key=_decision_order):
        found.setdefault(decision.correction.question, decision.correction)
    return list(found.values())


def _standing(status: Status, correction: Correction, decisions: Iterable[Decision]) -> Standing:
    return Standing(correction, status, _holding(correction.question, decisions))


def _holding(question: Question, decisions: Iterable[Decision]) -> Decision | None:
    """The decision that holds: the county's before the township's, the latest; none where equals differ."""
    own = [decision for decision in decisions if decision.correction.question == question]
    if not own:
        return None
    level = "county" if any(decision.level == "county" for decision in own) else "township"
    last = max(decision.day for decision in own if decision.level == level)
    latest = [decision for decision in own if decision.level == level and decision.day == last]
    if len({decision.outcome for decision in latest}) > 1:
        return None
    return min(latest, key=lambda decision: (decision.by, decision.reason, decision.file))


class _Village:
    """The corrections of one village."""

    def __init__(self, village: Village, decisions: Sequence[Decision], proposed: Sequence[Correction]) -> None:
        self._village = village
        self._decisions = decisions
        self._proposed = proposed
        # Person → the numbers that decisions have given him.
        self._numbers: dict[tuple[str, str, str], set[str]] = {}
        for decision in decisions:
            correction = decision.correction
            if decision.outcome == "accepted":
                self._numbers.setdefault(_record(correction), set()).add(correction.new)

    def settled(self) -> tuple[list[Standing], Edits]:
        """How the corrections stand, and the cells that those in force change."""
        proposed = [*proposals(self._village), *self._proposed]
        cells: dict[str, dict[Question, Correction]] = {}
        # What the village says now words the question; who decided is asked for by the question alone.
        for correction in [*proposed, *_questions(self._decisions)]:
            cells.setdefault(correction.about, {}).setdefault(correction.question, correction)
        standings: list[Standing] = []
        changes: dict[RecordRow, dict[str, str]] = {}
        for questions in cells.values():
            row, found = self._of_cell(list(questions.values()))
            standings += found
            field = found[0].correction.field
            new = next((own.correction.new for own in found if own.status == "accepted"), None)
            if row is not None and new is not None and new != self._village.text(row, field):
                changes.setdefault(row, {})[field] = new
        edits: Edits = {}
        for row in sorted(changes, key=lambda own: (own.table, own.workbook, own.index)):
            for about, name, new in self._spread(row, changes[row]):
                column = self._village.campaign.column(about.table, name)
                edits.setdefault(about, {})[name] = value_of(column, new)
        return standings, edits

    def _of_cell(self, questions: Sequence[Correction]) -> tuple[RecordRow | None, list[Standing]]:
        """Where the cell is, and how each correction of it stands."""
        row = self._village.record(questions[0], sorted(self._numbers.get(_record(questions[0]), ())))
        if row is None:
            return None, [_standing("absent", own, self._decisions) for own in questions]
        now = self._village.text(row, questions[0].field)
        standings = [self._stands(own, now) for own in questions]
        accepted = {own.correction.new for own in standings if own.status == "accepted"}
        if len(accepted) > 1:
            standings = [replace(own, status="differing") if own.status == "accepted" else own for own in standings]
        asked = {own.correction.question for own in standings}
        for own in list(standings):
            again = replace(own.correction, old=now)
            outlived = own.status == "outdated" and own.decision is not None and own.decision.outcome == "accepted"
            if outlived and again.question not in asked and not accepted:
                asked.add(again.question)
                standings.append(Standing(again, "open", None, own.decision))
        file, number = self._village.workbooks[row.workbook].file, self._village.table(row).rows[row.index]
        return row, [replace(own, file=file, row=number) for own in standings]

    def _stands(self, correction: Correction, now: str) -> Standing:
        decision = _holding(correction.question, self._decisions)
        if decision is None:
            return Standing(correction, "open" if correction.old == now else "outdated")
        if decision.outcome == "rejected":
            return Standing(correction, "rejected" if correction.old == now else "outdated", decision)
        return Standing(correction, "accepted" if now in (correction.old, correction.new) else "outdated", decision)

    def _spread(self, row: RecordRow, changes: Mapping[str, str]) -> Iterator[tuple[RecordRow, str, str]]:
        """The cells a correction in force changes: its own, and wherever else the same person is named."""
        for field, new in changes.items():
            yield row, field, new
        campaign, text = self._village.campaign, self._village.text
        if campaign.tables[row.table].is_home:
            return
        pair = self._village.person(row)
        number, name = text(row, pair.number), text(row, pair.name)
        said = {old: changes[field] for field, old in ((pair.number, number), (pair.name, name)) if field in changes}
        household = str(self._village.value(row, campaign.tables[row.table].key) or "")
        twins = [own for own in self._village.rows_of([row.table], household) if text(own, pair.number) == number]
        for own in self._village.rows_of(campaign.tables, household):
            for columns in self._village.persons_in(own) if own != row else ():
                its_number, its_name = text(own, columns.number), text(own, columns.name)
                by_number = bool(its_number) and its_number == number
                if (by_number and len(twins) == 1) or (its_name == name and (by_number or not its_number)):
                    cells = ((columns.number, its_number), (columns.name, its_name))
                    yield from ((own, column, said[old]) for column, old in cells if old in said)


def _record(correction: Correction) -> tuple[str, str, str]:
    return correction.record.table, correction.record.household, correction.record.person
