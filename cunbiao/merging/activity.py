"""What a village did with the households it was issued: which of them are otherwise now, which stand as they came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import compress
from operator import ne

from cunbiao import message_ids
from cunbiao.columns import HOUSEHOLD_KEY
from cunbiao.definitions import Campaign
from cunbiao.findings import Finding, MessageCatalogue, Place
from cunbiao.records.identity_sheet import ISSUED_TOKEN
from cunbiao.records.submission import Submission, TableRows, Value

_NOTHING = (None, "")


@dataclass(frozen=True)
class Activity:
    """Of the households issued to a village: codes of all, of those with a change, of those with last year's income.

    A household is changed when a cell of its rows, or of rows about it, is not what it was issued with, when a row of
    it was added or taken out. A cell that is asked anew and still empty is no change. ``same`` are the households whose
    every amount that is asked anew is the one of the year before, to the fen; ``asked``: something must be filled anew.
    """

    issued: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    same: frozenset[str] = frozenset()
    asked: bool = False

    @property
    def untouched(self) -> int:
        """Households that stand as they came."""
        return len(self.issued - self.changed)


def activities(campaign: Campaign, submissions: Iterable[Submission]) -> dict[str, Activity]:
    """Village code → what was done there, over all files of the village."""
    found: dict[str, Activity] = {}
    for submission in submissions:
        own = _activity(campaign, submission)
        before = found.get(submission.identity.village_code, Activity())
        found[submission.identity.village_code] = Activity(
            before.issued | own.issued,
            before.changed | own.changed,
            before.same | own.same,
            before.asked or own.asked,
        )
    return found


def about_activities(
    found: dict[str, Activity], submissions: Iterable[Submission], messages: MessageCatalogue
) -> Iterator[Finding]:
    """Villages where nothing was changed, and those that report of every household the income of the year before."""
    files = {own.identity.village_code: own for own in reversed(tuple(submissions))}
    for code, activity in found.items():
        if not activity.issued or not activity.asked:
            continue
        message = _about(activity)
        if message:
            identity = files[code].identity
            yield messages.finding(
                message,
                Place(files[code].file),
                {"count": len(activity.issued)},
                village_code=code,
                village=identity.village,
                township=identity.township,
            )


def _about(activity: Activity) -> str:
    """The message about a village, "" for none; of a single household the rules about households say enough."""
    if len(activity.issued) > 1 and activity.same == activity.issued:
        return message_ids.SAME_INCOMES
    return message_ids.UNTOUCHED if not activity.changed and not activity.same else ""


def _activity(campaign: Campaign, submission: Submission) -> Activity:
    issued: set[str] = set()
    changed: set[str] = set()
    same: set[str] = set()
    asked = False
    for name, rows in submission.tables.items():
        table = campaign.tables[name]
        if table.key != HOUSEHOLD_KEY:
            continue
        codes = _codes(rows)
        anew = campaign.asked_anew(name)
        changed.update(codes[index] for index in changed_rows(rows, anew))
        changed.update(rows.gone)
        # Without the rows as issued nobody can tell what was changed.
        if table.roster and table.is_home and rows.issued is not None:
            issued.update(code for code, token in zip(codes, rows.tokens, strict=True) if _is_issued(token))
            asked = asked or any(own.asked_anew and own.required == "must" for own in campaign.columns(name))
            same.update(codes[index] for index in _same_rows(rows, anew))
    return Activity(frozenset(issued), frozenset(changed & issued), frozenset(same & issued), asked)


def _codes(rows: TableRows) -> list[str]:
    """The household of every row, as it was issued where it was."""
    now = rows.columns.get(HOUSEHOLD_KEY, [None] * len(rows.rows))
    before = (rows.issued or {}).get(HOUSEHOLD_KEY, now)
    return [
        str((was if _is_issued(token) else own) or "") for own, was, token in zip(now, before, rows.tokens, strict=True)
    ]


def changed_rows(rows: TableRows, anew: frozenset[str]) -> set[int]:
    """Indices of added rows, and of issued ones with a changed cell; ``anew`` are the columns issued empty."""
    found = {index for index, token in enumerate(rows.tokens) if not _is_issued(token)}
    for name, before in (rows.issued or {}).items():
        if len(found) == len(rows.tokens):
            break
        after = rows.columns.get(name)
        if after is None or after == before:
            continue
        differing = compress(range(len(before)), map(ne, after, before))
        found.update(index for index in differing if not is_as_issued(after[index], before[index], name in anew))
    return found


def is_as_issued(now: Value, was: Value, anew: bool) -> bool:
    """Whether a cell is what it was issued with; one that is asked anew was issued empty."""
    return (now == was) or (now in _NOTHING and (anew or was in _NOTHING))


def _same_rows(rows: TableRows, anew: frozenset[str]) -> Iterator[int]:
    """Indices of issued rows whose amounts asked anew are all those of the year before, and not all nothing."""
    pairs = [(rows.columns[name], (rows.issued or {}).get(name)) for name in sorted(anew) if name in rows.columns]
    for index, token in enumerate(rows.tokens):
        cells = [(now[index], was[index]) for now, was in pairs if was is not None]
        if _is_issued(token) and any(was for _, was in cells) and all(now == was for now, was in cells):
            yield index


def _is_issued(token: str) -> bool:
    return token.startswith(ISSUED_TOKEN)
