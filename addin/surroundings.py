"""What the spreadsheet program around us does to a call: it is busy, it has gone, it has no window to reach.

The errors of COM are told by their names and numbers, since their classes exist on Windows only.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from commands.outcome import CommandError

ResultT = TypeVar("ResultT")

# RPC_E_CALL_REJECTED and RPC_E_SERVERCALL_RETRYLATER: a dialog is open. VBA_E_IGNORE: a cell is being edited.
_BUSY = frozenset({0x80010001, 0x8001010A, 0x800AC472})
# RPC_E_SERVER_DIED (twice), RPC_E_DISCONNECTED, RPC_S_SERVER_UNAVAILABLE, RPC_S_CALL_FAILED.
_GONE = frozenset({0x80010007, 0x80010012, 0x80010108, 0x800706BA, 0x800706BE})
_INVALID_WINDOW = 1400

# Seconds between tries: a person needs a moment to finish a cell or to read a dialog.
WAITS = (0.1, 0.2, 0.4, 0.8, 1.5, *[2.0] * 10)


class Busy(CommandError):
    """A cell is being edited or a dialog is open, and that did not end while we waited."""


def patiently(call: Callable[[], ResultT], wait: Callable[[float], None] = time.sleep) -> ResultT:
    """The result of ``call``, which is tried again while the program is busy.

    It sleeps between the tries, because nothing tells when the program is free again; tests give their own ``wait``.

    Raises:
        Busy: it stayed busy for some 20 seconds.
    """
    waits = iter(WAITS)
    while True:
        try:
            return call()
        except Exception as error:
            if not is_busy(error):
                raise
            seconds = next(waits, None)
            if seconds is None:
                raise Busy(
                    "表格程序正忙：可能正在编辑格子，或者有对话框没有关。按 Esc 退出编辑、关掉对话框，再点一次。"
                ) from error
        wait(seconds)


def is_busy(error: BaseException) -> bool:
    """Whether the program refused the call for now. xlwings tells a refused look-up as a missing name."""
    origin = error.__context__ if isinstance(error, KeyError) and error.__context__ else error
    return type(origin).__name__ == "ExcelBusyError" or not _BUSY.isdisjoint(_codes(origin))


def is_gone(error: BaseException) -> bool:
    """Whether the program was closed, or died."""
    origin = error.__context__ if isinstance(error, KeyError) and error.__context__ else error
    if not _GONE.isdisjoint(_codes(origin)):
        return True
    return type(origin).__name__ == "error" and getattr(origin, "winerror", 0) == _INVALID_WINDOW


def is_windowless(error: BaseException) -> bool:
    """Whether Excel has no workbook window, without which it cannot be talked to."""
    return isinstance(error, OSError) or type(error).__name__ == "error"


def _codes(error: BaseException) -> set[int]:
    """The numbers in a COM error, without sign; no other error has any."""
    details: Sequence[Any] | None = getattr(error, "excepinfo", None)
    numbers = [getattr(error, "hresult", 0), *(details or ())[5:6]]
    return {number & 0xFFFFFFFF for number in numbers if number}
