"""The configuration sheet of an add-in, read by a reader that had no part in writing it."""

from __future__ import annotations

from pathlib import Path

from python_calamine import CalamineWorkbook


def read_conf(addin: Path) -> dict[str, str]:
    """Name → value of every row."""
    with addin.open("rb") as file:
        rows = CalamineWorkbook.from_filelike(file).get_sheet_by_name("cunbiao.conf").to_python()
    return {str(name): str(value) for name, value in rows}
