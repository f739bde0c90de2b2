"""The written reasons for what is to be verified: kept with the record, and ended by a change of the facts.

A reason is written beside a finding in a problem list. It holds for that finding as long as the facts behind it are the
same, whatever happens to rows and files. Lists come back in any order, in copies, and more than once; what a writer saw
and replaced (`WrittenReason.known`) does not count any more. Where reasons still differ, a person decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

from cunbiao import message_ids
from cunbiao.findings import Finding, MessageCatalogue, digest_of
from cunbiao.records.submission import WrittenReason

_VERIFIED = "核实"
_BETWEEN = "；"


@dataclass(frozen=True)
class ReasonCount:
    """Every finding for which reasons were written, by what became of them.

    ``held`` have their reason; of ``outdated`` the facts have changed; of ``differing`` several are left; ``useless``
    are those of findings that have to be mended; ``settled`` those of findings that are no more; ``elsewhere`` those of
    villages that are not in this register.
    """

    held: int = 0
    outdated: int = 0
    differing: int = 0
    useless: int = 0
    settled: int = 0
    elsewhere: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(getattr(self, own.name) for own in fields(self))

    def told(self) -> dict[str, int]:
        """How many there are of each kind, in staff's words."""
        return {
            "有效": self.held,
            "失效（情况已变）": self.outdated,
            "几份不一样": self.differing,
            "必改的不能用理由代替": self.useless,
            "问题已经没有了": self.settled,
            "不是这里的村": self.elsewhere,
        }


@dataclass(frozen=True)
class Explained:
    """The findings with their reasons, the reasons to be kept with them, and what became of all that were written."""

    findings: list[Finding]
    kept: tuple[WrittenReason, ...]
    count: ReasonCount


def explain_findings(
    findings: Sequence[Finding], reasons: Iterable[WrittenReason], villages: frozenset[str], messages: MessageCatalogue
) -> Explained:
    """Gives each finding the reason that was written for it.

    Args:
        findings: the findings of a register, whatever reasons they have already.
        reasons: all that are known, in any order.
        villages: the codes of the villages in the register.
        messages: the catalogue remarks are worded from.
    """
    written: dict[str, set[WrittenReason]] = {}
    for reason in reasons:
        written.setdefault(reason.key, set()).add(reason)
    if not written and not any(finding.reason for finding in findings):
        return Explained(list(findings), (), ReasonCount())
    # Two rows may have one key, such as the same person twice in a household.
    alive = {(finding.key, finding.fact) for finding in findings if finding.key in written}
    fates: dict[str, str] = {}
    kept: set[WrittenReason] = set()
    explained = []
    for finding in findings:
        own = written.get(finding.key, ())
        live = _standing(reason for reason in own if reason.fact == finding.fact)
        dead = _standing(reason for reason in own if (reason.key, reason.fact) not in alive)
        fate, about = _told(finding, live, dead, messages)
        if fate:
            fates.setdefault(finding.key, fate)
        if finding.level == _VERIFIED:
            kept.update(live)
        explained.append(about)
    for key, own in written.items():
        if key not in fates and _texts(_standing(own)):
            here = {reason.village_code for reason in own} <= {"", *villages}
            fates[key] = "settled" if here else "elsewhere"
    return Explained(explained, tuple(sorted(kept, key=_order)), ReasonCount(**Counter(fates.values())))


def _told(
    finding: Finding, live: Sequence[WrittenReason], dead: Sequence[WrittenReason], messages: MessageCatalogue
) -> tuple[str, Finding]:
    """What becomes of the reasons written for a finding, and the finding with what is to be said of them."""
    texts, outdated = _texts(live), _texts(dead)
    if finding.level != _VERIFIED:
        if not (texts or outdated):
            return "", finding
        said = _BETWEEN.join([*texts, *outdated])
        return "useless", replace(finding, remark=_worded(messages, message_ids.REASON_USELESS, said))
    if len(texts) == 1:
        return "held", replace(finding, reason=texts[0], remark="")
    if texts:
        remark = _worded(messages, message_ids.REASONS_DIFFER, _side_by_side(live))
        return "differing", replace(finding, reason="", remark=remark)
    if outdated:
        remark = _worded(messages, message_ids.REASON_OUTDATED, _BETWEEN.join(outdated))
        return "outdated", replace(finding, reason="", remark=remark)
    return "", replace(finding, reason="", remark="") if finding.reason or finding.remark else finding


def known_reasons(reasons: Iterable[WrittenReason]) -> dict[tuple[str, str], list[str]]:
    """Key and fact of a finding → what a list that shows it has to note as known: the digests of its reasons."""
    texts: dict[tuple[str, str], set[str]] = {}
    for reason in reasons:
        if reason.text:
            texts.setdefault((reason.key, reason.fact), set()).add(digest_of(reason.text))
    return {about: sorted(own) for about, own in texts.items()}


def _standing(reasons: Iterable[WrittenReason]) -> list[WrittenReason]:
    """Those that no other writer has seen and replaced; all of them where each was replaced by another."""
    own = sorted(set(reasons), key=_order)
    replaced = {mark for reason in own for mark in reason.known if mark != digest_of(reason.text)}
    return [reason for reason in own if digest_of(reason.text) not in replaced] or own


def _texts(reasons: Iterable[WrittenReason]) -> list[str]:
    return sorted({reason.text for reason in reasons if reason.text})


def _side_by_side(reasons: Iterable[WrittenReason]) -> str:
    """Each text with the first list it stands in."""
    files: dict[str, str] = {}
    for reason in reasons:
        if reason.text:
            files[reason.text] = min(files.get(reason.text, reason.file), reason.file)
    return _BETWEEN.join(f"“{text}”（{file}）" for text, file in sorted(files.items()))


def _worded(messages: MessageCatalogue, message_id: str, value: str) -> str:
    message, fix = messages[message_id].worded(value=value)
    return f"{message}。{fix}"


def _order(reason: WrittenReason) -> tuple[str, ...]:
    return reason.key, reason.fact, reason.text, reason.file, *reason.known
