"""One long command at a time: a file that only one process can hold, given back by the system even when it dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO

from addin.labels import label
from commands.outcome import CommandError

_FILE = "正在做.txt"
# Windows lets nobody read the bytes that are locked; this one lies behind all text.
_BYTE = 1 << 20


class Lock:
    """The right to do long work, for one process of one person."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self._file: BinaryIO | None = None

    def take(self, work: str) -> None:
        """Takes the lock for ``work``, as the person calls it.

        Raises:
            CommandError: other long work is going on.
        """
        file = self._open()
        if not _hold(file):
            busy_with = file.read().decode(errors="replace") or "别的事"
            file.close()
            raise CommandError(f"正在做“{busy_with}”，一次只能做一件。等它做完，或者先点“{label('stop')}”，再点一次。")
        self._file = file
        file.truncate(0)
        file.write(work.encode())
        file.flush()

    def is_taken(self) -> bool:
        """Whether long work is going on, ours or another process's."""
        with self._open() as file:
            return not _hold(file)

    def give_back(self) -> None:
        """Gives the lock back; nothing happens when it is not ours."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self) -> BinaryIO:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return os.fdopen(os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)), "r+b")


if sys.platform == "win32":
    import msvcrt

    def _hold(file: BinaryIO) -> bool:
        file.seek(_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            file.seek(0)
        return True
else:
    import fcntl

    def _hold(file: BinaryIO) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
