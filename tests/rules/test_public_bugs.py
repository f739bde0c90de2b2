"""What public programs do wrong (policy.md 2.6.9) and one sentence cannot say; the rest is in ``public-bugs.yaml``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cunbiao.definitions import TEMPLATES, load_campaign
from cunbiao.expressions import ExpressionError, compile_expression
from cunbiao.expressions.functions import FUNCTIONS
from tests.definitions.everything import campaigns

PRODUCT = ("workbooks", "cunbiao", "generators", "commands", "addin")


def _sources() -> list[tuple[Path, str]]:
    files = [file for folder in PRODUCT for file in sorted((TEMPLATES.parent / folder).rglob("*.py"))]
    return [(file, file.read_text(encoding="utf-8")) for file in files]


def test_no_rule_and_no_formula_knows_what_day_it_is() -> None:
    """Ages and months count to the notice's day: the same file says the same tomorrow.

    Only the leader's page counts the days that are left, when it is looked at.
    """
    assert {"today", "now"} & FUNCTIONS.keys() == set()
    rules = [(file.name, file.read_text(encoding="utf-8")) for file in TEMPLATES.rglob("*.yaml")]
    written = [*rules, *((file.name, text) for file, text in _sources() if file.name != "page.py")]
    assert [name for name, text in written if re.search(r"\b(?:TODAY|NOW)\(|\b(?:today|now)\(\) *[<>=-]", text)] == []


@pytest.mark.parametrize("comparison", ['in_school < "九年级"', 'id18 > "341302"', 'relation <= "配偶"'])
def test_texts_and_codes_are_not_compared_by_size(comparison: str) -> None:
    scope = load_campaign("anhui-yongqiao-2020").scopes["register_member"]
    with pytest.raises(ExpressionError, match="文字只能用"):
        compile_expression(comparison, scope)


def test_no_place_is_named_in_a_program() -> None:
    """A county or township is data; docstrings may give one as an example."""
    places = [campaign.notice.jurisdiction for campaign in campaigns()]
    named = {name[:-1] for place in places for name in (place.county, place.township) if name}
    assert {"埇桥", "勐戛", "永安"} <= named
    said = [(file.name, text) for file, source in _sources() for text in _texts(ast.parse(source))]
    assert [(file, text) for file, text in said if any(name in text for name in named)] == []


def _texts(tree: ast.AST) -> Iterator[str]:
    """Every text a program holds, docstrings left out."""
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in statements:
            yield node.value
