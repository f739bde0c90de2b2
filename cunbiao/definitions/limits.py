"""Limits a place must keep, as data (``limits.yaml``): a figure of the totals against parameters and other figures."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from cunbiao.definitions.models import Definition, Status
from cunbiao.findings import Level

LimitLevel = Literal["village", "township", "county"]
# Kind of bound → its sign in an expression, and how staff say it.
_SIGNS = {"at_most": ("<=", "不超过"), "at_least": (">=", "不少于"), "equals": ("==", "等于")}


class LimitDefinition(Definition):
    """A figure that may not be passed at a level.

    Exactly one of ``at_most``, ``at_least`` and ``equals`` is given: an expression over ``param.x`` and measures.
    """

    id: str
    label: str
    at: LimitLevel
    measure: str
    at_most: str | None = None
    at_least: str | None = None
    equals: str | None = None
    level: Level
    message: str
    fix: str
    clause: str
    status: Status | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> LimitDefinition:
        if len(self._bounds()) != 1:
            raise ValueError("at_most、at_least、equals 要写一个，也只能写一个")
        return self

    def _bounds(self) -> dict[str, str]:
        return {name: text for name in _SIGNS if (text := getattr(self, name)) is not None}

    @property
    def bound(self) -> str:
        """The expression the figure is held to."""
        return next(iter(self._bounds().values()))

    @property
    def kept(self) -> str:
        """The expression that holds where the limit is kept."""
        ((name, text),) = self._bounds().items()
        return f"{self.measure} {_SIGNS[name][0]} ({text})"

    @property
    def must_be(self) -> str:
        """How the figure stands to its bound, as staff say it: 不超过, 不少于, 等于."""
        return _SIGNS[next(iter(self._bounds()))][1]
