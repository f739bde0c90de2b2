"""What people wrote into the results of earlier runs: whoever writes them anew must not lose it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from commands.outcome import CommandError
from cunbiao.definitions import Campaign
from cunbiao.records.life import Life
from cunbiao.records.submission import WrittenDecision, WrittenReason
from cunbiao.submissions.reading import read_submissions
from generators.correction_list import FILE_NAME as CORRECTIONS_NAME
from generators.lives import FILE_NAME as LIVES_NAME
from generators.lives import LEDGER
from generators.problems import FILE_NAME as PROBLEMS_NAME


@dataclass(frozen=True)
class Kept:
    """Reasons from the problem lists of a folder, decisions from its lists of corrections, lives from its ledgers."""

    reasons: list[WrittenReason] = field(default_factory=list)
    lives: list[Life] = field(default_factory=list)
    decisions: list[WrittenDecision] = field(default_factory=list)


def kept_in(folder: Path, campaign: Campaign) -> Kept:
    """What lies in a folder from earlier runs.

    Raises:
        CommandError: a ledger cannot be read; written anew it would have forgotten everything.
    """
    ledgers = sorted(folder.glob(LIVES_NAME.format(about="*")))
    others = (
        file for name in (PROBLEMS_NAME, CORRECTIONS_NAME) for file in sorted(folder.glob(name.format(about="*")))
    )
    lists = [*others, *ledgers]
    if not lists:
        return Kept()
    intake = read_submissions(lists, campaign)
    named = {file.name for file in ledgers}
    for refused in intake.quarantined:
        if refused.file in named:
            raise CommandError(f"{LEDGER}“{refused.file}”：{refused.message}。{refused.fix}。")
    return Kept(
        [reason for own in intake.problem_lists for reason in own.reasons],
        [life for own in intake.life_books for life in own.lives],
        [decision for own in intake.correction_lists for decision in own.decisions],
    )
