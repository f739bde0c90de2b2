"""``addin status``: what is installed where, and whether it fits together."""

from __future__ import annotations

from pathlib import Path

from commands.outcome import Outcome
from commands.setup.installed import read_installed
from commands.setup.machine import Machine, this_machine
from commands.setup.places import installed_file, this_home
from cunbiao.version import VERSION


def status(machine: Machine | None = None) -> Outcome:
    """The add-in Excel opens beside the 村表通 that is asked; a person is needed when the two do not agree.

    Raises:
        CommandError: this computer has no place for an add-in.
    """
    file = installed_file(machine or this_machine())
    home = this_home()
    outcome = Outcome(lines=[f"村表通 {VERSION}，在 {home.home}。"])
    try:
        found = read_installed(file)
    except FileNotFoundError:
        outcome.needs_person(f"加载项没有安装（没有 {file}）。要装：cunbiao addin install，或双击“安装加载项.bat”。")
        return outcome
    outcome.lines.append(f"加载项：{file}")
    if found is None:
        outcome.needs_person("这个文件不是村表通的加载项，或者打不开。把它移走，再安装。")
        return outcome
    outcome.lines.append(f"加载项的版本 {found.version}，用的程序 {found.python}。")
    if found.version != VERSION:
        outcome.needs_person("加载项和程序的版本不一样，请再安装一次。")
    elif not Path(found.python).is_file():
        outcome.needs_person("加载项要用的程序不在了：村表通的文件夹移动过，或者被杀毒软件隔离了。请再安装一次。")
    elif found.python != home.python:
        outcome.needs_person(f"加载项用的是另一处的村表通（{found.home}）。要改用这一处，请在这里再安装一次。")
    else:
        outcome.lines.append("两边一致。")
    return outcome
