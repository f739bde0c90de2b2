"""``problems``: the problem list of a rollup, to be sent back to the villages."""

from __future__ import annotations

from pathlib import Path

from commands.outcome import Outcome
from commands.rollups import read_rollup
from cunbiao.advance import Advance
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.sources import check_sources
from cunbiao.findings import LEVELS
from cunbiao.merging.ledger import Ledger
from cunbiao.merging.register import Register
from generators.problems import FILE_NAME, write_problems
from generators.publish import Published


def problem_list(rollup: Path, out: Path, advance: Advance | None = None) -> Outcome:
    """Writes the problem list of ``rollup`` into ``out``; everything is checked again on the way.

    ``advance`` is told how far the reading is, and once more before anything is written.

    Raises:
        CommandError: the file is not a rollup of ours, or was changed since it was made.
    """
    read = read_rollup(rollup, advance)
    published = write_problem_list(read.register, read.place, out, read.folder_seen_from(out))
    outcome = Outcome(files=[published.path])
    if published.renamed:
        outcome.lines.append(published.note)
    tell_problems(read.register.ledger, outcome)
    return outcome


def write_problem_list(register: Register, place: str, out: Path, folder: str) -> Published:
    """Writes the findings of a register as a problem list into ``out``.

    ``folder`` is the folder of the village files as seen from there, ending in "/".
    """
    return write_problems(
        out / FILE_NAME.format(about=place),
        f"{place}{register.campaign.year}年度问题清单",
        register.findings,
        check_sources(register.campaign, load_messages(register.campaign)),
        folder,
    )


def tell_problems(ledger: Ledger, outcome: Outcome) -> None:
    """How many problems of each level there are; one that must be mended needs a person."""
    line = f"问题清单：{'，'.join(f'{level} {ledger.levels.get(level, 0)} 条' for level in LEVELS)}。"
    if ledger.levels.get("必改"):
        outcome.needs_person(line)
    else:
        outcome.lines.append(line)
