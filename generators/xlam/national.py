"""What the worksheet functions take from the national definitions, which no notice changes: indicators and checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cunbiao.definitions.layers import editions
from cunbiao.definitions.library import Library, resolve
from cunbiao.definitions.models import Indicator
from cunbiao.definitions.rules import Check
from cunbiao.expressions import Expression, FieldType, ParameterInfo, Scope, compile_expression
from cunbiao.expressions.tree import Field, walk
from cunbiao.kinds import NUMBER_KINDS


@dataclass(frozen=True)
class Formulas:
    """How an indicator is worked out.

    Attributes:
        typed: the indicators a person fills in for it, in the order in which the formulas name them.
        computed: the formula of each computed one behind it and its own, each after those it needs.
    """

    typed: list[str] = field(default_factory=list)
    computed: dict[str, Expression] = field(default_factory=dict)


def _national() -> Library:
    """The newest national edition."""
    return resolve(editions()[-1])


def indicator(name: str) -> Indicator:
    """An indicator by name; raises `KeyError` when there is none."""
    return _national().indicators[name].item


def field_type(name: str) -> FieldType:
    """An indicator as expressions see it; which codes a choice may take depends on the year and does not matter."""
    found = indicator(name)
    return FieldType(name, found.label, "number" if found.kind in NUMBER_KINDS else "text", unit=found.unit)


def formulas_of(name: str, parameters: Mapping[str, ParameterInfo]) -> Formulas:
    """The formulas of an indicator; raises `ExpressionError` when one needs a parameter that is not among these."""
    scope = Scope("", "", {other: field_type(other) for other in _national().indicators}, parameters=parameters)
    found = Formulas()
    _work_out(name, scope, found)
    return found


def checks_of_persons(field: str) -> Iterator[Check]:
    """The checks on persons that look at a field, in the order in which their messages are shown."""
    for placed in _national().checks.values():
        if "member" in placed.item.on and field in placed.item.fields:
            yield placed.item


def _work_out(name: str, scope: Scope, found: Formulas) -> None:
    text = indicator(name).derived
    if text is None:
        if name not in found.typed:
            found.typed.append(name)
    elif name not in found.computed:
        formula = compile_expression(text, scope)
        for node in walk(formula.tree):
            if isinstance(node, Field):
                _work_out(node.type.name, scope, found)
        found.computed[name] = formula
