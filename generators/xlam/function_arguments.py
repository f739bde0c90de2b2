"""The arguments of the worksheet functions, those that come from an indicator's formulas included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cunbiao.definitions.models import Indicator
from cunbiao.definitions.worksheet_functions import Argument, FunctionFile, WorksheetFunction
from cunbiao.expressions import ParameterInfo
from generators.xlam.national import formulas_of, indicator


@dataclass(frozen=True)
class FunctionArgument:
    """An argument as VBA declares it: an ``indicator`` a person fills in, or what stands for a policy ``parameter``."""

    name: str
    about: str
    optional: bool = False
    indicator: Indicator | None = None
    parameter: Argument | None = None

    @property
    def declared(self) -> str:
        """The declaration."""
        return f"{'Optional ' if self.optional else ''}ByVal {self.name} As Variant"

    @property
    def value(self) -> str:
        """The variable that holds what the argument comes to."""
        return value_of(self.name)


def arguments_of(definition: FunctionFile, function: WorksheetFunction) -> list[FunctionArgument]:
    """The arguments of a function in their order: those of an indicator's parts follow the required ones."""
    parts = formulas_of(function.indicator, parameters_of(definition)).typed if function.indicator else []
    return [
        *(_argument(definition.argument(name), optional=False) for name in function.arguments),
        *(FunctionArgument(part.name, part.help, indicator=part) for part in map(indicator, parts)),
        *(_argument(definition.argument(name), optional=True) for name in function.optional),
    ]


def parameters_of(definition: FunctionFile) -> Mapping[str, ParameterInfo]:
    """The policy parameters that arguments stand for, as expressions see them."""
    given = [argument for argument in definition.arguments if argument.kind is not None]
    return {one.name: ParameterInfo(one.name, one.name, one.kind, None) for one in given if one.kind is not None}


def value_of(name: str) -> str:
    """The variable that holds what the argument of that name comes to."""
    return f"Given_{name}"


def _argument(argument: Argument, optional: bool) -> FunctionArgument:
    if argument.kind is not None:
        return FunctionArgument(argument.name, argument.about, optional, parameter=argument)
    return FunctionArgument(argument.name, argument.about, optional, indicator(argument.name))
