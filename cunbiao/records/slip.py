"""整改单: what goes back to a village with its findings, and what comes home in it.

The hidden sheet `SLIP_SHEET` keeps, sealed, whose slip it is and what every line is about; on the sheet that people see
a line is known by its number. The generator writes it with the functions here and intake reads it with them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields

from cunbiao.records.identity_sheet import Cell, is_as_issued, named_value, sealed
from cunbiao.records.submission import Value, WrittenReason

# The headings by which the answers are found again, whatever rows and columns they stand in by then.
LINE, MENDED, REASON, WHO, DONE = "_line", "更正后", "理由", "责任人", "完成日期"


class SlipError(ValueError):
    """The hidden sheet of a slip does not say what it must."""


@dataclass(frozen=True, slots=True)
class SlipFinding:
    """A finding that a line stands for: its key, and what a reason written for it is tied to (`WrittenReason`)."""

    key: str
    fact: str = ""
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SlipLine:
    """What a line of a slip is about.

    Attributes:
        findings: one or, where a row lacks many cells, several.
        reasoned: whether a reason may be written, because they are only to be verified.
        table, token, code, number, name: whose row it is: table, row token, household code, and of the person the
            identity number and the name as they were filled; "" where it is about no row.
        field, before: the column to be corrected, "" for none, and what stood there when the slip was made.
        locked: the cell cannot be typed into; a correction is only proposed.
    """

    findings: tuple[SlipFinding, ...]
    reasoned: bool = False
    table: str = ""
    token: str = ""
    code: str = ""
    number: str = ""
    name: str = ""
    field: str = ""
    before: str = ""
    locked: bool = False


@dataclass(frozen=True, slots=True)
class SlipHead:
    """Whose slip it is, of which notice, and on which day (2020-11-05) it was sent back."""

    policy: str
    title: str
    year: int
    county: str
    township: str
    village: str
    village_code: str
    sent: str


@dataclass(frozen=True, slots=True)
class SlipAnswer:
    """What a village wrote on a line.

    ``value`` is the corrected value as its kind, ``None`` where nothing was written; where it could not be read ``bad``
    is the message that says why, and ``shown`` what was typed. ``row`` and ``column`` are its cell in the slip;
    ``reason``, ``who`` (the person in charge) and ``done`` (the day) stand there as written.
    """

    line: SlipLine
    row: int
    column: str
    value: Value = None
    shown: str = ""
    bad: str = ""
    reason: str = ""
    who: str = ""
    done: str = ""

    @property
    def corrects(self) -> bool:
        """Whether a value was written, readable or not."""
        return self.value is not None or bool(self.bad)

    @property
    def is_written(self) -> bool:
        """Whether anything was."""
        return self.corrects or bool(self.reason or self.who or self.done)


@dataclass(slots=True)
class Slip:
    """A slip that came back; when it was saved say ``saved`` and ``modified`` as those of a submission do."""

    file: str
    sha256: str
    size: int
    modified: float
    saved: float
    sheet: str
    head: SlipHead
    answers: list[SlipAnswer]
    reasons: list[WrittenReason]

    @property
    def corrections(self) -> int:
        """How many values were written on it."""
        return sum(answer.corrects for answer in self.answers)


def slip_rows(head: SlipHead, lines: Sequence[SlipLine]) -> list[list[Cell]]:
    """The rows of the hidden sheet, sealed."""
    said = {own.name: str(getattr(head, own.name)) for own in fields(SlipHead)}
    said["lines"] = json.dumps([astuple(line) for line in lines], ensure_ascii=False)
    return sealed([named_value(name, value) for name, value in said.items()])


def read_slip_rows(entries: Mapping[str, str]) -> tuple[SlipHead, list[SlipLine]]:
    """Head and lines as the hidden sheet says them, the first line number 1.

    Raises:
        SlipError: it does not say what it said when the slip was made.
    """
    if not is_as_issued(entries) or "lines" not in entries:
        raise SlipError
    try:
        said = {own.name: entries[own.name] for own in fields(SlipHead)}
        head = SlipHead(**{**said, "year": int(said["year"])})  # type: ignore[arg-type]  # the only number
        lines = [_line(*line) for line in json.loads(entries["lines"])]
    except (KeyError, ValueError, TypeError) as error:
        raise SlipError from error
    return head, lines


def _line(findings: Sequence[tuple[str, str, Sequence[str]]], *others: str | bool) -> SlipLine:
    own = tuple(SlipFinding(key, fact, tuple(known)) for key, fact, known in findings)
    return SlipLine(own, *others)  # type: ignore[arg-type]  # in the order of the fields
