"""A village workbook as it came back: what was typed, and the rows it was issued with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from commands.notice import campaign_of, why_foreign
from commands.opened import with_places
from commands.outcome import CommandError, Outcome
from cunbiao.definitions import Campaign
from cunbiao.records.submission import Submission
from cunbiao.submissions.definition import intake_rules, schema_of
from cunbiao.submissions.gather import gather
from cunbiao.submissions.issued import IssuedCopy
from cunbiao.submissions.pool import peek_files, read_issued_rows
from cunbiao.submissions.reading import read_found


@dataclass(frozen=True)
class Filled:
    """A village workbook; ``issued`` are its issued rows by table."""

    campaign: Campaign
    submission: Submission
    issued: Mapping[str, IssuedCopy]


def each_filled(files: Sequence[Path], out: Path, outcome: Outcome) -> Iterator[tuple[Path, Path, Filled]]:
    """Each village workbook with the folder for its results; of one that cannot be read the outcome says why."""
    for file, place in with_places(files, out):
        try:
            filled = _read_filled(file)
        except CommandError as mistake:
            outcome.needs_person(str(mistake))
        else:
            yield file, place, filled


def _read_filled(file: Path) -> Filled:
    """Reads one village workbook.

    Raises:
        CommandError: it is no village workbook, or nothing can be taken from it.
    """
    rules = intake_rules()
    found = gather([file], rules)
    origins = peek_files(found.files, rules.limits)
    if [own.product for own in origins.values()] != ["village"]:
        wanted = f"认不出“{file.name}”是采集表。请给填好的采集表（.xlsx），一次一份。"
        raise CommandError("\n".join([wanted, *why_foreign(found, origins)]))
    campaign = campaign_of(origins)
    intake = read_found(found, campaign)
    for refused in intake.quarantined:
        raise CommandError(f"“{file.name}”：{refused.message}。{refused.fix}。")
    [submission] = intake.submissions
    return Filled(campaign, submission, read_issued_rows(found.files[0], schema_of(campaign)))
