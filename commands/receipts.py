"""回执 of a merge: kept in their own workbook, compared with the rollup of before, written for people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from commands.outcome import CommandError
from cunbiao.definitions import Campaign
from cunbiao.definitions.intake import list_limits
from cunbiao.merging.handed_in import take_apart
from cunbiao.merging.receipts import Receipt, is_new, receipts_after
from cunbiao.merging.register import Register
from cunbiao.records.identity_sheet import RECEIPTS_SHEET, named_entries
from cunbiao.records.submission import Submission
from cunbiao.submissions.reading import read_submissions
from generators.file_names import file_name
from generators.publishing import Output
from generators.receipts import FILE_NAME, RECEIPTS, receipts_file
from workbooks.guarded.pool import ask
from workbooks.reading.foreign import read_foreign_file
from workbooks.refusal import Refused


def receipts_of(register: Register, place: str, out: Path, rollup: Path) -> list[Receipt]:
    """The receipts of everything ever received.

    Args:
        register: what was merged.
        place: whose receipts they are.
        out: where those of the last merge lie.
        rollup: the rollup of the last merge, which this one will take the place of.

    Raises:
        CommandError: the receipts of before cannot be read; written anew they would be forgotten.
    """
    known = _kept(_file(place, out))
    former = _submissions(rollup, register.campaign) if is_new(register, known) else []
    return receipts_after(register, known, former)


def place_receipts(receipts: Sequence[Receipt], campaign: Campaign, place: str, out: Path) -> Output:
    """The receipts of a place in ``out``."""
    return receipts_file(_file(place, out), f"{place}{campaign.year}年度{RECEIPTS}", receipts)


def _file(place: str, out: Path) -> Path:
    return out / FILE_NAME.format(about=file_name(place))


def _kept(file: Path) -> list[Receipt]:
    """The receipts a workbook keeps in its hidden sheet; none where there is no workbook."""
    if not file.is_file():
        return []
    limits = list_limits()
    try:
        sheets = ask(partial(read_foreign_file, limits=limits), file, limits)
        cells = next(sheet.cells for sheet in sheets if sheet.name == RECEIPTS_SHEET)
        rows = (cells.row(position) for position in range(len(cells.rows)))
        said = named_entries([str(row[column]) for column in sorted(row)] for row in rows)
        return [Receipt.from_json(json.loads(text)) for text in said.values()]
    except (Refused, StopIteration, ValueError, TypeError, KeyError) as error:
        raise CommandError(
            f"“{file.name}”读不出以前的回执，没有汇总，免得盖掉它。用备份换回，或者先挪到别的文件夹，再汇总一次。"
        ) from error


def _submissions(rollup: Path, campaign: Campaign) -> list[Submission]:
    """What a rollup was made of; nothing where there is none that can be read."""
    if not rollup.is_file():
        return []
    intake = read_submissions([rollup], campaign, rollups=True, store=rollup.parent)
    return take_apart(intake, rollup.parent).intake.submissions
