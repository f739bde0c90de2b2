"""栏目: which columns the tables have, and how each is treated."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.authoring.cells import Cell
from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.lens import filled, own_names, put_all
from cunbiao.authoring.view import Row, View
from cunbiao.definitions.library import INDICATORS

SHEET = "fields"
_NAMES = own_names("label", "required", "filled_at", "locked")


def rows(view: View) -> Iterator[Row]:
    """One row a column of a table."""
    for name, table in view.tables.items():
        for group in table.groups:
            for column in group.columns:
                cells: dict[str, Cell] = {field: getattr(column, field) for field in _NAMES}
                shown: dict[str, Cell] = {"table": name, "group": group.title, "indicator": column.indicator}
                yield Row(f"{name}.{column.indicator}", {**cells, **shown, "use": True, "after": None, "reason": None})


def change(draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
    """Treats the column otherwise, or takes it out of the table."""
    table, _, indicator = row.key.partition(".")
    if typed["use"] is not True:
        label = view.library.indicators[indicator].item.label
        if draft.without(typed, label):
            removed = draft.part("form_changes", _form(view, table)).setdefault("remove", [])
            draft.append(removed, {"table": table, "columns": [indicator]}, typed, {"columns": "use"})
            draft.reshaped = True
        return
    own = tuple(column for column in changed if column in _NAMES)
    if own:
        put_all(draft, draft.part("overrides", "columns", row.key), typed, own, _NAMES)


def add(draft: Draft, view: View, typed: Typed) -> None:
    """A column after one that is there; with a group's name in a group of its own."""
    table, after, indicator = typed.text("table"), typed.text("after"), typed.text("indicator")
    columns = [*(one.indicator for one in view.tables[table].columns), *_added_to(draft, view, table)]
    if after not in columns:
        draft.refuse(typed.place("after"), "选这张表里的一栏，新栏放在它后面")
    elif indicator not in view.library.indicators and not draft.brings(INDICATORS, indicator):
        draft.refuse(typed.place("indicator"), f"没有“{indicator}”这个指标；新指标先写在“指标”表最下面")
    else:
        column = {"indicator": indicator, **filled(typed, _NAMES)}
        added: dict[str, object] = {"table": table, "after": after, "columns": [column]}
        group = typed.text("group")
        if group and group != _group_of(view, table, after):
            added["group"] = group
        changes = draft.part("form_changes", _form(view, table)).setdefault("add", [])
        draft.append(changes, added, typed, {"after": "after", "columns": "indicator", "group": "group"})
        draft.reshaped = True


def _added_to(draft: Draft, view: View, table: str) -> list[str]:
    """What was added to a table by rows above."""
    changes = draft.part("form_changes", _form(view, table)).get("add", [])
    columns = [column for one in changes if one["table"] == table for column in one["columns"]]
    return [column if isinstance(column, str) else column["indicator"] for column in columns]


def _form(view: View, table: str) -> str:
    return view.campaign.form_of(table).id


def _group_of(view: View, table: str, indicator: str) -> str:
    return next(
        (
            group.title
            for group in view.tables[table].groups
            for column in group.columns
            if column.indicator == indicator
        ),
        "",
    )
