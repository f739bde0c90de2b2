"""How a workbook names the folder of the village files, wherever it is opened."""

from __future__ import annotations

import os
from pathlib import Path


def seen_from(out: Path, base: Path) -> str:
    """The way from a workbook in ``out`` to the village files in ``base``; absolute when on another drive."""
    try:
        return Path(os.path.relpath(base, out.absolute())).as_posix() + "/"
    except ValueError:
        return base.as_posix() + "/"
