"""What a check leaves on paper: a copy of the workbook with colours and notes, and the problem list beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from commands.check import about_the_files, counted
from commands.kept import kept_in
from commands.opened import Opened, open_file, with_places
from commands.outcome import CommandError, Outcome
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.sources import check_sources
from cunbiao.merging.reasons import explain_findings
from generators.painting import painted
from generators.problems import FILE_NAME, ReasonKeeping, problems_file
from generators.publishing import OutputFolder, content

# The kinds of workbook a painted copy can be made of.
PACKAGES = (".xlsx", ".xlsm")
_COPY = "（标注）"


def marked_copies(files: Sequence[Path], out: Path) -> Outcome:
    """Checks village workbooks one by one and writes into ``out`` what is wrong with each.

    What cannot be checked at all is left to `commands.check.check` to tell; a workbook that cannot be painted is told.

    Raises:
        PublishError: a file could not be put in its place.
    """
    outcome = Outcome()
    for file, place in with_places(files, out):
        try:
            opened = open_file(file)
        except CommandError:
            continue
        try:
            outcome.files += marked(opened, file.read_bytes, place).files
        except CommandError as mistake:
            outcome.needs_person(str(mistake))
    return outcome


def marked(opened: Opened, data: Callable[[], bytes], out: Path) -> Outcome:
    """Writes the problem list and the painted copy of one village workbook, whose bytes ``data`` gives.

    Nothing is written for a workbook in which nothing is wrong.

    Raises:
        CommandError: it is of a kind that cannot be painted.
    """
    register, file = opened.register, opened.file
    messages = load_messages(register.campaign)
    villages = frozenset(source.village_code for source in register.sources)
    explained = explain_findings(about_the_files(register), kept_in(out, register.campaign).reasons, villages, messages)
    findings = explained.findings
    if not findings:
        return Outcome(lines=[f"“{file.name}”没有发现问题。"])
    need_package(file)
    outcome = counted(1, findings)
    copy = content(out / marked_name(file), painted(data(), findings))
    title = f"{file.stem} 问题清单"
    in_copy = [replace(own, place=replace(own.place, file=copy.path.name)) for own in findings]
    sources, keeping = check_sources(register.campaign, messages), ReasonKeeping(register.campaign, explained.kept)
    listed = problems_file(out / FILE_NAME.format(about=file.stem), title, in_copy, sources, "", keeping)
    with OutputFolder(out) as folder:
        outcome.wrote(folder.publish([copy, listed]))
    return outcome


def marked_name(file: Path) -> str:
    """The name of the painted copy of a file."""
    return f"{file.stem}{_COPY}{file.suffix}"


def need_package(file: Path) -> None:
    """Raises `CommandError` for a workbook of the old kind."""
    if file.suffix.lower() not in PACKAGES:
        raise CommandError(f"“{file.name}”是旧格式，标不了颜色。先另存为“Excel 工作簿（.xlsx）”，再来一次。")
