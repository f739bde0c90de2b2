"""The message catalogue: every sentence under ``templates/messages/``."""

from __future__ import annotations

import string

from cunbiao.definitions.campaign import Campaign, national_texts
from cunbiao.definitions.layers import document as read_once
from cunbiao.definitions.models import Definition, Status
from cunbiao.definitions.source import TEMPLATES, Document
from cunbiao.findings import Category, Level, Message, MessageCatalogue


class MessageEntry(Definition):
    """One message; ``message`` and ``fix`` have named places such as ``{value}`` that the program fills in.

    ``hint`` is what a row's own sheet says instead: how many of its cells are meant (``{count}``), after all else.
    """

    id: str
    level: Level
    category: Category
    message: str
    fix: str
    source: str
    hint: str = ""
    status: Status | None = None


class MessageFile(Definition):
    """A file under ``templates/messages/``."""

    about: str
    messages: list[MessageEntry]


def load_messages(campaign: Campaign | None = None) -> MessageCatalogue:
    """All messages by id, in the words of a campaign's notice where one is given.

    Raises:
        DefinitionError: a file is not as expected, or an id stands in two places.
    """
    say = (campaign.texts if campaign is not None else national_texts()).say
    seen: dict[str, Document] = {}
    messages = []
    for file in sorted((TEMPLATES / "messages").glob("*.yaml")):
        document = read_once(file)
        for index, entry in enumerate(document.model(MessageFile).messages):
            where = ("messages", index)
            if entry.id in seen:
                raise document.error(where, f"消息“{entry.id}”重复，已写在 {seen[entry.id].file.name}")
            if not _well_formed(entry.message + entry.fix + entry.hint):
                raise document.error(where, f"消息“{entry.id}”的花括号不成对或没有名称")
            seen[entry.id] = document
            messages.append(
                Message(
                    entry.id,
                    entry.level,
                    entry.category,
                    say(entry.message),
                    say(entry.fix),
                    entry.source,
                    say(entry.hint),
                )
            )
    return MessageCatalogue(messages)


def _well_formed(text: str) -> bool:
    try:
        return all(name is None or name.isidentifier() for _, name, _, _ in string.Formatter().parse(text))
    except ValueError:
        return False
