"""The launchers: a ``.bat`` file a command, and the text they show when the interpreter is gone."""

from __future__ import annotations

from cunbiao.definitions.launchers import load_launchers
from generators.xlam.macros import render

_TEMPLATE = "launchers/launcher.bat.j2"
# Where the launchers of a bundle look for the text, seen from the bundle.
MISSING = "app/launchers/missing.txt"


def launcher_files() -> dict[str, bytes]:
    """Path seen from the bundle → content, of every launcher and of the text.

    Raises:
        DefinitionError: the launchers' definition has a mistake.
        UnicodeEncodeError: a launcher has a letter outside ASCII, which cmd would read in the machine's code page.
    """
    definition = load_launchers()
    files = {
        launcher.file: _dos(render(_TEMPLATE, command=launcher.command)).encode("ascii")
        for launcher in definition.launchers
    }
    return {**files, MISSING: _dos(f"\n{definition.missing}\n\n").encode()}


def _dos(text: str) -> str:
    return text.replace("\n", "\r\n")
