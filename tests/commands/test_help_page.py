"""``--help``: every page is Chinese, but for what is typed as it stands."""

from __future__ import annotations

import re
import sys

import pytest
from rich.cells import cell_len

from commands.cli import app, main

GROUPS = [str(group.name) for group in app.registered_groups]
COMMANDS = [str(command.name) for command in app.registered_commands]
# What Typer itself would say.
ENGLISH = re.compile(r"usage|options|arguments|command|show|message|exit|required|default|args|bool|path", re.I)
HAN = re.compile("[\u4e00-\u9fff]")


def page(words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """What a command prints, on a terminal of the usual width."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(sys, "argv", ["cunbiao", *words.split()])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("command", ["", *COMMANDS, *GROUPS])
def test_a_help_page_has_no_english(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = page(f"{command} --help", capsys, monkeypatch)
    assert [
        line for line in shown.splitlines() if ENGLISH.search(line) or (line.strip() and not HAN.search(line))
    ] == []
    assert shown.lstrip().startswith(f"用法：cunbiao {command}")
    assert max(map(cell_len, shown.splitlines())) <= 80


def test_a_page_says_how_a_command_is_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [line.strip() for line in page("merge --help", capsys, monkeypatch).splitlines()]
    assert "用法：cunbiao merge [选项] 文件或文件夹…" in lines
    assert "把交回的表合并成汇总表和问题清单。" in lines
    assert "参数：" in lines and "选项：" in lines
    assert "--level 级别     township 乡镇，county 县，prefecture 市，province 省（必填）" in lines
    assert "--settings 文件  县设置文件（.yaml），补上通知没有给出的标准" in lines


def test_the_program_alone_lists_all_commands(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = page("", capsys, monkeypatch)
    assert sorted(re.findall(r"^  ([a-z]+) ", shown, re.M)) == sorted([*COMMANDS, *GROUPS])
