"""What the program's own lists call things: ``templates/vocabulary.yaml``."""

from __future__ import annotations

from functools import cache
from typing import Literal

from cunbiao.definitions.models import Definition
from cunbiao.definitions.operations import Decider
from cunbiao.definitions.source import TEMPLATES, Document


class Vocabulary(Definition):
    """One word for each thing that lists of ours have a column of; ``deciders`` are those who decide an operation,
    ``first_page`` is the name of the first sheet of a rollup or summary.

    ``jumps``: the head of an entry sheet leads to the groups of columns whose titles contain these words, first ones
    first.
    """

    about: str
    township: str
    village: str
    household_code: str
    head: str
    person: str
    households: str
    persons: str
    jumps: list[str]
    deciders: dict[Decider, str]
    first_page: dict[Literal["township", "county", "prefecture", "province"], str]


@cache
def vocabulary() -> Vocabulary:
    """The words in use.

    Raises:
        DefinitionError: the file is not as expected.
    """
    return Document(TEMPLATES / "vocabulary.yaml").model(Vocabulary)
