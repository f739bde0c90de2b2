"""Every message has one name, and no program text spells its id."""

from __future__ import annotations

import ast
from pathlib import Path
from types import ModuleType

from cunbiao import message_ids
from cunbiao.definitions import TEMPLATES, Document
from cunbiao.definitions.intake import IntakeFile
from cunbiao.definitions.messages import load_messages
from cunbiao.lists.roster import message_ids as roster
from workbooks import refusal

ROOT = TEMPLATES.parent
NAMED = (message_ids, roster, refusal)


def _ids(module: ModuleType) -> list[str]:
    return [value for name, value in vars(module).items() if name.isupper()]


def test_the_names_are_those_of_the_catalogue() -> None:
    intake = Document(TEMPLATES / "intake.yaml").model(IntakeFile)
    of_names = {entry.message for entry in (*intake.ignored_files, *intake.ignored_folders)}
    named = [message_id for module in NAMED for message_id in _ids(module)]
    assert len(named) == len(set(named))
    assert set(named) | of_names == {message.id for message in load_messages()}


def test_no_program_text_spells_an_id() -> None:
    known = {message.id for message in load_messages()}
    homes = {Path(str(module.__file__)) for module in NAMED}
    spelled = [
        (file.name, node.lineno, node.value)
        for folder in ("workbooks", "cunbiao", "generators", "commands", "addin")
        for file in sorted((ROOT / folder).rglob("*.py"))
        if file not in homes
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in known
    ]
    assert spelled == []
