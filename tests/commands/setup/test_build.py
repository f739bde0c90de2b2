"""``cunbiao addin build`` as a person starts it."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.commands.test_cli import ROOT, cunbiao
from tests.generators.xlam.conf_sheet import read_conf

NAME = "村表通.xlam"


def test_the_add_in_is_for_this_machine_unless_another_is_named(tmp_path: Path) -> None:
    done = cunbiao("addin", "build", "--out", str(tmp_path / "这里"))
    assert done.returncode == 0, done.stderr
    assert NAME in done.stdout
    here = read_conf(tmp_path / "这里" / NAME)
    assert here["PYTHON"] == sys.executable
    assert here["HOME"] == str(ROOT)
    python, home = "D:\\村表通\\python\\python.exe", "D:\\村表通"
    cunbiao("addin", "build", "--out", str(tmp_path / "那里"), "--python", python, "--home", home)
    there = read_conf(tmp_path / "那里" / NAME)
    assert (there["PYTHON"], there["HOME"]) == (python, home)


def test_a_folder_that_cannot_be_written_ends_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("不是文件夹", encoding="utf-8")
    done = cunbiao("addin", "build", "--out", str(tmp_path / "文件"))
    assert done.returncode == 2
    assert "没有保存" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
