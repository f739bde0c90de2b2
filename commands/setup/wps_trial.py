"""``addin wps``: what WPS on this very computer can do for the buttons, tried and written into one report.

Nothing is promised by anybody's papers: builds of WPS differ. It looks at the programs, the registered classes, the
folder of add-ins and the macros, and tries the objects that the buttons would work on.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from commands.fault_log import write_log
from commands.outcome import Outcome
from commands.setup.checkup import Found, Look, care, examined, good
from commands.setup.environment_check import system
from commands.setup.machine import Machine, this_machine
from commands.setup.places import home_folder
from commands.setup.program_file import bits_of
from commands.setup.spreadsheets import excels, wps_program
from workbooks.guarded.watch import communicated

_CLASSES = ("Ket.Application", "et.Application", "Excel.Application")
_OURS = _CLASSES[:2]
_ADDINS = Path("kingsoft", "wps", "jsaddons")
_ADDIN_FILES = ("publish.xml", "jsplugins.xml", "authaddin.json")
_SWITCH = Path("cfgs", "oem.ini")
_VBA = Path("Microsoft Shared", "VBA")
_VERSION = "ProductVersion"
# Seconds without any movement: WPS may stand still over a question that nobody sees.
_PATIENCE = 180
_ONLY_WINDOWS = "不是 Windows，只有 Windows 上的 WPS 能从外面驱动。"

# Tries the objects of a class; gives step, whether it worked, and what was found.
Steps = Iterator[tuple[str, bool, str]]
Try = Callable[[str], Steps]


def wps_trial(machine: Machine | None = None, try_class: Try | None = None, folder: Path | None = None) -> Outcome:
    """Tries everything and writes the report, beside the launchers where that can be written.

    Raises:
        OSError: the report can be saved nowhere.
    """
    machine = machine or this_machine()
    looks: dict[str, Look] = {
        "系统": system,
        "WPS 程序": _program,
        "注册的类": _classes,
        "加载项文件夹": _addins,
        "加载项开关": _switch,
        "宏（VBA）": _macros,
        "Excel": _excel,
    }
    lines = [one.line for one in examined(looks, machine)]
    lines += _objects(machine, try_class or _steps)
    report = write_log("WPS试验", "\n".join(lines) + "\n", folder or home_folder())
    return Outcome(lines=[*lines, "试完了，全部写在下面这个文件里，请发给技术人员。"], files=[report])


def _program(machine: Machine) -> Found:
    program = wps_program(machine)
    if program is None:
        return care("没有找到 WPS。", "装了 WPS 再试。")
    size = bits_of(program)
    return good(f"{program}，版本 {_version(program)}，{size or '?'} 位。")


def _version(program: Path) -> str:
    """The version a Windows program carries, "?" where it cannot be read."""
    if sys.platform == "win32":
        win32api: Any = importlib.import_module("win32api")
        language, page = win32api.GetFileVersionInfo(str(program), r"\VarFileInfo\Translation")[0]
        return str(win32api.GetFileVersionInfo(str(program), rf"\StringFileInfo\{language:04x}{page:04x}\{_VERSION}"))
    return "?"


def _classes(machine: Machine) -> list[Found]:
    return [_class(machine, name) for name in _CLASSES]


def _class(machine: Machine, name: str) -> Found:
    number = machine.registry(rf"HKCR\{name}\CLSID", "")
    if not number:
        return care(f"{name} 没有注册。", "")
    server = machine.registry(rf"HKCR\CLSID\{number}\LocalServer32", "")
    if not server:
        return care(f"{name} 注册了 {number}，但没有写程序在哪里（LocalServer32）。", "")
    return good(f"{name} → {server}。")


def _addins(machine: Machine) -> Found:
    home = machine.folder("APPDATA")
    folder = home / _ADDINS if home else None
    if folder is None or not folder.is_dir():
        return good("没有这个文件夹，还没有装过 WPS 加载项。")
    said = [f"{name}：{_text(folder / name)}" for name in _ADDIN_FILES if (folder / name).is_file()]
    inside = "、".join(sorted(file.name for file in folder.iterdir()))
    return good(f"{folder}，里面有 {inside}。{'；'.join(said)}")


def _text(file: Path) -> str:
    return " ".join(file.read_text(encoding="utf-8", errors="replace").split())


def _switch(machine: Machine) -> Found:
    program = wps_program(machine)
    file = program.parent / _SWITCH if program else None
    if file is None or not file.is_file():
        return good("没有 oem.ini。")
    lines = [
        line for line in file.read_text(encoding="utf-8", errors="replace").splitlines() if "plugin" in line.lower()
    ]
    return good(f"{file}：{'；'.join(lines) or '没有写加载项'}。")


def _macros(machine: Machine) -> Found:
    folders = [folder for name in ("COMMONPROGRAMFILES", "COMMONPROGRAMFILES(X86)") if (folder := machine.folder(name))]
    found = [str(file) for folder in folders for file in sorted((folder / _VBA).glob("*/VBE*.DLL"))]
    return (
        good(f"{'、'.join(found)}。")
        if found
        else care("没有找到 VBA 的文件。", "“村表通.xlam”在这个 WPS 里多半用不了。")
    )


def _excel(machine: Machine) -> Found:
    return good("；".join(excel.name for excel in excels(machine)) or "没有装 Excel。")


def _objects(machine: Machine, try_class: Try) -> list[str]:
    """The steps of the first class that starts, as lines."""
    if not machine.windows:
        return [_ONLY_WINDOWS]
    lines = []
    for name in _OURS:
        steps = list(try_class(name))
        lines += [f"【{'通过' if worked else '不行'}】{name} {step}：{found}" for step, worked, found in steps]
        if steps and steps[0][1]:
            break
    return lines


def _steps(name: str) -> Steps:
    command = [sys.executable, "-E", "-P", "-X", "utf8", "-m", "commands.setup.wps_objects", name]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env=dict(os.environ),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    said, ended = communicated(process, _PATIENCE)
    for line in said.splitlines():
        try:
            step, worked, found = json.loads(line)
        except ValueError:
            yield "其他", False, line
        else:
            yield step, worked, found
    if not ended:
        yield "停住了", False, f"{_PATIENCE} 秒没有回答，WPS 多半弹着一个问题。"
