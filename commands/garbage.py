"""What a command leaves behind in memory: looked through seldom while it runs, and not at all when it ends."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import NoReturn


def look_seldom() -> None:
    """A command makes millions of objects that stay until it ends: looking through them often only costs time."""
    gc.set_threshold(100_000, 20, 20)


def leave(status: int) -> NoReturn:
    """Ends the process as it is.

    Everything is written and closed by then; taking its objects apart one by one costs as much as reading three files.
    """
    for stream in (sys.stdout, sys.stderr):
        # Nobody listens any more, or there never was anybody.
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(status)
