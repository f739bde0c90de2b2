"""操作: what may be asked for in the system."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.lens import own_names, put_all, switched
from cunbiao.authoring.view import Row, View

SHEET = "operations"
_NAMES = own_names("label", "decided_by", "not_after", "source")


def rows(view: View) -> Iterator[Row]:
    """One row an operation of the sets in force."""
    for name, placed in view.library.operations.items():
        if placed.item.set in view.library.sets:
            cells = {field: getattr(placed.item, field) for field in _NAMES}
            off = view.notice.off.get(name)
            yield Row(name, {**cells, "id": name, "use": off is None, "reason": off})


def change(draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
    """Says the operation otherwise, or leaves it out with a reason."""
    if not switched(draft, row, typed, f"操作“{row.cells['label']}”不做了"):
        return
    own = tuple(column for column in changed if column in _NAMES)
    if own:
        patch = draft.part("overrides", "operations", row.key)
        put_all(draft, patch, typed, own, _NAMES)
        if "not_after" in own and typed["not_after"] is None:
            draft.put(patch, "not_after", None, typed.place("not_after"))


def add(draft: Draft, view: View, typed: Typed) -> None:
    """Nothing can be added here."""
    draft.refuse(typed.place(), "这张表不能加行；新的操作请技术人员写")
