"""One file of ours, opened for a question about the households in it: a village's workbook or a rollup."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from commands.check import register_of
from commands.notice import why_foreign
from commands.outcome import CommandError, Outcome
from commands.rollups import read_rollup
from cunbiao.merging.register import Register
from cunbiao.submissions.definition import intake_rules
from cunbiao.submissions.gather import common_folder, gather
from cunbiao.submissions.pool import peek_files
from cunbiao.submissions.reading import read_found
from generators.relative_folder import seen_from


@dataclass(frozen=True)
class Opened:
    """The register behind a workbook, the file of that workbook, and the folder of the village files."""

    register: Register
    file: Path
    folder: Path

    def seen_from(self, out: Path) -> str:
        """The way from a workbook in ``out`` to the village files."""
        return seen_from(out, self.folder)


def open_file(file: Path) -> Opened:
    """The register of a village's workbook or of a rollup, as its file holds it.

    Raises:
        CommandError: the file is neither, or nothing can be taken from it.
    """
    rules = intake_rules()
    found = gather([file], rules)
    origins = peek_files(found.files, rules.limits)
    products = {origin.product for origin in origins.values()}
    if products == {"rollup"}:
        read = read_rollup(file)
        return Opened(read.register, file, read.folder)
    if products == {"village"} and len(origins) == 1:
        (origin,) = origins.values()
        return Opened(register_of(file.name, origin, lambda campaign: read_found(found, campaign)), file, file.parent)
    wanted = f"认不出“{file.name}”是采集表还是汇总表。请给填好的采集表或者汇总表，一次一份。"
    raise CommandError("\n".join([wanted, *why_foreign(found, origins)]))


def with_places(files: Sequence[Path], out: Path) -> Iterator[tuple[Path, Path]]:
    """Every file once, and the folder in ``out`` for what is made of it: files of one name lie apart there, too."""
    base = common_folder(files)
    for file in dict.fromkeys(file.absolute() for file in files):
        yield file, out / file.parent.relative_to(base)


def for_each(files: Sequence[Path], out: Path, answer: Callable[[Opened, Path], Outcome]) -> Outcome:
    """What is answered about every file, with results in a folder; a file that gives no answer is told.

    Raises:
        CommandError: none of them gives any.
    """
    outcome = Outcome()
    for file, place in with_places(files, out):
        try:
            own = answer(open_file(file), place)
        except CommandError as mistake:
            outcome.needs_person(str(mistake))
        else:
            own.lines = [f"{file.stem}：{line}" for line in own.lines]
            outcome.add(own)
    if not outcome.files:
        raise CommandError("\n".join(outcome.lines))
    return outcome
