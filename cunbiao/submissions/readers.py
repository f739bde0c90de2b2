"""Who reads the files that were found: processes of this computer, or other computers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from cunbiao.advance import Advance
from cunbiao.submissions.gather import FoundFile
from cunbiao.submissions.pool import read_files
from cunbiao.submissions.schema import Schema
from cunbiao.submissions.stored_file import HandedOver

Read = tuple[FoundFile, HandedOver]


class Reader(Protocol):
    """Reads files, and gives each with what is taken from it, in any order."""

    def __call__(self, files: Sequence[FoundFile], schema: Schema, progress: Advance | None) -> Iterator[Read]:
        """``progress`` is told how many files are done and how many there are."""


def own_processes(workers: int = 2) -> Reader:
    """So many processes of this computer."""

    def read(files: Sequence[FoundFile], schema: Schema, progress: Advance | None) -> Iterator[Read]:
        return zip(files, read_files(files, schema, workers, progress), strict=True)

    return read
