"""Several workbooks of one village.

Identical copies count once, an unfilled one beside a filled one not at all, partial copies are put together. Where a
cell was filled differently a person decides, or the newest is taken when asked.

Copies are the same when the files are the same byte for byte or hold the same records; a renamed sheet or a file
saved once more is no difference.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from cunbiao import message_ids
from cunbiao.definitions import Campaign
from cunbiao.findings import Finding, MessageCatalogue
from cunbiao.merging.joining import can_be_joined, is_unfilled, joined
from cunbiao.merging.ledger import Fate, FileFate
from cunbiao.records.submission import Submission

Prefer = Literal["newest"]


@dataclass(frozen=True)
class Settled:
    """What goes into the register of each village, what became of every submission, and what a person must look at."""

    chosen: tuple[Submission, ...]
    fates: tuple[FileFate, ...]
    findings: tuple[Finding, ...] = ()


def settle(
    submissions: Iterable[Submission],
    prefer: Prefer | None,
    stopped: frozenset[str],
    campaign: Campaign,
    messages: MessageCatalogue,
) -> Settled:
    """Picks what counts of each village, whatever the order of the submissions.

    ``stopped`` are the codes of villages whose copies were found to differ before (by a township); they stay stopped.
    With ``prefer="newest"`` the copy saved last is taken whole: a later version of a workbook, not a part of it. When
    it was saved the workbook says itself; a copy that came by mail or chat has the time it came. (Of two saved in the
    same second the one with the greater sha256 is taken.)
    """
    villages: dict[str, list[Submission]] = {}
    # The shorter name first: of 东关村.xlsx and 东关村 - 副本.xlsx the register names the former.
    for submission in sorted(submissions, key=lambda own: (len(own.file), own.file, own.sha256)):
        villages.setdefault(submission.identity.village_code, []).append(submission)
    settled = [
        _of_village(copies, prefer, code in stopped, campaign, messages) for code, copies in sorted(villages.items())
    ]
    return Settled(
        tuple(own for village in settled for own in village.chosen),
        tuple(fate for village in settled for fate in village.fates),
        tuple(finding for village in settled for finding in village.findings),
    )


def _of_village(
    copies: Sequence[Submission], prefer: Prefer | None, stopped: bool, campaign: Campaign, messages: MessageCatalogue
) -> Settled:
    parts = [own for own in copies if own.joined_to]
    if parts and not stopped:
        return _put_together_before(copies, parts, messages)
    contents = _contents(copies)
    filled = [group for group in contents if len(contents) == 1 or not is_unfilled(group[0], campaign)] or contents
    unfilled = [group for group in contents if group not in filled]
    contents = filled
    if stopped:
        return Settled((), tuple(_conflict(copies, messages)))
    if len(contents) == 1:
        chosen, *others = contents[0]
        fates = [_fate(chosen, "merged")]
        fates += [_left_out(own, "identical", message_ids.IDENTICAL, chosen, messages) for own in others]
        fates += [
            _left_out(own, "unfilled", message_ids.UNFILLED, chosen, messages) for group in unfilled for own in group
        ]
        return Settled((chosen,), tuple(fates))
    newest = max(contents, key=lambda group: max(map(_saved, group)))
    if prefer == "newest":
        chosen = newest[0]
        fates = [_fate(chosen, "merged")]
        fates += [_left_out(own, "identical", message_ids.IDENTICAL, chosen, messages) for own in newest[1:]]
        older = [own for group in (*contents, *unfilled) if group is not newest for own in group]
        fates += [_left_out(own, "superseded", message_ids.SUPERSEDED, chosen, messages) for own in older]
        return Settled((chosen,), tuple(fates))
    return _put_together([newest, *(group for group in contents if group is not newest)], unfilled, campaign, messages)


def _put_together(
    contents: Sequence[list[Submission]],
    unfilled: Sequence[list[Submission]],
    campaign: Campaign,
    messages: MessageCatalogue,
) -> Settled:
    """Different contents of one village, the one saved last first, as one; or all of them stopped."""
    firsts = [group[0] for group in contents]
    copies = sorted((own for group in contents for own in group), key=lambda own: (len(own.file), own.file))
    blank = [own for group in unfilled for own in group]
    left = [_left_out(own, "unfilled", message_ids.UNFILLED, firsts[0], messages) for own in blank]
    result = joined(firsts, campaign, messages) if can_be_joined(firsts) else None
    if result is None or not result.parts:
        return Settled((), (*_conflict(copies, messages), *left), () if result is None else result.findings)
    base, *parts = result.parts
    fates = [_fate(base, "merged"), *left]
    for part, whole in zip(parts, firsts[1:], strict=True):
        fates.append(_joined_fate(part, base, records_of(whole), messages))
    for first, *same in contents:
        fates += [_left_out(own, "identical", message_ids.IDENTICAL, first, messages) for own in same]
    return Settled(result.parts, tuple(fates))


def _put_together_before(
    copies: Sequence[Submission], parts: Sequence[Submission], messages: MessageCatalogue
) -> Settled:
    """Copies that a township put together; what else came of the village cannot be told from what is in them."""
    bases = {own.joined_to for own in parts}
    whole = [own for own in copies if not own.joined_to]
    if len(bases) > 1 or len(whole) > 1:
        return Settled((), tuple(_conflict(copies, messages)))
    fates = [_fate(own, "merged") for own in whole]
    fates += [_joined_fate(own, whole[0], records_of(own), messages) for own in parts]
    return Settled(tuple(copies), tuple(fates))


def _joined_fate(part: Submission, base: Submission, read: int, messages: MessageCatalogue) -> FileFate:
    given = sum(len(rows.rows) for rows in part.tables.values())
    message, fix = messages[message_ids.JOINED].worded(other=base.file, count=given)
    return replace(_fate(part, "joined", message_ids.JOINED, message, fix), rows=read, joined=given)


def _saved(copy: Submission) -> tuple[float, float, str]:
    """When a copy was saved; where a workbook does not say, when the file was."""
    return copy.saved or copy.modified, copy.modified, copy.sha256


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
    names = "、".join(f"{copy.file}{_when(copy)}" for copy in copies)
    message, fix = messages[message_ids.CONFLICT].worded(village=village, count=len(copies), other=names)
    return [_fate(copy, "conflicting", message_ids.CONFLICT, message, fix) for copy in copies]


def _when(copy: Submission) -> str:
    """When a copy was saved, in words; nothing where the workbook does not say."""
    return f"（{datetime.fromtimestamp(copy.saved):%Y-%m-%d %H:%M} 保存）" if copy.saved else ""


def _left_out(copy: Submission, fate: Fate, check: str, instead: Submission, messages: MessageCatalogue) -> FileFate:
    message, fix = messages[check].worded(other=f"{instead.file}{_when(instead)}")
    return _fate(copy, fate, check, message, fix)


def _fate(submission: Submission, fate: Fate, check: str = "", reason: str = "", fix: str = "") -> FileFate:
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
