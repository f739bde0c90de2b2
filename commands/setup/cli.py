"""``cunbiao addin …``. Words only; what a command does stands in the module of its name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.ending import guarded, there, told
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
    from commands.setup.build import build

    told(build(out, python, home))


@addin.command("install", cls=Command)
@guarded
def install_command() -> None:
    """把加载项装进 Excel，不要管理员权限."""
    from commands.setup.install import install

    told(install())


@addin.command("uninstall", cls=Command)
@guarded
def uninstall_command() -> None:
    """把加载项从 Excel 里去掉，别的不动."""
    from commands.setup.install import uninstall

    told(uninstall())


@addin.command("status", cls=Command)
@guarded
def status_command() -> None:
    """装了没有，版本一不一样."""
    from commands.setup.status import status

    told(status())


@addin.command("doctor", cls=Command)
@guarded
def doctor_command() -> None:
    """体检：逐项看能不能用，不行的说怎么办."""
    from commands.setup.doctor import doctor

    told(doctor())


@addin.command("wps", cls=Command)
@guarded
def wps_command() -> None:
    """试验：这台电脑上的 WPS 能为村表通做什么，写成一份报告."""
    from commands.setup.wps_trial import wps_trial

    told(wps_trial())


@addin.command("bundle", cls=Command)
@guarded
def bundle_command(
    archive: Annotated[
        Path,
        typer.Option(
            "--python",
            metavar="压缩包",
            help="3.11 的 Python：Windows 用 python.org 的 embeddable package (64-bit)；"
            "Linux 用 python-build-standalone 的 install_only.tar.gz，x86_64 或 aarch64",
        ),
    ],
    wheels: Annotated[Path, typer.Option("--wheels", metavar="文件夹", help="放着组件（.whl）的文件夹")],
    out: OutOption,
    fetch: Annotated[bool, typer.Option("--download", help="缺的组件由 pip 下载到上面的文件夹里")] = False,
) -> None:
    """做一个免安装文件夹：拷到没有 Python 的 Windows 或 Linux 电脑上就能用。"""
    from commands.setup.bundle import bundle

    there(archive)
    told(bundle(archive, wheels, out, fetch=fetch))
