"""``cunbiao addin …``. Words only; what a command does stands in the module of its name."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.ending import guarded, told
from commands.help_page import Command, CommandGroup
from commands.options import OutOption

addin = typer.Typer(cls=CommandGroup, no_args_is_help=True, help="Excel 加载项：生成、安装、检查。")


@addin.command("build", cls=Command)
@guarded
def build_command(
    out: OutOption,
    python: Annotated[
        str | None,
        typer.Option("--python", metavar="文件", help="用加载项的电脑上 python.exe 的完整路径；不写就是现在用的"),
    ] = None,
    home: Annotated[
        str | None,
        typer.Option("--home", metavar="文件夹", help="用加载项的电脑上村表通所在的文件夹；不写就是现在用的"),
    ] = None,
) -> None:
    """生成 Excel 加载项 村表通.xlam."""
    from commands.addin.build import build

    told(build(out, python, home))
