"""The VBA module of the worksheet functions: the national rules on single cells, of no notice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from cunbiao import message_ids
from cunbiao.definitions.intake import kind_words
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.worksheet_functions import FunctionFile, WorksheetFunction, load_functions
from cunbiao.expressions import Expression, Scope, UnknownName, compile_expression
from cunbiao.expressions.vba.expression import FUNCTION_PREFIX, vba
from cunbiao.expressions.vba.lines import statement
from cunbiao.expressions.vba.words import Words, hexadecimal
from cunbiao.kinds import NUMBER_KINDS
from generators.xlam.function_arguments import FunctionArgument, arguments_of, parameters_of, value_of
from generators.xlam.macros import render, static_modules
from generators.xlam.national import checks_of_persons, field_type, formulas_of

_TEMPLATE = "Functions.bas.j2"
_RUNTIME = "RuleFunctions"
_ANSWER = "Answer"
# Hex digits that stand on one line of a word.
_HEX = 80

# A condition, and what a function gives where it is true; both as VBA.
Case = tuple[str, str]


def functions_module() -> str:
    """The source of the module ``Functions``.

    Raises:
        DefinitionError: a mistake under ``templates/``.
        ExpressionError: an expression names what its function is not given.
        ValueError: a text is too long for VBA, or an expression calls a function that has no VBA.
    """
    definition, words = load_functions(), Words()
    sources = [_Source(definition, function, words) for function in definition.functions]
    public = [source.written() for source in sources]
    _refuse_missing(public)
    described = [source.described() for source in sources]
    yes, no = words.literal(definition.texts.yes), words.literal(definition.texts.no)
    # Last: only now every word is known.
    texts = [_hex(text) for text in words.texts]
    return render(_TEMPLATE, public=public, described=described, yes=yes, no=no, words=texts)


def _refuse_missing(sources: Iterable[str]) -> None:
    called = {name for source in sources for name in re.findall(rf"\b({FUNCTION_PREFIX}\w+)\(", source)}
    written = re.findall(r"^Public Function (\w+)\(", static_modules()[_RUNTIME], re.MULTILINE)
    if missing := sorted(called.difference(written)):
        raise ValueError(f"macros/{_RUNTIME}.bas lacks {', '.join(missing)}, which worksheet functions call")


@dataclass(frozen=True)
class _Source:
    """Writes one worksheet function."""

    definition: FunctionFile
    function: WorksheetFunction
    words: Words

    @cached_property
    def arguments(self) -> list[FunctionArgument]:
        return arguments_of(self.definition, self.function)

    @cached_property
    def computed(self) -> dict[str, Expression]:
        """What is worked out from the arguments, by the variable it is kept in; the last one is the answer."""
        if self.function.indicator is not None:
            return formulas_of(self.function.indicator, parameters_of(self.definition)).computed
        if self.function.value is not None:
            return {_ANSWER: compile_expression(self.function.value, self.scope)}
        return {}

    @cached_property
    def scope(self) -> Scope:
        """What an expression of the function may name: its arguments."""
        fields = {one.name: field_type(one.name) for one in self.arguments if one.indicator is not None}
        given = {one.name for one in self.arguments}
        parameters = {name: info for name, info in parameters_of(self.definition).items() if name in given}
        return Scope("", self.function.name, fields, parameters=parameters)

    def written(self) -> str:
        """The whole function."""
        name, declared = self.function.name, ", ".join(one.declared for one in self.arguments)
        lines = [
            statement(f"Public Function {name}({declared}) As Variant", 0),
            *(statement(f"Dim {one.value} As Variant") for one in self.arguments),
            *(statement(f"Dim {computed} As Variant") for computed in self.computed),
            statement("MakeReady"),
            *self._read(),
            *(statement(f"{computed} = {self._value(one)}") for computed, one in self.computed.items()),
            *_choice(name, list(self._cases()), self._otherwise()),
        ]
        return "\n".join([*lines, "End Function"])

    def described(self) -> str:
        """The statement by which Excel's function dialog learns what the function is for."""
        about = ", ".join(self.text(argument.about) for argument in self.arguments)
        return statement(
            f'Host.MacroOptions Macro:="{self.function.name}", Description:={self.text(self.function.about)}, '
            f"Category:={self.text(self.definition.category)}, ArgumentDescriptions:=Array({about})"
        )

    # ---- What it is given

    def _read(self) -> Iterator[str]:
        """The values of the arguments, in variables of their own: LibreOffice puts no value in the place of a cell."""
        for one in self.arguments:
            if one.optional:
                yield statement(f"If IsMissing({one.name}) Then {one.name} = Empty")
            yield statement(f"{one.value} = {_given(one)}")

    # ---- What it gives

    def _cases(self) -> Iterator[Case]:
        if self.computed:
            answer, shown = list(self.computed)[-1], self.function.shown
            yield f"Not IsEmpty({answer})", answer if shown is None else f'Format$({answer}, "{shown}")'
        yield from self._complaints()
        if self.function.checks is not None:
            yield from self._failures(self.function.checks)

    def _otherwise(self) -> str:
        return self.text(self.function.unknown or self.definition.texts.right)

    def _complaints(self) -> Iterator[Case]:
        """What the merge would say of a required cell that is empty, or holds no number or no text; an error stays."""
        messages, expected = load_messages(), kind_words()
        for one in self.arguments:
            if one.optional or one.indicator is None:
                continue
            label, kind = one.indicator.label, one.indicator.kind
            yield f"IsError({one.value})", one.value
            yield f"IsBlank({one.value})", self.text(messages[message_ids.BLANK].message.format(label=label))
            if kind in NUMBER_KINDS:
                unreadable = messages[message_ids.WRONG_KIND].message.format(label=label, expected=expected[kind])
                yield f"IsEmpty(AsNumber({one.value}))", self.text(unreadable)
            else:
                yield (
                    f"IsEmpty(AsText({one.value}))",
                    self.text(messages[message_ids.NUMBER_FOR_IDENTITY].message.format(label=label)),
                )

    def _failures(self, field: str) -> Iterator[Case]:
        """The checks on a person that need nothing but the arguments."""
        for check in checks_of_persons(field):
            try:
                when = compile_expression(check.when, self.scope)
            except UnknownName:  # It speaks of more than the arguments.
                continue
            yield f"{self._value(when)} = True", self.text(check.message)

    # ---- As VBA

    def _value(self, expression: Expression) -> str:
        return vba(expression.tree, self)

    def cell(self, name: str) -> str:
        """See `Places`."""
        return name if self.is_computed(name) else value_of(name)

    def is_computed(self, name: str) -> bool:
        """See `Places`."""
        return name in self.computed

    def text(self, text: str) -> str:
        """See `Places`."""
        return self.words.literal(text)

    def parameter(self, name: str) -> str:
        """See `Places`."""
        return value_of(name)


def _given(argument: FunctionArgument) -> str:
    """The value of an argument: a cell's content, a day as its number, or true or false."""
    content = f"CellOf({argument.name})"
    match argument.parameter:
        case None:
            return content
        case definition if definition.kind == "flag":
            return f"YesOrNo({content}, {definition.default})"
        case _:
            return f"DayOrToday({content})" if argument.optional else f"AsNumber({content})"


def _choice(name: str, cases: Sequence[Case], otherwise: str) -> Iterator[str]:
    """The statements that give the result of the first case whose condition is true."""
    for number, (condition, result) in enumerate(cases):
        yield statement(f"{'ElseIf' if number else 'If'} {condition} Then")
        yield statement(f"{name} = {result}", 2)
    yield from (statement("Else"), statement(f"{name} = {otherwise}", 2), statement("End If"))


def _hex(text: str) -> str:
    """A text as quoted hexadecimal, in pieces that a line may be broken between."""
    digits = hexadecimal(text)
    return " & ".join(f'"{digits[at : at + _HEX]}"' for at in range(0, len(digits), _HEX))
