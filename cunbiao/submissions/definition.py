"""``templates/intake.yaml`` and a campaign, condensed to the plain `Schema` that workers are given."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache

from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.definitions.intake import (
    IgnoredEntry,
    intake_document,
    intake_file,
    reading_limits,
    signature_words,
    subtotal_words,
)
from cunbiao.definitions.library import every_indicator
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.picks import picked_from
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.submissions.amounts import folded_unit
from cunbiao.submissions.schema import ColumnSchema, IgnoredName, IntakeRules, Schema, TableSchema, Words


def schema_for(campaign: Campaign | None, *, rollups: bool = False) -> Schema:
    """The schema of a campaign; of none, one by which only the reason is found why nothing is taken from a file."""
    return schema_with("", "", 0, {}, rollups=rollups) if campaign is None else schema_of(campaign, rollups=rollups)


def schema_of(campaign: Campaign, *, rollups: bool = False) -> Schema:
    """What workers need of a campaign; see `schema_with` for ``rollups`` and errors."""
    tables = {table_id: _table(campaign, table_id) for table_id in campaign.tables}
    own = schema_with(campaign.notice.id, campaign.notice.title, campaign.year, tables, rollups=rollups)
    levels = {
        table: tuple(replace(_column(campaign, column), locked=False, filled_by="") for column in columns)
        for table, columns in campaign.filled_at("township", "county").items()
    }
    return replace(own, messages=load_messages(campaign), levels=levels)


def schema_with(policy: str, title: str, year: int, tables: dict[str, TableSchema], *, rollups: bool = False) -> Schema:
    """The schema of these tables with the rules of ``templates/``; see `intake_rules` for errors."""
    rules = intake_rules()
    own = {field.name: getattr(rules, field.name) for field in fields(rules)}
    return Schema(**own, policy=policy, title=title, year=year, tables=tables, rollups=rollups)


@cache
def intake_rules() -> IntakeRules:
    """The messages, limits and words of ``templates/``.

    Raises:
        DefinitionError: ``templates/intake.yaml`` or a message file is not as expected.
    """
    intake = intake_file()
    messages = load_messages()
    for key in ("ignored_files", "ignored_folders"):
        for index, entry in enumerate(getattr(intake, key)):
            if entry.message not in messages:
                raise intake_document().error((key, index, "message"), f"没有“{entry.message}”这条消息")
    return IntakeRules(
        messages=messages,
        limits=reading_limits(),
        words=Words(
            ditto=frozenset(intake.words.ditto),
            subtotal=subtotal_words(),
            signature=signature_words(),
            units={folded_unit(unit): factor for unit, factor in intake.units.items()},
            expected=intake.expected,
            contents=intake.contents,
        ),
        ignored_files=tuple(_ignored(entry) for entry in intake.ignored_files),
        ignored_folders=tuple(_ignored(entry) for entry in intake.ignored_folders),
    )


def _ignored(entry: IgnoredEntry) -> IgnoredName:
    return IgnoredName(entry.pattern.lower(), entry.message, entry.actual, entry.look)


def _table(campaign: Campaign, table_id: str) -> TableSchema:
    table = campaign.tables[table_id]
    columns = tuple(_column(campaign, column) for column in campaign.columns(table_id))
    return TableSchema(
        id=table_id,
        form=campaign.form_of(table_id).id,
        sheet=table.sheet,
        version=campaign.notice.form_edition,
        key=table.key,
        accepts=frozenset(campaign.notice.accepts),
        former=_former(campaign, columns) if campaign.notice.accepts else {},
        columns=columns,
        prefilled=bool(table.roster),
        new_keys=table.new_keys,
        homes=tuple(table.parents),
        pick=tuple(table.pick.fills) if table.pick is not None else (),
        persons=tuple(own.id for own in picked_from(campaign.tables, table)),
    )


def _column(campaign: Campaign, column: ResolvedColumn) -> ColumnSchema:
    return ColumnSchema(
        name=column.name,
        label=column.label,
        kind=column.kind,
        locked=column.locked,
        derived=column.derived is not None,
        labels=frozenset(campaign.codes[column.codes].labels) if column.codes else None,
        filled_by="" if column.filled_at == "village" else vocabulary().deciders[column.filled_at],
        person=column.person,
        remedy=campaign.remedy(column.name) if column.locked else "",
    )


def _former(campaign: Campaign, columns: tuple[ColumnSchema, ...]) -> dict[str, str]:
    """Name and label, in the notice's words, of the columns of other years; "" is the label of a computed one."""
    own = {column.name for column in columns}
    others = {name: indicator for name, indicator in every_indicator().items() if name not in own}
    return {
        name: "" if indicator.derived is not None else campaign.texts.words(indicator.label)
        for name, indicator in others.items()
    }
