from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from commands.cli import main
from commands.outcome import Status


def typed(
    words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[int | str | None, str]:
    """Exit status and screen of a command."""
    monkeypatch.setattr(sys, "argv", ["cunbiao", *words.split()])
    with pytest.raises(SystemExit) as left:
        main()
    return left.value.code, capsys.readouterr().out.strip()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("merge 交回 --level county", "命令里少了“--out”。看写法：cunbiao merge --help"),
        ("upload --out 上报", "命令里少了“要处理的文件或文件夹”。看写法：cunbiao upload --help"),
        ("merge 交回 --polici p", "没有“--polici”这个选项。看写法：cunbiao merge --help"),
        ("merge 交回 --policy p --level 县 --out 汇总", "“--level”后面写得不对。看写法：cunbiao merge --help"),
        ("huizong", "命令写得不对。看写法：cunbiao --help"),
    ],
)
def test_a_mistyped_command_is_explained_in_chinese(
    words: str, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert typed(words, capsys, monkeypatch) == (2, said)


@pytest.mark.parametrize(
    "words",
    [
        "generate --policy anhui-yongqiao-2020 --roster {gone} --out 下发",
        "merge {gone} --policy anhui-yongqiao-2020 --level county --out 汇总",
        "upload {gone} --out 上报",
        "check {gone}",
    ],
)
def test_a_mistyped_file_name_stops_the_command(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status, said = typed(words.format(gone="交四"), capsys, monkeypatch)
    assert status == 2
    assert "没有这个文件或文件夹：交四" in said
    assert list(tmp_path.iterdir()) == []


def test_a_command_that_is_done_ends_with_0(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    status, said = typed("policies", capsys, monkeypatch)
    assert status == 0
    assert "anhui-yongqiao-2020" in said


def test_a_command_says_everything_before_it_is_gone(tmp_path: Path) -> None:
    """It ends without taking its objects apart, so nothing may be left in a buffer."""
    for words, status in (("policies", Status.DONE), (f"check {tmp_path / '没有'}", Status.NOT_DONE)):
        ended = subprocess.run(
            [sys.executable, "-m", "commands", *words.split()],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"},
        )
        assert ended.returncode == status, ended.stderr
        assert ("anhui-yongqiao-2020" if status == Status.DONE else "没有这个文件或文件夹") in ended.stdout
        assert ended.stdout.endswith("\n")
        assert ended.stderr == ""
