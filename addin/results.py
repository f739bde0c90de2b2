"""Where the results of a command go: beside what it worked on, or where the person can always write."""

from __future__ import annotations

from pathlib import Path

from generators.publishing import can_write

_AWAY = "村表通结果"


def results_folder(beside: Path, name: str = "") -> Path:
    """A folder that can be written: ``name`` in the folder ``beside``, or that folder itself; else one of his own.

    Raises:
        OSError: even his own folder cannot be written.
    """
    wanted = beside / name
    if can_write(wanted):
        return wanted
    documents = Path.home() / "Documents"
    own = (documents if documents.is_dir() else Path.home()) / _AWAY / name
    own.mkdir(parents=True, exist_ok=True)
    return own


def beside_folder(source: Path, name: str) -> Path:
    """A folder for what is made of everything in the folder ``source``, never inside it."""
    if source.name:
        return results_folder(source.parent, f"{source.name}_{name}")
    return results_folder(source / _AWAY, name)
