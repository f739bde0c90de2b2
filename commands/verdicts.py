"""``verdicts``: every verdict of the notice on the households of a file, criterion by criterion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from commands.opened import Opened, for_each
from commands.outcome import CommandError, Outcome
from cunbiao.checking.eligibility import FITS, FITS_NOT, UNDECIDED
from generators.publishing import Published, publish
from generators.results import results_file
from generators.rollup.rows import Part
from generators.verdicts import NOTES, Judged, judged, verdict_listings

# Said beside every verdict.
PROPOSED = "结论只是建议，由人决定。"


def verdicts(files: Sequence[Path], out: Path) -> Outcome:
    """Judges all households in village workbooks and rollups into ``out``, a workbook a file.

    Raises:
        CommandError: none of them has a household that is judged.
        PublishError: a workbook could not be put in its place.
    """
    outcome = for_each(files, out, _all_households)
    outcome.lines.append(PROPOSED)
    return outcome


def _all_households(opened: Opened, out: Path) -> Outcome:
    register = opened.register
    frames = [frame for frame in register.frames.values() if register.verdicts.get(frame.table) and frame.size]
    every = [own for frame in frames for own in judged(register, Part.all_of(frame))]
    if not every:
        raise CommandError(f"“{opened.file.name}”里没有要核验的户。")
    outcome = Outcome(lines=verdicts_counted(every, sum(frame.size for frame in frames)))
    outcome.wrote([write_verdicts(opened, every, out)])
    return outcome


def write_verdicts(opened: Opened, every: list[Judged], out: Path) -> Published:
    """Writes verdicts on households of one file into ``out``."""
    title = f"{opened.file.stem} 核验"
    listings = verdict_listings(opened.register, every, title)
    return publish(results_file(out / f"{opened.file.stem}_核验.xlsx", title, listings, NOTES, opened.seen_from(out)))


def verdicts_counted(every: list[Judged], households: int) -> list[str]:
    """How many households there are, and how many of each outcome for each verdict."""
    lines = [f"核验了 {households} 户。"]
    for title in dict.fromkeys(own.verdict.title for own in every):
        outcomes = Counter(own.outcome for own in every if own.verdict.title == title)
        known = [name for name in (FITS, FITS_NOT, UNDECIDED) if name in outcomes]
        counted = [f"{name} {outcomes[name]} 户" for name in [*known, *(set(outcomes) - set(known))]]
        lines.append(f"{title}：{'，'.join(counted)}。")
    return lines
