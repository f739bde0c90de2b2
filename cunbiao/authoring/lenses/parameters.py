"""参数: what the notice gives and the county adds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cunbiao.authoring.cells import Cell
from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.lens import filled, own_names, plain
from cunbiao.authoring.view import Row, View
from cunbiao.definitions.definition_sheets import ColumnKind, SheetColumn, definition_workbook

SHEET = "parameters"
_NAMES = own_names("label", "type", "unit", "value", "clause", "status", "note")
_KINDS: dict[str, ColumnKind] = {"flag": "yes_no", "date": "date", "text": "text", "table": "text"}


def rows(view: View) -> Iterator[Row]:
    """One row a parameter."""
    settings = view.campaign.settings
    for name, one in view.parameters.items():
        own = settings.parameters.get(name) if settings is not None else None
        cells: dict[str, Cell] = {
            "name": name,
            "label": one.label,
            "type": one.type,
            "unit": one.unit,
            "value": value_cell(one.value),
            "clause": one.clause,
            "asks": name in view.notice.asks,
            "county_value": value_cell(own.value) if own is not None else None,
            "county_source": own.source if own is not None else None,
            "status": one.status,
            "note": one.note,
        }
        yield Row(name, cells, value_kinds(one.type, "value", "county_value"))


def change(draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
    """Sets what the notice says of the parameter, and what the county does."""
    patches = draft.part("parameters")
    own = tuple(column for column in changed if column in _NAMES)
    if own:
        patch = patches.setdefault(row.key, {})
        for column in own:
            draft.put(patch, column, _emptied(column, typed), typed.place(column))
    _ask(draft, row.key, typed, changed)
    _county(draft, row.key, typed, changed)


def add(draft: Draft, view: View, typed: Typed) -> None:
    """A parameter of the notice's own."""
    name = typed.text("name")
    item = filled(typed, {column: column for column in _NAMES})
    draft.put(draft.part("parameters"), name, item, typed.place())
    for column in item:
        draft.put(item, column, item[column], typed.place(column))
    _ask(draft, name, typed, ("asks",))
    _county(draft, name, typed, ("county_value", "county_source"))


def value_kinds(kind: str, *columns: str) -> dict[str, SheetColumn]:
    """The columns of a row that hold a value of a parameter of this type."""
    sheet = definition_workbook().sheet(SHEET)
    takes = _KINDS.get(kind, "number")
    return {
        name: sheet.column("value").model_copy(update={"kind": takes, "shown": kind == "table"}) for name in columns
    }


def value_cell(value: date | bool | float | str | None) -> Cell:
    """A parameter's value as a cell holds it."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _emptied(column: str, typed: Typed) -> object:
    """What was typed; what may be said to be nothing is null, a note empty."""
    if typed[column] is None:
        return "" if column == "note" else None
    return plain(typed[column])


def _ask(draft: Draft, name: str, typed: Typed, changed: tuple[str, ...]) -> None:
    if "asks" not in changed:
        return
    asks = draft.notice.setdefault("asks", [])
    if typed["asks"] is True and name not in asks:
        asks.append(name)
    elif typed["asks"] is not True and name in asks:
        asks.remove(name)


def _county(draft: Draft, name: str, typed: Typed, changed: tuple[str, ...]) -> None:
    """The county's value with its source; emptied, the county says nothing any more."""
    if not {"county_value", "county_source"} & set(changed):
        return
    value, source = typed["county_value"], typed.text("county_source")
    if value is None and not source:
        draft.drop_key(draft.settings.setdefault("parameters", {}), name, typed.place("county_value"))
    elif value is None:
        draft.refuse(typed.place("county_value"), "写了依据，没有写县里定的值")
    elif not source:
        draft.refuse(typed.place("county_source"), "写了县里定的值，还要写依据：哪份文件")
    else:
        own: dict[str, object] = {}
        draft.put(draft.settings.setdefault("parameters", {}), name, own, typed.place("county_value"))
        draft.put(own, "value", plain(value), typed.place("county_value"))
        draft.put(own, "source", source, typed.place("county_source"))
