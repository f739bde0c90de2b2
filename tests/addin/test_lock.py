"""Long work goes on one at a time, and a process that died stands in nobody's way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from addin.lock import Lock
from commands.outcome import CommandError

ROOT = Path(__file__).parents[2]
HOLDER = """
import sys
from pathlib import Path
from addin.lock import Lock
lock = Lock(Path(sys.argv[1]))
lock.take("汇总")
print("taken", flush=True)
sys.stdin.read()
"""


def test_a_second_piece_of_work_waits_and_hears_what_is_going_on(tmp_path: Path) -> None:
    first, second = Lock(tmp_path), Lock(tmp_path)
    first.take("生成采集表")
    with pytest.raises(CommandError, match="正在做“生成采集表”"):
        second.take("汇总")
    assert second.is_taken()
    first.give_back()
    assert not second.is_taken()
    second.take("汇总")
    second.give_back()


def test_a_process_that_died_holds_nothing(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"taken\n"
        mine = Lock(tmp_path)
        with pytest.raises(CommandError, match="正在做“汇总”"):
            mine.take("写上报表")
        holder.kill()
        holder.wait()
    mine.take("写上报表")
    mine.give_back()


def test_a_shorter_name_leaves_nothing_of_the_longer_one(tmp_path: Path) -> None:
    lock = Lock(tmp_path)
    for work in ("生成采集表", "汇总"):
        lock.take(work)
        with pytest.raises(CommandError, match=f"“{work}”"):
            Lock(tmp_path).take("上报")
        lock.give_back()
