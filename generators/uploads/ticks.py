"""What typists ticked: which rows of an upload workbook were typed, by whom and when, and what stood there then.

A row is known by its tab, village, household and person, in whatever order and in whosever workbook it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from cunbiao.columns import ID_NUMBER, PERSON_NAMES
from cunbiao.definitions.intake import list_limits
from cunbiao.merging.register import Register
from cunbiao.records.display import EMPTY
from cunbiao.records.frames import TableFrame
from cunbiao.records.identity import person_part
from workbooks.errors import ForThePerson
from workbooks.guarded.pool import ask_each
from workbooks.reading.foreign import NamedSheet, read_foreign_file
from workbooks.reading.raw import Raw
from workbooks.refusal import Refused

# Headings of the columns for typists, and of the hidden one by which a row is known again.
DONE, STATE, TYPIST, DAY, KEY = "已录入", "变化", "录入人", "录入日期", "识别"
TICK = "√"
# What the name of an upload workbook ends in.
FILE_END = "_上报录入表"
_WORKERS = 2


class TicksError(ForThePerson):
    """A former upload workbook cannot be read, so nobody knows what is ticked in it."""


class _Placed(Protocol):
    @property
    def table(self) -> str: ...
    @property
    def index(self) -> int: ...


@dataclass(frozen=True)
class Tick:
    """A ticked row: by whom and when, as written, and what stood there: heading → cell."""

    done: str
    typist: str
    day: Raw
    cells: Mapping[str, Raw]

    def said(self, heading: str) -> str:
        """What stood under a heading, as staff see it."""
        return _text(self.cells.get(heading)) or EMPTY

    def changed(self, cells: Mapping[str, Raw]) -> list[str]:
        """The headings under which something else is to be typed now."""
        return [heading for heading, cell in cells.items() if _text(self.cells.get(heading)) != _text(cell)]


@dataclass(frozen=True)
class Ticks:
    """All ticked rows by title of the tab and key."""

    rows: Mapping[tuple[str, str], Tick] = field(default_factory=dict)

    def of(self, tab: str, frame: TableFrame, index: int) -> Tick | None:
        """The tick of a row of the register in a tab."""
        return self.rows.get((tab, row_key(frame, index)))

    def typist(self, register: Register, tab: str, row: _Placed | None) -> str:
        """Who ticked a row of the register in a tab; "" where nobody did, or did not say who."""
        tick = self.of(tab, register.frames[row.table], row.index) if row is not None else None
        return tick.typist if tick is not None else ""


def row_key(frame: TableFrame, index: int) -> str:
    """The same for the same household or person in every later upload workbook."""
    source = frame.sources[frame.source[index]]
    number = str(frame.text(ID_NUMBER)[index]) if frame.has(ID_NUMBER) else ""
    names = (str(frame.text(name)[index]) for name in PERSON_NAMES if frame.has(name))
    person = person_part(number) if number else next(names, "")
    return "/".join((source.village_code, str(frame.codes[index]), person))


def upload_workbooks(folder: Path | None) -> list[Path]:
    """The upload workbooks in a folder, those saved beside an open one included."""
    return sorted(folder.glob(f"*{FILE_END}*.xlsx")) if folder is not None and folder.is_dir() else []


def read_ticks(files: Sequence[Path]) -> Ticks:
    """The ticks in upload workbooks; of a row that is ticked in several the first counts.

    Raises:
        TicksError: one of them cannot be read.
        NoWorker: no process for reading can be started.
    """
    limits = list_limits()
    rows: dict[tuple[str, str], Tick] = {}
    answers = ask_each(partial(read_foreign_file, limits=limits), files, limits, _WORKERS) if files else []
    for file, answer in zip(files, answers, strict=True):
        if isinstance(answer, Refused):
            raise TicksError(
                f"上一次的“{file.name}”读不出来，里面打的勾带不过来，所以没有做。"
                "用 Excel 打开它另存一份再来；不要里面的勾了，就把它移到别处"
            )
        for sheet in answer:
            for key, tick in _ticked(sheet):
                rows.setdefault((sheet.name, key), tick)
    return Ticks(rows)


def _ticked(sheet: NamedSheet) -> Iterator[tuple[str, Tick]]:
    """The ticked rows of a tab; nothing of any other sheet."""
    lines = [sheet.cells.row(position) for position in range(len(sheet.cells.rows))]
    top = next(
        (number for number, line in enumerate(lines) if {DONE, STATE, KEY} <= set(map(_text, line.values()))), -1
    )
    if top < 0:
        return
    headings = {_text(cell): column for column, cell in lines[top].items()}
    typed = {name: at for name, at in headings.items() if headings[DONE] < at < headings[STATE]}
    for line in lines[top + 1 :]:
        done, key = _text(line.get(headings[DONE])), _text(line.get(headings[KEY]))
        if done and key:
            typist, day = _text(line.get(headings[TYPIST])), line.get(headings[DAY])
            yield key, Tick(done, typist, day, {name: line.get(at) for name, at in typed.items()})


def _text(cell: object) -> str:
    """A cell as text that is the same for the same content, whatever program saved it."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return "" if cell is None else str(cell).strip()
    return f"{float(cell):.10g}"
