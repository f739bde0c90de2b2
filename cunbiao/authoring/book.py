"""A definition workbook that came back: which notice it began with, and the rows that stand in its sheets now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from cunbiao.authoring.cells import Cell, Unreadable, read, same, shown, tidied
from cunbiao.authoring.draft import Draft, Typed
from cunbiao.authoring.files import HEAD
from cunbiao.authoring.lenses import LENSES
from cunbiao.authoring.lenses.parameters import value_kinds
from cunbiao.authoring.view import Row, View
from cunbiao.definitions.definition_sheets import DefinitionSheet, SheetColumn, definition_workbook
from cunbiao.definitions.intake import list_limits
from cunbiao.findings import Place
from cunbiao.records.identity_sheet import named_entries, named_value
from cunbiao.submissions.definition import intake_rules
from cunbiao.submissions.wording import refusal_text
from workbooks.errors import ForThePerson
from workbooks.guarded.pool import ask
from workbooks.reading.foreign import NamedSheet, read_foreign_file
from workbooks.reading.raw import ColumnSheet, Fault, Raw
from workbooks.refusal import Refused

ORIGIN_SHEET = "_definition"
MARK = "cunbiao-definition:"
# Rows from 1: machine names (hidden), title and purpose, headings, hints, the first row of the sheet.
NAMES, TITLE, HEADINGS, HINTS, FIRST = 1, 2, 3, 4, 5
_FILE = "file:"
_PRODUCT = "cunbiao definition"
_POLICY = re.compile(r"[\w-]+")
# A file in the notice's folder, or in a folder of it.
_FILE_NAME = re.compile(r"([\w-]+/){0,2}[\w-]+(\.[\w-]+)+")


class NoDefinitionWorkbook(ForThePerson):
    """The file is no definition workbook, or cannot be read."""


@dataclass(frozen=True)
class Origin:
    """What a definition workbook began with: the files of its notice as YAML, by their path in its folder.

    ``policy`` is the notice's id; ``derived``: it is a notice of its own, of which no workbooks are out.
    """

    policy: str
    texts: Mapping[str, str]
    derived: bool = False


@dataclass(frozen=True)
class DefinitionBook:
    """A definition workbook as it was read."""

    file: str
    origin: Origin
    sheets: list[NamedSheet]


def origin_rows(origin: Origin) -> list[list[Any]]:
    """The rows of the hidden sheet that keeps what the workbook began with."""
    said = {"product": _PRODUCT, "policy": origin.policy, "derived": "1" if origin.derived else ""}
    said |= {f"{_FILE}{name}": text for name, text in origin.texts.items()}
    return [named_value(name, text) for name, text in said.items()]


def read_book(file: Path) -> DefinitionBook:
    """Reads a definition workbook, in a process of its own.

    Raises:
        NoDefinitionWorkbook: it is none, or it cannot be read.
    """
    limits = list_limits()
    try:
        sheets = ask(partial(read_foreign_file, limits=limits), file, limits)
    except Refused as refused:
        message, fix = refusal_text(refused, intake_rules())
        raise NoDefinitionWorkbook(f"“{file.name}”：{message}。{fix}。") from refused
    hidden = next((sheet for sheet in sheets if sheet.name == ORIGIN_SHEET), None)
    said = named_entries(_texts(hidden.cells)) if hidden is not None else {}
    if said.get("product") != _PRODUCT:
        raise NoDefinitionWorkbook(
            f"“{file.name}”不是定义表。定义表用“导出定义表”（cunbiao notice export）导出；"
            "不要把里面的表拷到别的工作簿。"
        )
    texts = {name.removeprefix(_FILE): text for name, text in said.items() if name.startswith(_FILE)}
    if not _POLICY.fullmatch(said.get("policy", "")) or not all(map(_FILE_NAME.fullmatch, texts)) or HEAD not in texts:
        # A name may lead nowhere out of the notice's own folder.
        raise NoDefinitionWorkbook(f"“{file.name}”里程序自己的内容被改过，不能用。请重新导出定义表，把改动填进去。")
    return DefinitionBook(file.name, Origin(said["policy"], texts, bool(said.get("derived"))), sheets)


def take_rows(book: DefinitionBook, view: View, draft: Draft) -> None:
    """Takes over into ``draft`` what was typed in every sheet; what cannot be taken is noted there."""
    for name, lens in LENSES.items():
        sheet = definition_workbook().sheet(name)
        cells = _found(book, sheet)
        if cells is None:
            draft.refuse(Place(book.file, sheet.sheet), "这张表没有了。请重新导出定义表，把改动填进去；不要删表")
            continue
        rows = {row.key: row for row in lens.rows(view)}
        typed_rows = _SheetReading(book.file, sheet, cells, view, draft).rows(rows)
        for typed in typed_rows:
            draft.rows[name, typed.key] = typed.place(sheet.columns[1].id if name == "head" else "")
            if not typed.key:
                lens.add(draft, view, typed)
            elif changed := _changed(sheet, rows[typed.key], typed):
                lens.change(draft, view, rows[typed.key], typed, changed)
    draft.settle()


def _found(book: DefinitionBook, sheet: DefinitionSheet) -> ColumnSheet | None:
    """The sheet by its mark, whatever it is called now."""
    for one in book.sheets:
        if one.cells.rows[:1] == [NAMES] and one.cells.row(0).get(0) == f"{MARK}{sheet.id}":
            return one.cells
    return None


def _changed(sheet: DefinitionSheet, row: Row, typed: Typed) -> tuple[str, ...]:
    """The columns that say something else than the notice."""
    return tuple(one.id for one in sheet.columns if not same(typed[one.id], row.cells.get(one.id)))


class _SheetReading:
    """One sheet being read."""

    def __init__(self, file: str, sheet: DefinitionSheet, cells: ColumnSheet, view: View, draft: Draft) -> None:
        self._file, self._sheet, self._cells, self._view, self._draft = file, sheet, cells, view, draft
        names = cells.row(0)
        self._columns = {str(name): index for index, name in names.items() if index}
        self._missing = [one for one in sheet.columns if one.id not in self._columns]

    def rows(self, known: Mapping[str, Row]) -> list[Typed]:
        """The rows that can be taken over; whatever is wrong with the others is noted."""
        if self._missing:
            labels = "、".join(f"“{one.label}”" for one in self._missing)
            self._refuse(0, "", f"少了{labels}栏。请重新导出定义表，把改动填进去；不要删栏")
            return []
        found: dict[str, Typed] = {}
        added: list[Typed] = []
        for position, number in enumerate(self._cells.rows):
            if number < FIRST:
                continue
            raw = self._cells.row(position)
            key = raw.get(0)
            if key is None:
                if (typed := self._added(number, raw)) is not None:
                    added.append(typed)
            elif not isinstance(key, str) or key not in known:
                self._refuse(number, "", "这一行认不出来了。请重新导出定义表，把改动填进去；新加的写在下面的空行里")
            elif key in found:
                problem = f"这一行和第{found[key].row}行是同一项，多半是整行复制的。删掉一行；新加的写在下面的空行里"
                self._refuse(number, "", problem)
            else:
                found[key] = self._known(known[key], number, raw)
        for key, row in known.items():
            if key not in found:
                self._refuse(0, "", f"少了“{_name(row)}”这一行。不要删行，不用的在“用不用”选“否”；请重新导出再改")
        return [*found.values(), *self._distinct(known, found, added)]

    def _distinct(
        self, known: Mapping[str, Row], found: Mapping[str, Typed], added: Sequence[Typed]
    ) -> Iterator[Typed]:
        """The added rows that say nothing a second time."""
        unique = self._sheet.unique
        rows = {tuple(row.cells.get(name) for name in unique): key for key, row in known.items()}
        seen = {said: found[key].row for said, key in rows.items() if key in found}
        for typed in added:
            said = tuple(typed[name] for name in unique)
            if unique and said in seen:
                self._refuse(typed.row, unique[-1], f"第{seen[said]}行已经有了，在那一行改，或者换一个")
                continue
            seen[said] = typed.row
            yield typed

    def _known(self, row: Row, number: int, raw: Mapping[int, Raw]) -> Typed:
        cells: dict[str, Cell] = {}
        for column in self._sheet.columns:
            takes = row.kinds.get(column.id, column)
            before = row.cells.get(column.id)
            cells[column.id] = before
            typed = raw.get(self._columns[column.id])
            if column.shown or _stands(typed, shown(takes, before, self._view.lists)):
                continue
            try:
                now = read(takes, typed, self._view.lists)
            except Unreadable as error:
                self._refuse(number, column.id, error.problem)
                continue
            if same(now, before):
                continue
            if column.new or takes.shown:
                self._refuse(number, column.id, "这一格不能改。要换的：这一行“用不用”选“否”，在最下面加一行")
            elif now is None and takes.needed:
                self._refuse(number, column.id, f"“{takes.label}”不能空")
            else:
                cells[column.id] = now
        return self._typed(row.key, number, cells)

    def _added(self, number: int, raw: Mapping[int, Raw]) -> Typed | None:
        filled = {
            one.id: raw.get(self._columns[one.id])
            for one in self._sheet.columns
            if raw.get(self._columns[one.id]) not in (None, "")
        }
        if not set(filled) - {"use"}:
            return None
        cells: dict[str, Cell] = {"use": True}
        mistaken = False
        # What a value is depends on the row's other cells.
        for column in sorted(self._sheet.columns, key=lambda one: one.kind == "value"):
            takes = self._takes(column, cells)
            try:
                cells[column.id] = read(takes, filled.get(column.id), self._view.lists) if not column.shown else None
            except Unreadable as error:
                self._refuse(number, column.id, error.problem)
                mistaken = True
                continue
            if cells[column.id] is None and column.needed:
                self._refuse(number, column.id, f"“{column.label}”不能空")
                mistaken = True
        return None if mistaken or cells["use"] is False else self._typed("", number, cells)

    def _takes(self, column: SheetColumn, cells: Mapping[str, Cell]) -> SheetColumn:
        """What a cell of an added row takes: a value is of the type of its parameter."""
        if column.kind != "value":
            return column
        parameter = self._view.parameters.get(str(cells.get("parameter")))
        kind = str(cells.get("type") or (parameter.type if parameter is not None else "text"))
        return value_kinds(kind, column.id)[column.id]

    def _typed(self, key: str, number: int, cells: Mapping[str, Cell]) -> Typed:
        return Typed(key, self._file, self._sheet.sheet, number, cells, self._columns)

    def _refuse(self, row: int, column: str, problem: str) -> None:
        self._draft.refuse(self._typed("", row, {}).place(column), problem)


def _stands(typed: Raw, written: object) -> bool:
    """Whether a text still stands as it was written."""
    return isinstance(typed, str) and isinstance(written, str) and tidied(typed) == tidied(written)


def _name(row: Row) -> str:
    said = (row.cells.get(name) for name in ("label", "title", "name", "id"))
    return next((str(one) for one in said if one), row.key)


def _texts(cells: ColumnSheet) -> list[list[str | float | None]]:
    """The rows of a hidden sheet, as `named_entries` reads them."""
    rows = (cells.row(position) for position in range(len(cells.rows)))
    return [[_text(row.get(column)) for column in range(max(row, default=-1) + 1)] for row in rows]


def _text(raw: Raw) -> str | float | None:
    return None if isinstance(raw, Fault) else raw
