"""The same work typed at the command line, and what both ways leave on the disk."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from commands.cli import app
from cunbiao.submissions.store import STORE_NAME

Row = Mapping[str, Any]


def cunbiao(*words: str | Path) -> tuple[int, str]:
    """Exit status and output of ``cunbiao …``."""
    screen = io.StringIO()
    with contextlib.redirect_stdout(screen):
        status = app([str(word) for word in words], standalone_mode=False)
    return status or 0, screen.getvalue()


def is_said(lines: Iterable[str], output: str) -> bool:
    """Whether an output says these lines, wherever a terminal has broken them."""
    screen = "".join(output.split())
    return all("".join(line.split()) in screen for line in lines)


def files_in(folder: Path) -> dict[str, bytes]:
    """Everything under a folder but what was kept of files that were read, which is each computer's own."""
    files = [file for file in folder.rglob("*") if file.is_file() and file.name != STORE_NAME]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def rows_of(file: Path, sheet: str, heading: str) -> list[Row]:
    """The rows of a list in which ``heading`` is one of the headings (without line breaks) and not empty."""
    rows = CalamineWorkbook.from_path(file).get_sheet_by_name(sheet).to_python()
    at = next(number for number, row in enumerate(rows) if heading in row)
    headings = ["".join(str(cell).split()) for cell in rows[at]]
    listed = [dict(zip(headings, cells, strict=True)) for cells in rows[at + 1 :]]
    return [row for row in listed if row[heading] != ""]
