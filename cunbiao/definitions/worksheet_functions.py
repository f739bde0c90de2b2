"""The worksheet functions of the add-in: what they are called, what they want and what they give."""

from __future__ import annotations

from functools import cache
from typing import Literal, Self

from pydantic import Field, model_validator

from cunbiao.definitions.models import Definition
from cunbiao.definitions.source import TEMPLATES, Document

NAME = r"^CB_[A-Z]+$"


class Argument(Definition):
    """An argument: the indicator of that name, or with a ``kind`` what stands for the policy parameter of that name.

    ``default`` is what such a parameter is where an optional argument is not given.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    about: str = Field(max_length=255)
    kind: Literal["date", "flag"] | None = None
    default: bool | Literal["today"] | None = None

    @model_validator(mode="after")
    def _default_of_its_kind(self) -> Self:
        given: dict[object, str | None] = {"today": "date", True: "flag", False: "flag", None: None}
        if given[self.default] != self.kind:
            raise ValueError("kind: date 的 default 写 today，kind: flag 的写 true 或 false，填报项两样都不写")
        return self


class WorksheetFunction(Definition):
    """One function.

    It gives the ``value`` of an expression about its arguments (as ``shown``, a number format), what the ``checks`` on
    one field say, or an ``indicator`` computed from its typed parts. ``unknown`` is what it says when it cannot answer
    although every cell it is given is filled rightly.
    """

    name: str = Field(pattern=NAME)
    about: str = Field(max_length=255)
    arguments: list[str] = Field(default=[])
    optional: list[str] = Field(default=[])
    value: str | None = None
    shown: str | None = None
    checks: str | None = None
    indicator: str | None = None
    unknown: str | None = None

    @model_validator(mode="after")
    def _gives_one_thing(self) -> Self:
        if sum(thing is not None for thing in (self.value, self.checks, self.indicator)) != 1:
            raise ValueError("value、checks、indicator 要写一个，也只能写一个")
        if (self.checks is None) != (self.unknown is not None):
            raise ValueError("value、indicator 要写 unknown，checks 不写")
        return self


class FunctionTexts(Definition):
    """What functions say and understand besides: a ``right`` number, and the words for a flag."""

    right: str
    yes: str
    no: str


class FunctionFile(Definition):
    """``templates/desk/functions.yaml``."""

    about: str
    category: str
    arguments: list[Argument]
    functions: list[WorksheetFunction]
    texts: FunctionTexts

    def argument(self, name: str) -> Argument:
        """An argument by name; raises `KeyError` when none is called that."""
        for argument in self.arguments:
            if argument.name == name:
                return argument
        raise KeyError(name)

    @model_validator(mode="after")
    def _known_arguments(self) -> Self:
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
