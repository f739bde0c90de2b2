"""The compiled scan, built from what lies here."""

from __future__ import annotations

from pathlib import Path

from workbooks.reading.compiled.build import build
from workbooks.reading.compiled.library import Scan, compiled_scan, this_system


def built_scan(folder: Path) -> Scan:
    """The scan of the library that is built in ``folder``."""
    assert build(folder, this_system()) is not None, "the compiler is among the tools of the tests"
    scan = compiled_scan(folder)
    assert scan is not None
    return scan
