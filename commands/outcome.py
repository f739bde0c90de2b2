"""What a command tells its caller: done, done but a person is needed, or not done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from generators.publishing import Published
from workbooks.errors import ForThePerson

# What a person is told who stopped a command.
STOPPED = "已停止，没有写出结果。"


class Status(IntEnum):
    """Exit status of a command."""

    DONE = 0
    NEEDS_PERSON = 1
    NOT_DONE = 2


class CommandError(ForThePerson):
    """The command cannot be carried out; the message says what, where and what to do, in Chinese."""


@dataclass
class Outcome:
    """The result of a command.

    Attributes:
        status: what the exit status will be.
        lines: the summary for the person at the desk, one sentence a line.
        files: everything written, in order.
        undecided: villages of which several files came that differ, and none was taken.
    """

    status: Status = Status.DONE
    lines: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)

    def needs_person(self, line: str) -> None:
        """Adds a line about something a person must look at."""
        self.status = max(self.status, Status.NEEDS_PERSON)
        self.lines.append(line)

    def wrote(self, files: Iterable[Published]) -> None:
        """Adds files that were put in their place, and why a set has other names than its own."""
        written = list(files)
        self.files += [own.path for own in written]
        self.lines += dict.fromkeys(own.note for own in written if own.renamed)

    def add(self, other: Outcome) -> None:
        """Adds what another command has to say, as a part of this one."""
        self.status = max(self.status, other.status)
        self.lines += other.lines
        self.files += other.files
        self.undecided += other.undecided
