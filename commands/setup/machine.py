"""The computer 村表通 stands on, as far as its folders, its registry and its running programs tell."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

# A key like HKCU\Software\… and the name of a value in it, "" for the key's own → the value, None when it is not there.
Registry = Callable[[str, str], str | int | None]


@dataclass(frozen=True)
class Machine:
    """What is asked of a computer.

    ``platform`` is as in `sys`; ``running`` gives the file names of the running programs, in lower case.
    """

    platform: str
    environment: Mapping[str, str]
    registry: Registry
    running: Callable[[], set[str]]

    @property
    def windows(self) -> bool:
        """Whether it runs Windows."""
        return self.platform == "win32"

    def folder(self, variable: str) -> Path | None:
        """The folder an environment variable names, None when it names none."""
        named = self.environment.get(variable)
        return Path(named) if named else None


def this_machine() -> Machine:
    """The computer this runs on."""
    return Machine(sys.platform, os.environ, _registry, _running)


def _registry(key: str, name: str) -> str | int | None:
    if sys.platform == "win32":
        import winreg

        roots = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE, "HKCR": winreg.HKEY_CLASSES_ROOT}
        root, _, path = key.partition("\\")
        try:
            with winreg.OpenKey(roots[root], path, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as opened:
                value, _ = winreg.QueryValueEx(opened, name)
        except OSError:
            return None
        return value if isinstance(value, str | int) else None
    return None


def _running() -> set[str]:
    names = set()
    for process in psutil.process_iter():
        # Windows may refuse to tell of a single one, and psutil does not always know the refusal.
        with contextlib.suppress(psutil.Error, OSError):
            names.add(process.name().lower())
    return names
