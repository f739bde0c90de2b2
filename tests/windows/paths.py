"""The same file as Linux and as the Windows programs under Wine name it: all of Linux is their drive Z."""

from __future__ import annotations

import re
from pathlib import Path

_DRIVE = "Z:"
_PATH = re.compile(rf"{_DRIVE}(\\[^\n：，；。、（）]*)")


def to_windows(path: Path) -> str:
    """As a Windows program names it."""
    return _DRIVE + str(path.absolute()).replace("/", "\\")


def from_windows(path: str, drive_c: Path | None = None) -> Path:
    """As Linux names it; what lies on drive C, only where that is given."""
    assert path[:2].upper() == _DRIVE or drive_c is not None, path
    home = Path("/") if path[:2].upper() == _DRIVE or drive_c is None else drive_c
    return home / path[2:].replace("\\", "/").lstrip("/")


def told_on_linux(text: str) -> str:
    """A text of a Windows program with the paths in it as Linux names them."""
    return _PATH.sub(lambda found: found[1].replace("\\", "/"), text)
