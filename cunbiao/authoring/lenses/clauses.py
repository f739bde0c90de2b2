"""条款: every clause of the notice and what carries it out."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.authoring.cells import Cell
from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.lens import filled, own_names, put_all
from cunbiao.authoring.view import Row, View

SHEET = "clauses"
_NAMES = own_names("id", "clause", "kind", "text", "effect", "home", "why_not")


def rows(view: View) -> Iterator[Row]:
    """One row a clause."""
    for clause in view.notice.clauses:
        cells: dict[str, Cell] = {name: getattr(clause, name) for name in _NAMES}
        yield Row(clause.id, {**cells, "home": tuple(clause.home), "use": True})


def change(draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
    """Sets the clause's fields, or takes it out."""
    clauses = draft.notice["clauses"]
    clause = next(one for one in clauses if one["id"] == row.key)
    if typed["use"] is not True:
        draft.drop_later(clauses, clause)
        return
    put_all(draft, clause, typed, changed, _NAMES)


def add(draft: Draft, view: View, typed: Typed) -> None:
    """A clause after the others."""
    draft.append(draft.notice["clauses"], filled(typed, _NAMES), typed, _NAMES)
