"""An add-in that is there: whose it is, and what it says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cunbiao.definitions.intake import reading_limits
from generators.xlam.conf import SHEET
from workbooks.guarded.pool import ask
from workbooks.reading.foreign import read_foreign_file
from workbooks.reading.raw import ColumnSheet
from workbooks.refusal import Refused


@dataclass(frozen=True)
class Installed:
    """The configuration an add-in of ours carries: version, interpreter, and the folder of its 村表通."""

    version: str
    python: str
    home: str


def read_installed(file: Path) -> Installed | None:
    """What the add-in says about itself; None when the file is not an add-in of ours or cannot be read.

    Raises:
        FileNotFoundError: there is no such file.
        NoWorker: no process for reading can be started.
    """
    if not file.exists():
        raise FileNotFoundError(file)
    limits = reading_limits()
    try:
        sheets = {sheet.name: sheet.cells for sheet in ask(partial(read_foreign_file, limits=limits), file, limits)}
    except Refused:
        return None
    if SHEET not in sheets:
        return None
    conf = _entries(sheets[SHEET])
    return Installed(conf.get("VERSION", ""), conf.get("PYTHON", ""), conf.get("HOME", ""))


def _entries(sheet: ColumnSheet) -> dict[str, str]:
    """Names in column A, their values in column B."""
    return {str(name): str(value) for name, value in zip(sheet.column(0), sheet.column(1), strict=True)}
