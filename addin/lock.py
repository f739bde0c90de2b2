"""One long command at a time: a file that only one process can hold, given back by the system even when it dies."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from addin.labels import label
from commands.outcome import CommandError
from workbooks.held import hold, open_to_hold

_FILE = "正在做.txt"


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
        if not hold(file):
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
            return not hold(file)

    def give_back(self) -> None:
        """Gives the lock back; nothing happens when it is not ours."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self) -> BinaryIO:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return open_to_hold(self._path)
