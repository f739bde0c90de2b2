"""回执 of a merge: kept in their own workbook, compared with the rollup of before, written for people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from commands.outcome import CommandError
from cunbiao.definitions import Campaign
from cunbiao.definitions.intake import list_limits
from cunbiao.findings import MessageCatalogue
from cunbiao.merging.handed_in import take_apart
from cunbiao.merging.receipts import Receipt, receipts_after, villages_again
from cunbiao.merging.register import Register
from cunbiao.merging.slips import mended
from cunbiao.records.identity_sheet import RECEIPTS_SHEET, named_entries
from cunbiao.records.submission import Intake, Submission
from cunbiao.submissions.reading import known_files, read_submissions
from cunbiao.submissions.store import Store
from generators.file_names import file_name
from generators.publishing import Output
from generators.receipts import FILE_NAME, RECEIPTS, receipts_file
from workbooks.guarded.pool import ask
from workbooks.reading.foreign import read_foreign_file
from workbooks.refusal import Refused


def receipts_kept(place: str, folder: Path) -> list[Receipt]:
    """The receipts of before, as their workbook keeps them in its hidden sheet; none where there is no workbook.

    Raises:
        CommandError: they cannot be read; written anew they would be forgotten.
    """
    file = _file(place, folder)
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


def receipts_of(
    register: Register,
    part: Intake,
    messages: MessageCatalogue,
    known: Sequence[Receipt],
    rollup: Path,
    store: Store,
) -> list[Receipt]:
    """The receipts of everything ever received.

    Args:
        register: what was merged.
        part: what it was merged from.
        messages: the catalogue findings are worded from.
        known: the receipts of before.
        rollup: the rollup of the last merge, which this one will take the place of.
        store: what was read then.
    """
    campaign = register.campaign
    taken = {(own.identity.village_code, own.sha256) for own in register.submissions}
    handed_in = [own for own in part.submissions if (own.identity.village_code, own.sha256) in taken]
    again = villages_again(handed_in, known)
    former = _former([own for own in known if own.village_code in again], campaign, rollup, store)
    merged, before = (mended(own, part.slips, campaign, messages).submissions for own in (handed_in, former))
    return receipts_after(campaign, merged, known, before)


def place_receipts(receipts: Sequence[Receipt], campaign: Campaign, place: str, out: Path) -> Output:
    """The receipts of a place in ``out``."""
    return receipts_file(_file(place, out), f"{place}{campaign.year}年度{RECEIPTS}", receipts)


def _file(place: str, out: Path) -> Path:
    return out / FILE_NAME.format(about=file_name(place))


def _former(known: Sequence[Receipt], campaign: Campaign, rollup: Path, store: Store) -> list[Submission]:
    """What the last merge took from the villages of these receipts: as it was read then, else from its rollup."""
    if not known:
        return []
    held = [own for own in known if own.held]
    answers = known_files([(own.sha256, own.file) for own in held], campaign, store)
    if answers is not None and {own.village_code for own in held} == {own.village_code for own in known}:
        return answers
    if not rollup.is_file():
        return []
    intake = read_submissions([rollup], campaign, rollups=True, store=store, limits=list_limits())
    return take_apart(intake, rollup.parent).intake.submissions
