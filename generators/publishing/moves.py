"""The moves that put a set of drafts in their place, written down before the first of them is made.

A run that is killed between two moves leaves the list of moves behind, and whoever comes next makes the rest of them.
So the set is the old one until the list is written, and the new one from then on. A move that cannot be made turns the
list round: what was moved is taken back, and the old files are put where they were.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

_LIST = "moves.json"
_FORWARD, _BACK = "forward", "back"
# How long a locked file is waited for: virus scanners let go within a second or two, a person does not.
_WAITS = (0.1, 0.2, 0.4, 0.8, 1.0)


@dataclass(frozen=True)
class Move:
    """One file: the ``draft`` that becomes ``target``, and where the one that stands there now is ``kept`` meanwhile.

    All are paths below the folder the set goes into; ``kept`` is "" where there is none yet.
    """

    draft: str
    target: str
    kept: str


class LockedError(OSError):
    """A file that another program has open and does not let go; ``filename`` says which."""


class Moves:
    """The moves of one set into ``folder``; the list lies in ``work``, beside the drafts."""

    def __init__(self, folder: Path, work: Path) -> None:
        self._folder = folder
        self._list = work / _LIST
        self._work = work

    def make(self, places: Sequence[tuple[Path, Path]]) -> None:
        """Moves every draft to its target, or none.

        Raises:
            LockedError: another program has a target open; everything is as it was.
            OSError: a move failed; everything is as it was.
        """
        moves = [self._planned(number, draft, target) for number, (draft, target) in enumerate(places)]
        self._write(_FORWARD, moves)
        try:
            self._forward(moves)
        except OSError:
            self._write(_BACK, moves)
            self._back(moves)
            self._forget()
            raise
        self._forget()

    def is_begun(self) -> bool:
        """Whether a run was killed before it had made all of its moves."""
        return self._list.exists()

    def finish(self) -> None:
        """Makes the moves that such a run has left.

        Raises:
            OSError: one cannot be made now.
        """
        told = json.loads(self._list.read_bytes())
        moves = [Move(**move) for move in told["moves"]]
        if told["direction"] == _FORWARD:
            self._forward(moves)
        else:
            self._back(moves)
        self._forget()

    def _forget(self) -> None:
        """A list that cannot be removed does no harm: nothing on it is left to be done."""
        with suppress(OSError):
            self._list.unlink()

    def _planned(self, number: int, draft: Path, target: Path) -> Move:
        kept = self._work / f"{number}.old"
        if target.exists():
            _keep(target, kept)
        below = target.relative_to(self._folder).as_posix()
        return Move(self._below(draft), below, self._below(kept) if kept.exists() else "")

    def _below(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix()

    def _write(self, direction: str, moves: Sequence[Move]) -> None:
        draft = self._list.with_suffix(".part")
        told = {"direction": direction, "moves": [asdict(move) for move in moves]}
        with draft.open("w", encoding="utf-8") as file:
            json.dump(told, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._list)
        _sync(self._list.parent)

    def _forward(self, moves: Sequence[Move]) -> None:
        for move in moves:
            draft, target = self._folder / move.draft, self._folder / move.target
            if draft.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                _replace(draft, target)
        for folder in {(self._folder / move.target).parent for move in moves}:
            _sync(folder)

    def _back(self, moves: Sequence[Move]) -> None:
        """Takes back what was moved: the draft is a draft again, so that other names can be tried."""
        for move in moves:
            draft, target = self._folder / move.draft, self._folder / move.target
            if not draft.exists() and target.exists():
                _replace(target, draft)
            kept = self._folder / move.kept
            if move.kept and kept.exists() and not target.exists():
                _replace(kept, target)


def _keep(file: Path, kept: Path) -> None:
    """A second name for a file, or a copy of it where the disk knows no second names."""
    try:
        os.link(file, kept)
    except OSError:
        shutil.copy2(file, kept)


def _replace(draft: Path, target: Path) -> None:
    for wait in _WAITS:
        try:
            draft.replace(target)
        except PermissionError:
            time.sleep(wait)  # nothing tells when another program lets a file go
        else:
            return
    raise LockedError(errno.EACCES, "locked", str(target))


def _sync(folder: Path) -> None:
    """Makes moves survive a power loss where the system can (Windows cannot open a folder)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
