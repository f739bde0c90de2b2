"""校验: what is wrong in a row, at which level, in which words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.lens import filled, own_names, put_all, switched
from cunbiao.authoring.view import Row, View
from cunbiao.definitions.library import CHECKS

SHEET = "checks"
_NAMES = own_names("level", "category", "when", "fields", "message", "fix", "source", "status")
# The set of the checks a workbook adds.
_SET = "own"
_PARAMETER = re.compile(r"param\.([a-z][a-z0-9_]*)")


def rows(view: View) -> Iterator[Row]:
    """One row a check of the sets in force."""
    for name, placed in view.library.checks.items():
        check = placed.item
        if check.set not in view.library.sets:
            continue
        cells = {field: getattr(check, field) for field in _NAMES}
        named = dict.fromkeys(_PARAMETER.findall(check.when))
        cells |= {
            "id": name,
            "use": name not in view.notice.off,
            "reason": view.notice.off.get(name),
            "tables": tuple(one for one in view.campaign.every_table if _holds(view, one, name)),
            "fields": tuple(check.fields),
            "parameters": "、".join(view.parameters[one].label for one in named if one in view.parameters),
        }
        yield Row(name, cells)


def change(draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
    """Says the check otherwise in this notice, switches it off with a reason, or on."""
    if not switched(draft, row, typed, f"校验“{row.key}”不用了"):
        return
    if typed["use"] is not True:
        draft.notice.get("acknowledge", {}).pop(row.key, None)
    own = tuple(column for column in changed if column in _NAMES)
    if own:
        patch = draft.part("overrides", "checks", row.key)
        if {"when", "fields"} & set(own):
            draft.rules[row.key] = typed.place("when")
        put_all(draft, patch, typed, own, _NAMES)
        if "status" in own and typed["status"] is None:
            draft.put(patch, "status", None, typed.place("status"))


def add(draft: Draft, view: View, typed: Typed) -> None:
    """A check of the notice's own."""
    name = typed.text("id")
    if name in view.library.checks:
        draft.refuse(typed.place("id"), f"编号“{name}”别的规则组用着，换一个编号")
        return
    tables = typed.several("tables")
    kinds = list(dict.fromkeys(view.tables[table].kind for table in tables))
    draft.rules[name] = typed.place("when")
    item = {"id": name, "on": kinds, "tables": list(tables), **filled(typed, _NAMES), "set": _SET}
    draft.append(draft.listed(CHECKS), item, typed, {"id": "id", "tables": "tables", "on": "tables", **_NAMES})
    _choose_set(draft, view)


def _choose_set(draft: Draft, view: View) -> None:
    """The set of added checks is in force, however the notice lists its sets."""
    sets = draft.notice.setdefault("sets", [])
    chosen = _SET if sets and sets[0][:1] not in "+-" else f"+{_SET}"
    if _SET not in view.library.sets and chosen not in sets:
        sets.append(chosen)


def _holds(view: View, table: str, check: str) -> bool:
    return any(one.check.id == check for one in view.campaign.checks(table))
