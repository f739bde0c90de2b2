"""``problems``: the problem list of a rollup, to be sent back to the villages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from commands.lives import followed
from commands.outcome import Outcome
from commands.rollups import read_rollup
from cunbiao.advance import Advance
from cunbiao.definitions import Campaign
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.sources import check_sources
from cunbiao.findings import LEVELS, STANDINGS, Finding
from cunbiao.merging.ledger import count_standings
from cunbiao.merging.reasons import ReasonCount
from cunbiao.records.submission import WrittenReason
from generators.file_names import file_name
from generators.problems import FILE_NAME, ReasonKeeping, problems_file
from generators.publishing import Output, OutputFolder


def problem_list(rollup: Path, out: Path, advance: Advance | None = None) -> Outcome:
    """Writes the problem list of ``rollup`` into ``out``; everything is checked again on the way.

    The reasons in the lists that lie there or beside the rollup are kept, and what was settled before and is there
    again is marked. ``advance`` is told how far the reading is, and once more before anything is written.

    Raises:
        CommandError: the file is not a rollup of ours, or was changed since it was made; the list of lives beside it
            cannot be read.
        PublishError: the list could not be put in its place.
    """
    read = read_rollup(rollup, advance)
    outcome = Outcome()
    read.tell_edited(outcome)
    with OutputFolder(out) as folder:
        own = followed(read, [rollup.parent, out], date.today())
        findings, explained, seen = own.register.findings, own.explained, read.folder_seen_from(out)
        campaign = read.register.campaign
        outcome.wrote(folder.publish([place_problems(findings, explained.kept, campaign, read.place, out, seen)]))
    tell_problems(count_standings(findings), outcome)
    tell_reasons(explained.count, outcome)
    return outcome


def place_problems(
    findings: Sequence[Finding],
    reasons: Sequence[WrittenReason],
    campaign: Campaign,
    place: str,
    out: Path,
    folder: str,
) -> Output:
    """The findings of a register of ``place``, and the reasons kept with them, as a problem list in ``out``.

    ``folder`` is the folder of the village files as seen from there, ending in "/".
    """
    return problems_file(
        out / FILE_NAME.format(about=file_name(place)),
        f"{place}{campaign.year}年度问题清单",
        findings,
        check_sources(campaign, load_messages(campaign)),
        folder,
        ReasonKeeping(campaign, reasons),
    )


def tell_problems(standings: Mapping[str, int], outcome: Outcome) -> None:
    """How many problems stand how; one that must be mended needs a person."""
    shown = [own for own in STANDINGS if own in LEVELS or standings.get(own)]
    line = f"问题清单：{'，'.join(f'{own} {standings.get(own, 0)} 条' for own in shown)}。"
    if standings.get("必改"):
        outcome.needs_person(line)
    else:
        outcome.lines.append(line)


def tell_reasons(count: ReasonCount, outcome: Outcome) -> None:
    """What became of written reasons that does not go without saying."""
    told = {
        f"有 {count.outdated} 条理由失效（情况已变），要保留的在新的问题清单里重新写。": count.outdated,
        f"有 {count.differing} 条问题写了几份不一样的理由，在新的问题清单里留下一个。": count.differing,
        f"有 {count.useless} 条必改的问题写了理由，不算数，要改好。": count.useless,
    }
    for line, number in told.items():
        if number:
            outcome.needs_person(line)
