"""The documents of a notice: every expression compiled for its table, and nothing confidential in what is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cunbiao.definitions.compiled import CompiledOperation, CompiledVerdict, ResolvedColumn, RuleFate
from cunbiao.definitions.confidential import Confidential, Secrets
from cunbiao.definitions.document_texts import mistake_in
from cunbiao.definitions.documents import DocumentDefinition, DocumentList, DocumentRows, Procedure
from cunbiao.definitions.layers import Placed
from cunbiao.definitions.rules_in_force import NotHere, Workshop
from cunbiao.definitions.source import Answer, DefinitionError
from cunbiao.expressions import Expression

FOLDER = "documents"
_LINES = ("title", "nobody", "to")
_PARAGRAPHS = ("body", "after", "blanks", "opinions", "signs")


@dataclass(frozen=True)
class CompiledRows:
    """The rows of one table of a list; ``columns`` gives the expression of every column that has one."""

    table: str
    word: str
    operation: CompiledOperation | None
    when: Expression | None
    before: frozenset[str]
    columns: Mapping[str, Expression]


@dataclass(frozen=True)
class CompiledList:
    """One list of a document."""

    definition: DocumentList
    rows: tuple[CompiledRows, ...]


@dataclass(frozen=True)
class CompiledDocument:
    """A document in force: its lists, and the file of its layout (None: a workbook)."""

    definition: DocumentDefinition
    lists: tuple[CompiledList, ...]
    layout: Path | None


def procedures_in_force(work: Workshop) -> tuple[Procedure, ...]:
    """The notice's procedures; every stage and parameter they name is there, and a sheet for whatever is posted."""
    stages = {stage.id for stage in work.notice.item.stages}
    posted = {placed.item.step for placed in work.library.documents.values() if placed.item.public}
    found = []
    for placed in work.library.procedures.values():
        for index, step in enumerate(placed.item.steps):
            for name in ("begins", "after", "by"):
                stage = getattr(step, name)
                if stage is not None and stage not in stages:
                    work.mistakes.add(placed.error(f"没有“{stage}”这个阶段", "steps", index, name))
            if step.days is not None and (
                step.days not in work.parameters or work.parameters[step.days].type != "integer"
            ):
                work.mistakes.add(placed.error(f"没有“{step.days}”这个天数参数", "steps", index, "days"))
            elif step.days is not None and step.id not in posted:
                work.mistakes.add(
                    placed.error(f"“{step.title}”要公示，没有写 step: {step.id} 的公示文书", "steps", index)
                )
        found.append(placed.item)
    return tuple(found)


def documents_in_force(
    work: Workshop,
    columns: Mapping[str, Sequence[ResolvedColumn]],
    verdicts: Mapping[str, Sequence[CompiledVerdict]],
    operations: Mapping[str, Sequence[CompiledOperation]],
) -> tuple[CompiledDocument, ...]:
    """Every document of the notice, in the order in which they are written."""
    secrets = Secrets(_confidential(work), work.tables, columns)
    found = []
    for placed in work.library.documents.values():
        off = work.notice.item.off.get(placed.item.id)
        if off is not None:
            work.fates.append(RuleFate(placed.item.id, "文书", "", placed.origin, reason=off))
            continue
        with work.mistakes.noted():
            found.append(_Compiler(work, placed, secrets, verdicts, operations).compiled())
            work.fates.append(RuleFate(placed.item.id, "文书", "", placed.origin, _tables(found[-1])))
    for index, attachment in enumerate(work.notice.item.attachments):
        for name in attachment.documents:
            if name not in work.library.documents:
                work.mistakes.add(work.notice.error(f"没有“{name}”这份文书", "attachments", index, "documents"))
    return tuple(found)


def _confidential(work: Workshop) -> list[Confidential]:
    for placed in work.library.confidential.values():
        for name in placed.item.indicators:
            if name not in work.library.indicators:
                work.mistakes.add(placed.error(f"没有“{name}”这个指标", "indicators"))
    return [placed.item for placed in work.library.confidential.values()]


def _tables(document: CompiledDocument) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rows.table for own in document.lists for rows in own.rows)) or ("文书",)


class _Compiler:
    def __init__(
        self,
        work: Workshop,
        placed: Placed[DocumentDefinition],
        secrets: Secrets,
        verdicts: Mapping[str, Sequence[CompiledVerdict]],
        operations: Mapping[str, Sequence[CompiledOperation]],
    ) -> None:
        self._work, self._placed, self._secrets = work, placed, secrets
        self._verdicts, self._operations = verdicts, operations

    def compiled(self) -> CompiledDocument:
        """The document.

        Raises:
            DefinitionError: something it names is not there, or it would publish what is confidential.
        """
        own = self._placed.item
        lists = tuple(self._list(index, one) for index, one in enumerate(own.lists))
        self._refuse_unknown(own)
        if own.public:
            self._refuse_pages_in_public(own)
        return CompiledDocument(self._said(own), lists, self._layout(own))

    def _list(self, index: int, own: DocumentList) -> CompiledList:
        at = ("lists", index)
        rows = tuple(self._rows(own, one, (*at, "from", place)) for place, one in enumerate(own.rows))
        words = self._work.texts.words
        columns = [column.model_copy(update={"label": words(column.label)}) for column in own.columns]
        return CompiledList(own.model_copy(update={"title": words(own.title), "columns": columns}), rows)

    def _rows(self, own: DocumentList, rows: DocumentRows, at: tuple[str | int, ...]) -> CompiledRows:
        if rows.table not in self._work.tables:
            raise self._lost(f"通知没有“{rows.table}”这张表", at)
        if self._placed.item.public and (secret := self._secrets.of_table(rows.table)) is not None:
            raise self._refused(secret, at)
        operation = None
        if rows.operation is not None:
            asked = {one.operation.id: one for one in self._operations[rows.table]}
            if rows.operation not in asked:
                raise self._lost(f"表“{rows.table}”没有“{rows.operation}”这项操作", at)
            operation = asked[rows.operation]
            self._refuse_secret(operation.asked, rows.operation, at)
        columns = {
            column.id: self._expression(column.value, rows.table, *at[:2], "columns", number, "value")
            for number, column in enumerate(own.columns)
            if column.value is not None
        }
        when = self._expression(rows.when, rows.table, *at) if rows.when is not None else None
        before = frozenset(rows.before)
        if not before <= self._criteria(rows.table, operation):
            raise self._placed.error(f"核验没有“{'、'.join(rows.before)}”这一条", *at, "before")
        return CompiledRows(rows.table, self._work.texts.words(rows.word), operation, when, before, columns)

    def _lost(self, problem: str, at: tuple[str | int, ...]) -> DefinitionError:
        """What it shows was taken out of the notice: the document goes with it where somebody says so."""
        return self._placed.error(problem, *at, answer=Answer("off", self._placed.item.id, problem, follows=True))

    def _criteria(self, table: str, operation: CompiledOperation | None) -> set[str]:
        """The criteria of the verdict that an operation needs."""
        wanted = operation.verdict if operation is not None else None
        return {line.criterion.id for one in self._verdicts[table] if one.verdict.id == wanted for line in one.criteria}

    def _expression(self, text: str, table: str, *at: str | int) -> Expression:
        try:
            found = self._work.compiled(self._placed, text, table, *at)
        except NotHere as missing:
            raise self._placed.error(missing.why, *at) from missing
        self._refuse_secret(found, text, at)
        return found

    def _refuse_secret(self, expression: Expression, text: str, at: tuple[str | int, ...]) -> None:
        """What is published neither shows what is confidential nor is chosen by it."""
        if self._placed.item.public and (secret := self._secrets.told_by(expression)) is not None:
            raise self._refused(secret, at, text)

    def _refused(self, secret: Confidential, at: tuple[str | int, ...], what: str = "") -> Exception:
        named = f"“{what}”：" if what else ""
        return self._placed.error(f"{named}{secret.said}；请从这份材料里删掉", *at)

    def _refuse_unknown(self, own: DocumentDefinition) -> None:
        for name in own.figures:
            if name not in self._work.library.measures:
                raise self._placed.error(f"没有“{name}”这个汇总数", "figures")
        steps = {step.id for one in self._work.library.procedures.values() for step in one.item.steps}
        if own.step is not None and own.step not in steps:
            raise self._placed.error(f"没有“{own.step}”这一步，现有：{'、'.join(sorted(steps))}", "step")
        given = {one.verdict.id for table in self._page_tables(own) for one in self._verdicts[table]}
        if own.verdict is not None and own.verdict not in given:
            raise self._placed.error(f"逐页的表没有“{own.verdict}”这个结论", "verdict")
        rates = self._work.parameters.get(own.rates) if own.rates is not None else None
        if own.rates is not None and (rates is None or rates.type != "table"):
            raise self._placed.error(f"没有“{own.rates}”这个表格参数", "rates")

    def _page_tables(self, own: DocumentDefinition) -> Iterator[str]:
        for one in own.lists:
            if one.id == own.pages:
                yield from (rows.table for rows in one.rows)

    def _refuse_pages_in_public(self, own: DocumentDefinition) -> None:
        """A judgement on a household, its income, figures of confidential rows: none of them is for the wall."""
        for name in ("verdict", "income", "limits"):
            if getattr(own, name):
                raise self._placed.error("逐户的核验、收入和规模核对不能公示、公告；请去掉这一项", name)
        for name in own.figures:
            for table in self._counted(name):
                secret = self._secrets.of_table(table) if table in self._work.tables else None
                if secret is not None:
                    raise self._refused(secret, ("figures",), name)

    def _counted(self, measure: str) -> Iterator[str]:
        """The tables whose rows a measure counts, those of a ratio's parts included."""
        own = self._work.library.measures[measure].item
        yield from own.tables
        for part in own.ratio:
            yield from self._counted(part)

    def _said(self, own: DocumentDefinition) -> DocumentDefinition:
        """The document in the notice's words."""
        said = {name: self._work.say(self._placed, getattr(own, name), name) for name in _LINES}
        texts = {
            name: [self._work.say(self._placed, text, name) for text in getattr(own, name)] for name in _PARAGRAPHS
        }
        for name, text in said.items():
            self._refuse_text(own, text, name)
        for name, paragraphs in texts.items():
            for index, text in enumerate(paragraphs):
                self._refuse_text(own, text, name, index)
        return own.model_copy(update={**said, **texts})

    def _refuse_text(self, own: DocumentDefinition, text: str, *at: str | int) -> None:
        problem = mistake_in(text, own, on_page=at != ("title",))
        if problem:
            raise self._placed.error(problem, *at)

    def _layout(self, own: DocumentDefinition) -> Path | None:
        """The file of the layout, in the last layer that has it."""
        if own.layout is None:
            return None
        for layer in reversed(self._work.library.layers):
            file = layer.folder / FOLDER / own.layout
            if file.is_file():
                return file
        raise self._placed.error(f"没有“{own.layout}”这个版式文件", "layout")
