"""Several workbooks of one village: identical copies count once, differing copies wait for a person, or the newest is
taken when asked.

Copies are the same when the files are the same byte for byte or hold the same records; a renamed sheet or a file
saved once more is no difference.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from cunbiao import message_ids
from cunbiao.findings import MessageCatalogue
from cunbiao.merging.ledger import Fate, FileFate
from cunbiao.records.submission import Submission

Prefer = Literal["newest"]


@dataclass(frozen=True)
class Settled:
    """The one workbook of each village that goes into the register, and what became of every submission."""

    chosen: tuple[Submission, ...]
    fates: tuple[FileFate, ...]


def settle(
    submissions: Iterable[Submission], prefer: Prefer | None, stopped: frozenset[str], messages: MessageCatalogue
) -> Settled:
    """Picks a workbook a village, whatever the order of the submissions.

    ``stopped`` are the codes of villages whose copies were found to differ before (by a township); they stay stopped.
    With ``prefer="newest"`` the copy saved last is taken (of two saved in the same second the one with the greater
    sha256).
    """
    villages: dict[str, list[Submission]] = {}
    # The shorter name first: of 东关村.xlsx and 东关村 - 副本.xlsx the register names the former.
    for submission in sorted(submissions, key=lambda own: (len(own.file), own.file, own.sha256)):
        villages.setdefault(submission.identity.village_code, []).append(submission)
    chosen: list[Submission] = []
    fates: list[FileFate] = []
    for code, copies in sorted(villages.items()):
        contents = _contents(copies)
        if code in stopped or (len(contents) > 1 and prefer is None):
            fates += _conflict(copies, messages)
            continue
        newest = max(contents, key=lambda group: max((copy.modified, copy.sha256) for copy in group))
        chosen.append(newest[0])
        fates.append(_fate(newest[0], "merged", "", "", ""))
        fates += [_left_out(copy, "identical", message_ids.IDENTICAL, newest[0], messages) for copy in newest[1:]]
        older = [copy for group in contents if group is not newest for copy in group]
        fates += [_left_out(copy, "superseded", message_ids.SUPERSEDED, newest[0], messages) for copy in older]
    return Settled(tuple(chosen), tuple(fates))


def records_of(submission: Submission) -> int:
    """Number of records the file holds, as its reader counted them."""
    return sum(rows.counts.data for rows in submission.tables.values())


def _contents(copies: Sequence[Submission]) -> list[list[Submission]]:
    """The copies grouped by content, each group and the groups in the order given."""
    if len(copies) == 1:
        return [list(copies)]
    groups: dict[str, list[Submission]] = {}
    for copy in copies:
        groups.setdefault(_content(copy), []).append(copy)
    return list(groups.values())


def _content(submission: Submission) -> str:
    """A digest of the records: tokens and values of every table, in the order of the sheet."""
    digest = hashlib.sha256()
    for table, rows in sorted(submission.tables.items()):
        bad = sorted((name, sorted(cells)) for name, cells in rows.bad.items() if cells)
        columns = [
            (name, [None if cell == "" else cell for cell in cells]) for name, cells in sorted(rows.columns.items())
        ]
        digest.update(repr((table, rows.tokens, columns, bad)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _conflict(copies: Sequence[Submission], messages: MessageCatalogue) -> list[FileFate]:
    village = f"{copies[0].identity.township}{copies[0].identity.village}"
    names = "、".join(copy.file for copy in copies)
    message, fix = messages[message_ids.CONFLICT].worded(village=village, count=len(copies), other=names)
    return [_fate(copy, "conflicting", message_ids.CONFLICT, message, fix) for copy in copies]


def _left_out(copy: Submission, fate: Fate, check: str, instead: Submission, messages: MessageCatalogue) -> FileFate:
    message, fix = messages[check].worded(other=instead.file)
    return _fate(copy, fate, check, message, fix)


def _fate(submission: Submission, fate: Fate, check: str, reason: str, fix: str) -> FileFate:
    identity = submission.identity
    return FileFate(
        file=submission.file,
        sha256=submission.sha256,
        fate=fate,
        check=check,
        reason=reason,
        fix=fix,
        township=identity.township,
        village=identity.village,
        village_code=identity.village_code,
        rows=records_of(submission),
    )
