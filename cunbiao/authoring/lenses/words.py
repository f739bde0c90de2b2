"""叫法: what is said instead of what."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.view import Row, View
from cunbiao.definitions.layers import Layer

SHEET = "words"


def rows(view: View) -> Iterator[Row]:
    """One row a word."""
    for old, said in view.library.words.items():
        yield Row(old, {"old": old, "said": said})


def change(draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
    """Says the word otherwise; an empty cell leaves it as it is."""
    words, place = draft.part("overrides", "words"), typed.place("said")
    if typed["said"] is None and not any(row.key in _said_by(layer) for layer in view.library.layers[:-1]):
        draft.drop_key(words, row.key, place)
    else:
        draft.put(words, row.key, typed.text("said") or row.key, place)


def add(draft: Draft, view: View, typed: Typed) -> None:
    """A word that is said otherwise from now on."""
    if typed["said"] is None:
        draft.refuse(typed.place("said"), "写这里怎么叫")
        return
    draft.put(draft.part("overrides", "words"), typed.text("old"), typed.text("said"), typed.place("said"))


def _said_by(layer: Layer) -> dict[str, str]:
    words: dict[str, str] = layer.head.data.get("overrides", {}).get("words", {})
    return words
