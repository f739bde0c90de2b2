"""阶段: what is to be done until when."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.lens import change_listed, filled, listed_rows, own_names
from cunbiao.authoring.view import Row, View

SHEET = "stages"
_NAMES = own_names("id", "title", "start", "end", "ends_at_24", "tags", "clause", "what")


def rows(view: View) -> Iterator[Row]:
    """One row a stage."""
    yield from listed_rows(view.notice.stages, _NAMES)


def change(draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
    """Sets the stage's fields, or takes it out."""
    change_listed(draft, SHEET, row, typed, changed, _NAMES)


def add(draft: Draft, view: View, typed: Typed) -> None:
    """A stage after the others."""
    draft.append(draft.notice[SHEET], filled(typed, _NAMES), typed, _NAMES)
