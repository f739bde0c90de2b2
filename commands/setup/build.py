"""``addin build``: the add-in as one file."""

from __future__ import annotations

from pathlib import Path

from commands.outcome import Outcome
from commands.setup.places import this_home
from generators.xlam import AddinHome, build_addin


def build(out: Path, python: str | None, home: str | None) -> Outcome:
    """Writes the add-in into ``out``, for this machine where ``python`` and ``home`` do not name another one's paths.

    Raises:
        PublishError: it could not be saved.
        DefinitionError: the ribbon's definition or a notice has a mistake.
    """
    here = this_home()
    written = build_addin(out, AddinHome(python or here.python, home or here.home))
    outcome = Outcome(files=[written.path])
    outcome.lines.append("已生成加载项。")
    if written.renamed:
        outcome.needs_person(written.note)
    return outcome
