"""What a rule expression may speak about: fields, parameters, relations between tables; and mistakes in one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Literal

from cunbiao.columns import HOUSEHOLD_KEY

Kind = Literal["text", "number", "flag"]
Join = Literal["household", "village", "county"]
KIND_WORDS: Mapping[Kind, str] = {"text": "文字", "number": "数", "flag": "是非判断"}

KEY = HOUSEHOLD_KEY
"""The column every entry table is joined by."""

LAST = "last."
"""Put before a field's name where its value as issued is meant: ``last.age``."""

FILLED = "_filled"
"""Helper column of every entry table: 1 on rows that are records, anything else on unused spare rows."""


class ExpressionError(ValueError):
    """A mistake in a rule expression.

    Many checks are tried on tables they are not meant for, so what was probably meant is looked for only when asked.

    Attributes:
        source: the whole expression, "" where it is not known.
    """

    def __init__(self, say: str | Callable[[], str]) -> None:
        super().__init__()
        self._say = say
        self.source = ""

    @property
    def problem(self) -> str:
        """What is wrong and what was expected, in Chinese, for whoever edits the definition."""
        said = self._say if isinstance(self._say, str) else self._say()
        return f"{said}（表达式：{self.source}）" if self.source else said

    def __str__(self) -> str:
        return self.problem


class UnknownName(ExpressionError):
    """A field, relation or parameter that the table or the notice at hand does not have; another may well have it.

    Attributes:
        what: which of the three was named; ``household`` and ``last`` count as relations.
        name: what was named.
    """

    def __init__(self, say: Callable[[], str], what: Literal["field", "relation", "parameter"], name: str) -> None:
        super().__init__(say)
        self.what = what
        self.name = name


class UnknownCode(ExpressionError):
    """A code id that other years have and this one has not, so that what is said with it cannot be decided.

    Attributes:
        code: the id.
        field: name of the field it was compared with.
    """

    def __init__(self, say: str | Callable[[], str], code: str, field: str) -> None:
        super().__init__(say)
        self.code = code
        self.field = field


@dataclass(frozen=True)
class FieldType:
    """A column as expressions see it. Dates are numbers: days since 1899-12-30, as Excel stores them.

    ``codes`` are the labels a choice may take this year (for a multi-select: every combination, joined by ",");
    ``codes_list`` is the defined name of the dictionary column that holds them in the workbook, used by ``in_codes``.
    Expressions name a value by its id: ``ids`` gives the label of each id of this year (empty: a label is its own id),
    ``known_ids`` are the ids of any year. Of a date (``is_date``) only the numbers that name a day are known.
    """

    name: str
    label: str
    kind: Kind
    codes: tuple[str, ...] | None = None
    unit: str | None = None
    codes_list: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    known_ids: frozenset[str] = frozenset()
    is_date: bool = False


ParameterKind = Literal["number", "flag", "date", "text", "table"]
"""What a parameter is; of a table other parameters take their values, itself it has none."""


@dataclass(frozen=True)
class ParameterInfo:
    """A policy parameter; ``value`` None: the notice does not give it, and everything compared with it is unknown."""

    name: str
    label: str
    kind: ParameterKind
    value: float | bool | date | str | None
    unit: str | None = None


@dataclass(frozen=True)
class Relation:
    """Rows of other tables that belong to a row: those of the same household, village or county.

    What is joined by county is known only where villages are merged, and has no formula.
    ``fields`` are the fields common to all ``tables``, of which there may be none: then nothing has such rows. ``unit``
    is what one row is counted as (人 or 户).
    """

    name: str
    label: str
    join: Join
    tables: tuple[str, ...]
    fields: Mapping[str, FieldType]
    unit: str = "人"
    key: str = KEY


@dataclass(frozen=True)
class Scope:
    """The table an expression is about and everything it may name there.

    ``parents`` are the household tables searched for ``household.x``, in order; ``parent_fields`` what they share. A
    table without parents is its own home: there ``home.x`` is the row's own field, elsewhere ``household.x``.
    ``last_fields`` are the own fields whose values as issued are known (``last.x``). ``slots`` are groups of fields for
    several values of one thing (risk → risk1, risk2, risk3); a table that has only some of a group has those.
    """

    table: str
    label: str
    fields: Mapping[str, FieldType]
    parents: tuple[str, ...] = ()
    parent_fields: Mapping[str, FieldType] = field(default_factory=dict)
    relations: Mapping[str, Relation] = field(default_factory=dict)
    parameters: Mapping[str, ParameterInfo] = field(default_factory=dict)
    key: str = KEY
    last_fields: Mapping[str, FieldType] = field(default_factory=dict)
    slots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def near(name: str, known: Mapping[str, str] | Iterable[str]) -> str:
    """A closing half-sentence naming what was probably meant, or what there is when the list is short; may be empty.

    ``known`` maps names to labels, or is a plain list of names.
    """
    labels: Mapping[str, str] = known if isinstance(known, Mapping) else dict.fromkeys(known, "")
    by_label = [item for item, label in labels.items() if label == name]
    close = by_label or get_close_matches(name, list(labels), n=3, cutoff=0.5)
    if close:
        return "；是不是 " + " 或 ".join(_named(item, labels[item]) for item in close)
    if 0 < len(labels) <= 12:
        return "；可以用的有：" + "、".join(_named(item, labels[item]) for item in labels)
    return ""


def _named(name: str, label: str) -> str:
    return f"{name}（{label}）" if label else name
