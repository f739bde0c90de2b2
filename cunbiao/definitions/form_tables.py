"""The forms of a notice with their tables, as its people know them: sheet names, titles, columns, code lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from cunbiao.columns import NAME
from cunbiao.definitions.codes import ResolvedCodes, resolve_codes
from cunbiao.definitions.layers import Placed
from cunbiao.definitions.library import Library
from cunbiao.definitions.models import ColumnGroup, Form, Indicator, PrintFace, Table
from cunbiao.definitions.notices import Notice
from cunbiao.definitions.scopes import Fields, field_type
from cunbiao.definitions.source import DefinitionError, Mistakes
from cunbiao.definitions.texts import Texts, UnknownPlace

Say = Callable[[str], str]
_NUMBER = "{number}"
SETTINGS_NAME = "县设置.yaml"
_LONGEST_SHEET = 31
# What Excel allows in no name of a sheet.
_NO_SHEET = frozenset("[]:*?/\\")


def code_lists(library: Library, year: int, words: Say) -> dict[str, ResolvedCodes]:
    """The code lists in force in ``year``, in the notice's words."""
    resolved = {name: resolve_codes(placed.item, year, words) for name, placed in library.codes.items()}
    lists = {name: codes for name, codes in resolved.items() if codes is not None}
    return {
        name: replace(
            codes,
            by_parent={lists[codes.parent].ids.get(key, key): labels for key, labels in codes.by_parent.items()},
        )
        if codes.parent in lists
        else codes
        for name, codes in lists.items()
    }


def notice_forms(
    library: Library, notice: Placed[Notice], texts: Texts, codes: Mapping[str, ResolvedCodes], mistakes: Mistakes
) -> dict[str, Placed[Form]]:
    """The forms the notice has, by id: those it lists in its order, then those every notice has; conditions on the
    roster are in labels of the year.
    """
    forms: dict[str, Placed[Form]] = {}
    listed = notice.item.forms
    without = {name.removeprefix("-") for name in listed if name.startswith("-")}
    for index, name in enumerate(listed):
        if name.startswith("-") and name.removeprefix("-") not in library.given_forms:
            mistakes.add(notice.error(f"“{name}”：不是自带的表单，不写它就没有", "forms", index))
    wanted = [(index, name) for index, name in enumerate(listed) if not name.startswith("-")]
    given = (name for name, beside in library.given_forms.items() if beside in listed)
    wanted += [(len(listed), name) for name in given if name not in {*listed, *without}]
    for index, name in wanted:
        placed = library.forms.get(name)
        if placed is None:
            known = "、".join(library.forms)
            mistakes.add(notice.error(f"没有“{name}”这个表单，现有：{known}", "forms", index))
        elif name in forms:
            mistakes.add(notice.error(f"表单“{name}”写了两次", "forms", index))
        else:
            with mistakes.noted():
                forms[name] = _said(placed, texts, library, codes, mistakes)
    for index, attachment in enumerate(notice.item.attachments):
        if attachment.form is not None and attachment.form not in forms:
            problem = f"附件写的表单“{attachment.form}”不在 forms 里"
            mistakes.add(notice.error(problem, "attachments", index, "form"))
        if wrong := sorted(set(attachment.number or "") & _NO_SHEET):
            problem = f"附件号“{attachment.number}”里有 {' '.join(wrong)}：工作表用它起名，Excel 不能这样叫"
            mistakes.add(notice.error(problem, "attachments", index, "number"))
    _refuse_same_sheets(forms, mistakes)
    _refuse_strange_parents(forms, library, mistakes)
    _refuse_strange_picks(forms, mistakes)
    _refuse_mixed_levels(forms, mistakes)
    return forms


def is_own(form: Form) -> bool:
    """Whether townships or the county fill the form in about themselves: no village gets it."""
    return form.tables[0].filled_at != "village"


def _said(
    placed: Placed[Form], texts: Texts, library: Library, codes: Mapping[str, ResolvedCodes], mistakes: Mistakes
) -> Placed[Form]:
    form = placed.item
    numbered = texts.number(form.id)
    number = numbered or form.short or form.id
    tables = []
    for index, table in enumerate(form.tables):
        roster = {
            name: _labels(placed, ("tables", index, "roster", name), name, values, library, codes, mistakes)
            for name, values in table.roster.items()
        }
        said = {
            "sheet": _sheet(table.sheet, number if numbered is None else f"{numbered}{form.tab}", texts),
            "key": _key(table, library),
            "part": texts.words(table.part) if table.part else None,
            "roster": roster,
            "groups": [_said_group(group, texts) for group in table.groups],
        }
        tables.append(table.model_copy(update=said))
        if table.subject not in library.subjects:
            known = "、".join(library.subjects)
            mistakes.add(placed.error(f"没有“{table.subject}”这种对象，现有：{known}", "tables", index, "subject"))
    face = _said_face(form.print_face, number, texts) if form.print_face else None
    title = texts.words(form.title) if form.title else None
    return replace(
        placed,
        item=form.model_copy(
            update={"tables": tables, "print_face": face, "title": title, "purpose": _say(placed, texts, form.purpose)}
        ),
    )


def _key(table: Table, library: Library) -> str:
    """The key of what the table's rows are, or are tied to."""
    homes = {own.id: own for form in library.forms.values() for own in form.item.tables}
    home = next((homes[parent] for parent in table.parents if parent in homes), table)
    subject = library.subjects.get(home.subject)
    return subject.item.key if subject is not None else table.key


def _say(placed: Placed[Form], texts: Texts, text: str) -> str:
    try:
        return texts.say(text)
    except UnknownPlace as error:
        raise placed.error(error.problem, "purpose") from error


def _sheet(sheet: str, number: str, texts: Texts) -> str:
    return texts.words(sheet.replace(_NUMBER, number))[:_LONGEST_SHEET]


def _said_group(group: ColumnGroup, texts: Texts) -> ColumnGroup:
    columns = [
        column.model_copy(update={"label": texts.words(column.label)}) if column.label else column
        for column in group.columns
    ]
    return group.model_copy(update={"title": texts.words(group.title), "columns": columns})


def _said_face(face: PrintFace, number: str, texts: Texts) -> PrintFace:
    groups = [texts.words(title) for title in face.household_groups]
    also = {texts.words(title): columns for title, columns in face.also.items()}
    said = {"sheet": _sheet(face.sheet, number, texts), "household_groups": groups, "also": also}
    return face.model_copy(update=said)


def _labels(
    placed: Placed[Form],
    at: tuple[str | int, ...],
    name: str,
    values: list[str],
    library: Library,
    codes: Mapping[str, ResolvedCodes],
    mistakes: Mistakes,
) -> list[str]:
    """The year's labels of code ids in a condition on the roster."""
    indicator = library.indicators.get(name)
    if indicator is None or indicator.item.codes not in codes:
        mistakes.add(placed.error(f"“{name}”不是有代码表的指标", *at))
        return values
    own = codes[str(indicator.item.codes)]
    unknown = [value for value in values if value not in own.ids]
    if unknown:
        mistakes.add(placed.error(f"“{own.label}”这一年没有“{unknown[0]}”", *at))
    return [own.ids.get(value, value) for value in values]


def _refuse_same_sheets(forms: Mapping[str, Placed[Form]], mistakes: Mistakes) -> None:
    sheets: dict[str, str] = {}
    tables: dict[str, str] = {}
    for form in forms.values():
        for index, table in enumerate(form.item.tables):
            at = ("tables", index)
            if table.id in tables:
                mistakes.add(form.error(f"表“{table.id}”在两个附件里都有", *at))
            elif table.sheet in sheets:
                mistakes.add(
                    form.error(f"工作表“{table.sheet}”有两张，另一张在表单“{sheets[table.sheet]}”", *at, "sheet")
                )
            tables[table.id] = sheets[table.sheet] = form.item.id


def _refuse_strange_parents(forms: Mapping[str, Placed[Form]], library: Library, mistakes: Mistakes) -> None:
    """Rows belong to homes: a table that belongs to something itself, or to itself, has none below it."""
    known = {table.id: table for form in library.forms.values() for table in form.item.tables}
    for form in forms.values():
        for index, table in enumerate(form.item.tables):
            for place, parent in enumerate(table.parents):
                at = ("tables", index, "parents", place)
                if parent not in known:
                    mistakes.add(form.error(f"没有“{parent}”这张表", *at))
                elif not known[parent].is_home:
                    mistakes.add(form.error(f"表“{table.id}”归“{parent}”，可是“{parent}”自己也归别的表", *at))


def _refuse_strange_picks(forms: Mapping[str, Placed[Form]], mistakes: Mistakes) -> None:
    """What follows a chosen person must be columns of the table, the name among them: it says who was meant."""
    for form in forms.values():
        for index, table in enumerate(form.item.tables):
            if table.pick is None:
                continue
            at = ("tables", index, "pick", "fills")
            asked = {column.indicator for column in table.columns}
            for name in sorted({NAME, *table.pick.fills} - (asked & set(table.pick.fills))):
                mistakes.add(form.error(f"“{name}”要在 fills 里，也要是表“{table.id}”的一栏", *at))


def _refuse_mixed_levels(forms: Mapping[str, Placed[Form]], mistakes: Mistakes) -> None:
    """A form is one level's, and what townships and counties say of themselves is typed, in one row a place."""
    for form in forms.values():
        for index, table in enumerate(form.item.tables):
            at = ("tables", index, "filled_at")
            if table.filled_at != form.item.tables[0].filled_at:
                mistakes.add(form.error(f"表“{table.id}”和同一表单的别的表不是同一级填的，分成两个表单", *at))
            elif table.filled_at != "village" and (table.parents or table.roster or form.item.print_face):
                problem = f"表“{table.id}”由上级填，一个地方一行：不能有 parents、roster 和 print_face"
                mistakes.add(form.error(problem, *at))


def with_spare_rows(
    forms: Mapping[str, Placed[Form]], wanted: Mapping[str, int], mistakes: Mistakes
) -> dict[str, Placed[Form]]:
    """The forms with as many spare rows as a county's settings say, by the name of the sheet."""
    growing = {table.sheet: table for form in forms.values() for table in form.item.tables if table.spare_rows}
    for name in wanted.keys() - growing.keys():
        problem = f"备用行写的“{name}”不是有备用行的工作表，有的是：{'、'.join(growing)}"
        mistakes.add(DefinitionError(Path(SETTINGS_NAME), 0, problem, ("spare_rows", name)))

    def grown(table: Table) -> Table:
        return table.model_copy(update={"spare_rows": wanted.get(table.sheet, table.spare_rows)})

    return {
        name: replace(form, item=form.item.model_copy(update={"tables": [grown(own) for own in form.item.tables]}))
        for name, form in forms.items()
    }


def form_tables(forms: Mapping[str, Placed[Form]]) -> dict[str, Placed[Table]]:
    """All tables of the forms, by id."""
    return {
        table.id: Placed(table, form.document, (*form.location, "tables", index), form.layer)
        for form in forms.values()
        for index, table in enumerate(form.item.tables)
    }


def table_titles(
    notice: Placed[Notice], forms: Mapping[str, Placed[Form]], texts: Texts, mistakes: Mistakes
) -> dict[str, str]:
    """Table → its heading: the title of the notice's attachment, the part of the form in brackets."""
    attached = {attachment.form: attachment.title for attachment in notice.item.attachments}
    titles: dict[str, str] = {}
    for form_id, placed in forms.items():
        title = attached.get(form_id) or placed.item.title
        if title is None:
            problem = f"表单“{form_id}”没有标题：通知“{notice.item.id}”的附件里没有它，它自己也没有写 title"
            mistakes.add(placed.error(problem))
            continue
        for table in placed.item.tables:
            titles[table.id] = texts.words(f"{title}（{table.part}）" if table.part else title)
    return titles


def table_fields(
    table: Placed[Table], indicators: Mapping[str, Indicator], codes: Mapping[str, ResolvedCodes], mistakes: Mistakes
) -> Fields:
    """The expression types of a table's columns; unknown indicators and code lists are mistakes."""
    fields: Fields = {}
    for where, name in _placed_columns(table.item):
        indicator = indicators.get(name)
        if indicator is None:
            mistakes.add(table.error(f"没有“{name}”这个指标", *where))
        elif name in fields:
            mistakes.add(table.error(f"指标“{name}”在一张表里出现两次", *where))
        elif indicator.codes is not None and indicator.codes not in codes:
            mistakes.add(table.error(f"指标“{name}”的代码表“{indicator.codes}”这一年没有", *where))
        else:
            fields[name] = field_type(indicator, codes)
    return fields


def _placed_columns(table: Table) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for group_index, group in enumerate(table.groups):
        for index, column in enumerate(group.columns):
            yield ("groups", group_index, "columns", index), column.indicator
