"""上报栏目: the columns of the upload tabs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cunbiao.authoring.cells import Cell
from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.view import Row, View
from cunbiao.definitions.library import TABS

SHEET = "upload_columns"
_BETWEEN = "#"


def rows(view: View) -> Iterator[Row]:
    """One row a column of a tab."""
    for name in view.tabs:
        for number, column in enumerate(view.library.tabs[name].item.columns):
            cells: dict[str, Cell] = {
                "use": True,
                "tab": name,
                "indicator": column.indicator,
                "what": column.fill or (f"结论 {column.verdict}" if column.verdict else None),
                "of_household": column.of is not None,
                "header": column.header,
            }
            yield Row(f"{name}{_BETWEEN}{number + 1}", cells)


def change(draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
    """Heads the column otherwise, or leaves it out."""
    name, _, number = row.key.partition(_BETWEEN)
    columns = _columns(draft, view, name)
    column = columns[int(number) - 1]
    if typed["use"] is not True:
        draft.drop_later(columns, column)
        return
    if "header" in changed:
        draft.put(column, "header", typed.text("header"), typed.place("header"))
    if "of_household" in changed:
        draft.put(column, "of", "household" if typed["of_household"] is True else None, typed.place("of_household"))


def add(draft: Draft, view: View, typed: Typed) -> None:
    """A column after the others of its tab."""
    if typed["indicator"] is None:
        draft.refuse(typed.place("indicator"), "选一个指标")
        return
    item: dict[str, object] = {"indicator": typed.text("indicator"), "header": typed.text("header")}
    if typed["of_household"] is True:
        item["of"] = "household"
    names = {"indicator": "indicator", "header": "header", "of": "of_household"}
    draft.append(_columns(draft, view, typed.text("tab")), item, typed, names)


def _columns(draft: Draft, view: View, name: str) -> list[Any]:
    """The columns in the notice's own copy of the tab, each written out."""
    tab = draft.own(TABS, view.library.tabs[name])
    tab["columns"] = [{"indicator": one} if isinstance(one, str) else one for one in tab["columns"]]
    found: list[Any] = tab["columns"]
    return found
