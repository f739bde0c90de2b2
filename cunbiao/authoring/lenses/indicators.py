"""指标: what stands in a column."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.lens import filled, own_names, put_all
from cunbiao.authoring.view import Row, View
from cunbiao.definitions.library import CODES, INDICATORS

SHEET = "indicators"
_PATCHED = own_names("label", "unit", "min", "max", "derived", "help", "source", "status")
_NAMES = {**own_names("name", "kind", "codes"), **_PATCHED}


def rows(view: View) -> Iterator[Row]:
    """One row an indicator that a table of the notice asks."""
    asked = dict.fromkeys(column.indicator for table in view.tables.values() for column in table.columns)
    for name in asked:
        item = view.library.indicators[name].item
        yield Row(name, {field: getattr(item, field) for field in _NAMES})


def change(draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
    """Says the indicator otherwise in this notice."""
    patch = draft.part("overrides", "indicators", row.key)
    for column in changed:
        if typed[column] is None and column == "help":
            draft.put(patch, column, "", typed.place(column))
        elif typed[column] is None:
            draft.put(patch, column, None, typed.place(column))
        else:
            put_all(draft, patch, typed, (column,), _PATCHED)


def add(draft: Draft, view: View, typed: Typed) -> None:
    """An indicator of the notice's own."""
    name = typed.text("name")
    if name in view.library.indicators:
        draft.refuse(typed.place("name"), f"已经有“{name}”这个指标，换一个编号，或者直接用它")
        return
    if (typed["kind"] in ("choice", "choices")) != (typed["codes"] is not None):
        draft.refuse(typed.place("codes"), "“选一个”“选几个”的要选代码表，别的类型不选")
        return
    codes = typed.text("codes")
    if codes and codes not in view.library.codes and not draft.brings(CODES, codes):
        draft.refuse(typed.place("codes"), f"没有“{codes}”这张代码表；新代码表先写在“代码”表最下面")
        return
    draft.append(draft.listed(INDICATORS), filled(typed, _NAMES), typed, _NAMES)
