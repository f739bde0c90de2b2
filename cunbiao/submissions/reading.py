"""Reads everything handed in: files and folders in, submissions and reasons out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cunbiao.advance import Advance
from cunbiao.definitions import Campaign
from cunbiao.records.submission import Ignored, Intake, Quarantined, RollupFile
from cunbiao.submissions.definition import schema_of
from cunbiao.submissions.gather import gather
from cunbiao.submissions.pool import read_files
from cunbiao.submissions.schema import Schema
from cunbiao.submissions.spellings import settle_spellings
from cunbiao.submissions.worker import Answer


def read_submissions(
    paths: Iterable[Path],
    campaign: Campaign,
    *,
    rollups: bool = False,
    workers: int = 2,
    progress: Advance | None = None,
) -> Intake:
    """Reads all workbooks under ``paths``; each ends as a submission, as a rollup, in quarantine, or ignored.

    Args:
        paths: files, folders and zip bundles, in any order.
        campaign: the campaign they were issued for.
        rollups: rollup workbooks are read, too; otherwise they are ignored like all our own output.
        workers: how many processes read at the same time.
        progress: told how many files are done and how many there are.

    Raises:
        DefinitionError: ``templates/intake.yaml`` or a message file is not as expected.
    """
    schema = schema_of(campaign, rollups=rollups)
    found = gather(paths, schema)
    answers = read_files(found.files, schema, workers, progress)
    return settled([*found.quarantined, *found.ignored, *answers], campaign, schema)


def settled(answers: Iterable[Answer], campaign: Campaign, schema: Schema) -> Intake:
    """What was taken from each workbook, sorted by what became of it and by file, spellings settled."""
    intake = Intake([], [], [])
    for answer in answers:
        if isinstance(answer, Quarantined):
            intake.quarantined.append(answer)
        elif isinstance(answer, Ignored):
            intake.ignored.append(answer)
        elif isinstance(answer, RollupFile):
            intake.rollups.append(answer)
        else:
            intake.submissions.append(settle_spellings(answer, campaign, schema))
    for part in (intake.submissions, intake.quarantined, intake.ignored, intake.rollups):
        part.sort(key=lambda entry: entry.file)
    return intake
