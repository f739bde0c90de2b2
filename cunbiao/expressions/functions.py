"""The functions a rule expression may call, each defined once with all its faces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cunbiao.expressions.types import Kind

ArgumentKind = Literal[
    "text", "number", "flag", "field", "number field", "coded field", "label", "length", "birth", "branch"
]


@dataclass(frozen=True)
class Function:
    """One function.

    ``arguments`` say what it takes; ``result`` is the kind it gives ("branch": the kind of its branches); ``codes`` are
    the values a text result can take; ``parameters`` are policy parameters it reads besides its arguments;
    ``in_conditions`` says whether the condition of an aggregate may call it.
    """

    name: str
    arguments: tuple[ArgumentKind, ...]
    result: Kind | Literal["branch"]
    codes: tuple[str, ...] | None = None
    parameters: tuple[str, ...] = ()
    in_conditions: bool = False


_ALL = (
    Function("blank", ("field",), "flag", in_conditions=True),
    Function("filled", ("field",), "flag", in_conditions=True),
    Function("is_number", ("number field",), "flag", in_conditions=True),
    Function("has", ("coded field", "label"), "flag", in_conditions=True),
    Function("in_codes", ("coded field",), "flag"),
    Function("zero_if_blank", ("number field",), "number"),
    Function("if_else", ("flag", "branch", "branch"), "branch"),
    Function("round2", ("number",), "number"),
    Function("abs", ("number",), "number"),
    Function("year_of", ("number",), "number"),
    Function("age_on", ("birth", "number"), "number"),
    Function("text", ("number",), "text"),
    Function("length", ("text",), "number"),
    Function("prefix", ("text", "length"), "text"),
    Function("digits_only", ("text",), "flag"),
    Function("is_han_name", ("text",), "flag"),
    Function("id18", ("text",), "text"),
    Function("id_digits_ok", ("text",), "flag"),
    Function("id_date_ok", ("text",), "flag", parameters=("reference_date",)),
    Function("id_check_ok", ("text",), "flag"),
    Function("birth_of", ("text",), "number", parameters=("reference_date",)),
    Function("sex_of", ("text",), "text", codes=("男", "女")),
)

FUNCTIONS: Mapping[str, Function] = {function.name: function for function in _ALL}
