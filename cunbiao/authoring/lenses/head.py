"""通知: the opening file's single values, and which county the settings are of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cunbiao.authoring.cells import Cell
from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.files import Data
from cunbiao.authoring.lens import plain
from cunbiao.authoring.view import Row, View
from cunbiao.definitions.definition_sheets import definition_workbook

SHEET = "head"
_SETTINGS = "settings."


def rows(view: View) -> Iterator[Row]:
    """One row an item of the sheet's definition."""
    for item in definition_workbook().sheet(SHEET).items:
        cells = {"label": item.label, "content": _value(view, item.id), "hint": item.hint}
        yield Row(item.id, cells, {"content": item})


def change(draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
    """Sets the item."""
    if "content" not in changed:
        return
    within, name = _within(draft, row.key)
    place, cell = typed.place("content"), typed["content"]
    if cell is None:
        draft.drop_key(within, name, place)
        return
    draft.put(within, name, int(cell) if isinstance(cell, float) else plain(cell), place)
    if row.key == "year" and "value" in draft.part("parameters").get("year", {}):
        draft.put(draft.part("parameters", "year"), "value", within[name], place)


def add(draft: Draft, view: View, typed: Typed) -> None:
    """Nothing can be added here."""
    draft.refuse(typed.place(), "这张表不能加行")


def _within(draft: Draft, key: str) -> tuple[Data, str]:
    if key.startswith(_SETTINGS):
        return draft.settings, key.removeprefix(_SETTINGS)
    *parts, name = key.split(".")
    return draft.part(*parts), name


def _value(view: View, key: str) -> Cell:
    if key.startswith(_SETTINGS):
        settings = view.campaign.settings
        return getattr(settings, key.removeprefix(_SETTINGS)) if settings is not None else None
    value: Any = view.notice
    for part in key.split("."):
        value = getattr(value, part)
    return tuple(value) if isinstance(value, list) else float(value) if isinstance(value, int) else value
