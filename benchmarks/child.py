"""One job in a fresh child process: the CPU time, wall time and memory of the process and all processes it starts."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_ROOT = Path(__file__).resolve().parents[1]
# Seconds between two looks: memory can only be sampled, and looking costs time of its own.
_LOOK_EVERY = 0.05


@dataclass(frozen=True)
class Cost:
    """What a job cost: CPU (user and system) and wall time in seconds, peak memory of the process tree in MB.

    ``output`` is what it printed.
    """

    cpu: float
    wall: float
    peak: float
    output: str


class JobError(Exception):
    """The job failed; the text is what it printed last."""


def run(arguments: Sequence[str], fine: Collection[int] = (0,)) -> Cost:
    """Runs ``python ARGUMENTS``; exit statuses outside ``fine`` raise `JobError`."""
    # Idle BLAS threads would otherwise spin and be counted.
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"}
    # Where sources are compiled anew at every start, starting is not what it is for users.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryFile() as printed:
        start = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, *arguments], env=environment, cwd=_ROOT, stdout=printed, stderr=subprocess.STDOUT
        )
        memory = _Memory(process.pid)
        memory.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        memory.join()
        printed.seek(0)
        output = printed.read().decode(errors="replace")
    if process.returncode not in fine:
        raise JobError(f"{' '.join(arguments[:4])} …: {output[-2000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, memory.peak / 2**20, output)


class _Memory(threading.Thread):
    """Watches the resident memory of a process tree until its root is gone."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self.peak = 0

    def run(self) -> None:
        """Looks again and again."""
        try:
            root = psutil.Process(self._pid)
            while root.is_running() and root.status() != psutil.STATUS_ZOMBIE:
                self.peak = max(self.peak, sum(map(_resident, [root, *root.children(recursive=True)])))
                time.sleep(_LOOK_EVERY)  # memory tells nobody that it grew; this is no test
        except psutil.Error:
            pass


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0
