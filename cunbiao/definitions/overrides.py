"""What one opening file changes of what the layers below it define: single fields, and columns of forms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from cunbiao.definitions.layers import Placed
from cunbiao.definitions.models import Column, ColumnGroup, Definition, Form, Table
from cunbiao.definitions.notices import AddedColumns, ColumnPatch, CriterionPatch, FormChange
from cunbiao.definitions.rules import Verdict
from cunbiao.definitions.source import Document, Mistakes

ItemT = TypeVar("ItemT", bound=Definition)
Items = dict[str, Placed[ItemT]]
Each = Callable[[Column], Iterable[Column]]


def said(patch: Definition) -> dict[str, object]:
    """The fields of a patch that were written down."""
    return {name: getattr(patch, name) for name in patch.model_fields_set}


def patch_items(
    items: Items[ItemT], patches: Mapping[str, Definition], kind: str, document: Document, mistakes: Mistakes
) -> Items[ItemT]:
    """The items with the fields that ``overrides.<kind>`` of ``document`` says otherwise."""
    patched = dict(items)
    for name, patch in patches.items():
        at = ("overrides", kind, name)
        if name in patched:
            patched[name] = patched[name].with_fields(said(patch), document, at)
        else:
            mistakes.add(document.error(at, f"没有“{name}”，改不了它"))
    return patched


def patch_criteria(
    verdicts: Items[Verdict], patches: Mapping[str, CriterionPatch], document: Document, mistakes: Mistakes
) -> Items[Verdict]:
    """The verdicts with the criteria that ``overrides.criteria`` says otherwise."""
    patched = dict(verdicts)
    for name, patch in patches.items():
        homes = [key for key, one in patched.items() if any(line.id == name for line in one.item.criteria)]
        if not homes:
            mistakes.add(document.error(("overrides", "criteria", name), f"没有“{name}”这一条，改不了它"))
        for key in homes:
            verdict = patched[key].item
            lines = [line.model_copy(update=said(patch)) if line.id == name else line for line in verdict.criteria]
            at = ("criteria", next(place for place, line in enumerate(lines) if line.id == name))
            changed = tuple(
                ((*at, field), document, ("overrides", "criteria", name, field)) for field in patch.model_fields_set
            )
            item = verdict.model_copy(update={"criteria": lines})
            patched[key] = replace(patched[key], item=item, changed=(*patched[key].changed, *changed))
    return patched


def patch_columns(
    forms: Items[Form], patches: Mapping[str, ColumnPatch], document: Document, mistakes: Mistakes
) -> Items[Form]:
    """The forms with the columns that ``overrides.columns`` (named table.column) says otherwise."""
    for name, patch in patches.items():
        table, _, column = name.partition(".")
        if not _asks(forms, table, column):
            problem = f"没有“{name}”这一栏（写法：表.指标），改不了它"
            mistakes.add(document.error(("overrides", "columns", name), problem))
            continue
        forms = _in_table(forms, table, partial(_patched, column, said(patch)))
    return forms


def change_forms(
    forms: Items[Form], changes: Mapping[str, FormChange], document: Document, mistakes: Mistakes
) -> Items[Form]:
    """The forms with columns added, columns taken away and tables prefilled otherwise, as a notice says."""
    for name, change in changes.items():
        at = ("form_changes", name)
        if name not in forms:
            mistakes.add(document.error(at, f"没有“{name}”这个表单，改不了它"))
            continue
        own = {name: forms[name]}
        for index, added in enumerate(change.add):
            if not _asks(own, added.table, added.after):
                mistakes.add(document.error((*at, "add", index), f"没有“{added.table}.{added.after}”这一栏"))
                continue
            own = _each_table(own, added.table, partial(_with_added, added))
            if added.group is not None:
                own = {name: replace(own[name], item=_printed(own[name].item, added))}
        for index, removed in enumerate(change.remove):
            for column in removed.columns:
                if not _asks(own, removed.table, column):
                    mistakes.add(document.error((*at, "remove", index), f"没有“{removed.table}.{column}”这一栏"))
            gone = set(removed.columns)
            own = _in_table(own, removed.table, partial(_without, gone))
        for field in ("roster", "parents", "tags", "spare_rows"):
            for table, value in getattr(change, field).items():
                if not any(one.id == table for one in own[name].item.tables):
                    mistakes.add(document.error((*at, field, table), f"“{name}”里没有“{table}”这张表"))
                own = _each_table(own, table, partial(_with_field, field, value))
        words = {"title", "short", "purpose", "source", "status"}
        fields = {field: value for field, value in said(change).items() if field in words}
        forms = {**forms, name: own[name].with_fields(fields, document, at)}
    return forms


def removed_columns(changes: Mapping[str, FormChange]) -> dict[str, frozenset[str]]:
    """Table → the columns that a notice takes out of an inherited form."""
    removed: dict[str, frozenset[str]] = {}
    for change in changes.values():
        for one in change.remove:
            removed[one.table] = removed.get(one.table, frozenset()) | frozenset(one.columns)
    return removed


def _printed(form: Form, added: AddedColumns) -> Form:
    """The form with an added group printed after the group it follows, where that one is printed."""
    face = form.print_face
    table = next(table for table in form.tables if table.id == added.table)
    titles = [group.title for group in table.groups]
    before = titles[titles.index(str(added.group)) - 1]
    if face is None or face.household_table != table.id or before not in face.household_groups:
        return form
    at = face.household_groups.index(before) + 1
    groups = [*face.household_groups[:at], str(added.group), *face.household_groups[at:]]
    return form.model_copy(update={"print_face": face.model_copy(update={"household_groups": groups})})


def _patched(name: str, fields: dict[str, object], column: Column) -> Iterable[Column]:
    return [column.model_copy(update=fields) if column.indicator == name else column]


def _without(gone: set[str], column: Column) -> Iterable[Column]:
    return [] if column.indicator in gone else [column]


def _with_field(field: str, value: object, table: Table) -> Table:
    return table.model_copy(update={field: value})


def _with_added(added: AddedColumns, table: Table) -> Table:
    """The table with columns after one of its own: in the same group, or as a new group after it."""
    groups: list[ColumnGroup] = []
    for group in table.groups:
        at = next((place for place, own in enumerate(group.columns) if own.indicator == added.after), None)
        if at is None:
            groups.append(group)
        elif added.group is None:
            columns = [*group.columns[: at + 1], *added.columns, *group.columns[at + 1 :]]
            groups.append(group.model_copy(update={"columns": columns}))
        else:
            groups += [group, ColumnGroup(title=added.group, columns=added.columns)]
    return table.model_copy(update={"groups": groups})


def _asks(forms: Items[Form], table: str, column: str) -> bool:
    tables = (one for form in forms.values() for one in form.item.tables if one.id == table)
    return any(own.indicator == column for one in tables for own in one.columns)


def _in_table(forms: Items[Form], table: str, each: Each) -> Items[Form]:
    """The forms with every column of one table replaced by what ``each`` gives for it."""
    return _each_table(forms, table, lambda one: _with_columns(one, each))


def _with_columns(table: Table, each: Each) -> Table:
    groups = [
        group.model_copy(update={"columns": [new for column in group.columns for new in each(column)]})
        for group in table.groups
    ]
    return table.model_copy(update={"groups": groups})


def _each_table(forms: Items[Form], table: str, change: Callable[[Table], Table]) -> Items[Form]:
    return {
        name: replace(
            form,
            item=form.item.model_copy(
                update={"tables": [change(one) if one.id == table else one for one in form.item.tables]}
            ),
        )
        if any(one.id == table for one in form.item.tables)
        else form
        for name, form in forms.items()
    }
