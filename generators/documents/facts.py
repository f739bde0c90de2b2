"""The facts of a document at a place: its lists row by row, its pages, and the texts filled with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace

import numpy as np
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from cunbiao.checking.eligibility import CriterionLine, explain
from cunbiao.checking.income import income_columns, worked_income
from cunbiao.definitions import ResolvedColumn
from cunbiao.definitions.documents import DocumentColumn
from cunbiao.definitions.documents_in_force import CompiledDocument, CompiledList, CompiledRows
from cunbiao.definitions.sources import cited
from cunbiao.expressions import Expression, value
from cunbiao.expressions.tree import Field
from cunbiao.findings import Place as Cell
from cunbiao.merging.register import Register
from cunbiao.records.display import EMPTY, show_money, show_number
from cunbiao.records.frames import Bools, TableFrame
from generators.documents.places import Place
from generators.listing import printable
from generators.selection import Selection
from workbooks.errors import ForThePerson

_YUAN = "元"
# More digits than a date has: a number that tells who somebody is, typed where a name belongs.
_LONG_NUMBER = re.compile(r"\d{9,}")
_JOINERS = re.compile(r"[\s\-—–_.·,，]")


class DocumentError(ForThePerson):
    """A document cannot be made as it is defined; the text names the document or the layout and says what is wrong."""


@dataclass(frozen=True)
class Row:
    """One row: where it stands, what it shows column by column, and the numbers among it (NaN for all else)."""

    frame: TableFrame
    index: int
    cells: tuple[str, ...]
    numbers: tuple[float, ...]

    @property
    def household(self) -> int:
        """The household it is, or belongs to; the same number in every table."""
        return int(self.frame.household[self.index])

    @property
    def at(self) -> Cell:
        """Where it stands in the village's file."""
        return self.frame.place(self.index)


@dataclass(frozen=True)
class Listed:
    """One list with its rows."""

    compiled: CompiledList
    rows: tuple[Row, ...]

    def only(self, rows: Sequence[Row]) -> Listed:
        """The list with some of its rows."""
        return Listed(self.compiled, tuple(rows))

    def number_of(self, column: str) -> int:
        """Which column is called so."""
        return [own.id for own in self.columns].index(column)

    @property
    def columns(self) -> list[DocumentColumn]:
        """Its columns, in order."""
        return self.compiled.definition.columns

    @cached_property
    def view(self) -> SimpleNamespace:
        """The list as texts and layouts see it: title, heads, rows (seq, cells and every column), count, sum."""
        names = [own.id for own in self.columns]
        totals = [float(np.nansum([row.numbers[place] for row in self.rows] or [0.0])) for place in range(len(names))]
        return SimpleNamespace(
            title=self.compiled.definition.title,
            heads=[own.label for own in self.columns],
            rows=[
                SimpleNamespace(**dict(zip(names, row.cells, strict=True)), seq=number, cells=list(row.cells))
                for number, row in enumerate(self.rows, 1)
            ],
            count=len(self.rows),
            sum=SimpleNamespace(
                **{name: show_number(total, "number") for name, total in zip(names, totals, strict=True)}
            ),
        )


@dataclass(frozen=True)
class DocumentFacts:
    """A document at a place, everything in it; ``held_back`` are rows that a public document may not show."""

    document: CompiledDocument
    place: Place
    context: Mapping[str, object]
    lists: tuple[Listed, ...]
    held_back: tuple[Cell, ...]


class FactFinder:
    """Finds the facts of documents in a register; what every document of a table needs is worked out once."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._selection = Selection(register)
        self._measures = {measure.id: measure for measure in register.totals.measures}
        self._sources: dict[tuple[str, str, int], tuple[Bools, list[_Shown]]] = {}

    def facts(self, document: CompiledDocument, place: Place) -> DocumentFacts | None:
        """The document at a place; None where there is nobody it is about.

        Raises:
            DocumentError: a text of it names what the document does not have.
        """
        own = document.definition
        lists, held_back = self._lists(document, place)
        due = own.even_if_empty or not own.lists or any(one.rows for one in lists)
        if own.pages is not None and not own.even_if_empty:
            due = any(one.rows for one in lists if one.compiled.definition.id == own.pages)
        if not due:
            return None
        campaign = self._register.campaign
        figures = self._figures(document, place)
        common: dict[str, object] = {
            "year": campaign.year,
            "notice": campaign.notice.title,
            "issuer": campaign.notice.issuer,
            "clause": cited(campaign, own.clause),
            "county": place.county,
            "township": place.township,
            "village": place.village,
            "place": place.name,
            "figures": figures,
            "figure": SimpleNamespace(**{one.id: one.value for one in figures}),
            "limits": self._limits(document, place),
            "rates": [SimpleNamespace(**row) for row in campaign.parameters[own.rates].rows] if own.rates else [],
        }
        common["title"] = _filled(own.title, common, own.title) + ("（待核对）" if own.status else "")
        pages = [self._page(document, one, common) for one in _pages(document, lists)]
        return DocumentFacts(document, place, {**common, "pages": pages}, lists, tuple(held_back))

    def _lists(self, document: CompiledDocument, place: Place) -> tuple[tuple[Listed, ...], list[Cell]]:
        lists, held_back = [], []
        for compiled in document.lists:
            rows = [row for at in range(len(compiled.rows)) for row in self._rows(document, compiled, at, place)]
            told = [document.definition.public and any(map(tells_a_number, row.cells)) for row in rows]
            held_back += [row.at for row, tells in zip(rows, told, strict=True) if tells]
            lists.append(Listed(compiled, tuple(row for row, tells in zip(rows, told, strict=True) if not tells)))
        return tuple(lists), held_back

    def _rows(self, document: CompiledDocument, compiled: CompiledList, at: int, place: Place) -> Iterator[Row]:
        """The rows of one of a list's tables that are of a place."""
        frame = self._register.frames[compiled.rows[at].table]
        key = document.definition.id, compiled.definition.id, at
        if key not in self._sources:
            self._sources[key] = self._everywhere(compiled, compiled.rows[at], frame)
        chosen, shown = self._sources[key]
        for index in np.flatnonzero(chosen & place.rows(frame)).tolist():
            cells, numbers = zip(*(own(index) for own in shown), strict=True)
            yield Row(frame, index, cells, numbers)

    def _everywhere(
        self, compiled: CompiledList, source: CompiledRows, frame: TableFrame
    ) -> tuple[Bools, list[_Shown]]:
        """Which rows of a table are in a list wherever they are, and how its columns show them."""
        chosen = np.ones(frame.size, dtype=np.bool_)
        if source.operation is not None:
            chosen &= self._selection.holds(source.operation.asked, source.table)
        if source.when is not None:
            chosen &= self._selection.holds(source.when, source.table)
        if compiled.definition.ready:
            chosen &= self._ready(source)
        return chosen, [self._shown(column, source, frame) for column in compiled.definition.columns]

    def _ready(self, source: CompiledRows) -> Bools:
        """The rows that may go up; where the document comes before that, those that meet all that can be met yet."""
        own = source.operation
        if not source.before or own is None:
            return ~self._selection.waits(source.table, [own] if own is not None else [])
        verdict = next(one for one in self._register.verdicts[source.table] if one.id == own.verdict)
        met = [line.met == 1 for line in verdict.criteria if line.compiled.criterion.id not in source.before]
        return np.asarray(np.logical_and.reduce(met), dtype=np.bool_)

    def _shown(self, column: DocumentColumn, source: CompiledRows, frame: TableFrame) -> _Shown:
        if column.fill == "word":
            return _Shown(texts=np.full(frame.size, source.word, dtype=object))
        if column.fill is not None:
            return _Shown(texts=frame.take(column.fill))
        expression = source.columns.get(column.id)
        if expression is None:
            return _Shown()
        prepared = self._register.tables.prepared
        own = _own_field(expression)
        return _Shown(frame, own, expression, value(expression, prepared[frame.table], prepared).data)

    def _figures(self, document: CompiledDocument, place: Place) -> list[SimpleNamespace]:
        values = place.totals(self._register).values
        return [
            SimpleNamespace(
                id=name,
                label=self._measures[name].label,
                unit=self._measures[name].unit,
                value=EMPTY if (number := values.get(name)) is None else show_number(number, "number"),
            )
            for name in document.definition.figures
            if name in self._measures
        ]

    def _limits(self, document: CompiledDocument, place: Place) -> list[SimpleNamespace]:
        if not document.definition.limits:
            return []
        return [
            SimpleNamespace(
                label=line.compiled.limit.label,
                value=EMPTY if line.value is None else show_number(line.value, "number"),
                must=line.compiled.limit.must_be,
                bound="、".join(line.missing) + "未定" if line.bound is None else show_number(line.bound, "number"),
                result=line.result,
                clause=cited(self._register.campaign, line.compiled.limit.clause),
            )
            for line in place.limits(self._register)
        ]

    def _page(self, document: CompiledDocument, page: _Page, common: Mapping[str, object]) -> SimpleNamespace:
        """One page: its lists by name, the tables to be drawn, and its texts."""
        own = document.definition
        views = {one.compiled.definition.id: one.view for one in page.lists}
        shown = [one.view for one in page.lists if one.compiled.definition.id != own.pages and one.rows]
        subject = next((one for one in page.lists if one.compiled.definition.id == own.pages), None)
        row = subject.view.rows[0] if subject is not None and subject.rows else None
        facts = list(zip(subject.view.heads, row.cells, strict=True)) if subject is not None and row else []
        names = {**common, **views, "group": page.group, "row": row}
        empty = own.even_if_empty and not any(one.rows for one in page.lists)

        def filled(texts: Sequence[str]) -> list[str]:
            return [_filled(text, names, own.title) for text in texts]

        return SimpleNamespace(
            group=page.group,
            row=row,
            facts=_two_by_two(facts),
            tables=shown,
            to=_filled(own.to, names, own.title),
            body=filled([own.nobody] if empty else own.body),
            after=[] if empty else filled(own.after),
            blanks=filled(own.blanks),
            opinions=filled(own.opinions),
            signs=filled(own.signs),
            lines=self._lines(document, page),
            income=self._income(document, page),
        )

    def _lines(self, document: CompiledDocument, page: _Page) -> list[SimpleNamespace]:
        """Every criterion of the page's verdict: what it asks, what was filled, and whether it is met."""
        wanted = document.definition.verdict
        if wanted is None or page.row is None:
            return []
        frame = page.row.frame
        verdict = next(own for own in self._register.verdicts[frame.table] if own.id == wanted)
        lines: Sequence[CriterionLine] = explain(self._register.campaign, frame, verdict, page.row.index)
        return [
            SimpleNamespace(
                seq=number,
                label=line.label,
                threshold=line.threshold + line.given_by,
                inputs="；".join(f"{label}：{printable(given)}" for label, given in line.inputs),
                result=line.result,
                missing="、".join(line.missing),
                clause=line.clause,
            )
            for number, line in enumerate(lines, 1)
        ]

    def _income(self, document: CompiledDocument, page: _Page) -> SimpleNamespace | None:
        """The items of the page's income, and the calculation step by step."""
        if not document.definition.income or page.row is None:
            return None
        frame, index = page.row.frame, page.row.index
        amounts = [
            (column.label, f"{self._amount(frame, column, index)} {column.unit or ''}".rstrip())
            for column in income_columns(frame)
        ]
        return SimpleNamespace(amounts=_two_by_two(amounts), steps=list(worked_income(frame, index)))

    @staticmethod
    def _amount(frame: TableFrame, column: ResolvedColumn, index: int) -> str:
        """An item of the income with its cents, as the calculation has it; what is no amount as it was filled."""
        if column.kind == "money" and not np.isnan(frame.number(column.name)[index]):
            return show_money(float(frame.number(column.name)[index]))
        return printable(frame.shown(column.name, index)) or EMPTY


@dataclass(frozen=True)
class _Shown:
    """How a column of a list shows its rows."""

    frame: TableFrame | None = None
    own: str = ""
    expression: Expression | None = None
    data: np.ndarray[tuple[int, ...], np.dtype[np.generic]] | None = None
    texts: np.ndarray[tuple[int, ...], np.dtype[np.object_]] | None = None

    def __call__(self, index: int) -> tuple[str, float]:
        """The text of a row, and its number (NaN for a text)."""
        if self.texts is not None:
            return printable(str(self.texts[index])), float("nan")
        if self.data is None or self.expression is None or self.frame is None:
            return "", float("nan")
        given = self.data[index]
        if isinstance(given, str):
            return printable(given or self._raw(index)) or EMPTY, float("nan")
        number = float(given)
        if number != number:
            return printable(self._raw(index)) or EMPTY, number
        tree = self.expression.tree
        if isinstance(tree, Field) and tree.type.is_date:
            return show_number(number, "date"), float("nan")
        money = isinstance(tree, Field) and tree.type.unit == _YUAN
        return show_money(number) if money else show_number(number, ""), number

    def _raw(self, index: int) -> str:
        """What was typed where it could not be read."""
        return self.frame.shown(self.own, index) if self.frame is not None and self.own else ""


def _own_field(expression: Expression) -> str:
    tree = expression.tree
    return tree.type.name if isinstance(tree, Field) and tree.where == "own" else ""


@dataclass(frozen=True)
class _Page:
    """One page of a document: its group or its row, and the lists as they are on it."""

    lists: tuple[Listed, ...]
    group: str = ""
    row: Row | None = None


def _pages(document: CompiledDocument, lists: Sequence[Listed]) -> Iterator[_Page]:
    own = document.definition
    if own.pages is not None:
        subject = next(one for one in lists if one.compiled.definition.id == own.pages)
        for row in subject.rows:
            yield _Page(tuple(_of_row(one, subject, row) for one in lists), row=row)
    elif own.grouped is not None:
        groups = dict.fromkeys(row.cells[one.number_of(own.grouped)] for one in lists for row in one.rows)
        for group in groups:
            yield _Page(
                tuple(
                    one.only([row for row in one.rows if row.cells[one.number_of(own.grouped or "")] == group])
                    for one in lists
                ),
                group,
            )
        if not groups:
            yield _Page(tuple(lists))
    else:
        yield _Page(tuple(lists))


def _of_row(one: Listed, subject: Listed, row: Row) -> Listed:
    """A list as it is on the page of one row: that row, or what belongs to its household."""
    if one is subject:
        return one.only([row])
    if one.compiled.definition.within == subject.compiled.definition.id:
        return one.only([own for own in one.rows if own.household == row.household])
    return one


def _two_by_two(facts: Sequence[tuple[str, str]]) -> list[SimpleNamespace]:
    """Labels and values for a table of two pairs a line."""
    pairs = [*facts, ("", "")] if len(facts) % 2 else list(facts)
    return [
        SimpleNamespace(label1=left[0], value1=left[1], label2=right[0], value2=right[1])
        for left, right in zip(pairs[::2], pairs[1::2], strict=True)
    ]


_TEXTS = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


def _filled(text: str, names: Mapping[str, object], title: str) -> str:
    if "{" not in text:
        return text
    try:
        return _TEXTS.from_string(text).render(names)
    except TemplateError as error:
        raise DocumentError(f"文书“{title}”里的“{text}”填不出来：{error.message}。请改定义里的这句话。") from error


def tells_a_number(text: str) -> bool:
    """Whether a text holds so many digits in a row that it may be an identity number, a phone or an account."""
    plain = unicodedata.normalize("NFKC", text)
    return _LONG_NUMBER.search(_JOINERS.sub("", plain)) is not None
