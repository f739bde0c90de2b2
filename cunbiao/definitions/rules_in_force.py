"""Which rules hold in which tables: everything is tried where it is meant to be, and nothing is dropped in silence.

A rule that finds what it needs in no table, or loses a table to a column that the notice took away, must be
acknowledged by the notice with a reason; an acknowledgement of a rule that does apply is a mistake, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from typing import Literal

from cunbiao.definitions.compiled import (
    CompiledCheck,
    CompiledCounter,
    CompiledCriterion,
    CompiledLimit,
    CompiledOperation,
    CompiledVerdict,
    ResolvedColumn,
    RuleFate,
)
from cunbiao.definitions.layers import Placed
from cunbiao.definitions.library import Library, homes
from cunbiao.definitions.models import Definition, Indicator, Table
from cunbiao.definitions.notices import Notice, Parameter
from cunbiao.definitions.operations import Elsewhere, Operation
from cunbiao.definitions.rules import Check, Criterion, Verdict
from cunbiao.definitions.scopes import parameter_info
from cunbiao.definitions.source import Answer, Mistakes
from cunbiao.definitions.tables import RelationDefinition
from cunbiao.definitions.texts import Texts, UnknownPlace
from cunbiao.expressions import (
    Expression,
    ExpressionError,
    FieldType,
    Relation,
    Scope,
    UnknownCode,
    UnknownName,
    compile_expression,
)

# The table that limits are over: one row a place, one column a measure.
TOTALS = "totals"
Kind = Literal["校验", "结论", "计算栏", "操作", "控制数"]


class NotHere(Exception):
    """A rule needs something that a table does not have; ``why`` says what, ``name`` is the name that is missing."""

    def __init__(self, why: str, name: str) -> None:
        self.why = why
        self.name = name
        super().__init__(why)


@dataclass
class Workshop:
    """What rules are compiled with, and what became of them so far.

    ``tables`` are those of the villages, ``own_tables`` what townships and counties fill in about themselves: only
    checks hold there. ``dropped`` are computed columns that cannot be computed, (table, indicator) → why.
    """

    library: Library
    notice: Placed[Notice]
    parameters: Mapping[str, Parameter]
    tables: Mapping[str, Table]
    scopes: Mapping[str, Scope]
    texts: Texts
    mistakes: Mistakes
    own_tables: Mapping[str, Table] = field(default_factory=dict)
    dropped: Mapping[tuple[str, str], str] = field(default_factory=dict)
    fates: list[RuleFate] = field(default_factory=list)

    @property
    def every_table(self) -> dict[str, Table]:
        """The tables of the villages and of the levels above."""
        return {**self.tables, **self.own_tables}

    def compiled(self, placed: Placed[Definition], text: str, table: str, *within: str | int) -> Expression:
        """An expression in a table.

        Raises:
            NotHere: the table, or the year, does not have what it names.
            DefinitionError: it is mistaken.
        """
        try:
            found = compile_expression(text, self.scopes[table])
        except UnknownName as error:
            if not self._known(error):
                raise placed.error(error.problem, *within) from error
            raise NotHere(self._why(error, table), error.name) from error
        except UnknownCode as error:
            raise NotHere(f"{self.notice.item.year}年的“{error.field}”没有“{error.code}”", error.code) from error
        except ExpressionError as error:
            raise placed.error(f"表达式“{text}”不对：{error.problem}", *within) from error
        if found.at_merge_only and not isinstance(placed.item, Check):
            raise placed.error(f"表达式“{text}”数全县的行，只有校验能用：村里的表看不见别的村", *within)
        return found

    def _known(self, error: UnknownName) -> bool:
        """Whether the name stands for something elsewhere; a name that nothing has is misspelt."""
        return error.name in self.library.indicators or error.name in {*self.library.relations, "household", "last"}

    def _why(self, error: UnknownName, table: str) -> str:
        relation = self.library.relations.get(error.name)
        if relation is not None:
            return self._no_table(relation.item)
        known = self.library.indicators.get(error.name)
        label = self.texts.words(known.item.label) if known is not None else error.name
        root = self.dropped.get((table, error.name)) or next(
            (why for (_, name), why in self.dropped.items() if name == error.name), None
        )
        if root is not None:
            return f"“{label}”算不出来：{root.rpartition('算不出来：')[2]}"
        return f"表“{self.every_table[table].sheet}”没有“{label}”（{error.name}）这一栏"

    def _no_table(self, relation: RelationDefinition) -> str:
        said = f"没有“{self.texts.words(relation.label)}”（{relation.id}）这样的表"
        if any(relation.rows.has(table) for table in self.tables.values()):
            return said
        return f"{said}，在 absent 里写“{relation.id}: 理由”就按没有这样的人算"

    def say(self, placed: Placed[Definition], text: str, *within: str | int) -> str:
        """A text in the notice's words."""
        try:
            return self.texts.say(text)
        except UnknownPlace as error:
            raise placed.error(error.problem, *within) from error


def checks_in_force(work: Workshop) -> dict[str, tuple[CompiledCheck, ...]]:
    """Table → the checks in force in it, in the order in which they are shown."""
    found: dict[str, list[CompiledCheck]] = {table: [] for table in work.every_table}
    for placed in work.library.checks.values():
        if placed.item.set not in work.library.sets:
            continue
        with work.mistakes.noted():
            for table, compiled in _check(work, placed):
                found[table].append(compiled)
    return {table: tuple(checks) for table, checks in found.items()}


def _check(work: Workshop, placed: Placed[Check]) -> list[tuple[str, CompiledCheck]]:
    check = placed.item
    off = work.notice.item.off.get(check.id)
    if off is not None:
        _settle(work, placed, "校验", (), "", off)
        return []
    if check.parameter is not None and not _flag(work, placed, check.parameter):
        _settle(work, placed, "校验", (), "", f"参数“{work.parameters[check.parameter].label}”为否")
        return []
    said = check.model_copy(
        update={
            "message": work.say(placed, check.message, "message"),
            "fix": work.say(placed, check.fix, "fix"),
        }
    )
    compiled: list[tuple[str, CompiledCheck]] = []
    missing: dict[str, str] = {}
    taken = False
    for table in (table for table in work.every_table.values() if check.is_about(table)):
        try:
            when = work.compiled(placed, check.when, table.id, "when")
        except NotHere as error:
            missing.setdefault(error.why, table.id)
            taken = taken or error.name in work.library.removed.get(table.id, ())
            continue
        for name in check.fields:
            if name not in work.library.indicators:
                raise placed.error(f"没有“{name}”这个指标", "fields")
        if check.fields[0] in work.scopes[table.id].fields:
            compiled.append((table.id, CompiledCheck(said, when)))
        else:
            label = work.library.indicators[check.fields[0]].item.label
            missing.setdefault(f"表“{table.sheet}”没有“{label}”（{check.fields[0]}）这一栏", table.id)
            taken = taken or check.fields[0] in work.library.removed.get(table.id, ())
    _settle(work, placed, "校验", compiled, _reasons(missing, check.tags), "", lost=taken)
    return compiled


def _flag(work: Workshop, placed: Placed[Check], name: str) -> bool:
    if name not in work.parameters or work.parameters[name].type != "flag":
        raise placed.error(f"没有“{name}”这个开关参数", "parameter")
    return work.parameters[name].value is True


def _reasons(missing: Mapping[str, str], tags: list[str]) -> str:
    if missing:
        return "；".join(list(missing)[:3])
    return f"没有这样的表（{'、'.join(tags)}）" if tags else "没有这样的表"


def _settle(
    work: Workshop,
    placed: Placed[Check],
    kind: Kind,
    compiled: Iterable[tuple[str, CompiledCheck]],
    why: str,
    reason: str,
    *,
    lost: bool = False,
) -> None:
    """Writes down what became of a rule; refuses a loss that is not acknowledged and an acknowledgement of nothing."""
    own = tuple(compiled)
    left_out = tuple(dict.fromkeys(f"{name}“{code}”" for _, one in own for name, code in one.when.left_out))
    acknowledged = work.notice.item.acknowledge.get(placed.item.id)
    tables = tuple(table for table, _ in own)
    if reason and acknowledged is not None:
        _refuse_acknowledgement(work, placed.item.id, "它已经关掉了")
    elif not reason and (not tables or lost):
        if acknowledged is None:
            _refuse_loss(work, placed.item.id, kind, work.say(placed, placed.item.message, "message"), why)
        reason = acknowledged or ""
    elif acknowledged is not None and not reason:
        where = "、".join(work.every_table[table].sheet for table in tables)
        _refuse_acknowledgement(work, placed.item.id, f"它用得上（{where}）")
    work.fates.append(
        RuleFate(
            placed.item.id,
            kind,
            placed.item.set,
            placed.origin,
            tables,
            why if not tables or lost else "",
            reason,
            left_out,
        )
    )


def _refuse_loss(work: Workshop, rule: str, kind: str, about: str, why: str) -> None:
    lost = f"{kind}“{rule}”（{about}）用不上：{why}"
    problem = f"{lost}。要么补上，要么在 acknowledge 里写“{rule}: 理由”"
    answer = Answer("acknowledge", rule, lost, follows=kind == "校验")
    work.mistakes.add(work.notice.error(problem, "forms", answer=answer))


def _refuse_acknowledgement(work: Workshop, rule: str, why: str) -> None:
    drop = Answer("acknowledge", rule, f"规则“{rule}”写了用不上，但{why}", drop=True, follows=True)
    problem = f"acknowledge 写了“{rule}”，但{why}；请删掉这一条"
    work.mistakes.add(work.notice.error(problem, "acknowledge", rule, answer=drop))


def refuse_circles(work: Workshop, columns: Mapping[str, tuple[ResolvedColumn, ...]]) -> None:
    """Computed columns may build on each other, but not in a circle."""
    reads = {
        (table, column.name): column.derived.reads
        for table, own in columns.items()
        for column in own
        if column.derived is not None
    }
    try:
        tuple(TopologicalSorter(reads).static_order())
    except CycleError as error:
        ring = error.args[1]
        labels = " → ".join(f"{work.tables[table].sheet}.{name}" for table, name in ring)
        placed = work.library.indicators[ring[0][1]]
        work.mistakes.add(placed.error(f"计算栏互相引用，绕成了圈：{labels}", "derived"))


def refuse_unknown_names(work: Workshop) -> None:
    """``off`` and ``acknowledge`` may only name rules of the chosen sets, ``absent`` only relations without tables."""
    known = {fate.id for fate in work.fates}
    named: tuple[Literal["off", "acknowledge"], ...] = ("off", "acknowledge")
    for field_name in named:
        for name in getattr(work.notice.item, field_name):
            if name not in known:
                problem = f"没有“{name}”这条规则，或者它所在的规则组没有选用"
                drop = Answer(field_name, name, problem, drop=True, follows=True)
                work.mistakes.add(work.notice.error(problem, field_name, name, answer=drop))
    for name in work.notice.item.absent:
        relation = work.library.relations.get(name)
        if relation is None:
            work.mistakes.add(work.notice.error(f"没有“{name}”这个关系", "absent", name))
        elif any(relation.item.rows.has(table) for table in work.tables.values()):
            has = f"关系“{name}”（{relation.item.label}）有表了，不是没有行"
            drop = Answer("absent", name, has, drop=True, follows=True)
            problem = f"“{relation.item.label}”有表，不能写在 absent 里"
            work.mistakes.add(work.notice.error(problem, "absent", name, answer=drop))


def verdicts_in_force(work: Workshop) -> dict[str, tuple[CompiledVerdict, ...]]:
    """Table → the verdicts given on its rows: those the notice chose, each with the criteria it rests on."""
    found: dict[str, list[CompiledVerdict]] = {table: [] for table in work.tables}
    for index in range(len(work.notice.item.verdicts)):
        with work.mistakes.noted():
            for table, compiled in _verdict(work, index):
                found[table].append(compiled)
    return {table: tuple(verdicts) for table, verdicts in found.items()}


def _verdict(work: Workshop, index: int) -> list[tuple[str, CompiledVerdict]]:
    chosen = work.notice.item.verdicts[index]
    at = ("verdicts", index)
    placed = work.library.verdicts.get(chosen.verdict)
    if placed is None:
        known = "、".join(work.library.verdicts)
        raise work.notice.error(f"没有“{chosen.verdict}”这个结论，现有：{known}", *at)
    verdict = placed.item
    criteria = {criterion.id: (place, criterion) for place, criterion in enumerate(verdict.criteria)}
    for name in chosen.criteria:
        if name not in criteria:
            problem = f"结论“{verdict.id}”没有“{name}”这一条，现有：{'、'.join(criteria)}"
            raise work.notice.error(problem, *at, "criteria", name)
    tables = [table for table in work.tables.values() if verdict.is_about(table)]
    if not tables:
        problem = f"结论“{verdict.id}”（{verdict.title}）没有能用的表"
        raise work.notice.error(problem, *at, answer=Answer("verdicts", verdict.id, problem, drop=True, follows=True))
    said = verdict.model_copy(
        update={"title": work.say(placed, verdict.title, "title"), "otherwise": work.say(placed, verdict.otherwise)}
    )
    kept = [name for name in chosen.criteria if _criterion_applies(work, placed, index, *criteria[name], tables)]
    try:
        applies = {table.id: work.compiled(placed, verdict.applies, table.id, "applies") for table in tables}
    except NotHere as error:
        problem = f"结论“{verdict.id}”用不上：{error.why}"
        raise work.notice.error(problem, *at, answer=Answer("verdicts", verdict.id, problem, drop=True)) from error
    compiled = []
    for table in tables:
        lines = tuple(
            CompiledCriterion(
                _said_criterion(work, placed, *criteria[name]),
                work.compiled(placed, criteria[name][1].met, table.id, "criteria", criteria[name][0], "met"),
                chosen.criteria[name],
            )
            for name in kept
        )
        compiled.append((table.id, CompiledVerdict(said, applies[table.id], lines)))
    work.fates.append(RuleFate(verdict.id, "结论", verdict.set, placed.origin, tuple(table for table, _ in compiled)))
    return compiled


def _criterion_applies(
    work: Workshop, placed: Placed[Verdict], index: int, place: int, criterion: Criterion, tables: list[Table]
) -> bool:
    """Whether a chosen criterion can be told in all tables of its verdict; one that cannot must be acknowledged."""
    acknowledged = work.notice.item.acknowledge.get(criterion.id)
    try:
        for table in tables:
            work.compiled(placed, criterion.met, table.id, "criteria", place, "met")
    except NotHere as error:
        if acknowledged is None:
            _refuse_loss(work, criterion.id, "结论", work.say(placed, criterion.label), error.why)
        work.fates.append(
            RuleFate(criterion.id, "结论", placed.item.set, placed.origin, (), error.why, acknowledged or "")
        )
        return False
    if acknowledged is not None:
        work.fates.append(RuleFate(criterion.id, "结论", placed.item.set, placed.origin))
        _refuse_acknowledgement(work, criterion.id, "它用得上")
    return True


def _said_criterion(work: Workshop, placed: Placed[Verdict], place: int, criterion: Criterion) -> Criterion:
    at = ("criteria", place)
    return criterion.model_copy(
        update={
            "label": work.say(placed, criterion.label, *at, "label"),
            "fix": work.say(placed, criterion.fix, *at, "fix"),
        }
    )


def operations_in_force(
    work: Workshop, verdicts: Mapping[str, tuple[CompiledVerdict, ...]]
) -> dict[str, tuple[CompiledOperation, ...]]:
    """Table → the operations that may be asked for on its rows."""
    found: dict[str, list[CompiledOperation]] = {table: [] for table in work.tables}
    for placed in work.library.operations.values():
        if placed.item.set in work.library.sets:
            with work.mistakes.noted():
                for table, compiled in _operation(work, placed, verdicts):
                    found[table].append(compiled)
    return {table: tuple(operations) for table, operations in found.items()}


def _operation(
    work: Workshop, placed: Placed[Operation], verdicts: Mapping[str, tuple[CompiledVerdict, ...]]
) -> list[tuple[str, CompiledOperation]]:
    operation = placed.item
    tables = tuple(table for table in operation.tables if table in work.tables)
    off = work.notice.item.off.get(operation.id)
    if off is not None:
        work.fates.append(RuleFate(operation.id, "操作", operation.set, placed.origin, reason=off))
        return []
    if not tables:
        problem = f"操作“{operation.label}”没有能用的表"
        raise work.notice.error(
            f"{problem}；不做这项操作的，在 off 里写“{operation.id}: 理由”",
            "sets",
            answer=Answer("off", operation.id, problem, follows=True),
        )
    said = operation.model_copy(
        update={"label": work.texts.words(operation.label), "elsewhere": _elsewhere_said(work, placed)}
    )
    compiled = []
    for table in tables:
        if operation.elsewhere is not None:
            for name in operation.from_states.keys() - work.scopes[table].fields.keys():
                raise placed.error(f"表“{work.tables[table].sheet}”没有“{name}”这一栏，不能写 elsewhere", "from", name)
        if operation.needs is not None and not _gives(verdicts[table], operation.needs.verdict):
            wanted = operation.needs.verdict
            problem = f"操作“{operation.label}”要有结论“{wanted}”，通知没有选用它"
            raise work.notice.error(problem, "verdicts", answer=Answer("off", operation.id, problem))
        try:
            asked = work.compiled(placed, operation.asked_by, table, "asked_by")
        except NotHere as error:
            problem = f"操作“{operation.label}”用不上：{error.why}"
            raise work.notice.error(problem, "sets", answer=Answer("off", operation.id, problem)) from error
        compiled.append((table, CompiledOperation(said, asked, operation.needs.verdict if operation.needs else None)))
    work.fates.append(RuleFate(operation.id, "操作", operation.set, placed.origin, tables))
    return compiled


def _elsewhere_said(work: Workshop, placed: Placed[Operation]) -> Elsewhere | None:
    elsewhere = placed.item.elsewhere
    if elsewhere is None:
        return None
    texts = {name: work.say(placed, getattr(elsewhere, name), "elsewhere", name) for name in ("message", "fix")}
    return elsewhere.model_copy(update=texts)


def _gives(verdicts: Iterable[CompiledVerdict], name: str) -> bool:
    return any(compiled.verdict.id == name for compiled in verdicts)


def counters_in_force(work: Workshop) -> dict[str, tuple[CompiledCounter, ...]]:
    """Table → the counters of the cover that its rows can give."""
    return {table: tuple(_counters(work, table)) for table in work.tables}


def _counters(work: Workshop, table: str) -> Iterator[CompiledCounter]:
    placed = Placed(work.library.cover, work.library.top.head, ("cover",), work.library.top.id)
    for index, counter in enumerate(work.library.cover.counters):
        if not counter.rows.has(work.tables[table]):
            continue
        with work.mistakes.noted():
            try:
                when = work.compiled(placed, counter.when, table, "counters", index)
            except NotHere:
                continue
            scope = work.scopes[table]
            rows = Relation("rows", scope.label, "village", (table,), scope.fields, key=scope.key)
            count = compile_expression(f"count(rows, {counter.when})", replace(scope, relations={"rows": rows}))
            said = counter.model_copy(update={"label": work.say(placed, counter.label, "counters", index)})
            yield CompiledCounter(said, when, count)


def refuse_unknown_homes(work: Workshop) -> None:
    """A clause may only name definitions there are as what carries it out."""
    known = homes(work.library) | set(work.parameters) | {stage.id for stage in work.notice.item.stages}
    for index, clause in enumerate(work.notice.item.clauses):
        for name in clause.home:
            if name not in known:
                work.mistakes.add(work.notice.error(f"没有“{name}”这个定义", "clauses", index, "home"))


def limits_in_force(work: Workshop) -> tuple[CompiledLimit, ...]:
    """The limits the notice sets; each is over measures and parameters there are."""
    measures = {name: placed.item for name, placed in work.library.measures.items()}
    fields = {name: FieldType(name, measure.label, "number", unit=measure.unit) for name, measure in measures.items()}
    infos = {name: parameter_info(name, parameter) for name, parameter in work.parameters.items()}
    scope = Scope(TOTALS, "汇总数", fields, parameters=infos)
    found: list[CompiledLimit] = []
    for placed in work.library.limits.values():
        limit = placed.item
        off = work.notice.item.off.get(limit.id)
        if off is not None:
            work.fates.append(RuleFate(limit.id, "控制数", "", placed.origin, reason=off))
            continue
        with work.mistakes.noted():
            if limit.measure not in measures:
                raise placed.error(f"没有“{limit.measure}”这个汇总数，现有：{'、'.join(measures)}", "measure")
            said = limit.model_copy(
                update={
                    "label": work.say(placed, limit.label, "label"),
                    "message": work.say(placed, limit.message, "message"),
                    "fix": work.say(placed, limit.fix, "fix"),
                }
            )
            try:
                kept, bound = (compile_expression(text, scope) for text in (limit.kept, limit.bound))
            except ExpressionError as error:
                raise placed.error(f"表达式“{limit.bound}”不对：{error.problem}") from error
            found.append(CompiledLimit(said, kept, bound))
            work.fates.append(RuleFate(limit.id, "控制数", "", placed.origin, (TOTALS,)))
    return tuple(found)


def refuse_uncomputable(work: Workshop, indicators: Mapping[str, Indicator]) -> None:
    """Computed columns that no table can compute must be acknowledged like rules."""
    for name in dict.fromkeys(name for _, name in work.dropped):
        placed = work.library.indicators[name]
        holding = [table for table in work.tables if name in work.scopes[table].fields]
        why = next(why for (_, other), why in work.dropped.items() if other == name)
        acknowledged = work.notice.item.acknowledge.get(name)
        if acknowledged is None:
            _refuse_loss(work, name, "计算栏", indicators[name].label, why)
        work.fates.append(RuleFate(name, "计算栏", "", placed.origin, tuple(holding), why, acknowledged or ""))
