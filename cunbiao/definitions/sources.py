"""Where a definition comes from, as staff know it."""

from __future__ import annotations

import re
from functools import cache

from cunbiao.definitions.campaign import Campaign
from cunbiao.definitions.models import Definition
from cunbiao.definitions.source import TEMPLATES, Document
from cunbiao.findings import MessageCatalogue

_AND = "；"
# A clause of a notice begins with the three digits of its file.
_NOTICE = re.compile(r"\d{3}(?!\d)")


class Source(Definition):
    """``key`` is how definitions write it, ``name`` what staff read."""

    key: str
    name: str


class SourceFile(Definition):
    """``templates/sources.yaml``."""

    about: str
    sources: list[Source]


@cache
def source_names() -> dict[str, str]:
    """Key → name of every source that definitions cite."""
    return {source.key: source.name for source in Document(TEMPLATES / "sources.yaml").model(SourceFile).sources}


def check_sources(campaign: Campaign, messages: MessageCatalogue) -> dict[str, str]:
    """Every check and message by id → where it comes from."""
    sources = {message.id: message.source for message in messages}
    for table in campaign.tables:
        sources |= {compiled.check.id: compiled.check.source for compiled in campaign.checks(table)}
    return {check: cited(campaign, source) for check, source in sources.items()}


def cited(campaign: Campaign, text: str) -> str:
    """``000 三(二)；policy.md 2.6.1`` in words: the campaign's own notice is 通知, other sources have their names.

    The clause of another notice is left out where anything else is cited; nothing is cited twice.
    """
    own = _NOTICE.match(campaign.notice.reference)
    return _cited(own[0] if own is not None else None, text)


@cache
def _cited(own: str | None, text: str) -> str:
    names = dict(source_names())
    if own is not None:
        names[own] = "通知"
    keys = "|".join(re.escape(key) for key in names)
    parts = list(dict.fromkeys(text.split(_AND)))
    others = [part for part in parts if (number := _NOTICE.match(part)) and own not in (None, number[0])]
    kept = [part for part in parts if part not in others] or parts
    return re.sub(rf"(?<![\w.])(?:{keys})(?![\w.])", lambda found: names[found[0]], _AND.join(kept))
