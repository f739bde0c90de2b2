"""Child processes looked at from outside: what they take, and whether they still move, however busy the computer is.

One that only waits is given up after so many looks at which it had not moved at all. A computer that is short of time
looks less often.
"""

from __future__ import annotations

import subprocess

import psutil

# Seconds between two looks.
LOOK_EVERY = 0.05


class Movement:
    """What a process has computed, and at how many looks in a row it had not moved.

    Attributes:
        computed: seconds of computing at the last look, those before the first one included.
        still: the looks in a row without movement, in seconds.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.computed = taken(pid)[0]
        self.still = 0.0

    def look(self) -> int:
        """Looks once more; returns the bytes of memory the process has."""
        computed, memory = taken(self._pid)
        self.still = 0.0 if computed > self.computed else self.still + LOOK_EVERY
        self.computed = computed
        return memory


def communicated(process: subprocess.Popen[str], still: float) -> tuple[str, bool]:
    """All that a process has written when it has ended, and whether it ended by itself.

    One that has not moved for ``still`` seconds is killed.
    """
    movement = Movement(process.pid)
    while True:
        try:
            return process.communicate(timeout=LOOK_EVERY)[0], True
        except subprocess.TimeoutExpired:
            movement.look()
        if movement.still > still:
            process.kill()
            return process.communicate()[0], False


def taken(pid: int) -> tuple[float, int]:
    """Seconds of computing a process has had, and bytes of memory it has; nothing where that cannot be found out.

    On a busy computer a file takes longer, but not more computing.
    """
    try:
        process = psutil.Process(pid)
        times = process.cpu_times()
        return float(times.user + times.system), process.memory_info().rss
    except Exception:  # it is gone, or this computer does not tell; either way work goes on
        return 0.0, 0
