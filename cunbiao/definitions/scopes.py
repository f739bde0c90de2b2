"""What an expression may name in a given table: own fields, the parent household, relations, parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from cunbiao.definitions.codes import ResolvedCodes
from cunbiao.definitions.models import Indicator, Parameter, Table
from cunbiao.expressions import FieldType, ParameterInfo, Relation, Scope
from cunbiao.kinds import NUMBER_KINDS

Fields = dict[str, FieldType]


def field_type(indicator: Indicator, codes: Mapping[str, ResolvedCodes]) -> FieldType:
    """The expression type of an indicator; a choice knows its labels so that a misspelt one is refused."""
    return FieldType(
        name=indicator.name,
        label=indicator.label,
        kind="number" if indicator.kind in NUMBER_KINDS else "text",
        codes=codes[indicator.codes].labels if indicator.codes else None,
        unit=indicator.unit,
        codes_list=f"list_{indicator.codes}" if indicator.codes else None,
    )


def parameter_info(name: str, parameter: Parameter) -> ParameterInfo:
    """A policy parameter as expressions see it; ``value`` None makes every comparison with it unknown."""
    kinds: dict[str, Literal["number", "flag", "date"]] = {"flag": "flag", "date": "date"}
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
) -> dict[str, Scope]:
    """One scope a table.

    From a household row ``members`` are the rows of its member table, ``increases``, ``decreases``, ``unstable`` and
    ``clearouts`` the rows of those forms with its household code; from a member or change row the same relations mean
    the row's own household. The relations named ``village_…``, ``registered_…`` and ``edge_households`` are all such
    rows of the village's workbook.
    """
    everywhere = _village_relations(tables, fields)
    return {
        table.id: Scope(
            table=table.id,
            label=titles[table.id],
            fields=fields[table.id],
            parents=tuple(parent for parent in table.parents if parent in tables),
            parent_fields=_common(fields[parent] for parent in table.parents if parent in tables),
            relations={**everywhere, **_household_relations(table, tables, fields)},
            parameters=parameters,
        )
        for table in tables.values()
    }


def _household_relations(
    table: Table, tables: Mapping[str, Table], fields: Mapping[str, Fields]
) -> dict[str, Relation]:
    homes = {table.id} if table.kind == "household" else set(table.parents)
    roles = {tables[home].role for home in homes if home in tables}
    below = [other for other in tables.values() if homes & set(other.parents)]
    wanted = {
        "members": ("本户成员", [other for other in below if other.kind == "member" and other.role in roles]),
        "increases": ("本户自然增加人员", [other for other in below if other.role == "increase"]),
        "decreases": ("本户自然减少人员", [other for other in below if other.role == "decrease"]),
        "unstable": ("本户脱贫不稳定户登记", [other for other in below if other.role == "unstable"]),
        "clearouts": ("本户清退登记", [other for other in below if other.role == "clearout"]),
    }
    return {
        name: _relation(name, label, "household", chosen, fields) for name, (label, chosen) in wanted.items() if chosen
    }


def _village_relations(tables: Mapping[str, Table], fields: Mapping[str, Fields]) -> dict[str, Relation]:
    def having(kind: str, *roles: str) -> list[Table]:
        return [table for table in tables.values() if table.kind == kind and (not roles or table.role in roles)]

    wanted = {
        "village_members": ("全村登记人员", having("member")),
        "village_decreases": ("全村自然减少人员", having("change", "decrease")),
        "registered_members": ("本村在册人员", having("member", "register")),
        "registered_households": ("本村在册户", having("household", "register")),
        "edge_households": ("本村边缘户", having("household", "edge")),
    }
    return {
        name: _relation(name, label, "village", chosen, fields) for name, (label, chosen) in wanted.items() if chosen
    }


def _relation(
    name: str,
    label: str,
    join: Literal["household", "village"],
    chosen: list[Table],
    fields: Mapping[str, Fields],
) -> Relation:
    return Relation(
        name=name,
        label=label,
        join=join,
        tables=tuple(table.id for table in chosen),
        fields=_common(fields[table.id] for table in chosen),
        unit="户" if chosen[0].kind == "household" else "人",
    )


def _common(several: Iterable[Fields]) -> Fields:
    """Fields that every one of the tables has."""
    result: Fields | None = None
    for fields in several:
        result = dict(fields) if result is None else {name: kind for name, kind in result.items() if name in fields}
    return result or {}
