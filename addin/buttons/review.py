"""审核: what is wrong in the active workbook, what its households earn, which of them can exit."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

from addin.households import NO_HEAD, Open, chosen, open_register, parts
from addin.origins import is_village
from addin.results import results_folder
from addin.session import Session
from commands.check import about_the_files, counted
from commands.outcome import CommandError, Outcome
from commands.problem_list import written_in
from cunbiao.checking.eligibility import FITS, FITS_NOT, UNDECIDED
from cunbiao.checking.income import worked_income
from cunbiao.columns import PER_CAPITA
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.sources import check_sources
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.merging.reasons import explain_findings
from cunbiao.records.frames import TableFrame
from generators import incomes, verdicts
from generators.file_names import file_name
from generators.incomes import income_listing
from generators.painting import painted
from generators.problems import FILE_NAME, ReasonKeeping, problems_file
from generators.publishing import OutputFolder, content, publish
from generators.results import results_file
from generators.rollup.rows import Part, heads
from generators.verdicts import Judged, judged, verdict_listings

# The kinds of workbook a painted copy can be made of.
_PACKAGES = (".xlsx", ".xlsm")
_COPY = "（标注）"


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
    register, out = opened.register, results_folder(opened.file.parent)
    messages = load_messages(register.campaign)
    villages = frozenset(source.village_code for source in register.sources)
    written = written_in(out, register.campaign)
    explained = explain_findings(about_the_files(register), written, villages, messages)
    findings = explained.findings
    outcome = counted(1, findings)
    if not findings:
        outcome.lines = [f"“{book.name}”没有发现问题。"]
        session.finish(outcome)
        return
    data = painted(_copied(session, opened.file), findings)
    copy = content(out / f"{opened.file.stem}{_COPY}{opened.file.suffix}", data)
    title = f"{opened.file.stem} 问题清单"
    in_copy = [replace(own, place=replace(own.place, file=copy.path.name)) for own in findings]
    sources, keeping = check_sources(register.campaign, messages), ReasonKeeping(register.campaign, explained.kept)
    listed = problems_file(out / FILE_NAME.format(about=opened.file.stem), title, in_copy, sources, "", keeping)
    with OutputFolder(out) as folder:
        files = folder.publish([copy, listed])
    outcome.wrote(files)
    outcome.lines.append("问题清单和标了颜色的副本已打开；副本只是给人看的，请在原来的表里改。")
    session.finish(outcome, *(own.path for own in files))


def household_income(session: Session) -> None:
    """Tells how the 人均纯收入 of the household at the cursor comes about."""
    opened = open_register(session)
    table, index = chosen(session, opened, _has_income)[0]
    frame = opened.register.frames[table]
    session.tell([_whose(opened, Part(frame, np.array([index]))), "", *worked_income(frame, index)])


def sheet_income(session: Session) -> None:
    """Works out 人均纯收入 for every household of the active sheet into a new workbook."""
    book = session.need_book()
    advance = session.progress("算收入")
    opened = open_register(session)
    advance(1, 1)
    frame = _income_frame(session, opened)
    part = Part.all_of(frame)
    out = results_folder(opened.file.parent)
    name = book.sheets.active.name
    title = f"{opened.file.stem} {name} 收入计算"
    path = out / f"{file_name(f'{opened.file.stem}_{name}_收入计算')}.xlsx"
    listing = income_listing(opened.register, part, title)
    published = publish(results_file(path, title, [listing], incomes.NOTES, opened.seen_from(out)))
    open_ended = int(np.isnan(frame.number(PER_CAPITA)[part.index]).sum())
    outcome = Outcome()
    outcome.lines.append(f"算了 {len(part.index)} 户的人均纯收入。")
    if open_ended:
        outcome.lines.append(f"有 {open_ended} 户资料不全，算不出，“计算过程”里写着缺什么。")
    outcome.wrote([published])
    session.finish(outcome, published.path)


def exit_check(session: Session) -> None:
    """Judges the selected households by every verdict of the notice, with each criterion, into a new workbook."""
    opened = open_register(session)
    register = opened.register
    rows = chosen(session, opened, lambda frame: bool(register.verdicts.get(frame.table)))
    every = [own for part in parts(register, rows) for own in judged(register, part)]
    out = results_folder(opened.file.parent)
    title = f"{opened.file.stem} 核验"
    path = out / f"{opened.file.stem}_核验.xlsx"
    listings = verdict_listings(register, every, title)
    published = publish(results_file(path, title, listings, verdicts.NOTES, opened.seen_from(out)))
    outcome = Outcome()
    outcome.lines += _verdict_on_one(opened, every) if len(rows) == 1 else _verdicts_counted(every, len(rows))
    outcome.lines.append("结论只是建议，由人决定。")
    outcome.wrote([published])
    session.finish(outcome, published.path)


def _copied(session: Session, file: Path) -> bytes:
    """The workbook with its unsaved changes, as a file would hold it."""
    if file.suffix.lower() not in _PACKAGES:
        raise CommandError(f"“{file.name}”是旧格式，标不了颜色。先另存为“Excel 工作簿（.xlsx）”，再点一次。")
    with tempfile.TemporaryDirectory(prefix="cunbiao-") as folder:
        copy = Path(folder) / f"copy{file.suffix}"
        session.need_book().api.SaveCopyAs(str(copy))
        return copy.read_bytes()


def _has_income(frame: TableFrame) -> bool:
    return frame.has(PER_CAPITA)


def _income_frame(session: Session, opened: Open) -> TableFrame:
    """The table of the active sheet, which must ask for income."""
    name = session.need_book().sheets.active.name
    tables = opened.register.campaign.tables
    for table, frame in opened.register.frames.items():
        sheets = {tables[table].sheet, *(source.sheets.get(table, "") for source in frame.sources)}
        if name in sheets and _has_income(frame):
            return frame
    asking = "、".join(
        f"“{tables[table].sheet}”" for table, frame in opened.register.frames.items() if _has_income(frame)
    )
    raise CommandError(f"“{name}”这张表不填收入。请切换到{asking}，再点一次。")


def _whose(opened: Open, part: Part) -> str:
    head = heads(opened.register, part)[0] or NO_HEAD
    return f"{head}（{vocabulary().household_code} {part.values(part.frame.key)[0] or '未填'}）"


def _verdict_on_one(opened: Open, every: list[Judged]) -> list[str]:
    lines = [_whose(opened, every[0].part)]
    for own in every:
        lines += ["", f"{own.verdict.title}：{own.outcome}"]
        lines += [f"　{line.label}：{line.result}" for line in own.lines]
        if own.missing:
            lines.append(f"　缺：{own.missing}")
    return [*lines, ""]


def _verdicts_counted(every: list[Judged], households: int) -> list[str]:
    lines = [f"核验了 {households} 户。"]
    for title in dict.fromkeys(own.verdict.title for own in every):
        outcomes = Counter(own.outcome for own in every if own.verdict.title == title)
        known = [name for name in (FITS, FITS_NOT, UNDECIDED) if name in outcomes]
        counted = [f"{name} {outcomes[name]} 户" for name in [*known, *(set(outcomes) - set(known))]]
        lines.append(f"{title}：{'，'.join(counted)}。")
    return lines
