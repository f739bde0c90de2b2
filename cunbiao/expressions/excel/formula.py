"""Pieces of Excel formulas that know when their value is known.

Formulas keep to the Excel 2010 / WPS dialect. A cell may be empty, hold "" (a computed column without a value), a
number, a text or an error; pieces are built so that no value is used before it is tested to be of the right kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cunbiao.days import FIRST_DAY, LAST_DAY
from cunbiao.expressions.numbers import plain_number
from cunbiao.expressions.tree import CompareOperator
from cunbiao.expressions.types import FieldType

SIGNS: dict[CompareOperator, str] = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


@dataclass(frozen=True)
class Known:
    """When a value is known: all ``cells`` hold numbers and all ``tests`` (formulas that never fail) are true."""

    cells: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()

    def __and__(self, other: Known) -> Known:
        return Known(_once(self.cells + other.cells), _once(self.tests + other.tests))

    @property
    def formula(self) -> str:
        """The test as one formula; TRUE when always known."""
        if not self.cells:
            return every(*self.tests)
        one = len(self.cells) == 1
        numbers = f"ISNUMBER({self.cells[0]})" if one else f"COUNT({','.join(self.cells)})={len(self.cells)}"
        return every(numbers, *self.tests)


def day_test(number: str) -> str:
    """Whether a number, which must be one, names a day."""
    return f"AND({number}>={FIRST_DAY},{number}<{LAST_DAY + 1})"


def number_test(field: FieldType, cell: str) -> str:
    """Whether a cell holds a number, of a date the number of a day; never an error."""
    number = f"ISNUMBER({cell})"
    return f"IF({number},{day_test(cell)})" if field.is_date else number


ALWAYS = Known()
NEVER = Known(tests=("FALSE",))


@dataclass(frozen=True)
class NumberFormula:
    """A number: ``value`` may be used where ``known`` holds.

    ``whole`` numbers need no rounding before a comparison. A field also has its ``type``, and ``raw``, which equals ""
    where the field is blank.
    """

    value: str
    known: Known
    whole: bool = False
    constant: float | None = None
    type: FieldType | None = None
    raw: str = ""


@dataclass(frozen=True)
class TextFormula:
    """A text. ``safe``: even where it is not known, ``value`` is no error and equals no text but the empty one."""

    value: str
    known: Known
    safe: bool = False
    constant: str | None = None
    type: FieldType | None = None
    raw: str = ""


@dataclass(frozen=True)
class FlagFormula:
    """A three-valued answer: formulas for "definitely true" and "definitely false"; unknown is neither."""

    true: str
    false: str
    raw: str = ""


Formula = NumberFormula | TextFormula | FlagFormula


def _once(items: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


def every(*parts: str) -> str:
    """AND of formulas, leaving out what is always TRUE."""
    rest = [part for part in _once(parts) if part != "TRUE"]
    if "FALSE" in rest:
        return "FALSE"
    if not rest:
        return "TRUE"
    return rest[0] if len(rest) == 1 else f"AND({','.join(rest)})"


def some(*parts: str) -> str:
    """OR of formulas, leaving out what is always FALSE."""
    rest = [part for part in _once(parts) if part != "FALSE"]
    if "TRUE" in rest:
        return "TRUE"
    if not rest:
        return "FALSE"
    return rest[0] if len(rest) == 1 else f"OR({','.join(rest)})"


def opposite(part: str) -> str:
    """NOT of a formula."""
    if part in {"TRUE", "FALSE"}:
        return "FALSE" if part == "TRUE" else "TRUE"
    return f"NOT({part})"


def given(known: Known, formula: str) -> str:
    """``formula`` where ``known`` holds, otherwise FALSE; nothing in ``formula`` is computed before that."""
    test = known.formula
    if test == "TRUE" or formula == "FALSE":
        return formula
    if test == "FALSE":
        return "FALSE"
    return test if formula == "TRUE" else f"IF({test},{formula})"


def text_literal(text: str) -> str:
    """A text inside a formula."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def number_literal(number: float | Decimal) -> str:
    """A number inside a formula; negative ones in brackets."""
    plain = plain_number(number)
    return f"({plain})" if plain.startswith("-") else plain


def number_constant(number: float) -> NumberFormula:
    """A number written in the expression or given by a parameter."""
    return NumberFormula(number_literal(number), ALWAYS, whole=number == int(number), constant=number)


def text_constant(text: str) -> TextFormula:
    """A text written in the expression."""
    return TextFormula(text_literal(text), ALWAYS, safe=True, constant=text)


def flag_constant(flag: bool) -> FlagFormula:
    """True or False."""
    return FlagFormula("TRUE", "FALSE") if flag else FlagFormula("FALSE", "TRUE")


def compare_numbers(sign: CompareOperator, left: NumberFormula, right: NumberFormula) -> str:
    """The comparison of two known numbers; a difference below the tolerance of `numbers` is none."""
    if left.whole and right.whole:
        return f"{left.value}{SIGNS[sign]}{right.value}"
    difference = left.value if right.constant == 0 else f"{left.value}-{right.value}"
    return f"ROUND({difference},6){SIGNS[sign]}0"
