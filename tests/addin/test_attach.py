"""The program a click was made in is found by its window."""

from __future__ import annotations

import atexit
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from addin.attach import attach
from addin.click import Click


def test_of_several_excels_the_window_decides_and_rejected_calls_are_ours_to_repeat(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """xlwings' Windows module exists on Windows only; here it is one that notes what it is asked for."""
    windows: Any = ModuleType("xlwings._xlwindows")
    windows.N_COM_ATTEMPTS = 0
    windows.cleanup = lambda: None
    left_undone: list[object] = []
    monkeypatch.setattr(atexit, "unregister", left_undone.append)
    windows.App = lambda xl: SimpleNamespace(hwnd=xl, pid=1)
    monkeypatch.setitem(sys.modules, "xlwings._xlwindows", windows)
    assert attach(Click("about", hwnd=67890)).hwnd == 67890
    assert windows.N_COM_ATTEMPTS == 1
    assert left_undone == [windows.cleanup], "xlwings would end other Excels when this process ends"
