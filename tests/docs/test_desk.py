"""The list of what stood in the way at the desk is whole, and names tests and pictures that there are."""

from __future__ import annotations

import ast
import re

from commands.setup.places import ROOT

TABLE = ROOT / "docs" / "desk.md"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if re.match(r"\| \d", line)
]


def test_everything_that_was_met_has_its_row_once() -> None:
    numbers = [str(number) for number in range(1, 40)]
    assert [row[0] for row in ROWS] == [*numbers[:24], "24b", *numbers[24:]]
    assert all(len(row) == 4 and all(row) for row in ROWS)


def test_every_row_names_a_test_or_a_picture_that_there_is() -> None:
    for number, *_, shown in ROWS:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", shown)
        pictures = re.findall(r"\[picture\]\(([^)]+)\)", shown)
        assert named or pictures, number
        assert [own for own in pictures if not (TABLE.parent / own).is_file()] == []
        for file, test in named:
            tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
            assert test in {own.name for own in tree.body if isinstance(own, ast.FunctionDef)}, (number, file, test)
