"""The bytes of a file of others."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from workbooks import refusal
from workbooks.limits import Limits
from workbooks.refusal import Refused


def regular_bytes(path: Path, limits: Limits) -> bytes:
    """What is in a file; only a regular file is ever read, as the open handle shows it.

    Raises:
        OSError: it cannot be read.
        Refused: it is no regular file, or too large.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as opened:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise Refused(refusal.UNREADABLE, content="special")
        if facts.st_size > limits.file_size.most:
            raise Refused(refusal.TOO_LARGE, **limits.file_size.against(facts.st_size))
        return opened.read()
