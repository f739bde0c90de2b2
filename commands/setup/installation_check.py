"""The check-up of 村表通 itself: the add-in, the interpreter it starts, its libraries, and what it writes to."""

from __future__ import annotations

import importlib
import locale
import shutil
import subprocess
import tempfile
from pathlib import Path

from commands.fault_log import MISSING_LIBRARY
from commands.outcome import CommandError
from commands.setup.checkup import Found, Look, bad, care, good
from commands.setup.installed import read_installed
from commands.setup.machine import Machine
from commands.setup.other_excels import spare_excels
from commands.setup.places import home_folder, installed_file, this_home
from commands.setup.zone_mark import is_marked
from cunbiao.state_folder import state_folder
from cunbiao.version import VERSION
from generators.publishing import can_write
from workbooks.guarded.watch import communicated

_AGAIN = "请再安装一次（双击“安装加载项.bat”，或 cunbiao addin install）。"
# The libraries as they are imported; and what reaches Excel, which xlwings does without where it does not load.
LIBRARIES = (
    "jinja2",
    "markdown_it",
    "msgspec",
    "numpy",
    "psutil",
    "pydantic",
    "pyopenvba",
    "python_calamine",
    "rich",
    "typer",
    "xlsxwriter",
    "xlwings",
    "yaml",
    "zlib_ng",
)
_FOR_EXCEL, _REACHES_EXCEL = "xlwings", "xlwings._xlwindows"
# Seconds in which a Python that is being started does not move; a virus scanner may be looking on.
_PATIENCE = 60
_GIGABYTE = 1 << 30
_LITTLE, _TOO_LITTLE = 2.0, 0.2
# Windows programs open paths of up to 259 letters; those within the folder take up to some 130.
_DEEP = 120
_CHINESE = frozenset({"gbk", "cp936", "gb18030", "gb2312", "utf-8", "cp65001"})


def installation_check(machine: Machine) -> dict[str, Look]:
    """Add-in, folder, interpreter, libraries, places to write to, room on the disk, code page."""
    installed: dict[str, Look] = {"加载项": _addin, "程序文件夹": _folder} if machine.windows else {}
    return installed | {
        "后台程序": _interpreter,
        "组件": _libraries,
        "写文件": _writing,
        "磁盘": _room,
        "代码页": _code_page,
    }


def _addin(machine: Machine) -> Found:
    try:
        file = installed_file(machine)
        found = read_installed(file)
    except CommandError as error:
        return bad(str(error), "")
    except FileNotFoundError:
        return care("还没有安装。", "要用功能区就双击“安装加载项.bat”；只用启动器可以不装。")
    if found is None:
        return bad(f"{file} 不是村表通的加载项，或者损坏了。", "把它移走，再安装。")
    if found.version != VERSION:
        return bad(f"加载项是 {found.version}，程序是 {VERSION}，不一样。", _AGAIN)
    if not Path(found.python).is_file():
        return bad(f"加载项要用的程序 {found.python} 不在了。", _AGAIN)
    if found.python != this_home().python:
        return care(f"加载项用的是另一处的村表通（{found.home}）。", f"要改用这一处，{_AGAIN}")
    if str(file).startswith("\\\\"):
        advice = "Excel 可能不信任它。功能区没有“村表通”时，请管理员把这个文件夹加到“受信任位置”，并允许网络上的位置。"
        return care(f"您的用户文件夹在网络上（{file.parent}）。", advice)
    return good(f"{file}，版本 {VERSION}，和程序一致。")


def _folder(_: Machine) -> Found:
    home = str(home_folder())
    if "%" in home:
        return bad(f"{home} 名字里有百分号 %，Excel 启动不了它。", f"请改名。{_AGAIN}")
    if len(home) > _DEEP:
        return care(f"{home} 的路径太长。", f"请挪到浅一点的文件夹，例如 D:\\村表通。{_AGAIN}")
    return good(f"{home}。", "不要移动、改名。")


def _interpreter(_: Machine) -> Found:
    """Starts what the add-in starts, in the same way."""
    python = this_home().python
    if is_marked(Path(python)):
        return bad(f"{python} 带着“来自网络”的标记，Windows 会拦住它。", _AGAIN)
    try:
        process = subprocess.Popen(
            [python, "-E", "-P", "-X", "utf8", "-c", "import addin, commands"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        return bad(f"{python} 启动不了（{error.strerror or error}）。", MISSING_LIBRARY)
    ended = communicated(process, _PATIENCE)[1]
    if not ended:
        return bad(f"{python} {_PATIENCE} 秒没有启动起来。", "多半是杀毒软件在查它，请把村表通文件夹加到信任区。")
    if process.returncode:
        return bad(f"{python} 启动了，但找不到村表通（结束码 {process.returncode}）。", MISSING_LIBRARY)
    return good(f"{python}，能启动。")


def _libraries(machine: Machine) -> Found:
    """Loads every library, so that none is found missing on a click."""
    elsewhere = [module for module in LIBRARIES if module != _FOR_EXCEL]
    modules = [*LIBRARIES, _REACHES_EXCEL] if machine.windows else elsewhere
    failed = [module for module in modules if not _loads(module)]
    spare_excels()
    if failed:
        return bad(f"{'、'.join(failed)} 用不了。", MISSING_LIBRARY)
    return good(f"程序用到的 {len(modules)} 个模块都在。")


def _loads(module: str) -> bool:
    try:
        importlib.import_module(module)
    except Exception:  # a library may fail in ways of its own
        return False
    return True


def _writing(_: Machine) -> Found:
    refused = [folder for folder in (Path(tempfile.gettempdir()), state_folder()) if not can_write(folder)]
    if refused:
        return bad(f"不能写入 {'、'.join(map(str, refused))}。", "请检查磁盘是不是满了，或者请管理员给写入权限。")
    return good(f"临时文件夹和 {state_folder()} 都能写。")


def _room(_: Machine) -> Found:
    free = shutil.disk_usage(tempfile.gettempdir()).free / _GIGABYTE
    found = f"还有 {free:.1f} GB。"
    if free < _TOO_LITTLE:
        return bad(found, "太少了，结果会写不完。请先清理磁盘。")
    if free < _LITTLE:
        return care(found, "不多了，汇总全县以前先清理一下。")
    return good(found)


def _code_page(_: Machine) -> Found:
    """The encoding programs of this computer use for text of no stated encoding."""
    name = locale.getencoding().lower()
    if name in _CHINESE:
        return good(f"{name}，中文没有问题。")
    advice = "村表通自己不受影响；别人打的压缩包里中文文件名要是乱码，请用 Windows 自带的压缩重打。"
    return care(f"{name}，不是中文的。", advice)
