"""``cunbiao store …``: what was read before, kept beside the results."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.ending import guarded, there, told
from commands.help_page import Command, CommandGroup
from commands.outcome import Outcome
from cunbiao.submissions.store import STORE_NAME

store = typer.Typer(cls=CommandGroup, no_args_is_help=True, help="读过的表留下的记录，汇总时不用再读没有变的文件。")


@store.command("clear", cls=Command)
@guarded
def clear_command(
    folders: Annotated[list[Path], typer.Argument(metavar="文件夹", help="放着汇总表的文件夹，连里面的文件夹一起清")],
) -> None:
    """删掉读过的表留下的记录；什么也不会少，下一次汇总全部重读."""
    there(*folders)
    told(clear(folders))


def clear(folders: list[Path]) -> Outcome:
    """Removes every store in these folders and below; one that cannot be removed is told."""
    outcome = Outcome()
    stores = [file for folder in folders for file in sorted(folder.rglob(f"{STORE_NAME}*"))]
    for file in stores:
        try:
            file.unlink()
        except OSError:
            outcome.needs_person(f"“{file}”删不掉，多半有别的程序正在用；等它做完再删一次。")
        else:
            outcome.lines.append(f"已删除 {file}。")
    if not stores:
        outcome.lines.append(f"没有找到“{STORE_NAME}”，不用清。")
    return outcome
