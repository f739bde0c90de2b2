"""Wherever a merge with a store is killed, the next one is right without being told anything."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

from cunbiao.submissions.store import STORE_NAME
from tests.commands.conftest import LINE, SmallNotice, home
from tests.commands.test_store import handed_in, merged
from tests.sampling import Sampling

# So many kills are tried where only a sample is drawn.
_FEW = 6
_NEVER = 0
# What changes files; opening one to read changes nothing.
_CHANGES = frozenset({"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate"})


def changes_until(nth: int, folder: Path, out: str) -> int:
    """How often a merge changed a file; it was killed right before the ``nth`` time."""
    child = os.fork()
    if not child:
        done = 0

        def look(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal done
            writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
            if (event in _CHANGES or writes) and str(folder) in str(arguments[0]):
                if done + 1 == nth:
                    os.kill(os.getpid(), signal.SIGKILL)
                done += 1

        sys.addaudithook(look)
        merged(folder, out)
        os._exit(done)
    ended = os.waitpid(child, 0)[1]
    return nth - 1 if os.WIFSIGNALED(ended) else os.waitstatus_to_exitcode(ended)


def test_wherever_a_merge_is_killed_the_next_one_is_right(
    small_notice: SmallNotice, tmp_path: Path, sampling: Sampling
) -> None:
    handed_in(small_notice, tmp_path)
    merged(tmp_path, "汇总")
    small_notice.write(tmp_path / "交回", homes=[home(farmland=6.0), home(number=2, farmland=1.0)], settings=LINE)
    changes = changes_until(_NEVER, tmp_path, copied(tmp_path, "数"))
    assert changes > 20
    expected = merged(tmp_path, copied(tmp_path, "没有断过"))
    for nth in sampling.of(range(1, changes + 1), _FEW):
        assert changes_until(nth, tmp_path, copied(tmp_path, "断过")) == nth - 1
        assert merged(tmp_path, "断过") == expected, f"killed before change {nth}"
        left = {file.name for file in (tmp_path / "断过").iterdir()}
        assert left == {*expected, STORE_NAME}, f"killed before change {nth}"


def copied(folder: Path, name: str) -> str:
    """The results of the first merge once more, in a folder of this name."""
    shutil.rmtree(folder / name, ignore_errors=True)
    shutil.copytree(folder / "汇总", folder / name)
    return name
