"""整改台账: what became of every finding that was ever found, from the first day until it is settled.

A life belongs to a finding by its key, which is the same in every later merge (`Finding.key`): village, check, record,
field. Nothing is ever taken out of the list. The hidden sheet `LIVES_SHEET` keeps it whole, whatever is done to the
sheet that people see and write into.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Literal

from cunbiao.records.identity_sheet import Cell, is_as_issued, named_value, sealed

State = Literal["found", "sent", "reopened", "explained", "mended"]
STATE_LABELS: dict[State, str] = {
    "found": "待退回",
    "sent": "已退回",
    "reopened": "又出现",
    "explained": "已说明",
    "mended": "已改好",
}
CLOSED = frozenset({"explained", "mended"})
# The headings under which people write; and the hidden column that says of which finding.
KEY, WHO, DUE, NOTE = "_key", "责任人", "期限", "说明"


class LifeError(ValueError):
    """The hidden sheet of a list of lives does not say what it must."""


@dataclass(frozen=True, slots=True)
class Life:
    """One finding through time; days are written as 2020-11-05, "" for none.

    Attributes:
        key: that of the finding; what follows it is the finding as it was found last.
        state: how it stands.
        found: the day it was found first.
        sent: the days on which it was sent back to the village.
        closed: the day it was settled, "" while it is open.
        reopened: how often it came back after it had been settled.
        who, due, done, note: the person in charge, until when, when it was done, and a remark, as people wrote them.
    """

    key: str
    check: str
    level: str
    township: str
    village_code: str
    village: str
    head_name: str
    name: str
    message: str
    state: State = "found"
    found: str = ""
    sent: tuple[str, ...] = ()
    closed: str = ""
    reopened: int = 0
    who: str = ""
    due: str = ""
    done: str = ""
    note: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state not in CLOSED

    @property
    def state_label(self) -> str:
        """How it stands, in staff's words."""
        return STATE_LABELS[self.state]


@dataclass(slots=True)
class LifeBook:
    """A list of lives of ours, with what people wrote into it."""

    file: str
    sha256: str
    size: int
    lives: list[Life]


def life_rows(policy: str, title: str, year: int, lives: Sequence[Life]) -> list[list[Cell]]:
    """The rows of the hidden sheet, sealed."""
    names = [own.name for own in fields(Life)]
    text = json.dumps([[getattr(life, name) for name in names] for life in lives], ensure_ascii=False)
    said = {"policy": policy, "title": title, "year": str(year), "lives": text}
    return sealed([named_value(name, value) for name, value in said.items()])


def read_life_rows(entries: Mapping[str, str]) -> list[Life]:
    """The lives as the hidden sheet says them.

    Raises:
        LifeError: it does not say what it said when the list was written.
    """
    if not is_as_issued(entries) or "lives" not in entries:
        raise LifeError
    try:
        lives = [Life(*values) for values in json.loads(entries["lives"])]
    except (ValueError, TypeError) as error:
        raise LifeError from error
    return [replace(life, sent=tuple(life.sent)) for life in lives]
