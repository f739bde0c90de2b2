"""What a campaign's rules are once they are understood: columns, checks, verdicts and operations of its tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from cunbiao.definitions.cover import Counter
from cunbiao.definitions.limits import LimitDefinition
from cunbiao.definitions.models import FilledAt, Required, Status
from cunbiao.definitions.operations import Operation
from cunbiao.definitions.rules import Check, Criterion, Verdict
from cunbiao.expressions import Expression
from cunbiao.kinds import Kind

# From below.
_LEVELS: tuple[FilledAt, ...] = get_args(FilledAt)


@dataclass(frozen=True)
class ResolvedColumn:
    """A column of an entry table with its indicator's facts; one with ``derived`` is computed and always locked.

    ``chosen_from``, ``several``, ``names_village``, ``corrects`` and ``awaits`` are those of the indicator.
    ``asked_anew``: it is issued empty, whatever the register says.
    """

    name: str
    label: str
    kind: Kind
    codes: str | None
    person: bool
    unit: str | None
    decimals: int | None
    min: float | None
    max: float | None
    derived: Expression | None
    locked: bool
    required: Required
    group: str
    width: int | None
    help: str
    status: Status | None
    source: str
    filled_at: FilledAt
    chosen_from: str | None = None
    several: bool = False
    names_village: bool = False
    corrects: str | None = None
    awaits: tuple[str, ...] = ()
    asked_anew: bool = False
    filled_when: Expression | None = None


@dataclass(frozen=True)
class CompiledCheck:
    """A check in force in one table; ``operation`` is the operation it gates, "" for an ordinary check."""

    check: Check
    when: Expression
    operation: str = ""

    @property
    def on_screen(self) -> bool:
        """Whether the village's own workbook can tell it, and is to."""
        return self.check.at == "village" and not self.when.at_merge_only

    def told_at(self, level: FilledAt) -> bool:
        """Whether a merge of that level tells it."""
        return _LEVELS.index(self.check.at) <= _LEVELS.index(level)


@dataclass(frozen=True)
class CompiledCriterion:
    """One line of a verdict in one table, with the clause of this notice it rests on."""

    criterion: Criterion
    met: Expression
    clause: str


@dataclass(frozen=True)
class CompiledVerdict:
    """A verdict given on the rows of one table for which ``applies`` holds."""

    verdict: Verdict
    applies: Expression
    criteria: tuple[CompiledCriterion, ...]


@dataclass(frozen=True)
class CompiledOperation:
    """An operation in one table: ``asked`` holds on the rows for which it is asked, ``verdict`` gates it if any."""

    operation: Operation
    asked: Expression
    verdict: str | None


@dataclass(frozen=True)
class CompiledCounter:
    """A counter of the cover over one table: ``when`` holds on the rows it counts, ``count`` is their number."""

    counter: Counter
    when: Expression
    count: Expression


@dataclass(frozen=True)
class CompiledLimit:
    """A limit over the figures of a place: ``kept`` holds where it is kept, ``bound`` is what the figure is held to."""

    limit: LimitDefinition
    kept: Expression
    bound: Expression


@dataclass(frozen=True)
class RuleFate:
    """What became of one rule in a notice.

    ``tables`` are those it is in force in; where there are none, ``why`` says what it needs and does not find, and
    ``reason`` what the notice says about that. ``left_out`` are values that cannot occur that year.
    """

    id: str
    kind: Literal["校验", "结论", "计算栏", "操作", "控制数", "文书"]
    set: str
    origin: str
    tables: tuple[str, ...] = ()
    why: str = ""
    reason: str = ""
    left_out: tuple[str, ...] = ()
