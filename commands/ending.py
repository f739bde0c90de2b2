"""How a command of the command line begins and ends: no mistyped paths, a summary, an exit status, no traceback."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer
from rich.markup import escape

from commands.console import console
from commands.fault_log import fault_sentence
from commands.outcome import STOPPED, CommandError, Outcome, Status
from workbooks.errors import ForThePerson


def told(outcome: Outcome) -> None:
    """Prints the summary and leaves with the command's exit status."""
    screen = console()
    for line in outcome.lines:
        screen.print(escape(line))
    for file in outcome.files:
        screen.print(f"  → {escape(str(file))}", style="dim")
    raise typer.Exit(int(outcome.status))


def guarded(command: Callable[..., None]) -> Callable[..., None]:
    """Mistakes of input end in a sentence, faults of ours in a sentence and a log file; never in a traceback."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except ForThePerson as mistake:
            console().print(escape(str(mistake)), style="red")
            raise typer.Exit(int(Status.NOT_DONE)) from None
        except typer.Exit:
            raise
        except KeyboardInterrupt:
            console().print(STOPPED, style="yellow")
            raise typer.Exit(int(Status.NOT_DONE)) from None
        except Exception as fault:
            console().print(escape(fault_sentence(fault, Path.cwd())), style="red")
            raise typer.Exit(int(Status.NOT_DONE)) from None

    return run


def there(*paths: Path | None) -> None:
    """Raises `CommandError` for a path with nothing there: a mistyped name must not look like an empty folder."""
    for path in paths:
        if path is not None and not path.exists():
            raise CommandError(f"没有这个文件或文件夹：{path}。看看名字有没有打错、是不是在别的文件夹里。")
