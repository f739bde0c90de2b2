"""分地方: values of parameters in single counties or townships."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.authoring.cells import Cell
from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.lens import plain
from cunbiao.authoring.lenses.parameters import value_cell, value_kinds
from cunbiao.authoring.view import Row, View

SHEET = "units"
_BETWEEN = " / "


def rows(view: View) -> Iterator[Row]:
    """One row a parameter and place."""
    for name, parameter in view.parameters.items():
        for unit, own in parameter.by_unit.items():
            cells: dict[str, Cell] = {
                "use": True,
                "parameter": name,
                "unit": unit,
                "value": value_cell(own.value),
                "clause": own.clause,
            }
            yield Row(f"{name}{_BETWEEN}{unit}", cells, value_kinds(parameter.type, "value"))


def change(draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
    """Sets the value in the place, or takes it out."""
    name, _, unit = row.key.partition(_BETWEEN)
    within = _by_unit(draft, view, name)
    if typed["use"] is not True:
        draft.drop_key(within, unit, typed.place("use"))
        return
    for column in ("value", "clause"):
        if column in changed:
            draft.put(within[unit], column, plain(typed[column]), typed.place(column))


def add(draft: Draft, view: View, typed: Typed) -> None:
    """A place that has a value of its own."""
    own: dict[str, object] = {}
    draft.put(_by_unit(draft, view, typed.text("parameter")), typed.text("unit"), own, typed.place())
    for column in ("value", "clause"):
        draft.put(own, column, plain(typed[column]), typed.place(column))


def _by_unit(draft: Draft, view: View, name: str) -> dict[str, dict[str, object]]:
    """The values by place in the notice's own words: those that an edition gives are taken along."""
    patch = draft.part("parameters", name)
    if "by_unit" not in patch:
        given = view.parameters[name].by_unit if name in view.parameters else {}
        patch["by_unit"] = {unit: own.model_dump() for unit, own in given.items()}
    found: dict[str, dict[str, object]] = patch["by_unit"]
    return found
