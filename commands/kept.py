"""What people wrote into the results of earlier runs: whoever writes them anew must not lose it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from commands.outcome import CommandError
from cunbiao.definitions import Campaign
from cunbiao.records.life import Life
from cunbiao.records.submission import LevelEntry, WrittenDecision, WrittenReason
from cunbiao.submissions.reading import read_submissions
from generators.correction_list import FILE_NAME as CORRECTIONS_NAME
from generators.levels import KIND as LEVELS_NAME
from generators.lives import FILE_NAME as LIVES_NAME
from generators.problems import FILE_NAME as PROBLEMS_NAME


@dataclass(frozen=True)
class Kept:
    """What stands in the files of a folder: reasons in problem lists, decisions in lists of corrections, what a level
    filled in in its own workbook, and lives in ledgers.
    """

    reasons: list[WrittenReason] = field(default_factory=list)
    decisions: list[WrittenDecision] = field(default_factory=list)
    entries: list[LevelEntry] = field(default_factory=list)
    lives: list[Life] = field(default_factory=list)


def kept_in(folder: Path, campaign: Campaign) -> Kept:
    """What lies in a folder from earlier runs.

    Raises:
        CommandError: a ledger, a list of corrections or a level's own workbook cannot be read; written anew it would
            have forgotten everything.
    """
    names = (LIVES_NAME.format(about="*"), CORRECTIONS_NAME.format(about="*"), f"*{LEVELS_NAME}*.xlsx")
    unique = [file for name in names for file in sorted(folder.glob(name))]
    lists = [*sorted(folder.glob(PROBLEMS_NAME.format(about="*"))), *unique]
    if not lists:
        return Kept()
    intake = read_submissions(lists, campaign)
    named = {file.name for file in unique}
    for refused in intake.quarantined:
        if refused.file in named:
            raise CommandError(
                f"“{refused.file}”：{refused.message}。{refused.fix}。读不出里面写的，什么也没有写，免得盖掉它；"
                "改好，或者先挪到别的文件夹，再来一次。"
            )
    return Kept(
        [reason for own in intake.problem_lists for reason in own.reasons],
        [decision for own in intake.correction_lists for decision in own.decisions],
        [entry for own in intake.levels for entry in own.entries],
        [life for own in intake.life_books for life in own.lives],
    )
