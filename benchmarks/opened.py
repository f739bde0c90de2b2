"""Checking village workbooks that are open in LibreOffice, and the same workbooks as closed files.

``python -m benchmarks.opened FILE…`` prints the seconds a workbook takes either way, as JSON: CPU of all
processes (LibreOffice too) and wall time, medians over the files. The workbook is open already when the clock starts,
as it is at a click.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

import psutil

from addin.households import register_on_screen
from commands.check import register_of
from cunbiao.definitions.intake import reading_limits
from cunbiao.merging.register import Register
from cunbiao.records.origin import peek_data
from cunbiao.submissions.reading import read_submissions
from office import connect, start

Seconds = tuple[float, float]


def measure(files: Sequence[Path]) -> dict[str, Seconds]:
    """``closed`` and ``opened`` → CPU and wall seconds a workbook."""
    closed: list[Seconds] = []
    opened: list[Seconds] = []
    with start() as pipe:
        app = connect(pipe)
        for file in files:
            book = app.books.open(file)
            register_on_screen(book)  # what is loaded at a program's first call does not count
            closed.append(_timed(partial(_register_of_file, file)))
            opened.append(_timed(partial(register_on_screen, book)))
            book.close()
    return {"closed": _medians(closed), "opened": _medians(opened)}


def _register_of_file(file: Path) -> Register:
    origin = peek_data(file.read_bytes(), reading_limits())
    return register_of(file.name, origin, partial(read_submissions, [file]))


def _timed(work: Callable[[], Register]) -> Seconds:
    cpu, wall = _cpu(), time.perf_counter()
    work()
    return _cpu() - cpu, time.perf_counter() - wall


def _cpu() -> float:
    """CPU seconds of this process, of the ones it started, and of those that have ended."""
    own = psutil.Process()
    times = [own.cpu_times(), *(child.cpu_times() for child in own.children(recursive=True))]
    ended = own.cpu_times()
    return float(sum(each.user + each.system for each in times) + ended.children_user + ended.children_system)


def _medians(every: Sequence[Seconds]) -> Seconds:
    return median(cpu for cpu, _ in every), median(wall for _, wall in every)


if __name__ == "__main__":
    print(json.dumps(measure([Path(file) for file in sys.argv[1:]])))
