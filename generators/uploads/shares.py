"""录入分工: the villages of a township divided among the people who type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cunbiao.records.frames import Source


@dataclass(frozen=True)
class Share:
    """What one person types: a township, or some of its villages (codes); ``number`` counts the people from 1."""

    township: str
    number: int = 0
    villages: frozenset[str] | None = None
    names: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What is added to the title of the workbook."""
        return f"　录入员{self.number}：{'、'.join(self.names)}" if self.number else ""

    @property
    def file(self) -> str:
        """What is added to the name of the file."""
        return f"_录入员{self.number}" if self.number else ""

    def has(self, village_code: str) -> bool:
        """Whether a village is in it."""
        return self.villages is None or village_code in self.villages


def shares(township: str, sources: Sequence[Source], work: Mapping[str, int], people: int) -> list[Share]:
    """Whole villages for each of ``people``, so that all have about as many rows to type (``work``: by village).

    The villages with the most rows are given out first, each to whoever has the fewest; where there are more people
    than villages, there is a share for each village.
    """
    names = {source.village_code: source.village for source in sources if source.township == township}
    given: list[list[str]] = [[] for _ in range(min(people, len(names)))]
    for code in sorted(names, key=lambda code: (-work.get(code, 0), code)):
        min(given, key=lambda own: (sum(work.get(other, 0) for other in own), len(own))).append(code)
    return [
        Share(township, number, frozenset(own), tuple(names[code] for code in sorted(own)))
        for number, own in enumerate(given, 1)
    ]
