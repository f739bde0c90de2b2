"""What is still said when the spreadsheet program cannot be reached at all."""

from __future__ import annotations

import sys

TITLE = "村表通"
_WARNING = 0x30


def last_words(window: int, text: str) -> None:
    """Shows ``text`` in a message box of Windows itself, over ``window`` if that exists; elsewhere in the terminal."""
    if sys.platform == "win32":
        import ctypes

        box = ctypes.windll.user32.MessageBoxW
        # Windows gives 0 for a window that has gone, its stand-ins other numbers; a button has one of its own.
        if box(window, text, TITLE, _WARNING) <= 0:
            box(None, text, TITLE, _WARNING)
    else:
        print(text, file=sys.stderr)
