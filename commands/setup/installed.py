"""An add-in that is there: whose it is, and what it says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from generators.xlam.conf import SHEET


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
    """
    if not file.exists():
        raise FileNotFoundError(file)
    try:
        with file.open("rb") as opened, CalamineWorkbook.from_filelike(opened) as workbook:
            rows = workbook.get_sheet_by_name(SHEET).to_python()
    except (OSError, CalamineError):
        return None
    conf = {str(row[0]): str(row[1]) for row in rows if len(row) > 1}
    return Installed(conf.get("VERSION", ""), conf.get("PYTHON", ""), conf.get("HOME", ""))
