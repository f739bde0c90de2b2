"""How often Python looks for garbage while a command runs."""

from __future__ import annotations

import gc


def look_seldom() -> None:
    """A command makes millions of objects that stay until it ends: looking through them often only costs time."""
    gc.set_threshold(100_000, 20, 20)
