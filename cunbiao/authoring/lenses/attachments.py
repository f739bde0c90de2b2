"""附件: what the notice lists, and the forms that carry it."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.lens import filled, own_names, put_all
from cunbiao.authoring.view import Row, View

SHEET = "attachments"
_NAMES = own_names("number", "title", "form", "purpose", "clause")
_BARE = "form:"


def rows(view: View) -> Iterator[Row]:
    """One row an attachment, and one a form that no attachment carries."""
    for index, one in enumerate(view.notice.attachments):
        cells = {name: getattr(one, name) for name in _NAMES}
        yield Row(f"{index + 1}", {**cells, "use": True, "reason": None})
    attached = {one.form for one in view.notice.attachments}
    for name in view.notice.forms:
        if name not in attached:
            form = view.library.forms[name].item
            cells = {"form": name, "title": form.title or form.short, "purpose": form.purpose}
            yield Row(f"{_BARE}{name}", {**cells, "use": True, "reason": None})


def change(draft: Draft, view: View, row: Row, typed: Typed, changed: tuple[str, ...]) -> None:
    """Sets the attachment's fields, or takes it and its form out."""
    attachments = draft.notice["attachments"]
    form = row.cells["form"]
    item = None if row.key.startswith(_BARE) else attachments[int(row.key) - 1]
    if typed["use"] is not True:
        if form is None or draft.without(typed, str(row.cells["title"])):
            if item is not None:
                draft.drop_later(attachments, item)
            if form is not None:
                draft.notice["forms"] = [name for name in draft.notice["forms"] if name != form]
        return
    if item is None:
        _change_form(draft, str(form), typed, changed)
        return
    put_all(draft, item, typed, changed, _NAMES)


def add(draft: Draft, view: View, typed: Typed) -> None:
    """An attachment, with a form that is used from now on where it has one."""
    for column in ("purpose", "clause"):
        if typed[column] is None:
            draft.refuse(typed.place(column), "这一格不能空")
    item = {"form": None, **filled(typed, _NAMES)}
    draft.append(draft.notice["attachments"], item, typed, _NAMES)
    if item["form"] is not None and item["form"] not in draft.notice["forms"]:
        draft.notice["forms"].append(item["form"])


def _change_form(draft: Draft, form: str, typed: Typed, changed: tuple[str, ...]) -> None:
    """A form without attachment: its own title and purpose; a number would make it an attachment."""
    for column in ("number", "clause"):
        if column in changed:
            draft.refuse(typed.place(column), "这张表不是通知的附件；要当附件，在最下面加一行，选这个表单")
    put_all(draft, draft.part("form_changes", form), typed, changed, own_names("title", "purpose"))
