"""The mark Windows gives a file that came from the internet, and every file unpacked from such a zip.

A marked program is asked about before it starts; started by Excel without a window, it waits for an answer nobody sees.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

# A second stream of the file's own, on Windows.
_MARK = "Zone.Identifier"


def is_marked(file: Path) -> bool:
    """Whether the file carries the mark."""
    try:
        with _stream(file).open("rb"):
            return True
    except OSError:
        return False


def unmark(file: Path) -> None:
    """Takes the mark off, where there is one and it can be taken off."""
    with contextlib.suppress(OSError):
        _stream(file).unlink()


def _stream(file: Path) -> Path:
    return file.with_name(f"{file.name}:{_MARK}")
