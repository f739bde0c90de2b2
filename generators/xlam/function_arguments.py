"""The arguments of the worksheet functions, those that come from an indicator's formulas included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.definitions.worksheet_functions import FunctionFile, WorksheetFunction
from cunbiao.expressions.tree import Field, walk


@dataclass(frozen=True)
class FunctionArgument:
    """An argument as VBA declares it."""

    name: str
    label: str
    about: str
    optional: bool

    @property
    def declared(self) -> str:
        """The declaration."""
        return f"{'Optional ' if self.optional else ''}ByVal {self.name} As Variant"


def arguments_of(definition: FunctionFile, campaign: Campaign, function: WorksheetFunction) -> list[FunctionArgument]:
    """The arguments of a function in their order: those of an indicator's parts follow the required ones."""
    required = [definition.argument(name) for name in function.arguments]
    optional = [definition.argument(name) for name in function.optional]
    parts = _parts(campaign, function)
    return [
        *(FunctionArgument(one.name, one.label, one.about, False) for one in required),
        *(FunctionArgument(one.name, one.label, one.help, False) for one in parts),
        *(FunctionArgument(one.name, one.label, one.about, True) for one in optional),
    ]


def _parts(campaign: Campaign, function: WorksheetFunction) -> list[ResolvedColumn]:
    """The typed columns an indicator is computed from, in the order in which its formulas name them."""
    if function.indicator is None or function.table is None:
        return []
    return list({column.name: column for column in _typed(campaign, function.table, function.indicator)}.values())


def _typed(campaign: Campaign, table: str, name: str) -> Iterator[ResolvedColumn]:
    column = campaign.column(table, name)
    if column.derived is None:
        yield column
        return
    for node in walk(column.derived.tree):
        if isinstance(node, Field):
            yield from _typed(campaign, table, node.type.name)
