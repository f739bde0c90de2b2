"""整改台账 beside a rollup, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from commands.outcome import Outcome
from cunbiao.definitions import Campaign
from cunbiao.records.life import Life
from cunbiao.records.slip import Slip
from generators.file_names import file_name
from generators.lives import FILE_NAME, LEDGER, lives_file
from generators.publishing import Output


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
