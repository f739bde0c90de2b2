"""``restamp``: what a village typed into a fresh workbook, when pasting has spoilt locks and formats of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from commands.filled import each_filled
from commands.outcome import Outcome
from generators.publishing import OutputFolder, content, text
from generators.village.restamp import Left, Restamped, restamped

_FRESH, _LEFT = "（重新装表）.xlsx", "（没有带过去的）.txt"
# The screen shows this many of the values that were left; the list beside the workbook holds them all.
_SHOWN = 5


def restamp(files: Sequence[Path], out: Path) -> Outcome:
    """Writes a fresh workbook for each village workbook into ``out``, and beside it a list of what it does not hold.

    Raises:
        PublishError: a file could not be put in its place.
    """
    outcome = Outcome()
    for file, place, filled in each_filled(files, out, outcome):
        made = restamped(filled.campaign, filled.submission, filled.issued)
        outputs = [content(place / f"{file.stem}{_FRESH}", made.data)]
        if made.left:
            outputs.append(text(place / f"{file.stem}{_LEFT}", "\n".join(map(_said, made.left)) + "\n"))
        with OutputFolder(place) as folder:
            outcome.wrote(folder.publish(outputs))
        _tell(file, made, outcome)
    return outcome


def _tell(file: Path, made: Restamped, outcome: Outcome) -> None:
    outcome.lines.append(f"“{file.name}”填好的已装进新表，锁、下拉框和格式都和下发时一样。请在新表里接着填，交新表。")
    if made.left:
        outcome.needs_person(f"有 {len(made.left)} 个值没有带过去，列在旁边的文本文件里，请人看一看：")
        outcome.lines += [_said(left) for left in made.left[:_SHOWN]]


def _said(left: Left) -> str:
    return f"“{left.sheet}”第 {left.row} 行“{left.label}”填的“{left.value}”：{left.why}。"
