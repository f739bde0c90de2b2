"""A file that only one process can hold; the system gives it back when that process ends, however it ends."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import BinaryIO

# Windows lets nobody read the bytes that are locked; this one lies behind all text.
_BYTE = 1 << 20
_HELD = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


def open_to_hold(path: Path) -> BinaryIO:
    """Opens a file for reading and writing, an empty one where there is none."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)), "r+b")


if sys.platform == "win32":
    import msvcrt

    def hold(file: BinaryIO) -> bool:
        """Takes hold of an open file until it is closed; false when another process holds it.

        Where the disk knows no such thing (some network drives) nobody can hold it, and it counts as held by us.
        """
        file.seek(_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as error:
            return error.errno not in _HELD
        finally:
            file.seek(0)
        return True
else:
    import fcntl

    def hold(file: BinaryIO) -> bool:
        """Takes hold of an open file until it is closed; false when another process holds it.

        Where the disk knows no such thing (some network drives) nobody can hold it, and it counts as held by us.
        """
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno not in _HELD
        return True
