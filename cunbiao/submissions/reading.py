"""Reads everything handed in: files and folders in, submissions and reasons out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from cunbiao.advance import Advance
from cunbiao.definitions import Campaign
from cunbiao.records.life import LifeBook
from cunbiao.records.slip import Slip
from cunbiao.records.submission import (
    CorrectionList,
    Ignored,
    Intake,
    LevelFile,
    ProblemList,
    Quarantined,
    RollupFile,
    Submission,
)
from cunbiao.submissions.definition import intake_rules, schema_for
from cunbiao.submissions.gather import FoundFile, Gathered, gather
from cunbiao.submissions.readers import Reader, own_processes
from cunbiao.submissions.schema import Schema
from cunbiao.submissions.settings import fits
from cunbiao.submissions.spellings import settle_spellings
from cunbiao.submissions.store import Store
from cunbiao.submissions.stored_file import HandedOver, answer_of
from cunbiao.submissions.wording import refusal_text
from cunbiao.submissions.workbook import Answer
from workbooks.limits import Limits
from workbooks.refusal import TAMPERED, Refused


def read_submissions(
    paths: Iterable[Path],
    campaign: Campaign | None,
    *,
    rollups: bool = False,
    reader: Reader | None = None,
    progress: Advance | None = None,
    store: Store | None = None,
    limits: Limits | None = None,
) -> Intake:
    """Reads all workbooks under ``paths``; each ends as submission, rollup, problem list or level's own,
    in quarantine, or ignored.

    Args:
        paths: files, folders and zip bundles, in any order.
        campaign, rollups, reader, progress, store, limits: see `read_found`.

    Raises:
        DefinitionError: ``templates/intake.yaml`` or a message file is not as expected.
    """
    found = gather(paths, intake_rules())
    return read_found(found, campaign, rollups=rollups, reader=reader, progress=progress, store=store, limits=limits)


def read_found(
    found: Gathered,
    campaign: Campaign | None,
    *,
    rollups: bool = False,
    reader: Reader | None = None,
    progress: Advance | None = None,
    store: Store | None = None,
    limits: Limits | None = None,
) -> Intake:
    """Reads the files that were found.

    Args:
        found: the files.
        campaign: the campaign they were issued for; for files that belong to none only the reason is found why nothing
            can be taken from them.
        rollups: rollup workbooks are read, too; otherwise they are ignored like all our own output.
        reader: who reads them; by default two processes of this computer.
        progress: told how many files are done and how many there are.
        store: keeps what is read; a file that was read before is not read again.
        limits: how much reading a file may cost, by default as much as one of a village.
    """
    schema = schema_for(campaign, rollups=rollups)
    if limits is not None:
        schema = replace(schema, limits=limits)
    answers = _answers(found.files, store, schema, reader or own_processes(), progress)
    return settled([*found.quarantined, *found.ignored, *answers], campaign, schema)


def known_files(files: Iterable[tuple[str, str]], campaign: Campaign, store: Store) -> list[Submission] | None:
    """What was read of files that need not be there any more, given by checksum and name.

    ``None`` when the store does not know one of them.
    """
    schema = schema_for(campaign)
    known = store.read_by(schema)
    answers = [known.of_checksum(sha256, name, 0.0) for sha256, name in files]
    found = [answer for answer in answers if answer is not None]
    return settled(found, campaign, schema).submissions if len(found) == len(answers) else None


def _answers(
    files: Sequence[FoundFile], store: Store | None, schema: Schema, reader: Reader, progress: Advance | None
) -> list[Answer]:
    """What is taken from every file, in the order of ``files``; those the store knows are not read."""
    if store is None:
        read = dict(reader(files, schema, progress))
        return [answer_of(read[found], found.name, found.modified) for found in files]
    kept = store.read_by(schema)
    known = {found.name: answer for found in files if (answer := kept.of(found)) is not None}
    unknown = [found for found in files if found.name not in known]

    def advance(done: int, _: int) -> None:
        if progress is not None:
            progress(len(known) + done, len(files))

    new = dict[str, HandedOver]()
    try:
        for found, own in reader(unknown, schema, advance):
            new[found.name] = own
    finally:
        # What was read before somebody stopped it, or the other computers went away, need not be read again.
        kept.keep(new.values())
    known |= {found.name: answer_of(new[found.name], found.name, found.modified) for found in unknown}
    return [known[found.name] for found in files]


def settled(answers: Iterable[Answer], campaign: Campaign | None, schema: Schema) -> Intake:
    """What was taken from each workbook, sorted by what became of it and by file, spellings settled."""
    intake = Intake([], [], [])
    for answer in answers:
        if isinstance(answer, Quarantined):
            intake.quarantined.append(answer)
        elif isinstance(answer, Ignored):
            intake.ignored.append(answer)
        elif isinstance(answer, RollupFile):
            intake.rollups.append(answer)
        elif isinstance(answer, ProblemList):
            intake.problem_lists.append(answer)
        elif isinstance(answer, CorrectionList):
            intake.correction_lists.append(answer)
        elif isinstance(answer, Slip):
            intake.slips.append(answer)
        elif isinstance(answer, LifeBook):
            intake.life_books.append(answer)
        elif isinstance(answer, LevelFile):
            intake.levels.append(answer)
        else:
            assert campaign is not None, "a workbook is taken for a campaign"
            if fits(answer.submission.identity, campaign.parameters):
                intake.submissions.append(settle_spellings(answer, campaign, schema))
            else:
                own = answer.submission
                message, fix = refusal_text(Refused(TAMPERED), schema)
                intake.quarantined.append(Quarantined(own.file, own.sha256, own.size, TAMPERED, message, fix))
    lists = (intake.problem_lists, intake.correction_lists, intake.slips, intake.life_books, intake.levels)
    for part in (intake.submissions, intake.quarantined, intake.ignored, intake.rollups, *lists):
        part.sort(key=lambda entry: entry.file)
    return intake
