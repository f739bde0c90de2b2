"""阶段: what is to be done until when."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.authoring.cells import Cell
from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.lens import filled, own_names, put_all
from cunbiao.authoring.view import Row, View

SHEET = "stages"
_NAMES = own_names("id", "title", "start", "end", "ends_at_24", "tags", "clause", "what")


def rows(view: View) -> Iterator[Row]:
    """One row a stage."""
    for stage in view.notice.stages:
        cells: dict[str, Cell] = {name: getattr(stage, name) for name in _NAMES}
        yield Row(stage.id, {**cells, "tags": tuple(stage.tags), "use": True})


def change(draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
    """Sets the stage's fields, or takes it out."""
    stages = draft.notice["stages"]
    stage = next(one for one in stages if one["id"] == row.key)
    if typed["use"] is not True:
        draft.drop_later(stages, stage)
        return
    put_all(draft, stage, typed, changed, _NAMES)


def add(draft: Draft, view: View, typed: Typed) -> None:
    """A stage after the others."""
    draft.append(draft.notice["stages"], filled(typed, _NAMES), typed, _NAMES)
