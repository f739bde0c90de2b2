"""``cunbiao notice …``. Words only; what a command does stands in `commands.definition`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.ending import guarded, there, told
from commands.help_page import Command, CommandGroup
from commands.options import PolicyOption, SettingsOption

notice = typer.Typer(cls=CommandGroup, no_args_is_help=True, help="在 Excel 里做通知：导出定义表，改好，检查，启用。")

BookArgument = Annotated[Path, typer.Argument(metavar="定义表", help="导出以后改好的定义表（.xlsx）")]
BookOption = Annotated[Path, typer.Option("--out", metavar="文件", help="定义表写成哪个 .xlsx；给文件夹就放在里面")]


@notice.command("export", cls=Command)
@guarded
def export_command(policy: PolicyOption, out: BookOption, settings: SettingsOption = None) -> None:
    """把一份通知写成定义表，在 Excel 里改."""
    from commands.definition import export

    there(settings)
    told(export(policy, out, settings))


@notice.command("check", cls=Command)
@guarded
def check_command(file: BookArgument) -> None:
    """检查改好的定义表，逐条说在哪张表、第几行、哪一栏."""
    from commands.definition import check

    there(file)
    told(check(file))


@notice.command("apply", cls=Command)
@guarded
def apply_command(file: BookArgument) -> None:
    """启用改好的定义表；有错就什么也不动."""
    from commands.definition import apply

    there(file)
    told(apply(file))


@notice.command("derive", cls=Command)
@guarded
def derive_command(
    policy: PolicyOption,
    out: BookOption,
    year: Annotated[int | None, typer.Option("--year", metavar="年", help="哪一年；不写就是下一年")] = None,
    new_id: Annotated[
        str | None, typer.Option("--id", metavar="编号", help="新通知的编号；不写就把编号里的年份换掉")
    ] = None,
) -> None:
    """从这份通知推算下一年的，写成定义表."""
    from commands.definition import derive

    told(derive(policy, out, year, new_id))


@notice.command("withdraw", cls=Command)
@guarded
def withdraw_command(policy: PolicyOption) -> None:
    """退回：最近启用的那一版不用了，用前一版."""
    from commands.definition import withdraw

    told(withdraw(policy))
