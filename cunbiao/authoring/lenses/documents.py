"""文书: which documents are made, and the words in them that an office changes."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.authoring.cells import Cell, tidied
from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.lens import own_names, put_all, switched
from cunbiao.authoring.view import Row, View
from cunbiao.definitions.documents import DocumentDefinition
from cunbiao.definitions.library import DOCUMENTS

SHEET = "documents"
_NAMES = own_names("title", "to", "clause", "status")
_PARAGRAPHS = ("body", "after", "blanks", "opinions", "signs")
_NOBODY, _EVEN_IF_EMPTY = "nobody", "even_if_empty"
# A paragraph stands on a line of its cell; a line break within one is shown, and typed, as this.
_BREAK = "↵"


def rows(view: View) -> Iterator[Row]:
    """One row a document."""
    for name, placed in view.library.documents.items():
        own = placed.item
        off = view.notice.off.get(name)
        cells: dict[str, Cell] = {field: getattr(own, field) for field in (*_NAMES, _NOBODY, "public")}
        cells |= {field: _lines(getattr(own, field)) for field in _PARAGRAPHS}
        shown: dict[str, Cell] = {"id": name, "levels": tuple(own.levels), "days": _days(view, own)}
        yield Row(name, {**cells, **shown, "use": off is None, "reason": off})


def change(draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
    """Words the document otherwise, or leaves it out with a reason."""
    if not switched(draft, row, typed, f"文书“{row.cells['title']}”不出了"):
        return
    own = tuple(column for column in changed if column in (*_NAMES, *_PARAGRAPHS, _NOBODY))
    if not own:
        return
    placed = view.library.documents[row.key]
    item = draft.own(DOCUMENTS, placed)
    draft.about(item, typed.place())
    put_all(draft, item, typed, own, _NAMES)
    for name in (column for column in own if column in _PARAGRAPHS):
        draft.put(item, name, _paragraphs(typed.text(name), getattr(placed.item, name)), typed.place(name))
    if _NOBODY in own:
        draft.put(item, _NOBODY, typed.text(_NOBODY), typed.place(_NOBODY))
        draft.put(item, _EVEN_IF_EMPTY, bool(typed.text(_NOBODY)), typed.place(_NOBODY))


def add(draft: Draft, view: View, typed: Typed) -> None:
    """Nothing can be added here."""
    draft.refuse(typed.place(), "这张表不能加行；新的文书请技术人员写")


def _days(view: View, own: DocumentDefinition) -> str:
    """How long it is posted, and where that is changed; "" where nobody says."""
    steps = [step for placed in view.library.procedures.values() for step in placed.item.steps if step.id == own.step]
    named = [view.parameters[step.days] for step in steps if step.days is not None]
    return "".join(f"{one.value:g} 天，改“{one.label}”" for one in named if isinstance(one.value, int | float))


def _lines(paragraphs: list[str]) -> str:
    return "\n".join(text.replace("\n", _BREAK) for text in paragraphs)


def _paragraphs(text: str, before: list[str]) -> list[str]:
    """The paragraphs of a cell; one that is as it was keeps the blanks at its ends, which no cell shows."""
    kept = {tidied(_lines([one])): one for one in before}
    lines = (tidied(line) for line in text.split("\n"))
    return [kept.get(line, line.replace(_BREAK, "\n")) for line in lines if line]
