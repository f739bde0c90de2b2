"""The acceptance checklist names what there is to see: groups and buttons, launchers, worksheet functions."""

from __future__ import annotations

import re
from pathlib import Path

from cunbiao.definitions.launchers import load_launchers
from cunbiao.definitions.ribbon import load_ribbon
from cunbiao.definitions.worksheet_functions import load_functions

TEXT = (Path(__file__).parents[3] / "docs" / "验收清单.md").read_text(encoding="utf-8")


def test_every_button_is_looked_at_under_its_label_and_groups_in_their_order() -> None:
    ribbon = load_ribbon()
    assert "、".join(group.label for group in ribbon.groups) in TEXT
    assert "、".join(button.label for button in ribbon.buttons) in TEXT


def test_every_launcher_is_tried_under_its_name() -> None:
    named = set(re.findall(r"\w+\.bat", TEXT))
    assert named == {launcher.file for launcher in load_launchers().launchers}


def test_the_functions_tried_are_there() -> None:
    named = set(re.findall(r"CB_[A-Z]+", TEXT))
    assert named
    assert named <= {function.name for function in load_functions().functions}


def test_steps_are_numbered_without_gaps_in_order_and_have_a_box() -> None:
    rows = [line for line in TEXT.splitlines() if re.match(r"\| \d+ \|", line)]
    numbers = [int(row.split("|")[1]) for row in rows]
    assert numbers == sorted(set(numbers))
    assert all(row.endswith("| □ |") for row in rows)
    first_part = [number for number in numbers if number < 40]
    assert first_part == list(range(1, len(first_part) + 1))
