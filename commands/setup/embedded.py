"""The interpreter of a bundle: the embeddable Python for Windows, told where its libraries and the product lie.

Its ``._pth`` file is the whole search path: with it Python takes no notice of the registry, of the current folder and
of other Pythons. Some environment variables (PYTHONIOENCODING, PYTHONOPTIMIZE) it reads before it finds that file, so
all that starts it passes ``-E``. ``import site`` is not in it, because that would let in the libraries the
person has for another Python (python/cpython#120037). So no ``.pth`` file is read either, and what pywin32 expects of
its own is done here: its folders stand in the path, and its two system DLLs lie beside ``python.exe``, where Windows
looks whichever of its modules is imported first.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

from commands.outcome import CommandError
from commands.setup.program_file import bits
from commands.setup.wheels import Target

_LIBRARIES = "Lib/site-packages"
_PTH = re.compile(r"python(\d)(\d+)\._pth")
_PYWIN32 = ("win32", "win32/lib")
_PYWIN32_DLLS = "pywin32_system32"
# Parts of Python itself that nothing here asks for: a database, sounds, installers.
_LEFT_OUT = frozenset({"_msi.pyd", "_sqlite3.pyd", "sqlite3.dll", "winsound.pyd"})
_WRONG = (
    "{name} 不是能用的 Python：{why}。请从 python.org 下载 3.11 的“Windows embeddable package (64-bit)”，"
    "文件名像 python-3.11.9-embed-amd64.zip。"
)


def read_target(python_zip: Path) -> Target:
    """The Python in an embeddable zip.

    Raises:
        CommandError: it is something else, or not for 64-bit Windows.
    """
    try:
        with zipfile.ZipFile(python_zip) as archive:
            names = archive.namelist()
            match = next((match for name in names if (match := _PTH.fullmatch(name))), None)
            if match is None or not {"python.exe", "pythonw.exe"} <= set(names):
                raise _wrong(python_zip, "里面没有 python.exe、pythonw.exe 和 python…._pth")
            if bits(archive.read("python.exe")) != 64:
                raise _wrong(python_zip, "不是 64 位（amd64）的")
    except (OSError, zipfile.BadZipFile) as error:
        raise _wrong(python_zip, "文件打不开或不完整") from error
    target = Target(int(match[1]), int(match[2]))
    if (target.major, target.minor) < (3, 11):
        raise _wrong(python_zip, f"版本 {target.major}.{target.minor} 太旧")
    return target


def unpack_python(python_zip: Path, folder: Path) -> None:
    """Puts the interpreter into ``folder``, without the parts of it that nothing here asks for."""
    with zipfile.ZipFile(python_zip) as archive:
        archive.extractall(folder, [name for name in archive.namelist() if name not in _LEFT_OUT])


def libraries(_: Target) -> str:
    """Where the libraries lie, seen from the interpreter's folder."""
    return _LIBRARIES


def licence(_: Target) -> str:
    """Where Python's own licence lies."""
    return "LICENSE.txt"


def set_search_path(folder: Path, target: Target, product: str) -> None:
    """Writes the ``._pth``; ``product`` is the folder of the product, seen from the interpreter.

    The libraries must be in place: pywin32's DLLs are copied from them.
    """
    own = folder / _LIBRARIES
    version = f"{target.major}{target.minor}"
    lines = [f"python{version}.zip", ".", _LIBRARIES, *(f"{_LIBRARIES}/{name}" for name in _PYWIN32), product]
    text = "".join(line.replace("/", "\\") + "\r\n" for line in lines)
    (folder / f"python{version}._pth").write_bytes(text.encode("ascii"))
    for file in sorted((own / _PYWIN32_DLLS).glob(f"*{version}.dll")):
        shutil.copyfile(file, folder / file.name)


def _wrong(python_zip: Path, why: str) -> CommandError:
    return CommandError(_WRONG.format(name=python_zip.name, why=why))
