"""Finds the spreadsheet program a click was made in; of several running ones, that very one."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from commands.setup.other_excels import spare_excels

if TYPE_CHECKING:
    import xlwings as xw

    from addin.click import Click


def attach(click: Click) -> xw.App:
    """The Excel whose window was clicked in."""
    import xlwings as xw

    windows: Any = importlib.import_module("xlwings._xlwindows")
    spare_excels()
    # Otherwise xlwings repeats a call that Excel rejects for ever; we repeat it, with an end.
    windows.N_COM_ATTEMPTS = 1
    return xw.App(impl=windows.App(xl=click.hwnd))
