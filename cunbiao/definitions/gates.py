"""The checks that block an operation, made from the criteria of the verdict it needs: the gate is written once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cunbiao.definitions.compiled import CompiledCheck, CompiledCriterion, CompiledOperation, CompiledVerdict
from cunbiao.definitions.operations import Operation
from cunbiao.definitions.rules import Check
from cunbiao.expressions import Scope, compile_expression
from cunbiao.expressions.tree import Aggregate, walk
from cunbiao.findings import Category


def gates(
    scopes: Mapping[str, Scope],
    verdicts: Mapping[str, tuple[CompiledVerdict, ...]],
    operations: Mapping[str, tuple[CompiledOperation, ...]],
) -> dict[str, tuple[CompiledCheck, ...]]:
    """Table → the checks that block its operations.

    One for the states it cannot be asked from, one a criterion that is not met, and one where some are open.
    """
    found: dict[str, tuple[CompiledCheck, ...]] = {}
    for table, asked in operations.items():
        checks: list[CompiledCheck] = []
        for own in asked:
            checks += _elsewhere(scopes[table], own.operation)
            verdict = next((one for one in verdicts[table] if one.verdict.id == own.verdict), None)
            if verdict is not None:
                checks += [_unmet(scopes[table], own.operation, criterion) for criterion in verdict.criteria]
                checks += _open(scopes[table], own.operation, verdict)
        found[table] = tuple(checks)
    return found


def _elsewhere(scope: Scope, operation: Operation) -> Iterator[CompiledCheck]:
    """One check where it is asked for from a state that the operation does not start from."""
    if operation.elsewhere is None:
        return
    others = {
        name: [code for code in scope.fields[name].ids if code not in states]
        for name, states in operation.from_states.items()
    }
    wrong = " or ".join(f"{name} in ({_listed(codes)})" for name, codes in others.items())
    yield _gate(
        scope,
        operation,
        Check(
            id=operation.elsewhere.blocks,
            on=[],
            level="必改",
            category="本行",
            when=f"({operation.asked_by}) and ({wrong})",
            fields=[*operation.fields, *others],
            message=operation.elsewhere.message,
            fix=operation.elsewhere.fix,
            source=operation.source,
            status=operation.status,
        ),
    )


def _listed(codes: list[str]) -> str:
    return ", ".join(f'"{code}"' for code in codes)


def _unmet(scope: Scope, operation: Operation, compiled: CompiledCriterion) -> CompiledCheck:
    criterion = compiled.criterion
    when = f"({operation.asked_by}) and not ({criterion.met})"
    return _gate(
        scope,
        operation,
        Check(
            id=criterion.blocks or f"{operation.id}-{criterion.id}",
            on=[],
            level="必改",
            category=_category(compiled),
            when=when,
            fields=_fields(scope, operation, criterion.inputs),
            message=f"不满足“{criterion.label}”，不能{operation.label}",
            fix=criterion.fix or f"核实后改正；确实没有达到的，不{operation.label}",
            source=f"{criterion.source}；{compiled.clause}",
            status=criterion.status,
        ),
    )


def _open(scope: Scope, operation: Operation, verdict: CompiledVerdict) -> Iterator[CompiledCheck]:
    """One check where no criterion is unmet and some cannot be told.

    Criteria that are open because nobody gave their threshold are nothing a village can mend: the operation waits for
    them, and no check fires.
    """
    told = [one for one in verdict.criteria if not one.met.null_parameters]
    if not told or operation.undecided is None:
        return
    together = " and ".join(f"({one.criterion.met})" for one in told)
    inputs = list(dict.fromkeys(name for one in told for name in one.criterion.inputs))
    yield _gate(
        scope,
        operation,
        Check(
            id=operation.undecided.blocks,
            on=[],
            level="必改" if operation.undecided.do == "wait" else "核实",
            category="本户" if any(_category(one) == "本户" for one in told) else "本行",
            when=f"({operation.asked_by}) and unknown({together})",
            fields=_fields(scope, operation, inputs),
            message=f"{verdict.verdict.title}还有条件缺资料，不能{operation.label}",
            fix=operation.undecided.fix,
            source=operation.source,
            status=operation.status,
        ),
    )


def _gate(scope: Scope, operation: Operation, check: Check) -> CompiledCheck:
    return CompiledCheck(check, compile_expression(check.when, scope), operation.id)


def _category(compiled: CompiledCriterion) -> Category:
    return "本户" if any(isinstance(node, Aggregate) for node in walk(compiled.met.tree)) else "本行"


def _fields(scope: Scope, operation: Operation, inputs: list[str]) -> list[str]:
    return [*operation.fields, *(name for name in inputs if name in scope.fields)]
