"""上报: the tabs of the upload workbook."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.authoring.cells import Cell
from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.lens import own_names, put_all
from cunbiao.authoring.view import Row, View

SHEET = "uploads"
_NAMES = own_names("title", "platform", "note", "source")


def rows(view: View) -> Iterator[Row]:
    """One row a tab that the notice has a table for."""
    for name in view.tabs:
        tab = view.library.tabs[name].item
        cells: dict[str, Cell] = {field: getattr(tab, field) for field in _NAMES}
        yield Row(name, {**cells, "id": name, "when": tab.when})


def change(draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
    """Says the tab otherwise."""
    patch = draft.part("overrides", "uploads", row.key)
    put_all(draft, patch, typed, changed, _NAMES)
    if "note" in changed and typed["note"] is None:
        draft.put(patch, "note", "", typed.place("note"))


def add(draft: Draft, view: View, typed: Typed) -> None:
    """Nothing can be added here."""
    draft.refuse(typed.place(), "这张表不能加行；新的页请技术人员写")
