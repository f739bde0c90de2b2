"""One sheet both ways: the rows a notice gives, and what a typed row changes in the notice's files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from cunbiao.authoring.cells import Cell
from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.files import Data
from cunbiao.authoring.view import Row, View


class Lens(Protocol):
    """A module that stands behind one sheet."""

    SHEET: str

    def rows(self, view: View) -> Iterator[Row]:
        """The rows of the sheet."""

    def change(self, draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
        """Takes over the ``changed`` columns of a row that was there."""

    def add(self, draft: Draft, view: View, typed: Typed) -> None:
        """Takes over a row that was added."""


def listed_rows(items: Iterable[object], names: Mapping[str, str]) -> Iterator[Row]:
    """One row for every item of a list in the opening file."""
    for item in items:
        values = {name: getattr(item, name) for name in names}
        cells = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        yield Row(values["id"], {**cells, "use": True})


def change_listed(
    draft: Draft, key: str, row: Row, typed: Typed, changed: tuple[str, ...], names: Mapping[str, str]
) -> None:
    """Sets the fields of an item in the list under ``key`` of the opening file, or takes the item out."""
    listed = draft.notice[key]
    item = next(one for one in listed if one["id"] == row.key)
    if typed["use"] is True:
        put_all(draft, item, typed, changed, names)
    else:
        draft.drop_later(listed, item)


def switched(draft: Draft, row: Row, typed: Typed, said: str) -> bool:
    """Switches a rule off with the reason the person gives, or on; False where the reason is missing.

    ``said`` is what is to be reasoned, as in 操作“返贫”不做了.
    """
    off = draft.notice.setdefault("off", {})
    if typed["use"] is not True:
        reason = draft.reasoned(typed, said)
        if not reason:
            return False
        draft.put(off, row.key, reason, typed.place("reason"))
    elif row.key in off:
        draft.drop_key(off, row.key, typed.place("use"))
    return True


def put_all(draft: Draft, within: Data, typed: Typed, columns: tuple[str, ...], names: Mapping[str, str]) -> None:
    """Sets what was typed in ``columns``, each under its name in ``names``; an empty cell takes the value out.

    Columns that ``names`` does not have are left alone.
    """
    for column in columns:
        if column not in names:
            continue
        if typed[column] is None:
            draft.drop_key(within, names[column], typed.place(column))
        else:
            draft.put(within, names[column], plain(typed[column]), typed.place(column))


def filled(typed: Typed, names: Mapping[str, str]) -> Data:
    """The item that an added row makes: its filled cells under their names in ``names``."""
    return {name: plain(typed[column]) for column, name in names.items() if typed[column] is not None}


def plain(cell: Cell) -> object:
    """A cell as a definition file keeps it."""
    return list(cell) if isinstance(cell, tuple) else cell


def own_names(*columns: str) -> dict[str, str]:
    """Columns that are called as what they set."""
    return {column: column for column in columns}
