"""The plain records of intake: what was handed in, row by row, with the place everything came from.

They pass between processes, so they hold nothing but text, numbers, lists and dicts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cunbiao.findings import Finding
from cunbiao.records.identity_sheet import Identity
from workbooks.reading.raw import RawSheet

if TYPE_CHECKING:
    from cunbiao.records.life import LifeBook
    from cunbiao.records.slip import Slip

Value = str | float | None


@dataclass(slots=True)
class RowLedger:
    """What became of every non-empty row of an entry sheet.

    ``headers``: the heading rows at the top. Data rows: ``issued`` (as sent out), ``spare`` (spare rows that were
    filled), ``inserted`` (rows without token that hold a record). Others: ``unused`` spare rows, ``subtotals``,
    ``repeated_headers``, ``notes`` (text that is no record). ``missing`` counts issued rows that are no longer there;
    ``hidden`` data rows that the sheet hides.
    """

    physical: int = 0
    headers: int = 0
    issued: int = 0
    spare: int = 0
    inserted: int = 0
    unused: int = 0
    subtotals: int = 0
    repeated_headers: int = 0
    notes: int = 0
    missing: int = 0
    hidden: int = 0

    @property
    def data(self) -> int:
        """Rows that are records."""
        return self.issued + self.spare + self.inserted

    @property
    def others(self) -> int:
        """Rows that are neither headings nor records."""
        return self.unused + self.subtotals + self.repeated_headers + self.notes

    @property
    def balanced(self) -> bool:
        """Whether every physical row is accounted for."""
        return self.physical == self.headers + self.data + self.others


@dataclass(slots=True)
class TableRows:
    """The records of one entry sheet; all lists have one entry a record, in sheet order.

    Attributes:
        table, sheet: table id; the name the sheet has in this file.
        rows: Excel row numbers.
        tokens: row tokens, "" for inserted rows.
        columns: indicator → values of its kind (text kinds ``str``, number kinds ``float``, dates Excel serial numbers,
            ``None`` = blank).
        bad: indicator → indices of cells that could not be read as their kind; there the column holds the raw text
            ("" for an empty cell under a merged range).
        told: indicator → index → the message by which the sheet, too, says why the cell could not be read; empty of
            what comes from a rollup, which brings the findings along.
        formulas: indicator → indices of cells that are formulas of somebody's own.
        letters: indicator → column letters in this sheet.
        shown: `PER_CAPITA` → the results the file carries; empty in a table without it.
        issued: indicator → the values as issued, ``None`` for rows that were not issued; the whole is ``None`` when
            nothing was issued.
        counts: what became of every row.
        gone: the key of every issued row that is no longer there.
        extra: further columns asked for (such as ``_file``) → values.
    """

    table: str
    sheet: str
    rows: list[int]
    tokens: list[str]
    columns: dict[str, list[Value]]
    bad: dict[str, list[int]]
    letters: dict[str, str]
    shown: dict[str, list[Value]]
    issued: dict[str, list[Value]] | None
    counts: RowLedger
    gone: list[str] = field(default_factory=list)
    extra: dict[str, list[Value]] = field(default_factory=dict)
    told: dict[str, dict[int, str]] = field(default_factory=dict)
    formulas: dict[str, list[int]] = field(default_factory=dict)


@dataclass(slots=True)
class Submission:
    """A workbook that was taken whole, or what is taken from one of several copies of a village.

    ``file`` is its name as given. When it was saved says ``saved`` as the workbook has it and ``modified`` as the file
    has it, in seconds since 1970 (0: it does not say). ``joined_to`` is the copy whose rows these rows are added to.
    """

    file: str
    sha256: str
    size: int
    modified: float
    identity: Identity
    tables: dict[str, TableRows]
    findings: list[Finding]
    saved: float = 0.0
    joined_to: str = ""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file nothing was taken from: why, and what to do. ``sha256`` is "" when the file could not be opened at all."""

    file: str
    sha256: str
    size: int
    reason: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """A file that is no submission, and why: ``check`` is the message id, ``reason`` and ``fix`` its words.

    ``sha256`` and ``size`` are "" and 0 where the name alone told it.
    """

    file: str
    reason: str
    sha256: str = ""
    size: int = 0
    check: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True)
class WrittenReason:
    """Why a finding may stay as it is, as somebody wrote it beside the finding in a problem list.

    ``key`` and ``fact`` are those of the finding. ``text`` is "" where the reason that stood there was taken away.
    ``known`` are the digests of the reasons the list itself had for the finding when it was made: those the writer saw
    and replaced, or kept. ``file`` is the list.
    """

    key: str
    fact: str
    text: str
    known: tuple[str, ...]
    file: str

    @property
    def village_code(self) -> str:
        """Of the village the finding is about; "" where it is about none."""
        return self.key.partition("/")[0]


@dataclass(frozen=True, slots=True)
class WrittenDecision:
    """What somebody decided about a proposed correction, as a list of corrections or a rollup carries it.

    ``about`` is the correction as `cunbiao.corrections.model` writes it down, ``outcome`` what was typed, ``level``
    whose decision it is.
    """

    about: str
    outcome: str
    level: str
    by: str
    day: str
    reason: str
    file: str


@dataclass(slots=True)
class CorrectionList:
    """A list of corrections of ours that came back with decisions written into it."""

    file: str
    sha256: str
    size: int
    decisions: list[WrittenDecision]


@dataclass(slots=True)
class ProblemList:
    """A problem list of ours that came back with reasons written into it."""

    file: str
    sha256: str
    size: int
    reasons: list[WrittenReason]


@dataclass(slots=True)
class RollupFile:
    """A rollup workbook of ours: the sheets that carry data (the marked ones and those named ``_…``) by name.

    ``edited`` are the sheets that are only shown and that somebody changed.
    """

    file: str
    sha256: str
    size: int
    modified: float
    sheets: dict[str, RawSheet]
    edited: tuple[str, ...] = ()


@dataclass(slots=True)
class Intake:
    """Everything found, by file name; every file is in one of the lists."""

    submissions: list[Submission]
    quarantined: list[Quarantined]
    ignored: list[Ignored]
    rollups: list[RollupFile] = field(default_factory=list)
    problem_lists: list[ProblemList] = field(default_factory=list)
    correction_lists: list[CorrectionList] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    life_books: list[LifeBook] = field(default_factory=list)

    @property
    def files(self) -> int:
        """How many there are."""
        answers = len(self.problem_lists) + len(self.correction_lists) + len(self.slips) + len(self.life_books)
        return len(self.submissions) + len(self.rollups) + answers + len(self.quarantined) + len(self.ignored)
