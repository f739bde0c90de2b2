"""代码: the options of the year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cunbiao.authoring.cells import Cell
from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.lens import filled, own_names, put_all
from cunbiao.authoring.view import Row, View
from cunbiao.definitions.library import CODES
from cunbiao.definitions.models import CodeList, CodeListVersion

SHEET = "codes"
_NAMES = own_names("id", "label", "code", "aliases", "parent")
_BETWEEN = " / "


def rows(view: View) -> Iterator[Row]:
    """One row an option of a list that a table of the notice uses."""
    asked = (view.library.indicators[one.indicator].item for table in view.tables.values() for one in table.columns)
    lists = dict.fromkeys(indicator.codes for indicator in asked if indicator.codes is not None)
    for name in [*lists, *(one for one in _parents(view, tuple(lists)) if one not in lists)]:
        codes = view.library.codes[name].item
        for item in _in_force(codes, view.notice.year).items:
            cells: dict[str, Cell] = {
                "use": True,
                "list": name,
                "list_label": codes.label,
                "id": item.id,
                "label": item.label,
                "code": item.code,
                "aliases": tuple(item.aliases),
                "parent": item.parent,
                "reason": None,
            }
            yield Row(f"{name}{_BETWEEN}{item.id}", cells)


def change(draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
    """Says the option otherwise, or takes it out; the former word is still read."""
    name, _, option = row.key.partition(_BETWEEN)
    items = _items(draft, view, name)
    item = next(one for one in items if one["id"] == option)
    draft.reshaped = True
    if typed["use"] is not True:
        if sheets := _divided_by(view, name, option):
            draft.refuse(typed.place("use"), f"花名册按它分到“{'、'.join(sheets)}”，不能不用；可以改叫法")
        elif draft.without(typed, str(row.cells["label"])):
            draft.drop_later(items, item)
        return
    former = str(row.cells["label"])
    put_all(draft, item, typed, changed, _NAMES)
    if "label" in changed:
        aliases = list(typed.several("aliases"))
        kept = [alias for alias in dict.fromkeys([former, *aliases]) if alias != item.get("label")]
        draft.put(item, "aliases", kept, typed.place("aliases"))


def add(draft: Draft, view: View, typed: Typed) -> None:
    """An option after the others of its list, or the first of a new list."""
    name = typed.text("list")
    item = {"id": typed.text("label"), **filled(typed, _NAMES)}
    items = _items(draft, view, name) if name in view.library.codes else _new_items(draft, view, typed)
    if any(one["id"] == item["id"] for one in items):
        draft.refuse(typed.place("id"), f"这张代码表已经有编号“{item['id']}”，换一个编号")
        return
    draft.append(items, item, typed, _NAMES)
    draft.reshaped = True


def _divided_by(view: View, codes: str, option: str) -> list[str]:
    """Sheets into which the rows of a roster go by an option."""
    return [
        view.campaign.tables[name].sheet
        for name, table in view.tables.items()
        for indicator, options in table.roster.items()
        if option in options and view.library.indicators[indicator].item.codes == codes
    ]


def _in_force(codes: CodeList, year: int) -> CodeListVersion:
    return max((one for one in codes.versions if one.from_year <= year), key=lambda one: one.from_year)


def _items(draft: Draft, view: View, name: str) -> list[Any]:
    """The options of the year in the notice's own copy of the list, each with its id written."""
    placed = view.library.codes[name]
    version = _in_force(placed.item, view.notice.year)
    own = next(one for one in draft.own(CODES, placed)["versions"] if one["from_year"] == version.from_year)
    own["items"] = [one if isinstance(one, dict) else {"id": one, "label": one} for one in own["items"]]
    for one in own["items"]:
        one.setdefault("id", one["label"])
    found: list[Any] = own["items"]
    return found


def _new_items(draft: Draft, view: View, typed: Typed) -> list[Any]:
    name, listed = typed.text("list"), draft.listed(CODES)
    codes = next((one for one in listed if one["id"] == name), None)
    if codes is None:
        version = {"from_year": view.notice.year, "items": [], "source": view.notice.reference}
        codes = {"id": name, "label": typed.text("list_label") or name, "versions": [version]}
        draft.append(listed, codes, typed, {"id": "list", "label": "list_label"})
    found: list[Any] = codes["versions"][-1]["items"]
    return found


def _parents(view: View, lists: tuple[str, ...]) -> list[str]:
    found = (view.library.codes[name].item.parent for name in lists)
    return [name for name in dict.fromkeys(found) if name is not None]
