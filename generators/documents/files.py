"""The whole set of documents of a register: a folder a township, in it one a village; numbered as the notice has them.

Documents that are signed or posted are .docx, so that people may still change them; lists that are compared or typed
from are workbooks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cunbiao.advance import Advance
from cunbiao.findings import Place as Cell
from cunbiao.merging.register import Register
from generators.documents.facts import DocumentFacts, FactFinder
from generators.documents.layout import rendered
from generators.documents.places import Place, places
from generators.documents.workbook import list_workbook
from generators.file_names import file_name
from generators.publishing import Output, content


@dataclass(frozen=True)
class DocumentSet:
    """The documents of some places; ``held_back`` are cells that keep their row out of what is published."""

    found: tuple[tuple[int, DocumentFacts], ...]

    @property
    def held_back(self) -> tuple[Cell, ...]:
        """Cells with a long number in them, whose rows no public document shows."""
        return tuple(dict.fromkeys(cell for _, facts in self.found for cell in facts.held_back))

    def outputs(self, folder: Path, advance: Advance | None = None) -> Iterator[Output]:
        """Every document, to be put into ``folder``."""
        for done, (number, facts) in enumerate(self.found, 1):
            yield _output(folder, number, facts)
            if advance is not None:
                advance(done, len(self.found))


def document_set(register: Register, village: str = "") -> DocumentSet:
    """All documents that are due, of every place or of the villages of one name.

    Raises:
        DocumentError: a text of a document cannot be filled.
    """
    finder = FactFinder(register)
    found = []
    for place in places(register, village):
        for number, document in enumerate(register.campaign.documents, 1):
            if place.level in document.definition.levels and (facts := finder.facts(document, place)) is not None:
                found.append((number, facts))
    return DocumentSet(tuple(found))


def _output(folder: Path, number: int, facts: DocumentFacts) -> Output:
    layout = facts.document.layout
    name = f"{number:02} {file_name(str(facts.context['title']))}"
    place = _folder(folder, facts.place)
    if layout is None:
        return list_workbook(place / f"{name}.xlsx", facts)
    return content(place / f"{name}.docx", rendered(layout, facts.context))


def _folder(folder: Path, place: Place) -> Path:
    for part in (place.township, place.village):
        folder = folder / file_name(part) if part else folder
    return folder
