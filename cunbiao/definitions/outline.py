"""The clauses of a notice as its text numbers them, and which of its definitions rest on each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cunbiao.definitions.campaign import Campaign

_FILE = re.compile(r"^\d{3}\s*")
_APART = re.compile(r"[；;、，]")


@dataclass(frozen=True)
class Outlined:
    """A clause by its number in the text, and what rests on it, as staff read it: clauses, stages, forms, values."""

    number: str
    homes: tuple[str, ...]


def outlined(campaign: Campaign) -> list[Outlined]:
    """Every numbered clause of the notice's text, in its order."""
    resting = [(home, number) for home, clause in _resting(campaign) for number in _numbers(clause)]
    return [
        Outlined(number, tuple(dict.fromkeys(home for home, own in resting if _within(own, number))))
        for number in campaign.notice.outline
    ]


def _resting(campaign: Campaign) -> Iterator[tuple[str, str]]:
    notice = campaign.notice
    for clause in notice.clauses:
        yield clause.id, clause.clause
    for stage in notice.stages:
        yield f"阶段“{stage.title}”", stage.clause
    for attachment in notice.attachments:
        yield f"附件“{attachment.title}”", attachment.clause
        if attachment.number:
            yield f"附件“{attachment.title}”", attachment.number
    for parameter in campaign.parameters.values():
        yield f"标准“{parameter.label}”", parameter.clause
    for table in campaign.tables:
        for compiled in campaign.verdicts(table):
            for criterion in compiled.criteria:
                yield f"结论“{compiled.verdict.title}”", criterion.clause


def _within(own: str, number: str) -> bool:
    """Whether a number is that of the clause or of a part of it: 附件11 is no part of 附件1."""
    return own.startswith(number) and not (number[-1].isdigit() and own[len(number) :][:1].isdigit())


def _numbers(clause: str) -> list[str]:
    """``000 一(三)、附件1`` → its numbers, without the file's."""
    return [_FILE.sub("", part.strip()) for part in _APART.split(clause)]
