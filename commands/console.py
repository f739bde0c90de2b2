"""The terminal: Chinese text on any code page, and progress bars."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cunbiao.advance import Advance


def safe_streams() -> None:
    """A character the console's code page lacks is shown as ``?``; it never stops the work."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def console() -> Console:
    """Where commands print."""
    return Console(soft_wrap=True, highlight=False)


@contextlib.contextmanager
def progress(title: str) -> Iterator[Advance]:
    """A progress bar; the yielded function takes how many are done and how many there are."""
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), transient=True
    )
    most = 0
    with bar:
        task = bar.add_task(title, total=None)

        def advance(done: int, total: int) -> None:
            # A step that comes after all files counts itself only, and must not look like all there was.
            nonlocal most
            most = max(most, total)
            bar.update(task, completed=done + most - total, total=most)

        yield advance
