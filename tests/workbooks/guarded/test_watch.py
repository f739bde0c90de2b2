"""A process that does not move any more is given up; one that moves is waited for, however long it takes."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbooks.guarded import watch
from workbooks.guarded.watch import LOOK_EVERY, communicated

_LOOKS = 3
STILL = _LOOKS * LOOK_EVERY


@pytest.fixture
def turn(tmp_path: Path) -> Path:
    file = tmp_path / "turn"
    os.mkfifo(file)
    return file


def waits_for(turn: Path) -> subprocess.Popen[str]:
    """A process that says that it waits, leaves a note of it, and goes on when it is its turn."""
    program = "import pathlib, sys; print('waits', flush=True); own = pathlib.Path(sys.argv[1]); "
    program += "own.with_suffix('.reached').touch(); own.open().readline(); print('goes on')"
    return subprocess.Popen([sys.executable, "-c", program, turn], stdout=subprocess.PIPE, text=True)


def test_one_that_stands_still_is_ended_and_what_it_said_is_kept(turn: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    computed = itertools.count(1)

    def look(pid: int) -> tuple[float, int]:
        return 0.0 if turn.with_suffix(".reached").exists() else next(computed), 0

    monkeypatch.setattr(watch, "taken", look)
    assert communicated(waits_for(turn), STILL) == ("waits\n", False)


def test_one_that_moves_is_waited_for(turn: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept_waiting = os.open(turn, os.O_RDWR)
    looks = itertools.count()

    def look(pid: int) -> tuple[float, int]:
        number = next(looks)
        if number == 5 * _LOOKS:
            os.write(kept_waiting, b"\n")
        return float(number), 0

    monkeypatch.setattr(watch, "taken", look)
    assert communicated(waits_for(turn), STILL) == ("waits\ngoes on\n", True)
    os.close(kept_waiting)
