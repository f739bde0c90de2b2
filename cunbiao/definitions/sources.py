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
# The numbers of the rules by which the national system is cleaned.
_NATIONAL, _NATIONAL_RULE = re.compile(r"G\d_\d+_\d+"), "国家数据清洗规则"


class Source(Definition):
    """``key`` is how definitions write it, ``name`` what staff read.

    ``own``: a paper of those who made the definitions, which no office has; of it only the numbers of national rules
    are cited, and else that the product itself asks for it.
    """

    key: str
    name: str
    own: bool = False


class SourceFile(Definition):
    """``templates/sources.yaml``."""

    about: str
    sources: list[Source]


@cache
def _sources() -> list[Source]:
    return Document(TEMPLATES / "sources.yaml").model(SourceFile).sources


def source_names() -> dict[str, str]:
    """Key → name of every source that definitions cite."""
    return {source.key: source.name for source in _sources()}


def check_sources(campaign: Campaign, messages: MessageCatalogue) -> dict[str, str]:
    """Every check and message by id → where it comes from."""
    sources = {message.id: message.source for message in messages}
    for table in campaign.every_table:
        sources |= {compiled.check.id: compiled.check.source for compiled in campaign.checks(table)}
    return {check: cited(campaign, source) for check, source in sources.items()}


def cited(campaign: Campaign, text: str) -> str:
    """``000 三(二)；policy.md 2.6.1`` in words: the campaign's own notice is 通知, other sources have their names.

    The clause of another notice is left out where anything else is cited, and so is 本系统; nothing is cited twice.
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
    own_papers = {source.key: source.name for source in _sources() if source.own}
    told = []
    for part in kept:
        paper = next((name for key, name in own_papers.items() if part.startswith(key)), None)
        if paper is None:
            told.append(re.sub(rf"(?<![\w.])(?:{keys})(?![\w.])", lambda found: names[found[0]], part))
        else:
            told.append("、".join(_NATIONAL.findall(part)) or paper)
    told = [f"{_NATIONAL_RULE} {text}" if _NATIONAL.match(text) else text for text in dict.fromkeys(told)]
    said = [text for text in told if text not in own_papers.values()]
    return _AND.join(said or told)
