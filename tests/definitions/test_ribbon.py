"""Mistakes in the ribbon's definition are told with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cunbiao.definitions.ribbon import load_ribbon, read_ribbon
from cunbiao.definitions.source import TEMPLATES, DefinitionError, Document

FILE = TEMPLATES / "desk" / "ribbon.yaml"


def test_the_ribbon_loads_and_covers_the_work() -> None:
    ribbon = load_ribbon()
    assert ribbon.tab.label == "村表通"
    assert len(ribbon.buttons) == len({button.id for button in ribbon.buttons})


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("  - id: issue\n", "  - id: setup\n", "“setup”重复"),
        ("      - id: upload\n", "      - id: problem_list\n", "“problem_list”重复"),
        ("icon: PropertySheet", 'icon: ""', "icon"),
        ("what: folder, title: 请选择采集表", "what: drawer, title: 请选择采集表", "只能是"),
        (', files: "*.yaml; *.yml"', "", "files"),
        ("label: 体检", "lable: 体检", "“groups.5.buttons.1.label”不对：缺少这一项"),
        ("    {python}\n\n    它可能", "    {interpreter}\n\n    它可能", "花括号里能写的名称：home、python"),
        ("    {python}\n\n    它可能", "    {python\n\n    它可能", "花括号不成对"),
    ],
)
def test_a_mistake_is_told_with_its_line(right: str, wrong: str, said: str, tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert text.count(right) == 1
    file = tmp_path / "ribbon.yaml"
    file.write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(DefinitionError) as mistake:
        read_ribbon(Document(file))
    assert said in mistake.value.problem
    near = text[: text.index(right)].count("\n") + 1
    assert abs(mistake.value.line - near) <= 7
