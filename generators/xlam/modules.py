"""All VBA modules of the add-in: those that stand under ``macros/`` and those that are derived from definitions."""

from __future__ import annotations

from collections.abc import Callable

from generators.xlam.functions import functions_module
from generators.xlam.macros import static_modules
from generators.xlam.ribbon import ribbon_module

# Module name → what writes its source.
_DERIVED: dict[str, Callable[[], str]] = {"Functions": functions_module, "Ribbon": ribbon_module}


def modules() -> dict[str, str]:
    """Name → source of every module, lines ended as VBA ends them.

    Raises:
        ValueError: a source has a letter outside ASCII (VBA would read it in the code page of the machine) or does not
            begin with its own name.
    """
    sources = static_modules() | {name: write() for name, write in _DERIVED.items()}
    return {name: _checked(name, source) for name, source in sorted(sources.items())}


def _checked(name: str, source: str) -> str:
    for number, line in enumerate(source.splitlines(), 1):
        if not line.isascii():
            raise ValueError(f"VBA module {name}, line {number} is not ASCII: {line}")
    if not source.startswith(f'Attribute VB_Name = "{name}"\n'):
        raise ValueError(f"VBA module {name} does not begin with its name")
    return source.replace("\n", "\r\n")
