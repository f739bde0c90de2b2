"""What staff are told: a finding with its place, and the catalogue of messages it is worded from.

Worker processes import this module, so it needs nothing beyond the standard library; the catalogue is loaded by
`cunbiao.definitions.messages.load_messages`.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal, get_args

Level = Literal["必改", "核实", "提示"]
Category = Literal["文件", "单格", "本行", "本户", "跨表", "跨期", "交表"]

# The most serious first.
LEVELS: tuple[Level, ...] = get_args(Level)
# What has not come in yet, or cannot be taken: nobody can correct a row of it.
DELIVERY: Category = "交表"
# How a finding stands: at its level, or to be verified with the reason written why it may stay as it is, or about
# handing in.
EXPLAINED = "核实（已写理由）"
STANDINGS = ("必改", "核实", EXPLAINED, "提示", DELIVERY)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding is: file as the user gave it, sheet, Excel row (0: none), column letters ("": none)."""

    file: str
    sheet: str = ""
    row: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a problem list.

    ``check`` is the stable id. ``field`` is the label of the column meant and ``value`` the cell as it was filled;
    village, household and person are "" when the finding is not about one.

    ``key`` is the same for the same finding in every later merge, ``fact`` for the same facts (`digest_of`, only of
    findings to be verified). ``reason`` says why it may stay as it is; ``remark`` is what has to be said about reasons.
    """

    check: str
    level: Level
    category: Category
    message: str
    fix: str
    place: Place
    village_code: str = ""
    village: str = ""
    township: str = ""
    household_code: str = ""
    head_name: str = ""
    name: str = ""
    field: str = ""
    value: str = ""
    key: str = ""
    fact: str = ""
    reason: str = ""
    remark: str = ""

    @property
    def demand(self) -> str:
        """What is asked for: its level, or that something be handed in."""
        return DELIVERY if self.level == "必改" and self.category == DELIVERY else self.level

    @property
    def standing(self) -> str:
        """One of `STANDINGS`."""
        return EXPLAINED if self.reason else self.demand


def finding_key(village_code: str, check: str, *about: str) -> str:
    """The key of a finding: readable as far as nobody's number is in it, the rest as a digest."""
    return f"{village_code}/{check}/{digest_of(*about)}"


def digest_of(*texts: str) -> str:
    """16 hexadecimal digits that are the same for the same texts only."""
    return blake2b("\x1f".join(texts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of the catalogue; ``message`` and ``fix`` have named places such as ``{value}``.

    ``source`` says what the demand rests on. ``hint`` is what a row's own sheet says instead: how many cells are meant
    (``{count}``).
    """

    id: str
    level: Level
    category: Category
    message: str
    fix: str
    source: str
    hint: str = ""

    @property
    def slots(self) -> frozenset[str]:
        """The names of the places to be filled in."""
        parts = [*string.Formatter().parse(self.message), *string.Formatter().parse(self.fix)]
        return frozenset(name for _, name, _, _ in parts if name)

    def worded(self, **values: object) -> tuple[str, str]:
        """Message and fix with their places filled in. Raises `KeyError` when a place has no value."""
        return self.message.format_map(values), self.fix.format_map(values)


class MessageCatalogue:
    """All messages by id. Raises `KeyError` for an id that is not in the catalogue."""

    def __init__(self, messages: Iterable[Message]) -> None:
        self._by_id = {message.id: message for message in messages}

    def __getitem__(self, message_id: str) -> Message:
        return self._by_id[message_id]

    def __contains__(self, message_id: object) -> bool:
        return message_id in self._by_id

    def __iter__(self) -> Iterator[Message]:
        return iter(self._by_id.values())

    def finding(self, message_id: str, place: Place, values: dict[str, object], **about: Any) -> Finding:
        """A finding worded from the catalogue: ``values`` fill its text, ``about`` the rest of `Finding`."""
        entry = self._by_id[message_id]
        message, fix = entry.worded(**values)
        return Finding(entry.id, entry.level, entry.category, message, fix, place, **about)
