"""整改台账 beside a rollup, what is said of it, and what lies there of the findings of a rollup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from commands.kept import kept_in
from commands.outcome import Outcome
from commands.rollups import ReadRollup
from cunbiao.definitions import Campaign
from cunbiao.definitions.messages import load_messages
from cunbiao.merging.lives import Lives, lives_after
from cunbiao.merging.reasons import Explained, explain_findings
from cunbiao.merging.register import Register
from cunbiao.records.life import Life
from cunbiao.records.slip import Slip
from generators.file_names import file_name
from generators.lives import FILE_NAME, LEDGER, lives_file
from generators.publishing import Output


@dataclass(frozen=True)
class Followed:
    """A register whose findings have their reasons and remarks; those reasons, and the lives of the findings."""

    register: Register
    explained: Explained
    lives: Lives


def followed(read: ReadRollup, folders: Iterable[Path], day: date) -> Followed:
    """The register of a rollup on a day, with the reasons and lives that lie in these folders.

    Raises:
        CommandError: a list of lives there cannot be read.
    """
    register = read.register
    messages = load_messages(register.campaign)
    kept = [kept_in(folder, register.campaign) for folder in dict.fromkeys(own.absolute() for own in folders)]
    reasons = [*register.reasons, *(reason for own in kept for reason in own.reasons)]
    villages = frozenset(source.village_code for source in register.sources)
    explained = explain_findings(register.findings, reasons, villages, messages)
    townships = {village.township for village in register.progress}
    known = [life for own in kept for life in own.lives if life.township in townships]
    lives = lives_after(replace(register, findings=explained.findings), known, (), day, messages)
    return Followed(replace(register, findings=lives.findings), explained, lives)


def place_lives(lives: Sequence[Life], campaign: Campaign, place: str, out: Path) -> Output:
    """The ledger of a place in ``out``."""
    path = out / FILE_NAME.format(about=file_name(place))
    return lives_file(path, f"{place}{campaign.year}年度{LEDGER}", lives, campaign)


def tell_slips(slips: Sequence[Slip], outcome: Outcome) -> None:
    """Says how much came home."""
    if slips:
        corrections, reasons = sum(slip.corrections for slip in slips), sum(len(slip.reasons) for slip in slips)
        outcome.lines.append(
            f"读了 {len(slips)} 份整改单：更正 {corrections} 处，理由 {reasons} 条；没用上的见问题清单。"
        )


def tell_reopened(reopened: Sequence[Life], outcome: Outcome) -> None:
    """Says when something is there again that was settled: somebody may have handed in an old file."""
    if reopened:
        villages = "、".join(dict.fromkeys(life.village for life in reopened))
        outcome.needs_person(
            f"有 {len(reopened)} 条销过号的问题又出现了（{villages}），台账里记为“又出现”：看看是不是又交了旧表。"
        )
