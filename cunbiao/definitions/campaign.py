"""A campaign: a policy pack with the county's settings, its forms of the year, every rule compiled for every table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cunbiao.definitions import library
from cunbiao.definitions.codes import ResolvedCodes, resolve_codes
from cunbiao.definitions.library import Placed
from cunbiao.definitions.models import (
    Check,
    Criterion,
    Form,
    Indicator,
    Parameter,
    Policy,
    PolicyVerdict,
    Required,
    Settings,
    Status,
    Table,
    Verdict,
)
from cunbiao.definitions.scopes import Fields, field_type, parameter_info, table_scopes
from cunbiao.definitions.source import Document
from cunbiao.expressions import Expression, ExpressionError, Scope, UnknownName, compile_expression
from cunbiao.kinds import Kind


@dataclass(frozen=True)
class ResolvedColumn:
    """A column of an entry table with its indicator's facts; one with ``derived`` is computed and always locked."""

    name: str
    label: str
    kind: Kind
    codes: str | None
    unit: str | None
    decimals: int | None
    min: float | None
    max: float | None
    derived: Expression | None
    locked: bool
    required: Required
    group: str
    width: int | None
    help: str
    status: Status | None
    source: str


@dataclass(frozen=True)
class CompiledCheck:
    """A check in force in one table."""

    check: Check
    when: Expression


@dataclass(frozen=True)
class CompiledCriterion:
    """One line of a verdict in one table, with the clause of this notice it rests on."""

    criterion: Criterion
    met: Expression
    clause: str


@dataclass(frozen=True)
class CompiledVerdict:
    """A verdict given on the rows of one table for which ``applies`` holds."""

    verdict: Verdict
    applies: Expression
    criteria: tuple[CompiledCriterion, ...]


@dataclass(frozen=True)
class Campaign:
    """Everything the product needs to know about one campaign; see the functions for what hangs on a table.

    ``titles`` are the headings of the tables: the title of the notice's attachment, the part of the form in brackets.
    """

    policy: Policy
    settings: Settings | None
    parameters: dict[str, Parameter]
    indicators: dict[str, Indicator]
    codes: dict[str, ResolvedCodes]
    forms: dict[str, Form]
    tables: dict[str, Table]
    titles: dict[str, str]
    scopes: dict[str, Scope]
    _columns: dict[str, tuple[ResolvedColumn, ...]]
    _checks: dict[str, tuple[CompiledCheck, ...]]
    _verdicts: dict[str, tuple[CompiledVerdict, ...]]

    @property
    def year(self) -> int:
        """The campaign year, which decides the code lists."""
        return self.policy.year

    def columns(self, table: str) -> tuple[ResolvedColumn, ...]:
        """The columns of a table in sheet order."""
        return self._columns[table]

    def column(self, table: str, name: str) -> ResolvedColumn:
        """One column of a table; raises `KeyError` when the table does not ask that indicator."""
        for column in self._columns[table]:
            if column.name == name:
                return column
        raise KeyError(f"{table}.{name}")

    def checks(self, table: str) -> tuple[CompiledCheck, ...]:
        """The checks in force in a table, in the order in which they are shown."""
        return self._checks[table]

    def verdicts(self, table: str) -> tuple[CompiledVerdict, ...]:
        """The verdicts given on rows of a table."""
        return self._verdicts[table]

    def form_of(self, table: str) -> Form:
        """The form a table belongs to."""
        return next(form for form in self.forms.values() if any(own.id == table for own in form.tables))

    def missing_parameters(self) -> list[str]:
        """Labels of the parameters that neither the notice nor the county has given."""
        return [parameter.label for parameter in self.parameters.values() if parameter.value is None]


def load_campaign(policy_id: str, settings: Path | Settings | None = None) -> Campaign:
    """Loads and checks everything a campaign needs; ``settings`` is the county's settings file, or its content.

    Raises:
        DefinitionError: with file and line, for the first mistake in ``templates/`` or in the settings file.
    """
    policy = library.policy(policy_id)
    county = settings if isinstance(settings, Settings | None) else _settings_file(policy, settings)
    parameters = _parameters(policy, county)
    codes = _codes(policy.item.year)
    forms = {form_id: library.form(form_id) for form_id in policy.item.forms}
    tables = _tables(forms)
    fields = {table_id: _fields(table, codes) for table_id, table in tables.items()}
    infos = {name: parameter_info(name, parameter) for name, parameter in parameters.items()}
    titles = _titles(policy, forms)
    scopes = table_scopes({name: placed.item for name, placed in tables.items()}, titles, fields, infos)
    return Campaign(
        policy=policy.item,
        settings=county,
        parameters=parameters,
        indicators={name: placed.item for name, placed in library.indicators().items()},
        codes=codes,
        forms={name: placed.item for name, placed in forms.items()},
        tables={name: placed.item for name, placed in tables.items()},
        titles=titles,
        scopes=scopes,
        _columns={name: tuple(_columns(placed.item, scopes[name])) for name, placed in tables.items()},
        _checks={name: tuple(_checks(policy.item, placed.item, scopes, parameters)) for name, placed in tables.items()},
        _verdicts={name: tuple(_verdicts(policy, placed.item, scopes)) for name, placed in tables.items()},
    )


def _settings_file(policy: Placed[Policy], file: Path) -> Settings:
    """Reads a settings file; refuses another county's, parameters the policy lacks and values of another type."""
    document = Document(file)
    settings = document.model(Settings)
    if settings.county != policy.item.jurisdiction.county:
        own = policy.item.jurisdiction.county
        raise document.error(("county",), f"这份通知是“{own}”的，设置文件写的是“{settings.county}”")
    for name, setting in settings.parameters.items():
        parameter = policy.item.parameters.get(name)
        if parameter is None:
            known = "、".join(policy.item.parameters)
            raise document.error(("parameters", name), f"没有“{name}”这个参数，可以设置的有：{known}")
        expected = {"flag": bool, "date": date}.get(parameter.type, int | float)
        if not isinstance(setting.value, expected) or (parameter.type != "flag" and isinstance(setting.value, bool)):
            problem = f"“{parameter.label}”的值类型不对：{setting.value!r}"
            raise document.error(("parameters", name, "value"), problem)
    return settings


def _parameters(policy: Placed[Policy], county: Settings | None) -> dict[str, Parameter]:
    """The notice's parameters, with the county's values where it supplies them."""
    supplied = county.parameters if county is not None else {}
    return {
        name: parameter.model_copy(
            update={"value": supplied[name].value, "clause": supplied[name].source, "status": None}
        )
        if name in supplied
        else parameter
        for name, parameter in policy.item.parameters.items()
    }


def _codes(year: int) -> dict[str, ResolvedCodes]:
    resolved = {name: resolve_codes(placed.item, year) for name, placed in library.code_lists().items()}
    return {name: codes for name, codes in resolved.items() if codes is not None}


def _tables(forms: Mapping[str, Placed[Form]]) -> dict[str, Placed[Table]]:
    tables: dict[str, Placed[Table]] = {}
    for form in forms.values():
        for index, table in enumerate(form.item.tables):
            if table.id in tables:
                raise form.error(f"表“{table.id}”在两个附件里都有", "tables", index)
            tables[table.id] = Placed(table, form.document, ("tables", index))
    return tables


def _titles(policy: Placed[Policy], forms: Mapping[str, Placed[Form]]) -> dict[str, str]:
    attached = {attachment.form: attachment.title for attachment in policy.item.attachments}
    titles: dict[str, str] = {}
    for form_id, placed in forms.items():
        title = attached.get(form_id) or placed.item.title
        if title is None:
            raise placed.error(f"表单“{form_id}”没有标题：通知“{policy.item.id}”的附件里没有它，它自己也没有写 title")
        for table in placed.item.tables:
            titles[table.id] = f"{title}（{table.part}）" if table.part else title
    return titles


def _fields(table: Placed[Table], codes: Mapping[str, ResolvedCodes]) -> Fields:
    """The expression types of a table's columns; refuses unknown indicators and code lists."""
    known = library.indicators()
    fields: Fields = {}
    for group_index, group in enumerate(table.item.groups):
        for index, column in enumerate(group.columns):
            where = ("groups", group_index, "columns", index)
            placed = known.get(column.indicator)
            if placed is None:
                raise table.error(f"没有“{column.indicator}”这个指标", *where)
            if column.indicator in fields:
                raise table.error(f"指标“{column.indicator}”在一张表里出现两次", *where)
            if placed.item.codes is not None and placed.item.codes not in codes:
                raise placed.error(f"没有“{placed.item.codes}”这个代码表", "codes")
            fields[column.indicator] = field_type(placed.item, codes)
    return fields


def _compile(
    placed: Placed[Indicator] | Placed[Check] | Placed[Verdict], text: str, scope: Scope, *within: str | int
) -> Expression:
    try:
        return compile_expression(text, scope)
    except UnknownName:
        raise
    except ExpressionError as error:
        raise placed.error(f"表达式“{text}”不对：{error.problem}", *within) from error


def _columns(table: Table, scope: Scope) -> Iterator[ResolvedColumn]:
    known = library.indicators()
    for group in table.groups:
        for column in group.columns:
            placed = known[column.indicator]
            indicator = placed.item
            derived = None
            if indicator.derived is not None:
                try:
                    derived = _compile(placed, indicator.derived, scope, "derived")
                except UnknownName as error:
                    raise placed.error(
                        f"表“{table.id}”算不出“{indicator.label}”：{error.problem}", "derived"
                    ) from error
            yield ResolvedColumn(
                name=indicator.name,
                label=column.label or indicator.label,
                kind=indicator.kind,
                codes=indicator.codes,
                unit=indicator.unit,
                decimals=indicator.decimals,
                min=indicator.min,
                max=indicator.max,
                derived=derived,
                locked=column.locked or derived is not None,
                required="no" if derived is not None else column.required,
                group=group.title,
                width=indicator.width,
                help=indicator.help,
                status=indicator.status,
                source=indicator.source,
            )


def _checks(
    policy: Policy, table: Table, scopes: Mapping[str, Scope], parameters: Mapping[str, Parameter]
) -> Iterator[CompiledCheck]:
    """The checks whose table kind, role, fields and relations this table has."""
    for check_id, placed in library.checks().items():
        check = placed.item
        if table.kind not in check.on or (check.roles and table.role not in check.roles):
            continue
        if check_id in policy.checks_off or not _switched_on(placed, parameters):
            continue
        try:
            when = _compile(placed, check.when, scopes[table.id], "when")
        except UnknownName as error:
            _refuse_misspelling(placed, error, "when")
            continue
        for name in check.fields:
            if name not in library.indicators():
                raise placed.error(f"没有“{name}”这个指标", "fields")
        if check.fields[0] in scopes[table.id].fields:
            yield CompiledCheck(check, when)


def _switched_on(placed: Placed[Check], parameters: Mapping[str, Parameter]) -> bool:
    name = placed.item.parameter
    if name is None:
        return True
    if name not in parameters or parameters[name].type != "flag":
        raise placed.error(f"没有“{name}”这个开关参数", "parameter")
    return parameters[name].value is True


_RELATIONS = frozenset(
    {
        "members", "increases", "decreases", "unstable", "clearouts",
        "village_members", "village_decreases",
        "registered_members", "registered_households", "edge_households", "household",
    }
)  # fmt: skip


def _refuse_misspelling(placed: Placed[Check] | Placed[Verdict], error: UnknownName, *within: str | int) -> None:
    """A name this table lacks just means the rule is not about it; a name nothing has is a mistake."""
    if error.name not in library.indicators() and error.name not in _RELATIONS:
        raise placed.error(error.problem, *within) from error


def _verdicts(policy: Placed[Policy], table: Table, scopes: Mapping[str, Scope]) -> Iterator[CompiledVerdict]:
    for index, chosen in enumerate(policy.item.verdicts):
        placed = library.verdicts().get(chosen.verdict)
        if placed is None:
            raise policy.error(f"没有“{chosen.verdict}”这个结论", "verdicts", index)
        if placed.item.on != table.kind or table.role not in placed.item.roles:
            continue
        scope = scopes[table.id]
        try:
            applies = _compile(placed, placed.item.applies, scope, "applies")
            criteria = tuple(_criteria(policy, placed, chosen, scope, index))
        except UnknownName as error:
            raise placed.error(f"表“{table.id}”里：{error.problem}") from error
        yield CompiledVerdict(placed.item, applies, criteria)


def _criteria(
    policy: Placed[Policy], placed: Placed[Verdict], chosen: PolicyVerdict, scope: Scope, index: int
) -> Iterator[CompiledCriterion]:
    by_id = {criterion.id: (place, criterion) for place, criterion in enumerate(placed.item.criteria)}
    for name, clause in chosen.criteria.items():
        if name not in by_id:
            known = "、".join(by_id)
            raise policy.error(
                f"结论“{chosen.verdict}”没有“{name}”这一条，现有：{known}", "verdicts", index, "criteria", name
            )
        place, criterion = by_id[name]
        yield CompiledCriterion(criterion, _compile(placed, criterion.met, scope, "criteria", place, "met"), clause)
