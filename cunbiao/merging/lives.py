"""The life of every finding over all merges: found, sent back, settled by a correction or a reason, found again.

What a merge finds is laid over what is known of before. A finding that is gone from a village that is in the register
is settled; of a village that is not in it nothing is known, so nothing changes. What was settled and is there again is
open again, and that is said: somebody may have handed in an old file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from cunbiao import message_ids
from cunbiao.findings import Finding, MessageCatalogue
from cunbiao.merging.register import Register
from cunbiao.records.life import Life
from cunbiao.records.slip import Slip

# Findings of these levels have a life: the rest asks for nothing.
_LEVELS = ("必改", "核实")
# What a life keeps when its finding is found again.
_KEPT = ("state", "found", "sent", "closed", "reopened", "who", "due", "done", "note")


@dataclass(frozen=True)
class Lives:
    """All lives, by township, village, household, and the findings, with what has to be said of those come back."""

    lives: tuple[Life, ...]
    findings: list[Finding]
    reopened: tuple[Life, ...]


def lives_after(
    register: Register, known: Iterable[Life], slips: Iterable[Slip], day: date, messages: MessageCatalogue
) -> Lives:
    """The lives after a merge.

    Args:
        register: what was merged; its findings with the reasons they have.
        known: the lives of before, those of one finding perhaps in several lists.
        slips: what came back, for the person in charge and the day.
        day: of the merge.
        messages: the catalogue the remark is worded from.
    """
    before = _one_each(known)
    written = _written(slips)
    found = {finding.key: finding for finding in reversed(register.findings) if has_life(finding)}
    here = {source.village_code for source in register.sources}
    lives: dict[str, Life] = {}
    reopened: list[Life] = []
    for key, life in before.items():
        lives[key] = life if key in found else _gone(life, here, day)
    for key, finding in found.items():
        former = before.get(key)
        lives[key] = _found(finding, former, day)
        if former is not None and not former.is_open and lives[key].is_open:
            reopened.append(lives[key])
    lives = {key: _with_answer(life, written.get(key)) for key, life in lives.items()}
    again = {key for key, life in lives.items() if life.state == "reopened"}
    remark = "。".join(messages[message_ids.REOPENED].worded())
    findings = [replace(own, remark=own.remark or remark) if own.key in again else own for own in register.findings]
    return Lives(tuple(sorted(lives.values(), key=_order)), findings, tuple(reopened))


def has_life(finding: Finding) -> bool:
    """Whether what becomes of a finding is followed: somebody has to do something about it, in a village's own rows."""
    return finding.level in _LEVELS and bool(finding.village_code) and finding.check != message_ids.MISSING_VILLAGE


def sent_back(lives: Iterable[Life], keys: Collection[str], day: date, due: date | None) -> list[Life]:
    """The lives after the findings with these keys were sent back to their villages, to be answered until ``due``."""
    until = "" if due is None else due.isoformat()
    return [
        replace(
            life,
            state="sent" if life.is_open else life.state,
            sent=tuple(dict.fromkeys((*life.sent, day.isoformat()))),
            due=until or life.due,
        )
        if life.key in keys
        else life
        for life in lives
    ]


def round_of(lives: Iterable[Life], village_code: str, day: date) -> int:
    """The how-manieth time a village gets something back on this day, from 1."""
    days = {sent for life in lives if life.village_code == village_code for sent in life.sent}
    return len(days - {day.isoformat()}) + 1


def _one_each(known: Iterable[Life]) -> dict[str, Life]:
    """One life a finding: the longest memory of each list, and how it stands in the one that knows most of it."""
    lives: dict[str, Life] = {}
    for life in sorted(known, key=lambda own: (own.key, own.reopened, len(own.sent), own.closed, own.note)):
        former = lives.get(life.key)
        lives[life.key] = life if former is None else _together(former, life)
    return lives


def _together(less: Life, more: Life) -> Life:
    return replace(
        more,
        found=min(less.found, more.found),
        sent=tuple(sorted({*less.sent, *more.sent})),
        who=more.who or less.who,
        due=more.due or less.due,
        done=more.done or less.done,
        note=more.note or less.note,
    )


def _found(finding: Finding, former: Life | None, day: date) -> Life:
    """The life of a finding that is there."""
    today = day.isoformat()
    own = Life(
        finding.key,
        finding.check,
        finding.level,
        finding.township,
        finding.village_code,
        finding.village,
        finding.head_name,
        finding.name,
        finding.message,
    )
    if former is None:
        own = replace(own, found=today)
    else:
        own = replace(own, **{name: getattr(former, name) for name in _KEPT})
    if finding.reason:
        return own if own.state == "explained" else replace(own, state="explained", closed=today)
    if not own.is_open:
        return replace(own, state="reopened", closed="", reopened=own.reopened + 1)
    return own


def _gone(life: Life, here: Collection[str], day: date) -> Life:
    """The life of a finding that is not there; of a village that is not in the register nothing is known."""
    if life.village_code not in here or life.state == "mended":
        return life
    return replace(life, state="mended", closed=life.closed or day.isoformat())


def _written(slips: Iterable[Slip]) -> dict[str, tuple[str, str]]:
    """Key of a finding → the person in charge and the day that its village wrote last."""
    told: dict[str, tuple[str, str]] = {}
    for slip in sorted(slips, key=lambda own: (own.head.sent, own.saved or own.modified, own.sha256)):
        for answer in slip.answers:
            if answer.who or answer.done:
                told |= {finding.key: (answer.who, answer.done) for finding in answer.line.findings}
    return told


def _with_answer(life: Life, written: tuple[str, str] | None) -> Life:
    if written is None:
        return life
    who, done = written
    return replace(life, who=life.who or who, done=done or life.done)


def _order(life: Life) -> tuple[str, ...]:
    return life.township, life.village_code, life.head_name, life.level, life.name, life.key
