"""文书栏目: the columns of the lists in documents."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.authoring.cells import Cell
from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.files import Data
from cunbiao.authoring.lens import filled, own_names, put_all
from cunbiao.authoring.lenses.documents import SHEET as DOCUMENTS_SHEET
from cunbiao.authoring.view import Row, View
from cunbiao.definitions.library import DOCUMENTS

SHEET = "document_columns"
_NAMES = own_names("label", "value")
_BETWEEN = "."


def rows(view: View) -> Iterator[Row]:
    """One row a column of a list."""
    for name, placed in view.library.documents.items():
        for own in placed.item.lists:
            for column in own.columns:
                cells: dict[str, Cell] = {field: getattr(column, field) for field in _NAMES}
                shown: dict[str, Cell] = {"list": f"{name}{_BETWEEN}{own.id}", "id": column.id, "fill": column.fill}
                yield Row(f"{shown['list']}{_BETWEEN}{column.id}", {**cells, **shown, "use": True, "after": None})


def change(draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
    """Heads the column otherwise, shows something else in it, or leaves it out."""
    columns = _columns(draft, view, str(row.cells["list"]))
    column = next(one for one in columns if one["id"] == row.cells["id"])
    draft.about(columns, typed.place())
    if typed["use"] is not True:
        draft.drop_later(columns, column)
    elif row.cells["fill"] is not None and "value" in changed:
        draft.refuse(typed.place("value"), "这一栏由程序填，不写算式；不要的“用不用”选“否”，另加一栏")
    else:
        put_all(draft, column, typed, changed, _NAMES)


def add(draft: Draft, view: View, typed: Typed) -> None:
    """A column after one that is there, or after all others."""
    columns = _columns(draft, view, typed.text("list"))
    ids = [str(one["id"]) for one in columns]
    after = typed.text("after")
    if after and after not in ids:
        draft.refuse(typed.place("after"), f"这个名单没有“{after}”这一栏，有的是：{'、'.join(ids)}；空着就排在最后")
        return
    column = {"id": typed.text("id"), **filled(typed, _NAMES)}
    draft.append(columns, column, typed, own_names("id", *_NAMES))
    columns.insert(ids.index(after) + 1 if after else len(ids), columns.pop())


def _columns(draft: Draft, view: View, where: str) -> list[Data]:
    """The columns of a list, in the notice's own copy of the document."""
    document, _, name = where.partition(_BETWEEN)
    item = draft.own(DOCUMENTS, view.library.documents[document])
    if (row := draft.rows.get((DOCUMENTS_SHEET, document))) is not None:
        # A text that names a column which is no more there is mended where the text stands.
        draft.about(item, row)
    found: list[Data] = next(one["columns"] for one in item["lists"] if one["id"] == name)
    return found
