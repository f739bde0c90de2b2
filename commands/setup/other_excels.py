"""Excels that are not ours: xlwings means to end them when Python ends."""

from __future__ import annotations

import atexit
import sys


def spare_excels() -> None:
    """Keeps xlwings from ending, together with Python, every Excel in which it sees no workbook.

    On Windows it does so from its import on. An Excel without a workbook, one that only shows something in protected
    view, and one that another program works with would go, without a question.
    """
    windows = sys.modules.get("xlwings._xlwindows")
    if windows is not None:
        atexit.unregister(windows.cleanup)
