"""A launcher whose program is damaged ends in a sentence, and not as if it had come to its own end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from cunbiao.definitions.launchers import ORDERLY_END

ROOT = Path(__file__).parents[2]


def started(first: Path, state: Path) -> subprocess.CompletedProcess[str]:
    """A check-up by a Python that looks for modules in ``first`` before all other places."""
    return subprocess.run(
        [sys.executable, "-P", "-X", "utf8", "-m", "commands.started", "doctor"],
        input="\n",
        env={**os.environ, "PYTHONPATH": f"{first}{os.pathsep}{ROOT}", "XDG_STATE_HOME": str(state)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_whole_program_comes_to_its_own_end(tmp_path: Path) -> None:
    done = started(tmp_path, tmp_path)
    assert done.returncode in (ORDERLY_END, ORDERLY_END + 1)
    assert done.stdout.endswith("按回车键关闭。")


def test_a_library_that_does_not_load_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise ImportError('DLL load failed')\n", encoding="utf-8")
    done = started(tmp_path, tmp_path / "状态")
    assert done.returncode == 2
    assert "DLL load failed" in done.stdout
    assert "重新解压一次" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert list((tmp_path / "状态").rglob("*.txt"))
