"""A compiled rule expression: its text, its typed tree and what it depends on."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from cunbiao.expressions.parse import parse
from cunbiao.expressions.tree import Aggregate, Field, Node, OneOf, Parameter, walk
from cunbiao.expressions.types import Kind, Scope


@dataclass(frozen=True)
class Expression:
    """A rule expression that is understood: names, types and code labels are all known in ``scope``."""

    text: str
    scope: Scope = field(repr=False)
    tree: Node = field(repr=False)

    @property
    def kind(self) -> Kind:
        """Whether it gives a number, a text or a flag."""
        return self.tree.kind

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every node of the tree."""
        return tuple(walk(self.tree))

    @cached_property
    def own_fields(self) -> frozenset[str]:
        """Names of the row's own fields that it mentions."""
        return frozenset(node.type.name for node in self.nodes if isinstance(node, Field) and node.where == "own")

    @cached_property
    def reads(self) -> frozenset[tuple[str, str]]:
        """Every (table, field) its value depends on, keys of lookups and joins included.

        Computed columns are filled in the order this gives.
        """
        found = {(self.scope.table, name) for name in self.own_fields}
        for node in self.nodes:
            if isinstance(node, Field) and node.where == "parent":
                found |= {(table, name) for table in self.scope.parents for name in (node.type.name, self.scope.key)}
                found.add((self.scope.table, self.scope.key))
            elif isinstance(node, Aggregate):
                inner = {part.type.name for part in walk(node) if isinstance(part, Field) and part.where == "inner"}
                if node.field is not None:
                    inner.add(node.field.name)
                if node.relation.join == "household":
                    inner.add(node.relation.key)
                    found.add((self.scope.table, self.scope.key))
                found |= {(table, name) for table in node.relation.tables for name in inner}
        return frozenset(found)

    @cached_property
    def at_merge_only(self) -> bool:
        """Whether only a merge can tell it, because it looks at rows of the whole county."""
        return any(isinstance(node, Aggregate) and node.relation.join == "county" for node in self.nodes)

    @cached_property
    def null_parameters(self) -> tuple[str, ...]:
        """Labels of the parameters it needs that the notice does not give, in order of appearance."""
        missing = (node.info.label for node in self.nodes if isinstance(node, Parameter) and node.info.value is None)
        return tuple(dict.fromkeys(missing))

    @cached_property
    def left_out(self) -> tuple[tuple[str, str], ...]:
        """Every (field, code id) named in a list of values that this year does not have, in order of appearance."""
        found = (
            (node.item.type.name, code)
            for node in self.nodes
            if isinstance(node, OneOf) and isinstance(node.item, Field)
            for code in node.left_out
        )
        return tuple(dict.fromkeys(found))


def compile_expression(text: str, scope: Scope) -> Expression:
    """Understand ``text`` in ``scope``.

    Raises:
        UnknownName: a field, relation or parameter that this table or notice does not have.
        UnknownCode: a code id that this year does not have, where the expression cannot do without it.
        ExpressionError: any other mistake: an unknown function or code id, a wrong type, an unsupported way of writing.
    """
    return Expression(text, scope, parse(text, scope))
