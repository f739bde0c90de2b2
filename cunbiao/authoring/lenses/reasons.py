"""用不上: rules that cannot apply here and relations without rows, each with the reason."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.view import Row, View

SHEET = "reasons"
_KEYS = ("acknowledge", "absent")
_BETWEEN = ":"


def rows(view: View) -> Iterator[Row]:
    """One row a rule or relation."""
    for key in _KEYS:
        for name, reason in getattr(view.notice, key).items():
            yield Row(f"{key}{_BETWEEN}{name}", {"use": True, "key": key, "name": name, "reason": reason})


def change(draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
    """Gives another reason, or takes it back."""
    key, _, name = row.key.partition(_BETWEEN)
    within = draft.part(key)
    if typed["use"] is not True:
        draft.drop_key(within, name, typed.place("use"))
    elif "reason" in changed:
        draft.put(within, name, typed.text("reason"), typed.place("reason"))


def add(draft: Draft, view: View, typed: Typed) -> None:
    """A rule that cannot apply, or a relation without rows."""
    draft.put(draft.part(typed.text("key")), typed.text("name"), typed.text("reason"), typed.place("name"))
