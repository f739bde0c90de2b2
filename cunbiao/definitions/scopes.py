"""What an expression may name in a given table: own fields, the parent household, relations, parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cunbiao.definitions.codes import ResolvedCodes
from cunbiao.definitions.models import Indicator, Table
from cunbiao.definitions.notices import Parameter
from cunbiao.definitions.tables import RelationDefinition, Subject
from cunbiao.expressions import FieldType, ParameterInfo, Relation, Scope
from cunbiao.expressions.types import ParameterKind
from cunbiao.kinds import NUMBER_KINDS

Fields = dict[str, FieldType]


def field_type(indicator: Indicator, codes: Mapping[str, ResolvedCodes]) -> FieldType:
    """The expression type of an indicator; a choice knows its values so that a misspelt one is refused."""
    values = codes[indicator.codes] if indicator.codes else None
    return FieldType(
        name=indicator.name,
        label=indicator.label,
        kind="number" if indicator.kind in NUMBER_KINDS else "text",
        codes=values.labels if values else None,
        unit=indicator.unit,
        codes_list=f"list_{indicator.codes}" if indicator.codes else None,
        ids=values.ids if values else {},
        known_ids=values.known_ids if values else frozenset(),
        is_date=indicator.kind == "date",
    )


def parameter_info(name: str, parameter: Parameter) -> ParameterInfo:
    """A parameter as expressions see it; ``value`` None makes every comparison with it unknown."""
    kinds: dict[str, ParameterKind] = {"flag": "flag", "date": "date", "text": "text", "table": "table"}
    return ParameterInfo(
        name=name,
        label=parameter.label,
        kind=kinds.get(parameter.type, "number"),
        value=parameter.value,
        unit=parameter.unit,
    )


def table_scopes(
    tables: Mapping[str, Table],
    titles: Mapping[str, str],
    fields: Mapping[str, Fields],
    parameters: Mapping[str, ParameterInfo],
    relations: Mapping[str, RelationDefinition],
    subjects: Mapping[str, Subject],
    absent: Mapping[str, Fields],
    issued: Mapping[str, Fields],
    slots: Mapping[str, tuple[str, ...]],
) -> dict[str, Scope]:
    """One scope a table.

    A relation joined by household means, from a home's row, the rows of the tables below it with its key; from any
    other row the same for its home. One joined by village or county means all such rows there. ``absent`` are relations
    that the notice declares to have no rows, with the fields their rows would have; ``issued`` are the columns of which
    workbooks keep what the village was sent, by table; ``slots`` are columns that ask the same thing several times.
    """
    return {
        table.id: Scope(
            table=table.id,
            label=titles[table.id],
            fields=fields[table.id],
            parents=tuple(parent for parent in table.parents if parent in tables),
            parent_fields=_common(fields[parent] for parent in table.parents if parent in tables),
            relations=_relations(relations, table, tables, fields, subjects, absent),
            parameters=parameters,
            last_fields=issued.get(table.id, {}),
            slots=slots,
            key=table.key,
        )
        for table in tables.values()
    }


def own_scope(
    table: Table,
    title: str,
    fields: Fields,
    parameters: Mapping[str, ParameterInfo],
    relations: Mapping[str, RelationDefinition],
    tables: Mapping[str, Table],
    table_fields: Mapping[str, Fields],
    subjects: Mapping[str, Subject],
) -> Scope:
    """The scope of what a township or county fills in about itself.

    Seen from it every relation means all rows of its villages, and ``last.x`` is the year before.
    """
    whole = {name: defined.model_copy(update={"join": "county"}) for name, defined in relations.items()}
    return Scope(
        table=table.id,
        label=title,
        fields=fields,
        relations=_relations(whole, table, tables, table_fields, subjects, {}),
        parameters=parameters,
        last_fields=fields,
        key=table.key,
    )


def _relations(
    defined: Mapping[str, RelationDefinition],
    table: Table,
    tables: Mapping[str, Table],
    fields: Mapping[str, Fields],
    subjects: Mapping[str, Subject],
    absent: Mapping[str, Fields],
) -> dict[str, Relation]:
    """Those of the relations that this table sees."""
    seen = {name: _relation(own, table, tables, fields, subjects, absent) for name, own in defined.items()}
    return {name: relation for name, relation in seen.items() if relation is not None}


def _relation(
    defined: RelationDefinition,
    table: Table,
    tables: Mapping[str, Table],
    fields: Mapping[str, Fields],
    subjects: Mapping[str, Subject],
    absent: Mapping[str, Fields],
) -> Relation | None:
    """The relation as this table sees it; None where there are no such tables."""
    every = [other for other in tables.values() if defined.rows.has(other)]
    homes = {table.id} if table.is_home else set(table.parents)
    chosen = every if defined.join != "household" else [other for other in every if homes & set(other.parents)]
    if not chosen and not (every and defined.none_elsewhere) and defined.id not in absent:
        return None
    units = {subjects[other.subject].unit for other in chosen or every}
    return Relation(
        name=defined.id,
        label=defined.label,
        join=defined.join,
        tables=tuple(other.id for other in chosen),
        fields=_common(fields[other.id] for other in chosen or every) or absent.get(defined.id, {}),
        key=table.key,
        unit=defined.unit or (units.pop() if len(units) == 1 else "行"),
    )


def _common(several: Iterable[Fields]) -> Fields:
    """Fields that every one of the tables has."""
    result: Fields | None = None
    for fields in several:
        result = dict(fields) if result is None else {name: kind for name, kind in result.items() if name in fields}
    return result or {}
