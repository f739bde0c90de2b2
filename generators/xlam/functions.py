"""The VBA module of the worksheet functions, rendered from the definitions the merge itself works by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from cunbiao.checking.eligibility import FITS, FITS_NOT, UNDECIDED
from cunbiao.days import serial
from cunbiao.definitions import Campaign, load_campaign, policy_ids
from cunbiao.definitions.library import checks
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.models import Check, Parameter
from cunbiao.definitions.worksheet_functions import FunctionFile, WorksheetFunction, load_functions
from cunbiao.expressions import FieldType, Scope, UnknownName, compile_expression
from cunbiao.expressions.types import FILLED, KEY
from cunbiao.expressions.vba.lines import hexadecimal, statement
from cunbiao.expressions.vba.program import Program, index_name
from generators.village.wording import heading
from generators.xlam.function_arguments import FunctionArgument, arguments_of
from generators.xlam.macros import render
from generators.xlam.verdict_macros import VerdictMacro, derived_in, verdict_macro

_TEMPLATE = "Functions.bas.j2"
_PERSON = "person"
_REFERENCE = "reference_date"
# Hex digits that stand on one line of a word.
_HEX = 80


def functions_module() -> str:
    """The source of the module ``Functions``.

    Raises:
        DefinitionError: a mistake under ``templates/``.
        ValueError: a rule means different things in two policy packs, or a text is too long for VBA.
    """
    definition = load_functions()
    campaigns = [load_campaign(policy) for policy in policy_ids()]
    return _Module(definition, campaigns).source()


class _Module:
    """Writes the functions and collects what the module must hold for them."""

    def __init__(self, definition: FunctionFile, campaigns: Sequence[Campaign]) -> None:
        self.definition = definition
        self.campaigns = campaigns
        self.program = Program(derived_in(campaigns[0]))
        self.person = _person_scope(campaigns[0])
        self.reference = self.program.parameter(_REFERENCE)
        self.verdicts = self._verdicts()

    def source(self) -> str:
        public = [self._public(function) for function in self.definition.functions]
        verdicts = [self._verdict(verdict) for verdict in self.verdicts.values()]
        parameters = [self._given(campaign.parameters) for campaign in self.campaigns]
        told = {name: self._word(self.definition.texts[name]) for name in ("no_policy", "no_household", "yes", "no")}
        values: dict[str, object] = {
            "definition": self.definition,
            "public": public,
            "described": [self._described(function) for function in self.definition.functions],
            "verdicts": verdicts,
            "policies": [
                f"Array({self._word(one.policy.id)}, {self._word(one.policy.title)})" for one in self.campaigns
            ],
            "parameters": parameters,
            "settable": [self._names(name) for name in self.program.parameters],
            "fits": self._word(FITS),
            "fits_not": self._word(FITS_NOT),
            "undecided": self._word(UNDECIDED),
            "told": told,
            "functions": self.program.source(),
            "declarations": self.program.declarations(),
            "count": len(self.program.parameters),
        }
        # Last: only now every word is known.
        return render(_TEMPLATE, words=[_hex(word) for word in self.program.words], **values)

    def _word(self, text: str) -> str:
        """A text as VBA."""
        return f'"{text}"' if text.isascii() else self.program.word(text)

    # ---- What the functions are about

    def _verdicts(self) -> dict[str, VerdictMacro]:
        wanted = dict.fromkeys(function.verdict for function in self.definition.functions if function.verdict)
        return {verdict: verdict_macro(self.program, self.campaigns, verdict) for verdict in wanted}

    def _public(self, function: WorksheetFunction) -> dict[str, object]:
        """One worksheet function: its declaration and its statements."""
        arguments = arguments_of(self.definition, self.campaigns[0], function)
        if function.verdict is not None:
            body = [self._conclude(function, arguments)]
        elif function.indicator is not None:
            body = self._indicator(function, arguments)
        else:
            body = self._about_person(function, arguments)
        missing = [f"If IsMissing({one.name}) Then {one.name} = Empty" for one in arguments if one.optional]
        declared = statement(f"Public Function {function.name}({', '.join(one.declared for one in arguments)})", 0)
        return {"declared": f"{declared} As Variant", "body": [*map(statement, missing), *body]}

    def _about_person(self, function: WorksheetFunction, arguments: Sequence[FunctionArgument]) -> list[str]:
        asked = f"Asked_{function.name}"
        if function.value is not None:
            self.program.define(asked, compile_expression(function.value, self.person))
            result = f'Shown({asked}(1), "{function.shown or ""}")'
        else:
            self.program.add(asked, self._checks(asked, function))
            result = f"{asked}(1)"
        names = {argument.name for argument in arguments}
        fields = [f"CellOf({name})" if name in names else "Empty" for name in self.program.columns[_PERSON]]
        body = [statement("MakeReady"), statement(f"Table_{_PERSON} = OneRow(Array({', '.join(fields)}))")]
        latest = f"{max(self._references()):.0f}#"
        day = f"OrElse(CellOf({_REFERENCE}), {latest})" if _REFERENCE in names else latest
        return [*body, statement(f"{self.reference} = {day}"), statement(f"{function.name} = {result}")]

    def _references(self) -> Iterator[float]:
        for campaign in self.campaigns:
            value = campaign.parameters[_REFERENCE].value
            if isinstance(value, date):
                yield serial(value)

    def _checks(self, name: str, function: WorksheetFunction) -> list[str]:
        """Says what the first failing check says: empty, then lost digits, then the rules, in their order."""
        assert function.checks is not None
        field = self.person.fields[function.checks]
        messages = load_messages()
        cell = self.program.cell(_PERSON, field.name, "I")
        tests = [(f"IsBlank({cell})", "CELL-01"), (f"IsEmpty(AsText({cell}))", "CELL-05")]
        told = [(test, messages[check].message.format(label=field.label)) for test, check in tests]
        for check, condition in self._rules(field):
            told.append((f"{condition} = True", check.message))
        body: list[str] = []
        for number, (test, text) in enumerate(told):
            body.append(statement(f"{'ElseIf' if number else 'If'} {test} Then"))
            body.append(statement(f"{name} = {self._word(text)}", 2))
        right = self._word(self.definition.texts["right"])
        return [*body, statement("Else"), statement(f"{name} = {right}", 2), statement("End If")]

    def _rules(self, field: FieldType) -> Iterator[tuple[Check, str]]:
        """The checks on a person that need nothing but the person's identity, and their conditions."""
        for placed in checks().values():
            check = placed.item
            if "member" not in check.on or field.name not in check.fields:
                continue
            try:
                when = compile_expression(check.when, self.person)
            except UnknownName:
                continue
            yield check, self.program.value(when)

    def _indicator(self, function: WorksheetFunction, arguments: Sequence[FunctionArgument]) -> list[str]:
        assert function.table is not None and function.indicator is not None
        table, names = function.table, {argument.name for argument in arguments}
        for campaign in self.campaigns:
            self.program.begin(derived_in(campaign))
            called = self.program.cell(table, function.indicator, "1")
        fields = [f"CellOf({name})" if name in names else "Empty" for name in self.program.columns[table]]
        return [
            statement("Dim Number As Long"),
            statement("MakeReady"),
            statement("Number = PolicyNumber(CellOf(policy))"),
            statement("If Number = 0 Then"),
            statement(f"{function.name} = {self._word(self.definition.texts['no_policy'])}", 2),
            statement("Else"),
            statement("TakeParameters Number, settings", 2),
            statement(f"Table_{table} = OneRow(Array({', '.join(fields)}))", 2),
            statement(f'{function.name} = Shown({called}, "")', 2),
            statement("End If"),
        ]

    def _conclude(self, function: WorksheetFunction, arguments: Sequence[FunctionArgument]) -> str:
        given = ", ".join(argument.name for argument in arguments)
        return statement(f"{function.name} = Conclusions_{function.verdict}({given}, {function.reasons})")

    # ---- What the template needs of a verdict

    def _verdict(self, verdict: VerdictMacro) -> dict[str, object]:
        function = next(one for one in self.definition.functions if one.verdict == verdict.id)
        arguments = [*function.arguments, *function.optional]
        needed = [table for table in self.program.columns if table in arguments]
        find = self.program.next_row(verdict.table, KEY, "0", "AsText(Code)")
        return {
            "macro": verdict,
            "parameters": statement(", ".join(f"{name} As Variant" for name in arguments), 0),
            "tables": [self._table(table) for table in needed],
            "indexes": [
                f"{index_name(*place)} = IndexOf(Table_{place[0]}, {self.program.column(*place)})"
                for place in self.program.indexes
            ],
            "find": find,
            "open": [
                statement(
                    f"Reason = ByMissing(Array({', '.join(criterion.open)}), Array({', '.join(criterion.parameters)}))",
                    3,
                )
                for criterion in verdict.criteria
            ],
        }

    def _table(self, table: str) -> dict[str, str]:
        """How a table is read: each column by its name, its label, or its label as the sheet shows it."""
        headings = []
        for name in self.program.columns[table]:
            columns = [campaign.column(table, name) for campaign in self.campaigns]
            shown = [text for column in columns for text in (column.label, heading(column))]
            headings.append(f"Array({', '.join(map(self._word, dict.fromkeys([name, *shown])))})")
        title = self.definition.argument(table).label
        key = self.campaigns[0].column(table, KEY).label
        lacking = self.definition.texts["no_headings"].format(table=title, label=key)
        return {
            "name": table,
            "read": statement(f'Table_{table} = ReadTable({table}, Array({", ".join(headings)}), "{FILLED}")'),
            "lacking": self._word(lacking),
        }

    # ---- Parameters

    def _given(self, parameters: Mapping[str, Parameter]) -> str:
        values = (parameters[name].value if name in parameters else None for name in self.program.parameters)
        return statement(f"Given = Array({', '.join(map(_constant, values))})", 3)

    def _names(self, name: str) -> dict[str, object]:
        """A parameter as the county's settings name it."""
        found = [campaign.parameters[name] for campaign in self.campaigns if name in campaign.parameters]
        names = dict.fromkeys([name, *(parameter.label for parameter in found)])
        return {
            "names": f"Array({', '.join(map(self._word, names))})",
            "flag": found[0].type == "flag",
        }

    def _described(self, function: WorksheetFunction) -> str:
        arguments = arguments_of(self.definition, self.campaigns[0], function)
        about = ", ".join(self._word(argument.about) for argument in arguments)
        category = self._word(self.definition.category)
        return statement(
            f'Host.MacroOptions Macro:="{function.name}", Description:={self._word(function.about)}, '
            f"Category:={category}, ArgumentDescriptions:=Array({about})"
        )


def _person_scope(campaign: Campaign) -> Scope:
    """One person of whom only the identity is known."""
    fields = campaign.scopes["register_member"].fields
    return Scope(
        table=_PERSON,
        label=_PERSON,
        fields={name: fields[name] for name in ("id_number", "id_type")},
        parameters=campaign.scopes["register_member"].parameters,
    )


def _constant(value: date | bool | float | None) -> str:
    if value is None:
        return "Empty"
    if isinstance(value, bool):
        return str(value)
    number = serial(value) if isinstance(value, date) else float(value)
    return f"{number!r}" if number != int(number) else f"{number:.0f}#"


def _hex(word: str) -> str:
    """A word as quoted hexadecimal, in pieces that a line may be broken between."""
    digits = hexadecimal(word)
    return " & ".join(f'"{digits[at : at + _HEX]}"' for at in range(0, len(digits), _HEX))
