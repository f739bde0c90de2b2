"""``progress``: village by village, what has arrived, what is missing, what was put aside and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from commands.outcome import Outcome
from commands.rollups import read_rollup
from cunbiao.advance import Advance
from cunbiao.findings import EXPLAINED
from cunbiao.merging.progress import STATE_LABELS, VillageProgress, due


def progress(rollup: Path, advance: Advance | None = None) -> Outcome:
    """Says what ``rollup`` knows of every village: first the numbers, then all villages that are not in it.

    Raises:
        CommandError: the file is not a rollup of ours, or was changed since it was made.
    """
    read = read_rollup(rollup, advance)
    outcome = Outcome(lines=[f"{read.place}：{_numbers(read.register.progress)}。"])
    read.tell_edited(outcome)
    verified, explained = (read.register.ledger.standings.get(own, 0) for own in ("核实", EXPLAINED))
    if verified or explained:
        outcome.lines.append(f"核实的问题 {verified + explained} 条，其中 {explained} 条已写理由。")
    waiting = [village for village in read.register.progress if village.state != "received"]
    for line in _lines(waiting):
        outcome.needs_person(line)
    return outcome


def _numbers(villages: Sequence[VillageProgress]) -> str:
    own = due(villages)
    states = Counter(village.state for village in own)
    counts = [f"{label} {states[state]} 个" for state, label in STATE_LABELS.items() if states[state]]
    if len(own) < len(villages):
        counts.append(f"另有名单以外的 {len(villages) - len(own)} 个")
    return "，".join([f"共 {states.total()} 个村", *counts])


def _lines(waiting: Iterable[VillageProgress]) -> Iterator[str]:
    """One line for the missing villages of a township, one for every village that was put aside."""
    for township, villages in groupby(waiting, lambda village: village.township):
        own = list(villages)
        missing = [village.village for village in own if village.state == "missing"]
        if missing:
            yield f"{township}{STATE_LABELS['missing']}：{'、'.join(missing)}。"
        for village in own:
            if village.state != "missing":
                files = "、".join(village.files)
                yield f"{township}{village.village}{village.state_label}：{files}——{village.reason}。"
