"""The shape of ``templates/desk/launchers.yaml``: the files one drops something on, and what each of them does."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from cunbiao.definitions.models import Definition
from cunbiao.definitions.source import TEMPLATES, Document

LaunchedCommand = Literal["generate", "check", "merge", "upload", "install", "uninstall", "doctor"]


class Launcher(Definition):
    """One launcher. ``ask`` asks for what it works on when nothing was dropped; it is empty for what needs nothing."""

    file: Annotated[str, Field(pattern=r"^[^\\/:*?\"<>|%!&^ ]+\.bat$")]
    command: LaunchedCommand
    title: str
    ask: str = ""


class LauncherFile(Definition):
    """``templates/desk/launchers.yaml``; ``missing`` is what a launcher shows when the interpreter is not there."""

    about: str
    launchers: list[Launcher]
    missing: str


@cache
def load_launchers() -> LauncherFile:
    """The launchers' definition.

    Raises:
        DefinitionError: with file and line of the mistake.
    """
    return Document(TEMPLATES / "desk" / "launchers.yaml").model(LauncherFile)
