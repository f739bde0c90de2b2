"""Installing what tests need: a locked package manager is waited for, and a step that fails says its own reason."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

PACKAGES = Path(__file__).parents[1] / "packages.sh"
LOCKED = "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7 (apt-get)"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder of programs that come before the system's: nobody waits, the person is root, apt-get writes down."""
    for name, lines in {"sleep": 'echo "waited $1" >>"$LOG"', "id": "echo 0"}.items():
        program(tmp_path, name, lines)
    return tmp_path


def program(folder: Path, name: str, lines: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    file.chmod(0o755)


def installed(desk: Path, apt: str) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """What is said with such an apt-get, and what was called."""
    program(desk, "apt-get", f'echo "apt-get $*" >>"$LOG"\n{apt}')
    log = desk / "log"
    log.touch()
    done = subprocess.run(
        [PACKAGES, "测试", "libreoffice-calc", "poppler-utils"],
        env={"PATH": f"{desk}{os.pathsep}{os.environ['PATH']}", "LOG": str(log)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done, log.read_text(encoding="utf-8").splitlines()


def test_a_locked_package_manager_is_waited_for(desk: Path) -> None:
    done, called = installed(desk, f'[ "$(wc -l <"$LOG")" -gt 4 ] || {{ echo "{LOCKED}" >&2; exit 100; }}')
    assert done.returncode == 0, done.stderr
    assert "等它做完" in done.stdout
    assert called.count("waited 10") == 2
    assert called[-1] == "apt-get -qq install -y --no-install-recommends libreoffice-calc poppler-utils"


def test_one_that_stays_locked_is_the_reason_given(desk: Path) -> None:
    done, _ = installed(desk, f'echo "{LOCKED}" >&2; exit 100')
    assert done.returncode == 1
    assert "停在“查找软件包”" in done.stderr
    assert LOCKED in done.stderr


def test_another_failure_is_told_at_once_with_its_step(desk: Path) -> None:
    apt = 'case "$*" in *install*) echo "E: Unable to locate package poppler-utils" >&2; exit 100;; esac'
    done, called = installed(desk, apt)
    assert done.returncode == 1
    assert "停在“安装软件包”" in done.stderr
    assert "Unable to locate package poppler-utils" in done.stderr
    assert not [line for line in called if line.startswith("waited")]


def test_who_may_not_install_is_told_the_command(desk: Path) -> None:
    program(desk, "id", "echo 1000")
    done, called = installed(desk, "")
    assert done.returncode == 1
    assert "sudo apt-get install --no-install-recommends libreoffice-calc poppler-utils" in done.stderr
    assert not called
