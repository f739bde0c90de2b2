"""What was handed in, with rollups taken apart into what they were made of, and the settings it was issued with."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cunbiao.definitions import Campaign
from cunbiao.findings import Finding, Place
from cunbiao.merging.ledger import FileFate
from cunbiao.merging.rollup_sheets import RollupIdentity, RollupSheetError, in_folder, restore
from cunbiao.merging.villages import township_of_folder, township_of_name
from cunbiao.message_ids import SHOWN_EDITED
from cunbiao.records.submission import Intake, Quarantined, RollupFile, WrittenDecision, WrittenReason
from cunbiao.submissions.definition import intake_rules
from cunbiao.submissions.settings import carried_settings, with_carried
from cunbiao.submissions.wording import refusal_text
from workbooks.refusal import ROLLUP_CHANGED, Refused

# Stands for the township of files that tell nothing about theirs.
NO_TOWNSHIP = "认不出乡镇"


@dataclass(frozen=True)
class HandedIn:
    """The village submissions among everything handed in.

    ``edited`` says which rollups were changed where nothing is taken from, though people print it; ``differing`` is
    what rollups say of copies that differ.

    ``decided`` are files that were left out when a rollup was made, ``reasons`` those that rollups carry and those that
    problem lists and slips came back with, ``decisions`` those about corrections that rollups carry and lists of
    corrections came back with; ``rollups`` say for whom each rollup was made, ``folder`` is where the village files
    lie, and what their names are told from.
    """

    intake: Intake
    decided: list[FileFate]
    reasons: list[WrittenReason]
    decisions: list[WrittenDecision]
    rollups: list[RollupIdentity]
    folder: Path
    edited: list[Finding]
    differing: list[Finding]


def take_apart(intake: Intake, base: Path) -> HandedIn:
    """Replaces rollups by the submissions they were made of; ``base`` is the folder file names are told from.

    A rollup whose hidden sheets do not say what they must is put aside.

    A rollup names files as seen from the folder it was made of. Here they are named as seen from the folder that holds
    the folders of all rollups; where two still use the same name, the township is put before it.

    """
    submissions = list(intake.submissions)
    decided: list[FileFate] = []
    names = {own.file for own in submissions}
    rollups, parts, damaged = [], [], []
    for rollup in intake.rollups:
        try:
            parts.append(restore(rollup.sheets))
            rollups.append(rollup)
        except RollupSheetError as error:
            message, fix = refusal_text(Refused(ROLLUP_CHANGED, sheet=str(error)), intake_rules())
            damaged.append(Quarantined(rollup.file, rollup.sha256, rollup.size, ROLLUP_CHANGED, message, fix))
    homes = [
        Path(os.path.normpath((base / rollup.file).parent / restored.identity.folder))
        for rollup, restored in zip(rollups, parts, strict=True)
    ]
    folder = base if submissions else _holding(homes, base)
    in_place = []
    for rollup, restored, home in zip(rollups, parts, homes, strict=True):
        if home != folder and home.is_relative_to(folder):
            restored = in_folder(restored, home.relative_to(folder).as_posix())
        if restored.file_names & names:
            restored = in_folder(restored, restored.identity.township or rollup.file)
        names |= restored.file_names
        in_place.append(restored)
        submissions += restored.submissions
        decided += restored.other_files
    quarantined = [*intake.quarantined, *damaged]
    taken = replace(intake, submissions=submissions, rollups=[], quarantined=quarantined)
    reasons = [reason for restored in parts for reason in restored.reasons]
    reasons += [reason for listed in intake.problem_lists for reason in listed.reasons]
    decisions = [decision for restored in parts for decision in restored.decisions]
    reasons += [reason for slip in intake.slips for reason in slip.reasons]
    decisions += [decision for listed in intake.correction_lists for decision in listed.decisions]
    identities = [restored.identity for restored in parts]
    edited = [_edited(own, identity) for own, identity in zip(rollups, identities, strict=True) if own.edited]
    differing = [finding for restored in in_place for finding in restored.differing]
    return HandedIn(taken, decided, reasons, decisions, identities, folder, edited, differing)


def _edited(rollup: RollupFile, identity: RollupIdentity) -> Finding:
    values: dict[str, object] = {"file": rollup.file, "sheet": "、".join(rollup.edited)}
    return intake_rules().messages.finding(SHOWN_EDITED, Place(rollup.file), values, township=identity.township)


def _holding(homes: Sequence[Path], base: Path) -> Path:
    """The innermost folder that holds all of these; ``base`` when there is none."""
    try:
        return Path(os.path.commonpath(homes))
    except ValueError:  # nothing, or on different drives
        return base


def issued_with(campaign: Campaign, handed_in: HandedIn) -> Campaign:
    """The campaign with the county's values that the rollups were made with, else most workbooks were issued with.

    Values kept beside a notice made in Excel come before them. The merge names the workbooks that were issued with
    others.
    """
    identities = [own.identity for own in handed_in.intake.submissions]
    return with_carried(campaign, carried_settings(handed_in.rollups, identities))


def by_township(intake: Intake) -> dict[str, Intake]:
    """What was handed in, each township's apart.

    A file nothing could be read from belongs to the township whose folder it lies in or whose village it is named
    after, else to the only township there is; of several nobody can say which, so it stands apart from them all, under
    `NO_TOWNSHIP`. A problem list belongs to the township that most of its reasons are about, a slip and a list of lives
    to that they name.
    """
    if not intake.submissions:
        return {"": intake}
    villages = {village for listed in {own.identity.villages for own in intake.submissions} for village in listed}
    townships = {own.identity.township for own in intake.submissions}
    elsewhere = next(iter(townships)) if len(townships) == 1 else NO_TOWNSHIP
    parts = {township: Intake([], [], []) for township in sorted(townships)}
    townships |= {village.township for village in villages}

    def part_of(file: str) -> Intake:
        township = township_of_folder(file, townships) or township_of_name(file, villages) or elsewhere
        return parts.setdefault(township, Intake([], [], []))

    for slip in intake.slips:
        (parts.get(slip.head.township) or part_of(slip.file)).slips.append(slip)
    for book in intake.life_books:
        told = {life.township for life in book.lives}
        own = parts.get(told.pop()) if len(told) == 1 else None
        (own or part_of(book.file)).life_books.append(book)
    for submission in intake.submissions:
        parts[submission.identity.township].submissions.append(submission)
    for refused in intake.quarantined:
        part_of(refused.file).quarantined.append(refused)
    for ignored in intake.ignored:
        part_of(ignored.file).ignored.append(ignored)
    township_of = {own.identity.village_code: own.identity.township for own in intake.submissions}
    for listed in intake.problem_lists:
        about = Counter(township_of.get(reason.village_code, "") for reason in listed.reasons)
        township, _ = max(about.items(), key=lambda counted: (counted[0] != "", counted[1], counted[0]))
        (parts[township] if township else part_of(listed.file)).problem_lists.append(listed)
    for corrections in intake.correction_lists:
        part_of(corrections.file).correction_lists.append(corrections)
    return parts
