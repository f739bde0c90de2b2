"""What typists ticked: which rows of an upload workbook were typed, by whom and when.

A row is known by village, household and person, in whatever order it stands and in whosever sheet. The number of what
was typed (``FACTS``) tells whether a row still says what was ticked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cunbiao.columns import ID_NUMBER, NAME
from cunbiao.merging.register import Register
from cunbiao.records.frames import TableFrame
from cunbiao.records.identity import person_part

KEY, FACTS = "识别", "内容"
DONE, TYPIST, DAY = "已录入", "录入人", "录入日期"


class _Placed(Protocol):
    @property
    def table(self) -> str: ...
    @property
    def index(self) -> int: ...


def row_key(frame: TableFrame, index: int) -> str:
    """The same for the same household or person in every later upload workbook."""
    source = frame.sources[frame.source[index]]
    number = str(frame.text(ID_NUMBER)[index]) if frame.has(ID_NUMBER) else ""
    name = str(frame.text(NAME)[index]) if frame.has(NAME) else ""
    return "/".join((source.village_code, str(frame.codes[index]), person_part(number) if number else name))


@dataclass(frozen=True)
class Tick:
    """A ticked row: who and when as written, and the number of what was typed."""

    done: str
    typist: str
    day: str
    facts: str


@dataclass(frozen=True)
class Ticks:
    """All ticked rows by tab and key."""

    rows: Mapping[tuple[str, str], Tick] = field(default_factory=dict)

    def typist(self, register: Register, tab: str, row: _Placed | None) -> str:
        """Who ticked a row of the register in a tab; "" where nobody did."""
        if row is None:
            return ""
        tick = self.rows.get((tab, row_key(register.frames[row.table], row.index)))
        return tick.typist if tick is not None else ""


def read_ticks(folder: Path | None) -> Ticks:
    """The ticks in the upload workbooks of a folder; none without a folder."""
    return Ticks()
