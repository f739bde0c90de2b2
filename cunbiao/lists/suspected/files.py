"""The files of one piece of this work, told apart by what is in them: lists from above, answers, rollups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from cunbiao.definitions.intake import list_limits
from cunbiao.definitions.suspected import suspected_file
from cunbiao.lists.files import ListFile, read_list
from cunbiao.lists.roster.errors import unreadable
from cunbiao.lists.roster.grids import Grid
from cunbiao.lists.suspected.answers import AnswerError, read_answers
from cunbiao.lists.suspected.model import Answer, SuspectedList
from cunbiao.lists.suspected.reading import read_suspected
from cunbiao.records.origin import PRODUCT_LABELS
from workbooks.guarded.pool import ask_each
from workbooks.refusal import Refused

_WORKERS = 2


@dataclass
class SuspectedFiles:
    """Lists by their path, what villages answered, the checksum of the list each filled workbook is about, by its path,
    and why files were ``passed`` over.
    """

    lists: dict[Path, SuspectedList] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    answered: dict[Path, str] = field(default_factory=dict)
    rollups: list[Path] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)


def read_files(files: Sequence[Path]) -> SuspectedFiles:
    """Reads all of them, each in a process that may break.

    Raises:
        NoWorker: no process for reading can be started.
    """
    limits = list_limits()
    told = SuspectedFiles()
    for file, answer in zip(files, ask_each(partial(read_list, limits=limits), files, limits, _WORKERS), strict=True):
        if isinstance(answer, Refused):
            told.passed.append(str(unreadable(file, answer)))
        elif answer.product == "rollup":
            told.rollups.append(file)
        elif answer.product == "suspected":
            _take_answers(file, answer, told)
        elif answer.product == "foreign":
            _take_list(file, answer, told)
        else:
            told.passed.append(f"“{file.name}”是{PRODUCT_LABELS[answer.product]}，没有用。")
    return told


def _take_answers(file: Path, answer: ListFile, told: SuspectedFiles) -> None:
    try:
        answers = read_answers(file.name, answer.sheets)
    except AnswerError:
        told.passed.append(f"“{file.name}”里隐藏的对照内容被改动了，没有用。请村里在分下去的原件上重新填。")
        return
    filled = [own for own in answers if own.filled]
    told.answers += filled
    if filled:
        told.answered[file] = filled[0].sha256


def _take_list(file: Path, answer: ListFile, told: SuspectedFiles) -> None:
    grids = [Grid(file.name, sheet.name or file.stem, sheet.cells) for sheet in answer.sheets if not sheet.hidden]
    listed = read_suspected(file.name, answer.sha256, grids)
    if listed.suspects:
        told.lists[file] = listed
    else:
        told.passed.append(f"“{file.name}”：{suspected_file().texts.no_columns}。")
