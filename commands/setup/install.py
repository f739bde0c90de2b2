"""``addin install`` and ``addin uninstall``: the add-in in the folder Excel opens at its start.

Nothing else is changed: no registry, no PATH, no folder of another program. What is started from the own folder loses
the mark of having come from the internet.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from commands.outcome import CommandError, Outcome
from commands.setup.installed import read_installed
from commands.setup.machine import Machine, this_machine
from commands.setup.places import installed_file, this_home
from commands.setup.zone_mark import unmark
from generators.xlam import addin_bytes

_LOCKED = "{file} 正被 Excel 用着。请保存好工作，关掉所有 Excel 窗口（任务管理器里也不要留着 EXCEL.EXE），再做一次。"


def install(machine: Machine | None = None) -> Outcome:
    """Builds the add-in for this computer and puts it where Excel finds it, in place of an older one.

    Raises:
        CommandError: it cannot be put there; the message says why and what to do.
        DefinitionError: the ribbon's definition has a mistake.
    """
    machine = machine or this_machine()
    file = installed_file(machine)
    home = this_home()
    _refuse_passing_folder(machine, Path(home.home))
    if file.exists() and read_installed(file) is None:
        raise CommandError(f"{file} 是别的文件，不敢覆盖。请先把它移走或改名，再安装。")
    _put(file, addin_bytes(home))
    for program in (*Path(home.home).glob("*.bat"), *Path(home.python).parent.glob("python*.exe")):
        unmark(program)
    outcome = Outcome(files=[file])
    outcome.lines.append("加载项已经装好。关掉所有 Excel 再打开，功能区上有“村表通”一栏。")
    outcome.lines.append(f"村表通的文件夹 {home.home} 不要移动、改名或删除；挪了地方要再安装一次。")
    return outcome


def uninstall(machine: Machine | None = None) -> Outcome:
    """Takes the add-in away; nothing else, and nothing that is not ours.

    Raises:
        CommandError: it is in use, or something else stands in its place.
    """
    file = installed_file(machine or this_machine())
    try:
        if read_installed(file) is None:
            raise CommandError(f"{file} 不是村表通的加载项，没有动它。")
        file.unlink()
    except FileNotFoundError:
        return Outcome(lines=["没有安装加载项，不用卸载。"])
    except PermissionError as error:
        raise CommandError(_LOCKED.format(file=file)) from error
    return Outcome(lines=["加载项已经卸载。关掉所有 Excel 再打开，“村表通”一栏就没有了。程序文件夹和您的表都没有动。"])


def _refuse_passing_folder(machine: Machine, home: Path) -> None:
    """An add-in must not lead to a folder that is gone tomorrow, nor to one whose name Windows reads differently."""
    temporary = {folder.resolve() for name in ("TEMP", "TMP") if (folder := machine.folder(name))}
    if temporary.intersection(home.resolve().parents):
        raise CommandError(
            f"村表通在临时文件夹里（{home}），多半是在压缩包里直接打开的。"
            "请先把整个压缩包解压到一个固定的文件夹，再从那里安装。"
        )
    if "%" in str(home):
        raise CommandError(f"村表通所在的文件夹（{home}）名字里有百分号 %，Excel 启动不了它。请改名后再安装。")


def _put(file: Path, content: bytes) -> None:
    """Writes beside the start folder, not in it: an Excel that is just starting opens everything there.

    A file written here carries no mark of having come from the internet.
    """
    draft = file.parent.parent / f".~{file.name}.{os.getpid()}.part"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.replace(file)
    except PermissionError as error:
        if file.exists():
            raise CommandError(_LOCKED.format(file=file)) from error
        raise CommandError(f"没有权限写入 {file.parent}。请联系管理员，或者不装加载项，改用启动器。") from error
    except OSError as error:
        raise CommandError(f"写不进 {file.parent}（{error.strerror or error}）。请检查磁盘空间。") from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
