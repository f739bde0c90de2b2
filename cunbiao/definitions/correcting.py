"""What corrections of locked cells do to the checks of a campaign.

A check that finds a locked cell wrong says where the right value is written instead; once it is written there, what had
to be changed waits for the township's and the county's decision. What is proposed is checked as the cell itself is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from cunbiao.definitions.compiled import CompiledCheck, ResolvedColumn
from cunbiao.definitions.rules_in_force import Workshop
from cunbiao.expressions import ExpressionError, Scope, compile_expression
from cunbiao.findings import Level

Checks = Mapping[str, tuple[CompiledCheck, ...]]

# What blocks the upload, and blocks no more once its correction is proposed.
_BLOCKING: Level = "必改"


class Correcting:
    """The corrections of one campaign: which columns wait for them, and which sheets propose them."""

    def __init__(self, work: Workshop, columns: Mapping[str, tuple[ResolvedColumn, ...]]) -> None:
        self._scopes = work.scopes
        self._columns = {table: {column.name: column for column in own} for table, own in columns.items()}
        declared = work.library.corrections
        persons = {name for pair in declared.persons for name in (pair.number, pair.name)} if declared else set()
        # Table → column that says who somebody is → the computed column that says that its correction is proposed.
        self._guards = {
            table: {
                name: column.name for column in own.values() for name in column.awaits if name in persons & set(own)
            }
            for table, own in self._columns.items()
        }
        self._instruction = work.texts.say(declared.instruction) if declared is not None else ""

    def checks(self, checks: Checks) -> dict[str, tuple[CompiledCheck, ...]]:
        """The checks of every table, the proposed values held to those of the cells they are for."""
        proposed = {
            table: {column.corrects: column.name for column in own.values() if column.corrects is not None}
            for table, own in self._columns.items()
        }
        single = [check for table, own in checks.items() if self._guards[table] for check in own]
        return {
            table: (*self._waiting(table, own), *_of_proposals(single, self._scopes[table], proposed[table]))
            for table, own in checks.items()
        }

    def instructed(self, table: str, checks: Iterable[CompiledCheck]) -> Iterator[CompiledCheck]:
        """The checks of a table, those about locked cells with the instruction how they are corrected."""
        for compiled in checks:
            yield self._told(table, compiled) if self._about(table, compiled) else compiled

    def _waiting(self, table: str, checks: Iterable[CompiledCheck]) -> Iterator[CompiledCheck]:
        """Checks that block as long as no correction of their locked cells is proposed."""
        for compiled in checks:
            guards = self._about(table, compiled)
            if not guards:
                yield compiled
                continue
            told = self._told(table, compiled)
            if compiled.check.level == _BLOCKING:
                open_still = " and ".join(f'{guard} == "否"' for guard in guards)
                text = f"({compiled.when.text}) and {open_still}"
                told = replace(told, when=compile_expression(text, self._scopes[table]))
            yield told

    def _about(self, table: str, compiled: CompiledCheck) -> list[str]:
        """The guards of the locked cells that a check names and looks at; none where it is about guards themselves."""
        guards = self._guards[table]
        reads = self._reads(table, compiled.when.own_fields)
        if reads & set(guards.values()):
            return []
        return list(dict.fromkeys(guards[name] for name in compiled.check.fields if name in guards and name in reads))

    def _reads(self, table: str, names: Iterable[str]) -> set[str]:
        """Columns of the row an expression looks at, those behind computed ones included."""
        found: set[str] = set()
        pending = list(names)
        while pending:
            name = pending.pop()
            if name not in found:
                found.add(name)
                column = self._columns[table].get(name)
                if column is not None and column.derived is not None:
                    pending += column.derived.own_fields
        return found

    def _told(self, table: str, compiled: CompiledCheck) -> CompiledCheck:
        """The check with the instruction in what is to be done, and on the screen where the cell it names is locked."""
        check = compiled.check
        names = ("message", "fix") if check.fields[0] in self._guards[table] else ("fix",)
        said = {name: f"{getattr(check, name)}；{self._instruction}" for name in names}
        return replace(compiled, check=check.model_copy(update=said))


def _of_proposals(
    checks: Iterable[CompiledCheck], scope: Scope, proposed: Mapping[str, str]
) -> Iterator[CompiledCheck]:
    """The checks that look at one cell alone, over the column that proposes another value for it."""
    own = {name: scope.fields[column] for name, column in proposed.items() if column in scope.fields}
    if not own:
        return
    alone = Scope(scope.table, scope.label, own, parameters=scope.parameters)
    for check in {compiled.check.id: compiled.check for compiled in checks}.values():
        try:
            when = compile_expression(check.when, alone)
        except ExpressionError:
            continue
        if len(when.own_fields) == 1:
            yield CompiledCheck(check.model_copy(update={"fields": sorted(when.own_fields)}), when)
