"""控制数: what a place's figures may not pass."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.authoring.cells import Cell
from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.lens import filled, own_names, put_all, switched
from cunbiao.authoring.view import Row, View
from cunbiao.definitions.library import LIMITS

SHEET = "limits"
_NAMES = own_names("id", "label", "at", "measure", "level", "message", "fix", "clause")
_BOUNDS = ("at_most", "at_least", "equals")


def rows(view: View) -> Iterator[Row]:
    """One row a limit."""
    for name, placed in view.library.limits.items():
        limit = placed.item
        cells: dict[str, Cell] = {field: getattr(limit, field) for field in _NAMES}
        bound = next(one for one in _BOUNDS if getattr(limit, one) is not None)
        off = view.notice.off.get(name)
        own: dict[str, Cell] = {"bound": bound, "amount": limit.bound, "use": off is None, "reason": off}
        yield Row(name, {**cells, **own})


def change(draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
    """Sets the limit anew, or leaves it out with a reason."""
    if not switched(draft, row, typed, f"控制数“{row.cells['label']}”不用了"):
        return
    own = tuple(column for column in changed if column in (*_NAMES, "bound", "amount"))
    if own:
        item = draft.own(LIMITS, view.library.limits[row.key])
        draft.about(item, typed.place())
        put_all(draft, item, typed, own, _NAMES)
        if {"bound", "amount"} & set(own):
            for bound in _BOUNDS:
                item.pop(bound, None)
            draft.put(item, typed.text("bound"), typed.text("amount"), typed.place("amount"))


def add(draft: Draft, view: View, typed: Typed) -> None:
    """A limit of the notice's own."""
    item = {**filled(typed, _NAMES), typed.text("bound"): typed.text("amount")}
    draft.append(draft.listed(LIMITS), item, typed, {**_NAMES, typed.text("bound"): "amount"})
