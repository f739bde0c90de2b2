"""Where the notices can be read in two ways: what was decided, and where it lives: ``templates/readings.yaml``."""

from __future__ import annotations

from functools import cache

from pydantic import model_validator

from cunbiao.definitions.models import Definition
from cunbiao.definitions.source import TEMPLATES, Document


class Reading(Definition):
    """One place of the texts that is ambiguous or contradicts another.

    ``question`` is what it is about, ``decided`` what was decided; ``home`` are ids of what carries it out in
    ``notices``, ``switch`` those parameters with which a county decides otherwise. ``why_not`` says why nothing does.
    """

    id: int
    question: str
    decided: str
    notices: list[str] = []
    home: list[str] = []
    switch: list[str] = []
    why_not: str = ""

    @model_validator(mode="after")
    def _lives_somewhere(self) -> Reading:
        if bool(self.home) == bool(self.why_not):
            raise ValueError("要么写 home，要么写 why_not，只写一样")
        if self.home and not self.notices:
            raise ValueError("写了 home，要写 notices")
        return self


class ReadingFile(Definition):
    """``templates/readings.yaml``."""

    about: str
    source: str
    readings: list[Reading]


@cache
def readings() -> tuple[Reading, ...]:
    """All of them, in the order of their source.

    Raises:
        DefinitionError: the file is not as expected.
    """
    return tuple(Document(TEMPLATES / "readings.yaml").model(ReadingFile).readings)
