"""VBA text keeps within what Excel's editor takes, and the macros it calls give what LibreOffice gives as well."""

from __future__ import annotations

import re

import pytest

from cunbiao.definitions.source import TEMPLATES
from cunbiao.expressions.functions import FUNCTIONS
from cunbiao.expressions.vba.lines import LONGEST_LINE, MOST_CONTINUATIONS, statement
from cunbiao.expressions.vba.words import Words, hexadecimal

MACROS = TEMPLATES.parent / "macros"
STATIC = ("Kleene", "RuleFunctions")


@pytest.mark.parametrize("items", [1, 40, 400, 1600])
def test_a_long_statement_is_continued_without_changing_it(items: int) -> None:
    text = f"X = Array({', '.join(f'Words({number})' for number in range(items))})"
    lines = statement(text).split("\n")
    assert all(len(line) <= LONGEST_LINE for line in lines)
    assert len(lines) - 1 <= MOST_CONTINUATIONS
    assert all(line.endswith(" _") for line in lines[:-1])
    assert " ".join(line.removesuffix(" _").strip() for line in lines) == text


def test_a_text_in_quotes_is_never_broken() -> None:
    quoted = '"' + "a, b & c d, " * 9 + '"'
    assert quoted in statement(f"X = Both(SameText(A, {quoted}), SameText(B, {quoted}))")


def test_what_vba_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="ASCII"):
        statement('X = "是"')
    with pytest.raises(ValueError, match="too long"):
        statement(f"X = {'A' * 1100}")
    with pytest.raises(ValueError, match="too long"):
        statement(f"X = Array({', '.join(['Words(0)'] * 5000)})")


def test_texts_go_as_their_utf16_units() -> None:
    assert hexadecimal("是A") == "662F0041"
    assert hexadecimal("𠮷") == "D842DFB7"


def test_words_are_named_by_their_number_and_what_vba_can_hold_stands_itself() -> None:
    words = Words()
    given = [words.literal(text) for text in ("是", "yes", "否", "是", 'a "b"', "a\nb")]
    assert given == ["Words(0)", '"yes"', "Words(1)", "Words(0)", '"a ""b"""', "Words(2)"]
    assert words.texts == ["是", "否", "a\nb"]


def test_macros_have_the_names_of_the_language() -> None:
    source = (MACROS / "RuleFunctions.bas").read_text(encoding="ascii")
    assert set(re.findall(r"^Public Function Rule_(\w+)\(", source, re.M)) <= set(FUNCTIONS)


@pytest.mark.parametrize("name", STATIC)
def test_a_function_always_sets_its_result(name: str) -> None:
    """LibreOffice gives the result of the last call where a call sets none."""
    source = (MACROS / f"{name}.bas").read_text(encoding="ascii")
    for called, body in re.findall(r"Function (\w+)\(.*\n((?:(?!End Function).*\n)*)End Function", source):
        lines = [line for line in body.splitlines() if not line.strip().startswith("Dim ")]
        leaves = next((place for place, line in enumerate(lines) if "Exit Function" in line), len(lines))
        settled = any(line.startswith(f"    {called} = ") for line in lines[:leaves])
        either = "    Else" in lines and "Exit Function" not in body
        assert settled or either, called
