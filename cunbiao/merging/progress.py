"""Progress by village: what has arrived, what is wrong with it, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["received", "conflict", "quarantined", "unread", "missing"]

STATE_LABELS: dict[State, str] = {
    "received": "已收到",
    "conflict": "几份不一样待决定",
    "quarantined": "已隔离",
    "unread": "文件没有读",
    "missing": "未交",
}


@dataclass(frozen=True)
class VillageProgress:
    """One village of the campaign, expected or received.

    ``expected`` is false for a village that is not on the list of the campaign's villages; ``reason`` says why a
    village is not in the register. Households count the rows of all household tables, persons the rows of all member
    tables except 自然增加, findings by how they stand. Of the issued households ``changed`` are otherwise now,
    ``untouched`` stand as they came.
    """

    township: str
    village_code: str
    village: str
    state: State
    expected: bool
    files: tuple[str, ...]
    reason: str
    households: int = 0
    persons: int = 0
    changed: int = 0
    untouched: int = 0
    must: int = 0
    verify: int = 0
    explained: int = 0
    hints: int = 0

    @property
    def state_label(self) -> str:
        """The state in staff's words."""
        return STATE_LABELS[self.state]


@dataclass(frozen=True)
class Delivery:
    """How far handing in is, in villages: expected = received + missing + returned.

    Returned are those whose files cannot be taken as they are: put aside, not read, or several that differ.
    """

    expected: int
    received: int
    missing: int

    @property
    def returned(self) -> int:
        """Villages that have sent something and must send it again, or say which of their files holds."""
        return self.expected - self.received - self.missing


def due(villages: Sequence[VillageProgress]) -> list[VillageProgress]:
    """The villages that are to hand in: those on the list; all of them where there is no list."""
    return [village for village in villages if village.expected] or list(villages)


def delivery(villages: Sequence[VillageProgress]) -> Delivery:
    """How far handing in is: the one count that every list, page and message gives."""
    own = due(villages)
    return Delivery(len(own), sum(one.state == "received" for one in own), sum(one.state == "missing" for one in own))
