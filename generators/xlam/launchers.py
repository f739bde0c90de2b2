"""The launchers: a ``.bat`` file a command, and the texts they show when the program does not come to its own end."""

from __future__ import annotations

from cunbiao.definitions.launchers import ORDERLY_END, load_launchers
from generators.xlam.macros import MACROS, render

_TEMPLATE = "launchers/launcher.bat.j2"
# On Linux what is run, and what something is dropped on, which knows only where it lies itself.
_SHELL, _DESKTOP = "launchers/launcher.sh.j2", "launchers/launcher.desktop.j2"
_LINUX = "_linux"
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
    texts = {name: text for name, text in definition.texts if not name.endswith(_LINUX)}
    return files | {f"{TEXTS}/{name}.txt": _dos(f"\n{text}\n\n").encode(CODE_PAGE) for name, text in texts.items()}


def shell_launcher_files() -> dict[str, bytes]:
    """The same for Linux desktops: a script and a desktop entry for every launcher that is not Windows's own.

    Raises:
        DefinitionError: the launchers' definition has a mistake.
    """
    definition = load_launchers()
    files = {}
    for launcher in definition.launchers:
        if not launcher.windows_only:
            name = launcher.file.removesuffix(".bat")
            files[f"{name}.sh"] = render(_SHELL, command=launcher.command, orderly=ORDERLY_END)
            files[f"{name}.desktop"] = render(_DESKTOP, name=name, title=launcher.title)
    files[f"{definition.to_desktop}.sh"] = (MACROS / "launchers" / "to_desktop.sh").read_text(encoding="utf-8")
    for name, text in definition.texts:
        if name.endswith(_LINUX):
            files[f"{TEXTS}/{name.removesuffix(_LINUX)}.txt"] = f"\n{text}\n\n"
    return {name: text.encode() for name, text in files.items()}


def _dos(text: str) -> str:
    return text.replace("\n", "\r\n")
