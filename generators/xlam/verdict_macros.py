"""A verdict as VBA: for every criterion the function that decides it and what is said where it is not met or open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

from cunbiao.checking.row_messages import reason_texts
from cunbiao.definitions import Campaign, CompiledCriterion, CompiledVerdict
from cunbiao.expressions import Expression, ParameterInfo, compile_expression
from cunbiao.expressions.tree import Parameter, walk
from cunbiao.expressions.vba.program import DerivedOf, Program
from workbooks.excel import DAY_ZERO


@dataclass(frozen=True)
class CriterionMacro:
    """One criterion: its VBA function, and words as VBA texts.

    ``open`` is what is said where it is undecided, by which of the ``parameters`` are missing: first where none is,
    then where only the first is, where only the second is, where both are …
    """

    function: str
    failed: str
    open: tuple[str, ...]
    parameters: tuple[str, ...]


@dataclass(frozen=True)
class VerdictMacro:
    """One verdict. ``of_policy`` are for each policy the numbers of its criteria, in its order; ``table`` is judged."""

    id: str
    table: str
    applies: str
    otherwise: str
    criteria: tuple[CriterionMacro, ...]
    of_policy: tuple[tuple[int, ...], ...]


def verdict_macro(program: Program, campaigns: Sequence[Campaign], verdict: str) -> VerdictMacro:
    """Writes the functions of a verdict as all campaigns together need it.

    Raises:
        ValueError: a rule means different things in two campaigns.
    """
    criteria: dict[str, CriterionMacro] = {}
    of_policy = []
    for campaign in campaigns:
        program.begin(derived_in(campaign))
        table, compiled = judged(campaign, verdict)
        applies = program.define(f"Applies_{verdict}", compiled.applies)
        otherwise = program.word(compiled.verdict.otherwise)
        for criterion in compiled.criteria:
            criteria[criterion.criterion.id] = _criterion(program, criterion)
        names = list(criteria)
        of_policy.append(tuple(names.index(criterion.criterion.id) for criterion in compiled.criteria))
    return VerdictMacro(verdict, table, applies, otherwise, tuple(criteria.values()), tuple(of_policy))


def derived_in(campaign: Campaign) -> DerivedOf:
    """The formulas of a campaign's computed columns; tables of our own have none."""
    return lambda table, name: campaign.column(table, name).derived if table in campaign.tables else None


def judged(campaign: Campaign, verdict: str) -> tuple[str, CompiledVerdict]:
    """The table on whose rows a verdict is given; raises `ValueError` unless there is exactly one."""
    found = [
        (table, compiled)
        for table in campaign.tables
        for compiled in campaign.verdicts(table)
        if compiled.verdict.id == verdict
    ]
    if len(found) != 1:
        raise ValueError(f"{campaign.policy.id} gives the verdict {verdict} on {len(found)} tables")
    return found[0]


def _criterion(program: Program, compiled: CompiledCriterion) -> CriterionMacro:
    needed = _parameters(compiled.met)
    # Bit by bit: the first parameter is missing in every second text.
    missing = [tuple(reversed(bits)) for bits in product((False, True), repeat=len(needed))]
    texts = [
        reason_texts(_with_missing(compiled, [name for name, gone in zip(needed, bits, strict=True) if gone]))
        for bits in missing
    ]
    return CriterionMacro(
        function=program.define(f"Meets_{compiled.criterion.id.replace('-', '_')}", compiled.met),
        failed=program.word(texts[0][0]),
        open=tuple(program.word(opened) for _, opened in texts),
        parameters=tuple(map(program.parameter, needed)),
    )


def _parameters(expression: Expression) -> list[str]:
    return list(dict.fromkeys(node.info.name for node in walk(expression.tree) if isinstance(node, Parameter)))


def _with_missing(compiled: CompiledCriterion, missing: Iterable[str]) -> CompiledCriterion:
    """The criterion where only these parameters are not given."""
    given: dict[str, float | bool | object] = {"number": 1.0, "flag": True, "date": DAY_ZERO}
    scope = compiled.met.scope
    parameters: dict[str, ParameterInfo] = {
        name: replace(info, value=None if name in missing else given[info.kind])  # type: ignore[arg-type]
        for name, info in scope.parameters.items()
    }
    return replace(compiled, met=compile_expression(compiled.met.text, replace(scope, parameters=parameters)))
