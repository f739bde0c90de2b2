"""The parameters of a campaign: an edition's defaults, the notice's values, those of the unit, those of the county."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from datetime import date

from cunbiao.definitions.layers import Placed
from cunbiao.definitions.library import Library
from cunbiao.definitions.notices import Notice, Parameter, ParameterPatch, Settings
from cunbiao.definitions.overrides import said
from cunbiao.definitions.source import Mistakes, written
from cunbiao.definitions.texts import replaced

_TYPES: dict[str, type | tuple[type, ...]] = {"flag": bool, "date": date, "text": str}
_TYPE_NAMES = {"flag": "true 或 false", "date": "日期（如 2020-09-30）", "text": "文字"}


def notice_parameters(library: Library, notice: Placed[Notice], mistakes: Mistakes) -> dict[str, Parameter]:
    """Name → parameter as the notice has it, before any unit or county; mistakes are added to ``mistakes``."""
    resolved = {"year": _year(notice.item)}
    resolved |= {name: _in_words(placed.item, library.words) for name, placed in library.parameters.items()}
    for name, patch in notice.item.parameters.items():
        with mistakes.noted():
            resolved[name] = _patched(notice, name, resolved.get(name), patch)
    return resolved


def campaign_parameters(
    parameters: dict[str, Parameter], notice: Notice, settings: Settings | None
) -> dict[str, Parameter]:
    """The parameters as they hold in one county: looked up in tables, set for its unit, supplied by its settings."""
    units = units_of(notice, settings)
    return {
        name: _supplied(_of_unit(_looked_up(parameter, parameters, notice, settings), units), name, settings)
        for name, parameter in parameters.items()
    }


def units_of(notice: Notice, settings: Settings | None) -> tuple[str, ...]:
    """Names and codes by which the campaign's own place is known, the smallest first."""
    place = notice.jurisdiction
    known = [place.township, settings.county if settings else None, settings.area_code if settings else None]
    known += [place.county, place.area_code, place.prefecture, place.province]
    return tuple(dict.fromkeys(name for name in known if name))


def value_error(parameter: Parameter, value: object) -> str | None:
    """What is wrong with a value for a parameter of this type; None when it fits."""
    expected = _TYPES.get(parameter.type, (int, float))
    if isinstance(value, float) and not math.isfinite(value):
        return f"“{parameter.label}”的值不是一个数：{value}"
    if isinstance(value, expected) and (parameter.type == "flag" or not isinstance(value, bool)):
        return None
    return f"“{parameter.label}”的值类型不对：应当是{_TYPE_NAMES.get(parameter.type, '数字')}，现在是{written(value)}"


def _year(notice: Notice) -> Parameter:
    return Parameter(label="年度", type="integer", value=float(notice.year), clause=f"{notice.reference[:3]} 标题")


def _in_words(parameter: Parameter, words: Mapping[str, str]) -> Parameter:
    """A parameter of the editions in the notice's words."""
    return parameter.model_copy(
        update={"label": replaced(parameter.label, words), "note": replaced(parameter.note, words)}
    )


def _patched(notice: Placed[Notice], name: str, known: Parameter | None, patch: ParameterPatch) -> Parameter:
    """The notice's word on a parameter; what it leaves out stays as the edition has it."""
    at = ("parameters", name)
    fields = said(patch)
    if known is None:
        missing = [field for field in ("label", "type", "clause") if field not in fields]
        if missing:
            raise notice.error(f"没有“{name}”这个参数；要新设一个，还得写 {'、'.join(missing)}", *at)
        return Parameter.model_validate(fields)
    parameter = known.model_copy(update=fields)
    if parameter.value is not None and (problem := value_error(parameter, parameter.value)):
        raise notice.error(problem, *at, "value")
    return parameter


def _of_unit(parameter: Parameter, units: tuple[str, ...]) -> Parameter:
    """The parameter with the value of the smallest unit that has one of its own."""
    for unit in units:
        own = parameter.by_unit.get(unit)
        if own is not None:
            return parameter.model_copy(update={"value": own.value, "clause": own.clause, "status": None})
    return parameter


def _looked_up(
    parameter: Parameter, parameters: dict[str, Parameter], notice: Notice, settings: Settings | None
) -> Parameter:
    """The parameter with the value that a table has for the year and the smallest area there is a row for."""
    if parameter.lookup is None or parameter.value is not None:
        return parameter
    area = (settings.area_code if settings else None) or notice.jurisdiction.area_code
    fitting = [
        row
        for row in parameters[parameter.lookup.table].rows
        if row["kind"] == parameter.lookup.kind
        and row["year"] == notice.year
        and area.startswith(str(row["area"]).rstrip("0"))
    ]
    if not fitting:
        return parameter
    best = max(fitting, key=lambda row: len(str(row["area"]).rstrip("0")))
    return parameter.model_copy(update={"value": best["value"], "clause": str(best["document"])})


def _supplied(parameter: Parameter, name: str, settings: Settings | None) -> Parameter:
    if settings is None or name not in settings.parameters:
        return parameter
    own = settings.parameters[name]
    value = carried_value(parameter, own.value)
    if value is None:  # only a workbook that was tampered with carries such a value
        return parameter
    return parameter.model_copy(update={"value": value, "clause": own.source, "status": None})


def carried_value(parameter: Parameter, value: date | bool | float | str) -> date | bool | float | str | None:
    """A value as workbooks carry it (a date as 2020-09-30) as one of the parameter's type; ``None`` when it is none."""
    if parameter.type == "date" and isinstance(value, str):
        with suppress(ValueError):
            value = date.fromisoformat(value)
    return value if value_error(parameter, value) is None else None
