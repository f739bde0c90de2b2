"""The worksheet functions of the add-in: what they are called, what they want and what they give."""

from __future__ import annotations

from functools import cache

from pydantic import Field, model_validator

from cunbiao.definitions.models import Definition
from cunbiao.definitions.source import TEMPLATES, Document

NAME = r"^CB_[A-Z]+$"


class Argument(Definition):
    """An argument; tables and policy parameters bear the names they have in the campaign."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    about: str = Field(max_length=255)


class WorksheetFunction(Definition):
    """One function.

    It gives the ``value`` of an expression about its arguments (as ``shown``, a number format), what the ``checks`` on
    one field say, an ``indicator`` computed in ``table`` from its typed parts, or a ``verdict`` (or its ``reasons``).
    """

    name: str = Field(pattern=NAME)
    about: str = Field(max_length=255)
    arguments: list[str]
    optional: list[str] = Field(default=[])
    value: str | None = None
    shown: str | None = None
    checks: str | None = None
    indicator: str | None = None
    table: str | None = None
    verdict: str | None = None
    reasons: bool = False

    @model_validator(mode="after")
    def _gives_one_thing(self) -> WorksheetFunction:
        if sum(thing is not None for thing in (self.value, self.checks, self.indicator, self.verdict)) != 1:
            raise ValueError("value、checks、indicator、verdict 要写一个，也只能写一个")
        return self


class FunctionFile(Definition):
    """``templates/desk/functions.yaml``; ``texts`` are what functions say besides their results."""

    about: str
    category: str
    arguments: list[Argument]
    functions: list[WorksheetFunction]
    texts: dict[str, str]

    def argument(self, name: str) -> Argument:
        """An argument by name; raises `KeyError` when none is called that."""
        for argument in self.arguments:
            if argument.name == name:
                return argument
        raise KeyError(name)

    @model_validator(mode="after")
    def _known_arguments(self) -> FunctionFile:
        known = {argument.name for argument in self.arguments}
        for function in self.functions:
            unknown = [name for name in (*function.arguments, *function.optional) if name not in known]
            if unknown:
                raise ValueError(f"函数 {function.name} 的参数没有说明：{'、'.join(unknown)}")
        return self


@cache
def load_functions() -> FunctionFile:
    """The definition of the worksheet functions.

    Raises:
        DefinitionError: with file and line, for a mistake in it.
    """
    return Document(TEMPLATES / "desk" / "functions.yaml").model(FunctionFile)
