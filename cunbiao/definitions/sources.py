"""Where a definition comes from, as staff know it."""

from __future__ import annotations

import re
from functools import cache

from cunbiao.definitions.campaign import Campaign
from cunbiao.definitions.models import Definition
from cunbiao.definitions.source import TEMPLATES, Document
from cunbiao.findings import MessageCatalogue


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
    """``000 三(二)；policy.md 2.6.1`` in words: the campaign's own notice is 通知, other sources have their names."""
    own = re.match(r"\d{3}", campaign.notice.reference)
    return _cited(own[0] if own is not None else None, text)


@cache
def _cited(own: str | None, text: str) -> str:
    names = dict(source_names())
    if own is not None:
        names[own] = "通知"
    keys = "|".join(re.escape(key) for key in names)
    return re.sub(rf"(?<![\w.])(?:{keys})(?![\w.])", lambda found: names[found[0]], text)
