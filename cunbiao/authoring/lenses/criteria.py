"""核验: the lines of the verdicts."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.authoring.cells import Cell
from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.lens import own_names, put_all
from cunbiao.authoring.view import Row, View

SHEET = "criteria"
_NAMES = own_names("label", "met", "threshold", "fix")


def rows(view: View) -> Iterator[Row]:
    """One row a criterion of a verdict of the sets in force, those of the notice first."""
    chosen = {one.verdict: one.criteria for one in view.notice.verdicts}
    others = [name for name, placed in view.library.verdicts.items() if placed.item.set in view.library.sets]
    for name in dict.fromkeys([*chosen, *others]):
        verdict = view.library.verdicts[name].item
        for line in verdict.criteria:
            cells: dict[str, Cell] = {field: getattr(line, field) for field in _NAMES}
            clause = chosen.get(name, {}).get(line.id)
            shown: dict[str, Cell] = {"verdict": verdict.title, "id": line.id, "use": clause is not None}
            yield Row(f"{name}.{line.id}", {**cells, **shown, "clause": clause})


def change(draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
    """Uses the criterion or not, with the clause it rests on, and says it otherwise."""
    verdict, _, name = row.key.partition(".")
    if {"use", "clause"} & set(changed):
        _use(draft, verdict, name, typed)
    own = tuple(column for column in changed if column in _NAMES)
    if own:
        patch = draft.part("overrides", "criteria", name)
        put_all(draft, patch, typed, own, _NAMES)
        for column in own:
            if typed[column] is None:
                draft.put(patch, column, None if column == "threshold" else "", typed.place(column))


def add(draft: Draft, view: View, typed: Typed) -> None:
    """Nothing can be added here."""
    draft.refuse(typed.place(), "这张表不能加行；新的标准请技术人员写")


def _use(draft: Draft, verdict: str, name: str, typed: Typed) -> None:
    verdicts = draft.notice.setdefault("verdicts", [])
    chosen = next((one for one in verdicts if one["verdict"] == verdict), None)
    if typed["use"] is not True:
        if chosen is not None:
            draft.drop_key(chosen["criteria"], name, typed.place("use"))
            if not chosen["criteria"]:
                verdicts.remove(chosen)
        return
    if not typed.text("clause"):
        draft.refuse(typed.place("clause"), "用的标准要写出自哪一条")
        return
    if chosen is None:
        chosen = {"verdict": verdict, "criteria": {}}
        draft.append(verdicts, chosen, typed, {})
    draft.put(chosen["criteria"], name, typed.text("clause"), typed.place("clause"))
