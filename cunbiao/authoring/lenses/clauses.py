"""条款: every clause of the notice and what carries it out."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.lens import change_listed, filled, listed_rows, own_names
from cunbiao.authoring.view import Row, View

SHEET = "clauses"
_NAMES = own_names("id", "clause", "kind", "text", "effect", "home", "why_not")


def rows(view: View) -> Iterator[Row]:
    """One row a clause."""
    yield from listed_rows(view.notice.clauses, _NAMES)


def change(draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
    """Sets the clause's fields, or takes it out."""
    change_listed(draft, SHEET, row, typed, changed, _NAMES)


def add(draft: Draft, view: View, typed: Typed) -> None:
    """A clause after the others."""
    draft.append(draft.notice[SHEET], filled(typed, _NAMES), typed, _NAMES)
