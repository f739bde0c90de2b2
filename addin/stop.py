"""Stopping long work: one click leaves a mark, the working process looks for it between two steps."""

from __future__ import annotations

from pathlib import Path

from commands.outcome import STOPPED

_FILE = "停止"


class Stopped(Exception):
    """The person stopped the work; the text says in Chinese what became of it."""

    def __init__(self, said: str = STOPPED) -> None:
        super().__init__(said)


class StopMark:
    """The mark in the folder of a person."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE

    def leave(self) -> None:
        """Asks the work that is going on to stop."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch()

    def clear(self) -> None:
        """Forgets a wish that came too late for earlier work."""
        self._path.unlink(missing_ok=True)

    def look(self) -> None:
        """Raises `Stopped` when the person wishes so."""
        if self._path.exists():
            raise Stopped
