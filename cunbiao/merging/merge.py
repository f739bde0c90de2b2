"""Merge: submissions of many villages become one register.

The order in which files are found decides nothing, and merging the same files again gives the same register.
Everything is computed again from the records: what formulas in a file show is never taken over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cunbiao import message_ids
from cunbiao.checking.checks import Finder, run_checks
from cunbiao.checking.eligibility import judge
from cunbiao.corrections.choices import with_choices
from cunbiao.corrections.model import Decision
from cunbiao.corrections.new_heads import with_new_heads
from cunbiao.corrections.standing import correct
from cunbiao.definitions import Campaign
from cunbiao.definitions.models import Rows
from cunbiao.findings import Finding, MessageCatalogue
from cunbiao.merging.activity import about_activities, activities
from cunbiao.merging.copies import Prefer, Settled, settle
from cunbiao.merging.corrections import about_corrections, lift_guards
from cunbiao.merging.duplicates import find_duplicates
from cunbiao.merging.household_account import count_households
from cunbiao.merging.ledger import IN_REGISTER, FileFate, Ledger, LedgerError, count_standings
from cunbiao.merging.levels import about_answers, answered
from cunbiao.merging.limits import about_limits, held_to_limits
from cunbiao.merging.natural_change import natural_changes
from cunbiao.merging.notices import (
    Order,
    about_changes,
    about_duplicates,
    about_files,
    about_households,
    about_parameters,
    about_villages,
)
from cunbiao.merging.own_forms import about_own_forms
from cunbiao.merging.reasons import explain_findings
from cunbiao.merging.register import Register
from cunbiao.merging.slips import mended
from cunbiao.merging.totals import count_totals, load_measures
from cunbiao.merging.villages import (
    RollupLevel,
    expected_villages,
    township_of_folder,
    village_of_name,
    village_states,
    with_counts,
)
from cunbiao.records.build import build_frames
from cunbiao.records.frames import Frames
from cunbiao.records.identity_sheet import ExpectedVillage
from cunbiao.records.shown import compare_shown
from cunbiao.records.submission import Intake, LevelEntry, RowLedger, Submission, WrittenReason
from workbooks.refusal import OWN_OUTPUT

# Files that were put aside and about whose village nothing more can be said.
_ANSWERED = frozenset({OWN_OUTPUT, message_ids.ASIDE_AND_THERE})


def merge(
    intake: Intake,
    campaign: Campaign,
    level: RollupLevel,
    messages: MessageCatalogue,
    *,
    prefer: Prefer | None = None,
    decided: Sequence[FileFate] = (),
    reasons: Iterable[WrittenReason] = (),
    decisions: Iterable[Decision] = (),
    entries: Iterable[LevelEntry] = (),
    remarks: Sequence[Finding] = (),
) -> Register:
    """One register of everything in ``intake``.

    Args:
        intake: submissions of villages, read from their workbooks or from township rollups.
        campaign: the definitions to check and judge by.
        level: whether the villages of the county are expected or those of one township.
        messages: the catalogue findings are worded from.
        prefer: ``newest`` takes the copy saved last where copies of one village differ; otherwise such a village is
            left out.
        decided: files that townships left out when they merged, with the fate each had there.
        reasons: those written for findings, as rollups and problem lists carry them.
        decisions: those made about proposed corrections, as rollups and lists of corrections carry them.
        entries: what townships and counties filled in, from their workbooks and as rollups carry it.
        remarks: what was found about the files before.

    Raises:
        LedgerError: a file or row is unaccounted for.
    """
    stopped = frozenset(file.village_code for file in decided if file.fate == "conflicting")
    settled = settle(intake.submissions, prefer, stopped, campaign, messages)
    fates = [*settled.fates, *decided, *_untaken(intake, messages), *_slips(intake, settled, messages)]
    files = _placed(fates, intake.submissions, messages)
    # What a slip mends is the village's own word; what is locked is changed by a decision, over whatever it says.
    own_word = mended(settled.chosen, intake.slips, campaign, messages)
    corrected = with_choices(campaign, correct(campaign, own_word.submissions, decisions, own_word.proposed))
    corrected = with_choices(campaign, with_new_heads(campaign, corrected))
    frames = build_frames(campaign, corrected.submissions)
    answers = answered(entries, campaign, frames)
    frames.compute()
    lift_guards(campaign, corrected, frames)
    chosen = compare_shown(corrected.submissions, frames, messages)
    verdicts = judge(campaign, frames)
    duplicates = find_duplicates(campaign, frames)
    household_changes, village_changes = natural_changes(campaign, frames, chosen)
    household_counts = count_households(campaign, frames, chosen)
    expected = expected_villages(intake.submissions, level)
    totals = count_totals(load_measures(campaign), frames, verdicts)
    limits = held_to_limits(campaign, totals, level)
    states = village_states(expected, files, frames.sources)
    done = activities(campaign, chosen)
    finder = Finder(frames)
    found = [
        *remarks,
        *settled.findings,
        *about_files(files, messages),
        *about_villages(states, messages),
        *about_parameters(campaign, chosen, messages),
        *(finding for submission in chosen for finding in submission.findings),
        *run_checks(campaign, frames, messages, finder, level=level),
        *about_duplicates(duplicates, frames, messages, finder),
        *about_changes(household_changes, village_changes, frames, messages, finder),
        *about_households(campaign, household_counts, frames, chosen, messages, finder),
        *about_activities(done, chosen, messages),
        *about_limits(limits),
        *about_corrections(corrected, frames, messages, finder),
        *about_answers(answers, campaign, frames, messages, finder),
        *about_own_forms(answers, campaign, frames, level),
    ]
    villages = frozenset(source.village_code for source in frames.sources)
    explained = explain_findings(list(map(finder.completed, found)), reasons, villages, messages)
    findings = sorted(explained.findings, key=Order(campaign, frames))
    households = _registered(campaign, frames, campaign.counts.households)
    persons = _registered(campaign, frames, campaign.counts.persons)
    ledger = Ledger(
        files_found=intake.files + len(decided),
        files=tuple(files),
        rows_in_register={table: frame.size for table, frame in frames.tables.items()},
        row_notes=_row_notes(chosen),
        households=households.total(),
        persons=persons.total(),
        standings=count_standings(findings),
        reasons=explained.count,
    )
    ledger.balance()
    frames.prepare_anew()
    return Register(
        campaign=campaign,
        level=level,
        tables=frames,
        findings=findings,
        verdicts=verdicts,
        duplicates=duplicates,
        household_changes=household_changes,
        village_changes=village_changes,
        household_counts=household_counts,
        progress=with_counts(states, households, persons, done, findings),
        totals=totals,
        limits=limits,
        ledger=ledger,
        submissions=chosen,
        reasons=explained.kept,
        corrections=corrected,
        answers=answers,
        differing=(*settled.findings, *(own for own in remarks if own.check == message_ids.CELL_DIFFERS)),
    )


def _untaken(intake: Intake, messages: MessageCatalogue) -> list[FileFate]:
    refused = [
        FileFate(own.file, own.sha256, "quarantined", own.reason, own.message, own.fix) for own in intake.quarantined
    ]
    ignored = [FileFate(own.file, own.sha256, "ignored", own.check, own.reason, own.fix) for own in intake.ignored]
    lists = []
    for own in intake.problem_lists:
        message, fix = messages[message_ids.REASONS_READ].worded(count=len(own.reasons))
        lists.append(FileFate(own.file, own.sha256, "reasons", message_ids.REASONS_READ, message, fix))
    for listed in intake.correction_lists:
        message, fix = messages[message_ids.DECISIONS_READ].worded(count=len(listed.decisions))
        lists.append(FileFate(listed.file, listed.sha256, "decisions", message_ids.DECISIONS_READ, message, fix))
    for filled in intake.levels:
        message, fix = messages[message_ids.ENTRIES_READ].worded(count=len(filled.entries))
        lists.append(FileFate(filled.file, filled.sha256, "entries", message_ids.ENTRIES_READ, message, fix))
    message, fix = messages[message_ids.LIVES_READ].worded()
    books = [FileFate(own.file, own.sha256, "lives", message_ids.LIVES_READ, message, fix) for own in intake.life_books]
    return [*refused, *ignored, *lists, *books]


def _slips(intake: Intake, settled: Settled, messages: MessageCatalogue) -> list[FileFate]:
    """Slips that came back; one of a village of which nothing is in the register changes nothing, and that is said."""
    received = {own.identity.village_code for own in settled.chosen}
    fates = []
    for slip in intake.slips:
        head = slip.head
        check = message_ids.SLIP_READ if head.village_code in received else message_ids.SLIP_ALONE
        said = {"village": f"{head.township}{head.village}", "count": slip.corrections, "reasons": len(slip.reasons)}
        message, fix = messages[check].worded(**said)
        fates.append(FileFate(slip.file, slip.sha256, "slip", check, message, fix, head.township, head.village))
    return fates


def _placed(files: Sequence[FileFate], submissions: Sequence[Submission], messages: MessageCatalogue) -> list[FileFate]:
    """The files in order of name; one that does not say whose it is belongs to the township whose folder it lies in,
    and one that was put aside to the village it is named after.
    """
    lists = {own.identity.villages for own in submissions}
    townships = {own.identity.township for own in submissions}
    townships |= {village.township for listed in lists for village in listed}
    villages = sorted({village for listed in lists for village in listed}, key=lambda village: village.code)
    taken = {file.village_code for file in files if file.fate in IN_REGISTER}
    placed = []
    for file in sorted(files, key=lambda file: (file.file, file.sha256)):
        if not file.township:
            file = replace(file, township=township_of_folder(file.file, townships))
        if file.fate == "quarantined" and not file.village_code and file.check not in _ANSWERED:
            village = village_of_name(file.file, villages)
            if village is not None and file.township in ("", village.township):
                file = _seen_as(file, village, village.code in taken, messages)
        placed.append(file)
    return placed


def _seen_as(file: FileFate, village: ExpectedVillage, taken: bool, messages: MessageCatalogue) -> FileFate:
    """A file that was put aside, with the village it is named after; nothing is to be done where that is there."""
    file = replace(file, township=file.township or village.township, village=village.village)
    if not taken:
        return file
    reason, fix = messages[message_ids.ASIDE_AND_THERE].worded(actual=file.reason, village=village.village)
    return replace(file, check=message_ids.ASIDE_AND_THERE, reason=reason, fix=fix)


def _registered(campaign: Campaign, frames: Frames, counted: Rows) -> Counter[str]:
    """Rows by village code in the tables that count as households, or as persons."""
    counts: Counter[str] = Counter()
    for table, frame in frames.tables.items():
        if counted.has(campaign.tables[table]):
            counts.update(frame.take("village_code").tolist())
    return counts


def _row_notes(submissions: Sequence[Submission]) -> dict[str, int]:
    """Rows that are no records, in staff's words.

    Raises:
        LedgerError: a sheet whose rows its reader has not all accounted for.
    """
    total = RowLedger()
    for submission in submissions:
        for rows in submission.tables.values():
            if not rows.counts.balanced:
                raise LedgerError(f"{submission.file} 的“{rows.sheet}”有行没有说明去向")
            total.headers += rows.counts.headers
            total.unused += rows.counts.unused
            total.subtotals += rows.counts.subtotals
            total.repeated_headers += rows.counts.repeated_headers
            total.notes += rows.counts.notes
            total.missing += rows.counts.missing
    return {
        "表头": total.headers,
        "没有填的备用行": total.unused,
        "小计合计行": total.subtotals,
        "重复表头": total.repeated_headers,
        "说明文字": total.notes,
        "下发后不见的行": total.missing,
    }
