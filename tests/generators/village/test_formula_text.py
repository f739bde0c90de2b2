from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.village.formula_text import either, joined, literal, when


@given(st.text(max_size=900))
def test_a_literal_keeps_the_text_and_excels_limit(text: str) -> None:
    parts = re.findall(r'"((?:[^"]|"")*)"', literal(text), re.DOTALL)
    assert "".join(part.replace('""', '"') for part in parts) == text
    assert all(len(part.replace('""', '"')) <= 255 for part in parts)


@pytest.mark.parametrize(
    ("condition", "formula"),
    [("TRUE", '"x"'), ("FALSE", '""'), ("$A6=1", 'IF($A6=1,"x","")')],
)
def test_a_condition_that_is_decided_leaves_no_if(condition: str, formula: str) -> None:
    assert when(condition, '"x"') == formula


def test_empty_texts_are_left_out() -> None:
    assert joined(['""', "$A6", '""']) == "$A6"
    assert joined(['""']) == '""'
    assert either(["$A6"]) == "$A6"
    assert either(["$A6", "$B6"]) == "OR($A6,$B6)"
