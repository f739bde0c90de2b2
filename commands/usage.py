"""A command that was mistyped: what is wrong with it, in Chinese."""

from __future__ import annotations

from typing import Any

import typer
from rich.markup import escape

from commands.console import console
from commands.help_page import program
from commands.outcome import Status

# Typer tells its mistakes apart by class but shares only their base.
_WRONG = {
    "MissingParameter": "命令里少了“{parameter}”",
    "BadParameter": "“{parameter}”后面写得不对",
    "NoSuchOption": "没有“{option}”这个选项",
}


def told_usage(mistake: typer.TyperException) -> int:
    """Says what is wrong with the command and where its use is explained; returns the exit status."""
    kind = type(mistake).__name__
    if kind == "NoArgsIsHelpError":
        return int(Status.DONE)
    words = _WRONG.get(kind, "命令写得不对")
    said = words.format(parameter=_name(getattr(mistake, "param", None)), option=getattr(mistake, "option_name", ""))
    where = f"{program(getattr(mistake, 'ctx', None))} --help"
    console().print(escape(f"{said}。看写法：{where}"), style="red")
    return int(Status.NOT_DONE)


def _name(parameter: Any) -> str:
    """An option as it is typed; what is not an option are the files a command works on."""
    options = [name for name in getattr(parameter, "opts", ()) if name.startswith("-")]
    return options[0] if options else "要处理的文件或文件夹"
