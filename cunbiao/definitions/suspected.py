"""The shape of ``templates/desk/suspected.yaml``: lists of suspected problems that come from above."""

from __future__ import annotations

from functools import cache, cached_property
from typing import Literal

from cunbiao.definitions.models import Definition
from cunbiao.definitions.rosters import RosterFile
from cunbiao.definitions.source import TEMPLATES, Document

AnswerId = Literal["result", "measures", "evidence", "who", "day"]


class AnswerColumn(Definition):
    """A column that villages answer in; ``longest`` is how many characters it takes, 0 where it is no free text."""

    id: AnswerId
    label: str
    width: float
    longest: int = 0


class AnswerResult(Definition):
    """One thing that may come out of a verification; ``closes``: nothing is left to be done then."""

    label: str
    closes: bool


class SuspectedTexts(Definition):
    """Names of files and sentences; places in braces are filled in by the program."""

    folder: str
    file: str
    counts_file: str
    returned_file: str
    title: str
    how: str
    head: str
    household: str
    not_listed: str
    numeric: str
    no_person: str
    unknown_person: str
    no_columns: str
    differing: str
    not_a_result: str


class SuspectedFile(Definition):
    """The whole file; ``layout`` says how the sender's columns are recognised, in the terms of a roster."""

    about: str
    layout: RosterFile
    answers: list[AnswerColumn]
    results: list[AnswerResult]
    texts: SuspectedTexts

    @cached_property
    def closing(self) -> frozenset[str]:
        """The results after which nothing is left to be done."""
        return frozenset(result.label for result in self.results if result.closes)

    @cached_property
    def labels(self) -> list[str]:
        """What may be chosen as a result."""
        return [result.label for result in self.results]


@cache
def suspected_file() -> SuspectedFile:
    """The definition.

    Raises:
        DefinitionError: with file and line of the mistake.
    """
    return Document(TEMPLATES / "desk" / "suspected.yaml").model(SuspectedFile)
