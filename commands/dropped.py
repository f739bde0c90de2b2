"""What was dropped on a launcher or into its window, as paths."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

# In quotes, or without a space: so Explorer and the console write a path.
_WRITTEN = re.compile(r'"([^"]*)"|([^\s"]+)')
_WORKBOOKS = frozenset({".xlsx", ".xls"})
# What systems and spreadsheet programs save lists as.
_ROSTERS = frozenset({*_WORKBOOKS, ".xlsm", ".et", ".csv"})
# Beside an open workbook Excel and WPS keep a file of their own.
_LOCKS = ("~$", ".~")


def dropped_on(launcher: str, line: str, split: Sequence[str]) -> list[Path]:
    """The paths Explorer passed to ``launcher``.

    Explorer does not quote a path without spaces, and cmd cuts its line at an ``&`` in such a path before the launcher
    sees it. So the paths are taken from ``line``, the whole line cmd was started with; a line that does not name the
    launcher comes from a window it was typed in, and then what cmd has ``split`` is right.
    """
    place = line.lower().find(launcher.lower()) if launcher else -1
    if place < 0:
        return [Path(word) for word in split]
    # cmd is given the launcher in quotes and everything in one more pair: /c ""launcher" paths"
    rest = line[place + len(launcher) :].removeprefix('"').rstrip()
    return paths_in(rest.removesuffix('"') if rest.count('"') % 2 else rest)


def paths_in(line: str) -> list[Path]:
    """The paths in a line; the whole line when that is one path, whatever is in it."""
    whole = line.strip()
    if whole and '"' not in whole and Path(whole).exists():
        return [Path(whole)]
    return [Path(quoted or plain) for quoted, plain in _WRITTEN.findall(whole)]


def workbooks(paths: Iterable[Path]) -> list[Path]:
    """The workbooks among ``paths`` and in their folders, and in folders within those as well."""
    return _files(paths, _WORKBOOKS, deep=True)


def rosters(paths: Iterable[Path]) -> list[Path]:
    """The files among ``paths`` and in their folders that may be rosters or lists of villages."""
    return _files(paths, _ROSTERS, deep=False)


def lists(paths: Iterable[Path]) -> list[Path]:
    """The same, in folders within their folders as well."""
    return _files(paths, _ROSTERS, deep=True)


def _files(paths: Iterable[Path], suffixes: frozenset[str], deep: bool) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*") if deep else path.glob("*")) if path.is_dir() else [path]
        found += [file for file in inside if file.suffix.lower() in suffixes and not file.name.startswith(_LOCKS)]
    return list(dict.fromkeys(found))
