"""A list of suspected problems in memory: the sender's rows as they are, who each is about, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cunbiao.lists.roster.grids import Grid

# The hidden sheet by which an answer is recognised, and the hidden column that says which row a line is.
LINE = "_line"

# A row of a list: the name of its sheet and its Excel number.
RowKey = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A row of the sender's list.

    ``number`` is the identity number, "" where there is none; ``numeric`` is the address of one stored as a number,
    which has lost its last digits and is nobody's. Township, village, code and household are what the list says.
    """

    key: RowKey
    name: str = ""
    number: str = ""
    numeric: str = ""
    township: str = ""
    village: str = ""
    village_code: str = ""
    household: str = ""


@dataclass(frozen=True)
class SuspectedSheet:
    """A sheet with its headings: column (from 0) → heading, the row of the headings, and the rows that are data."""

    grid: Grid
    titles: Mapping[int, str]
    heading_row: int
    suspects: tuple[Suspect, ...]


@dataclass(frozen=True)
class SuspectedList:
    """A file of the sender: its name and checksum, and the sheets that could be recognised."""

    file: str
    sha256: str
    sheets: tuple[SuspectedSheet, ...]

    @property
    def suspects(self) -> list[Suspect]:
        """All rows in their order."""
        return [suspect for sheet in self.sheets for suspect in sheet.suspects]


@dataclass(frozen=True, slots=True)
class Person:
    """Where the register has a person."""

    township: str
    village: str
    village_code: str
    household: str
    head: str
    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Home:
    """The village a row goes to, and the person of the register it is about, if there is one."""

    township: str
    village: str
    village_code: str
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a village answered about one row of one list (by its checksum): answer id → text."""

    sha256: str
    key: RowKey
    values: Mapping[str, str]
    file: str

    @property
    def filled(self) -> tuple[tuple[str, str], ...]:
        """What was written, without what was left empty."""
        return tuple((name, value) for name, value in sorted(self.values.items()) if value)
