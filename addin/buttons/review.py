"""审核: what is wrong in the active workbook, what its households earn, which of them can exit; a fresh one where
pasting has spoilt it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from addin.households import NO_HEAD, chosen, open_register, parts
from addin.labels import label
from addin.origins import is_village
from addin.results import results_folder
from addin.session import Session
from commands.incomes import has_income, sheet_incomes
from commands.marked import marked, need_package
from commands.opened import Opened
from commands.outcome import CommandError, Outcome
from commands.restamp import restamp
from commands.verdicts import PROPOSED, verdicts_counted, write_verdicts
from cunbiao.checking.income import worked_income
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.records.frames import TableFrame
from generators.rollup.rows import Part, heads
from generators.verdicts import Judged, judged


def check_workbook(session: Session) -> None:
    """Checks the active village workbook as it is on the screen.

    The findings become a problem list, and colours and notes on a copy of the workbook; the workbook stays as it is.
    """
    book = session.need_book()
    if not is_village(book):
        raise CommandError(f"“{book.name}”不是村里的采集表。请先打开要检查的采集表，再点一次。")
    advance = session.progress("检查")
    opened = open_register(session)
    advance(1, 1)
    outcome = marked(opened, lambda: _copied(session, opened.file), results_folder(opened.file.parent))
    if outcome.files:
        outcome.lines.append("问题清单和标了颜色的副本已打开；副本只是给人看的，请在原来的表里改。")
    session.finish(outcome, *outcome.files)


def household_income(session: Session) -> None:
    """Tells how the 人均纯收入 of the household at the cursor comes about."""
    opened = open_register(session)
    table, index = chosen(session, opened, has_income)[0]
    frame = opened.register.frames[table]
    session.tell([_whose(opened, Part(frame, np.array([index]))), "", *worked_income(frame, index)])


def restamp_workbook(session: Session) -> None:
    """Puts what stands in the active village workbook into a fresh one beside it and opens that."""
    file = session.need_saved_file()
    session.progress(label("restamp"))
    outcome = restamp([file], results_folder(file.parent))
    session.finish(outcome, *(own for own in outcome.files if own.suffix == file.suffix))


def sheet_income(session: Session) -> None:
    """Works out 人均纯收入 for every household of the active sheet into a new workbook."""
    book = session.need_book()
    advance = session.progress("算收入")
    opened = open_register(session)
    advance(1, 1)
    frame = _income_frame(session, opened)
    outcome = sheet_incomes(opened, frame, book.sheets.active.name, results_folder(opened.file.parent))
    session.finish(outcome, *outcome.files)


def exit_check(session: Session) -> None:
    """Judges the selected households by every verdict of the notice, with each criterion, into a new workbook."""
    opened = open_register(session)
    register = opened.register
    rows = chosen(session, opened, lambda frame: bool(register.verdicts.get(frame.table)))
    every = [own for part in parts(register, rows) for own in judged(register, part)]
    outcome = Outcome()
    outcome.lines += _verdict_on_one(opened, every) if len(rows) == 1 else verdicts_counted(every, len(rows))
    outcome.lines.append(PROPOSED)
    outcome.wrote([write_verdicts(opened, every, results_folder(opened.file.parent))])
    session.finish(outcome, *outcome.files)


def _copied(session: Session, file: Path) -> bytes:
    """The workbook with its unsaved changes, as a file would hold it."""
    need_package(file)
    with tempfile.TemporaryDirectory(prefix="cunbiao-") as folder:
        copy = Path(folder) / f"copy{file.suffix}"
        session.need_book().api.SaveCopyAs(str(copy))
        return copy.read_bytes()


def _income_frame(session: Session, opened: Opened) -> TableFrame:
    """The table of the active sheet, which must ask for income."""
    name = session.need_book().sheets.active.name
    tables = opened.register.campaign.tables
    for table, frame in opened.register.frames.items():
        sheets = {tables[table].sheet, *(source.sheets.get(table, "") for source in frame.sources)}
        if name in sheets and has_income(frame):
            return frame
    asking = "、".join(
        f"“{tables[table].sheet}”" for table, frame in opened.register.frames.items() if has_income(frame)
    )
    raise CommandError(f"“{name}”这张表不填收入。请切换到{asking}，再点一次。")


def _whose(opened: Opened, part: Part) -> str:
    head = heads(opened.register, part)[0] or NO_HEAD
    return f"{head}（{vocabulary().household_code} {part.values(part.frame.key)[0] or '未填'}）"


def _verdict_on_one(opened: Opened, every: list[Judged]) -> list[str]:
    lines = [_whose(opened, every[0].part)]
    for own in every:
        lines += ["", f"{own.verdict.title}：{own.outcome}"]
        lines += [f"　{line.label}：{line.result}" for line in own.lines]
        if own.missing:
            lines.append(f"　缺：{own.missing}")
    return [*lines, ""]
