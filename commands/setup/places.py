"""Where things lie on a computer: the folder Excel opens at its start, 村表通, and the interpreter it runs with."""

from __future__ import annotations

import sys
from pathlib import Path

from commands.outcome import CommandError
from commands.setup.machine import Machine
from generators.xlam import ADDIN_NAME, AddinHome

ROOT = Path(__file__).resolve().parents[2]
_LAUNCHED_PYTHON = Path("python", "python.exe")


def installed_file(machine: Machine) -> Path:
    r"""The add-in in ``%APPDATA%\Microsoft\Excel\XLSTART``.

    Every Excel of that person opens what lies there, of whatever version and however it was installed, and trusts it;
    no administrator is asked. Folders of the Office program would need one, and would be lost with the next repair.

    Raises:
        CommandError: this is not Windows, or the person has no such folder.
    """
    if not machine.windows:
        raise CommandError("Excel 加载项只能装在 Windows 电脑上。这台电脑不用装：直接用 cunbiao 命令。")
    appdata = machine.folder("APPDATA")
    if appdata is None:
        raise CommandError("找不到您的用户文件夹（环境变量 APPDATA 是空的）。请重新登录 Windows 后再试。")
    return appdata / "Microsoft" / "Excel" / "XLSTART" / ADDIN_NAME


def home_folder() -> Path:
    """The folder the person knows 村表通 by: a bundle's own, with the launchers; else the one the product lies in."""
    return ROOT.parent if (ROOT.parent / _LAUNCHED_PYTHON).is_file() else ROOT


def this_home() -> AddinHome:
    """What an add-in for this computer must know: where there is one, the interpreter that opens no black window."""
    python = Path(sys.executable)
    silent = python.with_name(f"pythonw{python.suffix}")
    return AddinHome(str(silent if silent.is_file() else python), str(home_folder()))
