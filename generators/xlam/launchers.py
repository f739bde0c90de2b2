"""The launchers: a ``.bat`` file a command, and the texts they show when the program does not come to its own end."""

from __future__ import annotations

from cunbiao.definitions.launchers import ORDERLY_END, load_launchers
from generators.xlam.macros import render

_TEMPLATE = "launchers/launcher.bat.j2"
# Where the launchers of a bundle look for the texts, seen from the bundle.
TEXTS = "app/launchers"
# The code page of the texts: that of a Chinese Windows, whose window shows it as it is.
CODE_PAGE = "gbk"


def launcher_files() -> dict[str, bytes]:
    """Path seen from the bundle → content, of every launcher and of the texts.

    Raises:
        DefinitionError: the launchers' definition has a mistake.
        UnicodeEncodeError: a launcher has a letter outside ASCII, which cmd would read in the machine's code page; or a
            text has one outside the Chinese code page.
    """
    definition = load_launchers()
    files = {
        launcher.file: _dos(render(_TEMPLATE, command=launcher.command, orderly=ORDERLY_END)).encode("ascii")
        for launcher in definition.launchers
    }
    texts = {f"{TEXTS}/{name}.txt": _dos(f"\n{text}\n\n").encode(CODE_PAGE) for name, text in definition.texts}
    return files | texts


def _dos(text: str) -> str:
    return text.replace("\n", "\r\n")
