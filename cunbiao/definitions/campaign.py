"""A campaign: a notice with the county's settings, its forms of the year, every rule compiled for every table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cunbiao.definitions.codes import ResolvedCodes
from cunbiao.definitions.compiled import (
    CompiledCheck,
    CompiledCounter,
    CompiledLimit,
    CompiledOperation,
    CompiledVerdict,
    ResolvedColumn,
    RuleFate,
)
from cunbiao.definitions.correcting import Correcting
from cunbiao.definitions.documents import Procedure
from cunbiao.definitions.documents_in_force import CompiledDocument, documents_in_force, procedures_in_force
from cunbiao.definitions.form_tables import (
    code_lists,
    form_tables,
    is_own,
    notice_forms,
    table_fields,
    table_titles,
    with_spare_rows,
)
from cunbiao.definitions.gates import gates
from cunbiao.definitions.kept import kept
from cunbiao.definitions.layers import Placed, definition_files, editions, notice_folders
from cunbiao.definitions.library import Library, find_notice, resolve
from cunbiao.definitions.models import FilledAt, Form, Indicator, Table
from cunbiao.definitions.notices import Notice, Parameter, Settings
from cunbiao.definitions.parameters import campaign_parameters, notice_parameters
from cunbiao.definitions.rules_in_force import (
    NotHere,
    Workshop,
    checks_in_force,
    counters_in_force,
    limits_in_force,
    operations_in_force,
    refuse_circles,
    refuse_uncomputable,
    refuse_unknown_homes,
    refuse_unknown_names,
    verdicts_in_force,
)
from cunbiao.definitions.scopes import Fields, field_type, own_scope, parameter_info, table_scopes
from cunbiao.definitions.settings import SETTINGS_FILE, read_settings
from cunbiao.definitions.source import Mistakes
from cunbiao.definitions.tables import Account, Counts
from cunbiao.definitions.texts import Texts, UnknownPlace
from cunbiao.expressions import Expression, Scope


@dataclass(frozen=True, repr=False)
class Campaign:
    """Everything the product needs to know about one campaign; see the functions for what hangs on a table.

    ``forms`` and ``tables`` are those of the villages, ``own_forms`` and ``own_tables`` what townships and counties
    fill in about themselves.
    ``titles`` are the headings of all tables: the title of the notice's attachment, the part of the form in brackets.
    ``fates`` say of every rule of the chosen sets what became of it.
    """

    notice: Notice
    library: Library
    settings: Settings | None
    parameters: dict[str, Parameter]
    texts: Texts
    indicators: dict[str, Indicator]
    codes: dict[str, ResolvedCodes]
    forms: dict[str, Form]
    tables: dict[str, Table]
    own_forms: dict[str, Form]
    own_tables: dict[str, Table]
    titles: dict[str, str]
    scopes: dict[str, Scope]
    limits: tuple[CompiledLimit, ...]
    documents: tuple[CompiledDocument, ...]
    procedures: tuple[Procedure, ...]
    fates: tuple[RuleFate, ...]
    _columns: dict[str, tuple[ResolvedColumn, ...]]
    _checks: dict[str, tuple[CompiledCheck, ...]]
    _verdicts: dict[str, tuple[CompiledVerdict, ...]]
    _operations: dict[str, tuple[CompiledOperation, ...]]
    _counters: dict[str, tuple[CompiledCounter, ...]]

    @property
    def year(self) -> int:
        """The campaign year, which decides the code lists."""
        return self.notice.year

    @property
    def county(self) -> str:
        """The county: the one the settings name, or the notice's own; "" for a wider notice without settings."""
        return (self.settings.county if self.settings is not None else "") or self.notice.jurisdiction.county or ""

    @property
    def counts(self) -> Counts:
        """What 户数 and 人数 mean."""
        assert self.library.counts is not None
        return self.library.counts

    @property
    def correction_instruction(self) -> str:
        """How a locked cell is corrected; "" where the notice has no such way."""
        declared = self.library.corrections
        return self.texts.say(declared.instruction) if declared is not None else ""

    def can_be_corrected(self, name: str) -> bool:
        """Whether corrections of this column, or of one that says the same of a person, are proposed and decided."""
        declared = self.library.corrections
        same = declared.same(name) if declared is not None else {name}
        return any(own.corrects in same for table in self.tables for own in self.columns(table))

    def remedy(self, name: str) -> str:
        """What is to be done where a locked cell of this column is wrong; "" where the notice does not say."""
        declared = self.library.corrections
        if declared is None:
            return ""
        if self.can_be_corrected(name):
            return self.texts.say(declared.remedy)
        return self.texts.say(self.indicators[name].remedy or declared.elsewhere)

    @property
    def account(self) -> Account | None:
        """The account of persons, None where the notice keeps none."""
        return self.library.account

    @property
    def every_table(self) -> dict[str, Table]:
        """The tables of the villages and of the levels above."""
        return {**self.tables, **self.own_tables}

    def columns(self, table: str) -> tuple[ResolvedColumn, ...]:
        """The columns of a table in sheet order."""
        return self._columns[table]

    def column(self, table: str, name: str) -> ResolvedColumn:
        """One column of a table; raises `KeyError` when the table does not ask that indicator."""
        for column in self._columns[table]:
            if column.name == name:
                return column
        raise KeyError(f"{table}.{name}")

    def asked_anew(self, table: str) -> frozenset[str]:
        """The columns of a table that are issued empty, whatever the register says of the year before."""
        return frozenset(column.name for column in self._columns[table] if column.asked_anew)

    def checks(self, table: str) -> tuple[CompiledCheck, ...]:
        """The checks in force in a table, in the order in which they are shown."""
        return self._checks[table]

    @property
    def checks_of_levels(self) -> frozenset[str]:
        """Ids of the checks about what townships and counties fill in, which no village can mend."""
        checks = (compiled.check for own in self._checks.values() for compiled in own)
        return frozenset(check.id for check in checks if check.at != "village")

    def verdicts(self, table: str) -> tuple[CompiledVerdict, ...]:
        """The verdicts given on rows of a table."""
        return self._verdicts[table]

    def operations(self, table: str) -> tuple[CompiledOperation, ...]:
        """The operations that may be asked for on rows of a table."""
        return self._operations[table]

    def counters(self, table: str) -> tuple[CompiledCounter, ...]:
        """What the cover counts in a table."""
        return self._counters[table]

    def form_of(self, table: str) -> Form:
        """The form a table belongs to."""
        forms = (*self.forms.values(), *self.own_forms.values())
        return next(form for form in forms if any(own.id == table for own in form.tables))

    def filled_at(self, *levels: FilledAt) -> dict[str, tuple[ResolvedColumn, ...]]:
        """Table → its columns that one of these levels fills in, where there are any."""
        columns = {table: self._columns[table] for table in self.every_table}
        chosen = {
            table: tuple(column for column in own if column.filled_at in levels and column.derived is None)
            for table, own in columns.items()
        }
        return {table: own for table, own in chosen.items() if own}

    @property
    def stated_parameters(self) -> list[Parameter]:
        """The parameters the notice speaks of, in its order; the others only keep checks from being absurd."""
        return [self.parameters[name] for name in self.notice.parameters]

    def missing_parameters(self) -> list[str]:
        """Labels of the parameters the county is asked for and that nobody has given."""
        return [self.parameters[name].label for name in self.notice.asks if self.parameters[name].value is None]


def load_campaign(where: str | Path, settings: Path | Settings | None = None) -> Campaign:
    """Loads and checks everything a campaign needs.

    Args:
        where: the id of a notice, or the folder of one.
        settings: the county's settings file, or its content; without it those that lie in the notice's own folder.

    Raises:
        DefinitionError: with file and line, all mistakes in ``templates/``, in the notice or in the settings file.
    """
    if isinstance(where, Path):
        return _compiled(where, settings)
    given = [settings] if isinstance(settings, Path) and settings.is_file() else []
    campaign = kept([*definition_files(), *given], repr((where, settings)).encode(), lambda: _compiled(where, settings))
    assert isinstance(campaign, Campaign)
    return campaign


def _compiled(where: str | Path, settings: Path | Settings | None) -> Campaign:
    layer = find_notice(where)
    library = resolve(layer)
    notice = Placed(layer.head.model(Notice), layer.head, (), layer.id)
    mistakes = Mistakes()
    given = notice_parameters(library, notice, mistakes)
    mistakes.refuse()
    own = layer.folder / SETTINGS_FILE
    if settings is None and own.is_file():
        settings = own
    county = read_settings(settings, notice, given) if isinstance(settings, Path) else settings
    return _campaign(library, notice, county, campaign_parameters(given, notice.item, county), mistakes)


def _campaign(
    library: Library,
    notice: Placed[Notice],
    county: Settings | None,
    parameters: dict[str, Parameter],
    mistakes: Mistakes,
) -> Campaign:
    texts = _texts(library, notice.item, parameters)
    notice = _said(notice, texts, mistakes)
    codes = code_lists(library, notice.item.year, texts.words)
    indicators = _indicators(library, texts, mistakes)
    forms = notice_forms(library, notice, texts, codes, mistakes)
    forms = with_spare_rows(forms, county.spare_rows if county is not None else {}, mistakes)
    every_table = form_tables(forms)
    titles = table_titles(notice, forms, texts, mistakes)
    every_field = {name: table_fields(placed, indicators, codes, mistakes) for name, placed in every_table.items()}
    tables = {name: placed for name, placed in every_table.items() if placed.item.filled_at == "village"}
    own_tables = {name: placed.item for name, placed in every_table.items() if name not in tables}
    _refuse_computed(every_table, indicators, mistakes)
    _refuse_asks(notice, parameters, mistakes)
    _refuse_backward_stages(notice, mistakes)
    mistakes.refuse()
    work = Workshop(
        library=library,
        notice=notice,
        parameters=parameters,
        tables={name: placed.item for name, placed in tables.items()},
        scopes={},
        texts=texts,
        mistakes=mistakes,
        own_tables=own_tables,
    )
    anything = {name: field_type(one, codes) for name, one in indicators.items() if _in_year(one, codes)}
    _settle_scopes(work, titles, every_field, anything)
    columns = {name: tuple(_columns(work, placed, indicators)) for name, placed in every_table.items()}
    refuse_circles(work, columns)
    correcting = Correcting(work, columns)
    checks = correcting.checks(checks_in_force(work))
    verdicts = verdicts_in_force(work)
    operations = operations_in_force(work, verdicts)
    limits = limits_in_force(work)
    counters = counters_in_force(work)
    documents = documents_in_force(work, columns, verdicts, operations)
    procedures = procedures_in_force(work)
    refuse_uncomputable(work, indicators)
    refuse_unknown_names(work)
    refuse_unknown_homes(work)
    mistakes.refuse()
    blocking = gates(work.scopes, verdicts, operations)
    return Campaign(
        notice=notice.item,
        library=library,
        settings=county,
        parameters=parameters,
        texts=texts,
        indicators=indicators,
        codes=codes,
        forms={name: placed.item for name, placed in forms.items() if not is_own(placed.item)},
        tables=dict(work.tables),
        own_forms={name: placed.item for name, placed in forms.items() if is_own(placed.item)},
        own_tables=own_tables,
        titles=titles,
        scopes=dict(work.scopes),
        limits=limits,
        documents=documents,
        procedures=procedures,
        fates=tuple(work.fates),
        _columns=columns,
        _checks={name: (*correcting.instructed(name, blocking.get(name, ())), *own) for name, own in checks.items()},
        _verdicts={name: verdicts.get(name, ()) for name in every_table},
        _operations=operations,
        _counters=counters,
    )


def _texts(library: Library, notice: Notice, parameters: Mapping[str, Parameter]) -> Texts:
    labels = {name: placed.item.label for name, placed in library.indicators.items()}
    attached = {one.form: one.title for one in notice.attachments if one.form is not None}
    titles = {**_form_names(resolve(editions()[-1])), **_form_names(library), **attached}
    numbers = {one.form: one.number for one in notice.attachments if one.form is not None and one.number is not None}
    return Texts(numbers, parameters, labels, library.words, titles)


def _said(notice: Placed[Notice], texts: Texts, mistakes: Mistakes) -> Placed[Notice]:
    """The notice with what its clauses change in its own words and numbers."""
    clauses = []
    for index, clause in enumerate(notice.item.clauses):
        try:
            clauses.append(clause.model_copy(update={"effect": texts.say(clause.effect)}))
        except UnknownPlace as error:
            mistakes.add(notice.error(error.problem, "clauses", index, "effect"))
    return replace(notice, item=notice.item.model_copy(update={"clauses": clauses}))


def national_texts() -> Texts:
    """Texts of no notice: attachments are named by what the newest edition calls the forms."""
    texts = kept(definition_files(), b"national", _national_texts)
    assert isinstance(texts, Texts)
    return texts


def _national_texts() -> Texts:
    library = resolve(editions()[-1])
    labels = {name: placed.item.label for name, placed in library.indicators.items()}
    return Texts(
        {},
        {name: placed.item for name, placed in library.parameters.items()},
        labels,
        library.words,
        _form_names(library),
    )


def _form_names(library: Library) -> dict[str, str]:
    """What forms are called where no notice says."""
    return {name: placed.item.title or placed.item.short or name for name, placed in library.forms.items()}


def _indicators(library: Library, texts: Texts, mistakes: Mistakes) -> dict[str, Indicator]:
    """All indicators in the notice's words."""
    said: dict[str, Indicator] = {}
    for name, placed in library.indicators.items():
        try:
            fields = {"label": texts.words(placed.item.label), "help": texts.say(placed.item.help)}
        except UnknownPlace as error:
            mistakes.add(placed.error(error.problem, "help"))
            continue
        said[name] = placed.item.model_copy(update=fields)
    return said


def _in_year(indicator: Indicator, codes: Mapping[str, ResolvedCodes]) -> bool:
    return indicator.codes is None or indicator.codes in codes


def _refuse_computed(
    tables: Mapping[str, Placed[Table]], indicators: Mapping[str, Indicator], mistakes: Mistakes
) -> None:
    """What a township or the county says of itself is typed: there are no rows of theirs to compute with."""
    for placed in tables.values():
        for column in placed.item.columns if placed.item.filled_at != "village" else ():
            indicator = indicators.get(column.indicator)
            if indicator is not None and indicator.derived is not None:
                mistakes.add(placed.error(f"“{column.indicator}”是计算指标，上级自己填的表里不能有", "groups"))


def _refuse_asks(notice: Placed[Notice], parameters: Mapping[str, Parameter], mistakes: Mistakes) -> None:
    for index, name in enumerate(notice.item.asks):
        if name not in parameters:
            mistakes.add(notice.error(f"没有“{name}”这个参数", "asks", index))


def _refuse_backward_stages(notice: Placed[Notice], mistakes: Mistakes) -> None:
    for index, stage in enumerate(notice.item.stages):
        if stage.start is not None and stage.end is not None and stage.end < stage.start:
            problem = f"阶段“{stage.title}”的截止日 {stage.end} 在开始日 {stage.start} 前面"
            mistakes.add(notice.error(problem, "stages", index, "end"))


def _settle_scopes(work: Workshop, titles: Mapping[str, str], every: dict[str, Fields], anything: Fields) -> None:
    """Scopes in which every computed column can be computed; those that cannot are dropped, and said to be."""
    fields = {name: every[name] for name in work.tables}
    infos = {name: parameter_info(name, parameter) for name, parameter in work.parameters.items()}
    relations = {
        name: placed.item.model_copy(update={"label": work.texts.words(placed.item.label)})
        for name, placed in work.library.relations.items()
    }
    subjects = {name: placed.item for name, placed in work.library.subjects.items()}
    absent = {name: anything for name in work.notice.item.absent if name in relations}
    issued = {
        name: {own: kind for own, kind in fields[name].items() if work.library.indicators[own].item.derived is None}
        for name, table in work.tables.items()
        if table.roster
    }
    dropped: dict[tuple[str, str], str] = {}
    while True:
        work.scopes = table_scopes(
            work.tables, titles, fields, infos, relations, subjects, absent, issued, work.library.slots
        )
        work.dropped = dropped
        failing = list(_failing(work, fields))
        if not failing:
            break
        for table, name, why in failing:
            dropped[table, name] = why
            fields[table] = {own: kind for own, kind in fields[table].items() if own != name}
    for name, own in work.own_tables.items():
        scope = own_scope(own, titles[name], every[name], infos, relations, work.tables, fields, subjects)
        work.scopes[name] = scope


def _failing(work: Workshop, fields: Mapping[str, Fields]) -> Iterator[tuple[str, str, str]]:
    """Computed columns that cannot be computed with what the tables have now, and why."""
    for table, own in fields.items():
        for name in own:
            placed = work.library.indicators[name]
            if placed.item.derived is None:
                continue
            try:
                with work.mistakes.noted():
                    work.compiled(placed, placed.item.derived, table, "derived")
            except NotHere as error:
                yield table, name, error.why


def _columns(
    work: Workshop, placed_table: Placed[Table], indicators: Mapping[str, Indicator]
) -> Iterator[ResolvedColumn]:
    table = placed_table.item
    for group in table.groups:
        for column in group.columns:
            if (table.id, column.indicator) in work.dropped:
                continue
            indicator = indicators[column.indicator]
            placed = work.library.indicators[column.indicator]
            derived = None
            if indicator.derived is not None:
                with work.mistakes.noted():
                    derived = work.compiled(placed, indicator.derived, table.id, "derived")
            filled_at = column.filled_at if column.filled_at != "village" else table.filled_at
            filled_when = None
            if column.filled_when is not None:
                with work.mistakes.noted():
                    filled_when = _asked_when(work, placed_table, column.filled_when)
            by_others = filled_at != table.filled_at
            yield ResolvedColumn(
                name=indicator.name,
                label=column.label or indicator.label,
                kind=indicator.kind,
                codes=indicator.codes,
                person=indicator.person,
                unit=indicator.unit,
                decimals=indicator.decimals,
                min=indicator.min,
                max=indicator.max,
                derived=derived,
                locked=column.locked or derived is not None or by_others,
                required="no" if derived is not None or by_others else column.required,
                group=group.title,
                width=indicator.width,
                help=indicator.help,
                status=indicator.status,
                source=indicator.source,
                filled_at=filled_at,
                chosen_from=indicator.chosen_from,
                several=indicator.several,
                names_village=indicator.names_village,
                corrects=indicator.corrects,
                awaits=tuple(indicator.awaits),
                asked_anew=indicator.asked_anew,
                filled_when=filled_when,
            )


def _asked_when(work: Workshop, table: Placed[Table], text: str) -> Expression:
    try:
        return work.compiled(table, text, table.item.id, "groups")
    except NotHere as missing:
        raise table.error(missing.why, "groups") from missing


def with_settings(campaign: Campaign, settings: Settings | None) -> Campaign:
    """The campaign with a county's values, loaded like any other.

    Raises:
        DefinitionError: see `load_campaign`.
    """
    if settings == campaign.settings:
        return campaign
    layer = campaign.library.top
    return load_campaign(layer.id if notice_folders().get(layer.id) == layer.folder else layer.folder, settings)
