"""The manual names what there is: every button and launcher, the folders results go to, the worksheet functions."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from commands.generate import PROBLEMS
from commands.launch import launch
from commands.outcome import CommandError
from cunbiao.definitions.launchers import load_launchers
from cunbiao.definitions.ribbon import load_ribbon
from cunbiao.definitions.worksheet_functions import load_functions
from cunbiao.records.identity import birth_date, has_check_character, sex
from generators.xlam.function_arguments import arguments_of

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "操作手册.md").read_text(encoding="utf-8")
CHAPTERS = dict(re.findall(r"^## [一二三四五六七八九]、(.+)\n((?:.|\n)*?)(?=^## |\Z)", TEXT, re.MULTILINE))
# A call in the table of functions, and the value said of it where one is.
EXAMPLES = re.findall(r"^\| (CB_\w+) \|.*\| `=(\w+)\((.*)\)`(?: 是 (\S+))? \|$", TEXT, re.MULTILINE)


def test_every_button_is_named_and_nothing_else_is_written_as_one() -> None:
    assert set(re.findall("「([^」]*)」", TEXT)) == {button.label for button in load_ribbon().buttons}


def test_buttons_are_explained_one_by_one_with_the_numbers_they_have_in_the_drawing() -> None:
    explained = re.findall(r"^\| (\d+) \| 「([^」]+)」 \|", CHAPTERS["每个按钮"], re.MULTILINE)
    assert explained == [(str(number), button.label) for number, button in enumerate(load_ribbon().buttons, 1)]


def test_every_launcher_is_named_and_no_other() -> None:
    named = set(re.findall(r"\w+\.bat", TEXT))
    assert named == {launcher.file for launcher in load_launchers().launchers}


def test_every_step_of_the_work_shows_both_ways_and_no_command_line() -> None:
    for chapter in ("乡镇汇总", "县里的工作"):
        assert "| 点按钮 | 用启动器 |" in CHAPTERS[chapter]
    for chapter, text in CHAPTERS.items():
        assert ("cunbiao merge" in text) == (chapter == "给技术人员")


@pytest.mark.parametrize(
    ("command", "dropped", "level"),
    [
        ("generate", "花名册.xlsx", ""),
        ("merge", "文件夹名", "1"),
        ("merge", "文件夹名", "2"),
        ("upload", "县名_汇总.xlsx", ""),
    ],
)
def test_the_folder_a_launcher_proposes_is_named(command: str, dropped: str, level: str, tmp_path: Path) -> None:
    what = tmp_path / dropped
    what.touch() if what.suffix else what.mkdir()
    launcher = next(one for one in load_launchers().launchers if one.command == command)
    ask, proposed = leaving_at_the_folder(level)
    launch(launcher, [what], ask)
    (folder,) = proposed
    assert f"“{folder.name}”" in CHAPTERS["装上村表通"]


def leaving_at_the_folder(level: str) -> tuple[Callable[[str], str], list[Path]]:
    """A person who answers every question but that for the folder, and the folder he was asked about."""
    proposed: list[Path] = []

    def ask(question: str) -> str:
        if question.startswith("结果放到 "):
            proposed.append(Path(question.splitlines()[0].removeprefix("结果放到 ")))
            raise CommandError("我走了。")
        return level if question.startswith("汇总到哪一级") else "1"

    return ask, proposed


def test_the_problem_list_of_a_roster_is_named() -> None:
    assert f"“{PROBLEMS}”" in CHAPTERS["每个按钮"]


def test_every_worksheet_function_has_an_example_with_as_many_values_as_it_takes() -> None:
    definition = load_functions()
    assert [name for name, *_ in EXAMPLES] == [function.name for function in definition.functions]
    for (name, called, values, _), function in zip(EXAMPLES, definition.functions, strict=True):
        assert name == called
        optional = [argument.optional for argument in arguments_of(definition, function)]
        given = len(re.sub(r"\([^)]*\)", "", values).split(","))
        assert optional.count(False) <= given <= len(optional)


def test_what_the_examples_say_of_a_number_is_so() -> None:
    said = {name: (re.findall(r'"(\d{17}[\dX])"', values), value) for name, _, values, value in EXAMPLES if value}
    (number,) = {number for numbers, _ in said.values() for number in numbers}
    assert has_check_character(number)
    assert said["CB_SEX"][1] == sex(number)
    assert said["CB_BIRTHDAY"][1] == str(birth_date(number))


def test_every_picture_is_shown() -> None:
    shown = set(re.findall(r"!\[[^\]]*\]\(图/([^)]+)\)", TEXT))
    assert shown == {file.name for file in (DOCS / "图").glob("*.png")}
