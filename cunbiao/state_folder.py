"""The folder of a person: what he chose in the add-in, his own notices, log files, and the marks of work going on."""

from __future__ import annotations

import os
import sys
from pathlib import Path

LOGS = "日志"


def state_folder() -> Path:
    r"""``%LOCALAPPDATA%\cunbiao`` on Windows, ``$XDG_STATE_HOME/cunbiao`` elsewhere; it need not be there yet."""
    if sys.platform == "win32":
        base, usual = os.environ.get("LOCALAPPDATA"), Path.home() / "AppData" / "Local"
    else:
        base, usual = os.environ.get("XDG_STATE_HOME"), Path.home() / ".local" / "state"
    return (Path(base) if base else usual) / "cunbiao"
