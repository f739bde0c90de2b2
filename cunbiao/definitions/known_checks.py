"""The checks of data that public texts and programs name, and what carries out each: ``templates/checks.yaml``.

A rule is decided by checks of the definitions, by a criterion or a limit, by what a form lets nobody type, or when
files are merged; or it is not decided, and the file says why.
"""

from __future__ import annotations

from functools import cache
from typing import ClassVar, Literal

from pydantic import model_validator

from cunbiao.definitions.compiled import ResolvedColumn
from cunbiao.definitions.models import Definition
from cunbiao.definitions.source import TEMPLATES, Document
from cunbiao.kinds import CHOICE_KINDS

Way = Literal["校验", "核验或控制数", "表格或汇总", "查不了"]
WAYS: tuple[Way, ...] = ("校验", "核验或控制数", "表格或汇总", "查不了")


class KnownCheck(Definition):
    """One rule: ``what`` it looks for, and ids of what decides it.

    ``required`` … ``single`` are indicators whose columns are made so that the violation is told of any cell or cannot
    be typed. ``rest`` says what of the rule is not decided, ``why_not`` why none of it is.
    """

    MADE: ClassVar = ("required", "listed", "bounded", "computed", "exclusive", "single")

    id: str
    what: str
    checks: list[str] = []
    criteria: list[str] = []
    limits: list[str] = []
    messages: list[str] = []
    required: list[str] = []
    listed: list[str] = []
    bounded: list[str] = []
    computed: list[str] = []
    exclusive: list[str] = []
    single: list[str] = []
    rest: str = ""
    why_not: str = ""

    @model_validator(mode="after")
    def _decided_or_not(self) -> KnownCheck:
        if bool(self.deciders) == bool(self.why_not):
            raise ValueError("要么写由什么查，要么写 why_not，只写一样")
        return self

    @property
    def columns(self) -> dict[str, list[str]]:
        """How columns are made → their indicators."""
        return {way: names for way in self.MADE if (names := getattr(self, way))}

    def ways_of(self, indicator: str) -> list[str]:
        """How the columns of an indicator are made for this rule."""
        return [way for way, names in self.columns.items() if indicator in names]

    @property
    def deciders(self) -> list[str]:
        """Ids of everything that decides it."""
        made = [name for names in self.columns.values() for name in names]
        return list(dict.fromkeys([*self.checks, *self.criteria, *self.limits, *self.messages, *made]))

    @property
    def way(self) -> Way:
        """What decides it in the first place."""
        if self.checks:
            return "校验"
        if self.criteria or self.limits:
            return "核验或控制数"
        return "查不了" if self.why_not else "表格或汇总"


class KnownCheckFile(Definition):
    """``templates/checks.yaml``; ``source`` is where the rules are listed."""

    about: str
    source: str
    rules: list[KnownCheck]


@cache
def known_checks() -> KnownCheckFile:
    """All rules in the order of their source.

    Raises:
        DefinitionError: the file is not as expected, or a rule stands twice.
    """
    document = Document(TEMPLATES / "checks.yaml")
    file = document.model(KnownCheckFile)
    seen: set[str] = set()
    for index, rule in enumerate(file.rules):
        if rule.id in seen:
            raise document.error(("rules", index), f"“{rule.id}”写了两次")
        seen.add(rule.id)
    return file


def made_so(column: ResolvedColumn, way: str) -> bool:
    """Whether a column is made in the way that a rule relies on."""
    match way:
        case "required":
            return column.required != "no"
        case "listed":
            return column.kind in CHOICE_KINDS
        case "exclusive":
            return column.kind == "choices"
        case "bounded":
            return column.min is not None
        case "computed":
            return column.derived is not None
        case _:
            return column.kind == "choice"
