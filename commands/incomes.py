"""``incomes``: how the 人均纯收入 of every household comes about, a workbook for each sheet that asks for income."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from commands.opened import Opened, for_each
from commands.outcome import CommandError, Outcome
from cunbiao.columns import PER_CAPITA
from cunbiao.records.frames import TableFrame
from generators.file_names import file_name
from generators.incomes import NOTES, income_listing
from generators.publishing import publish
from generators.results import results_file
from generators.rollup.rows import Part


def incomes(files: Sequence[Path], out: Path) -> Outcome:
    """Works out the incomes in village workbooks and rollups into ``out``.

    Raises:
        CommandError: none of them has a household with an income.
        PublishError: a workbook could not be put in its place.
    """
    return for_each(files, out, _all_sheets)


def _all_sheets(opened: Opened, out: Path) -> Outcome:
    frames = [frame for frame in opened.register.frames.values() if has_income(frame) and frame.size]
    if not frames:
        raise CommandError(f"“{opened.file.name}”里没有填收入的户。")
    outcome = Outcome()
    for frame in frames:
        outcome.add(sheet_incomes(opened, frame, opened.register.campaign.tables[frame.table].sheet, out))
    return outcome


def has_income(frame: TableFrame) -> bool:
    """Whether a table asks for what 人均纯收入 is worked out from."""
    return frame.has(PER_CAPITA)


def sheet_incomes(opened: Opened, frame: TableFrame, sheet: str, out: Path) -> Outcome:
    """Works out the income of every household of one table, which stands on a ``sheet`` of that name."""
    part = Part.all_of(frame)
    title = f"{opened.file.stem} {sheet} 收入计算"
    path = out / f"{file_name(f'{opened.file.stem}_{sheet}_收入计算')}.xlsx"
    listing = income_listing(opened.register, part, title)
    published = publish(results_file(path, title, [listing], NOTES, opened.seen_from(out)))
    open_ended = int(np.isnan(frame.number(PER_CAPITA)[part.index]).sum())
    outcome = Outcome(lines=[f"算了 {len(part.index)} 户的人均纯收入。"])
    if open_ended:
        outcome.lines.append(f"有 {open_ended} 户资料不全，算不出，“计算过程”里写着缺什么。")
    outcome.wrote([published])
    return outcome
