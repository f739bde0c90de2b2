"""``further``: another workbook of the same village (续表), when the spare rows of the one it has do not suffice."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path

from commands.filled import each_filled
from commands.outcome import Outcome
from generators.publishing import OutputFolder, content
from generators.village import workbook_name
from generators.village.restamp import continued


def further(files: Sequence[Path], out: Path) -> Outcome:
    """Writes for each village workbook the next further one into ``out``; none that is there is written over.

    Raises:
        PublishError: a file could not be put in its place.
    """
    outcome = Outcome()
    for _, place, filled in each_filled(files, out, outcome):
        own = filled.submission.identity
        names = ((part, workbook_name(own.village, own.village_code, part)) for part in count(own.part + 1))
        part, name = next((part, name) for part, name in names if not (place / name).exists())
        made = continued(filled.campaign, filled.submission, filled.issued, part)
        with OutputFolder(place) as folder:
            outcome.wrote(folder.publish([content(place / name, made)]))
        outcome.lines.append(f"{own.village}的续表（第 {part} 份）已生成：{name}。和原表一起交，汇总时合在一起。")
    return outcome
