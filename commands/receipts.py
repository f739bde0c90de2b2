"""回执 of a merge: kept in its ledger, compared with the rollup of before, written for people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from cunbiao.definitions import Campaign
from cunbiao.merging.handed_in import take_apart
from cunbiao.merging.receipts import Receipt, is_new, receipts_after
from cunbiao.merging.register import Register
from cunbiao.records.submission import Submission
from cunbiao.submissions.reading import read_submissions
from generators.file_names import file_name
from generators.publishing import Output
from generators.receipts import FILE_NAME, RECEIPTS, receipts_file

# Under which a ledger keeps them.
KEPT = "回执"


def receipts_of(register: Register, ledger: Path, rollup: Path) -> list[Receipt]:
    """The receipts of everything ever received.

    Args:
        register: what was merged.
        ledger, rollup: the files of the last merge, which this one will take the place of.
    """
    known = _kept(ledger)
    former = _submissions(rollup, register.campaign) if is_new(register, known) else []
    return receipts_after(register, known, former)


def place_receipts(receipts: Sequence[Receipt], campaign: Campaign, place: str, out: Path) -> Output:
    """The receipts of a place in ``out``."""
    path = out / FILE_NAME.format(about=file_name(place))
    return receipts_file(path, f"{place}{campaign.year}年度{RECEIPTS}", receipts)


def _kept(ledger: Path) -> list[Receipt]:
    """The receipts a ledger keeps; none where it is none of ours."""
    try:
        said = json.loads(ledger.read_text(encoding="utf-8"))
        return [Receipt.from_json(receipt) for receipt in said.get(KEPT, ())]
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return []


def _submissions(rollup: Path, campaign: Campaign) -> list[Submission]:
    """What a rollup was made of; nothing where there is none that can be read."""
    if not rollup.is_file():
        return []
    return take_apart(read_submissions([rollup], campaign, rollups=True), rollup.parent).intake.submissions
