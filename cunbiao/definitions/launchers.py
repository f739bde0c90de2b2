"""The shape of ``templates/desk/launchers.yaml``: the files one drops something on, and what each of them does."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from cunbiao.definitions.models import Definition
from cunbiao.definitions.source import TEMPLATES, Document

# Added to the exit status of what a launcher has started, which thereby says that it came to its own end.
ORDERLY_END = 40

# fmt: off
LaunchedCommand = Literal[
    "generate", "check", "restamp", "further", "merge", "progress", "problems", "return", "incomes", "verdicts",
    "print", "upload", "typed", "documents", "suspected", "notice_export", "notice_apply", "install", "uninstall",
    "doctor", "wps",
]
# fmt: on


class Launcher(Definition):
    """One launcher.

    ``ask`` asks for what it works on when nothing was dropped; it is empty for what needs nothing. ``windows_only`` is
    what has to do with Excel or another program that only Windows has.
    """

    file: Annotated[str, Field(pattern=r"^[^\\/:*?\"<>|%!&^ ]+\.bat$")]
    command: LaunchedCommand
    title: str
    ask: str = ""
    windows_only: bool = False


class LauncherTexts(Definition):
    """What a launcher says without Python.

    ``unfit``: this system cannot run it. ``missing``: it is not there. ``broken``: it was kept from starting, or did
    not come to its own end. The last two once more for Linux, and there
    ``placed``: the launchers are on the desktop.
    """

    unfit: str
    missing: str
    broken: str
    missing_linux: str
    broken_linux: str
    placed_linux: str


class LauncherFile(Definition):
    """``templates/desk/launchers.yaml``.

    ``to_desktop`` is the name of what puts the launchers on a Linux desktop.
    """

    about: str
    launchers: list[Launcher]
    texts: LauncherTexts
    to_desktop: str


@cache
def load_launchers() -> LauncherFile:
    """The launchers' definition.

    Raises:
        DefinitionError: with file and line of the mistake.
    """
    return Document(TEMPLATES / "desk" / "launchers.yaml").model(LauncherFile)
