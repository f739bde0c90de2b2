"""The interpreter of a bundle for Linux desktops with WPS (麒麟, 统信): a CPython that runs wherever it is unpacked.

Such an archive (``install_only`` of python-build-standalone) holds ``python/bin/python3`` and its library. A ``._pth``
file beside the program is the whole search path, as on Windows: with it no variable of the environment, no folder of
the person and no other Python counts.
"""

from __future__ import annotations

import re
import shutil
import struct
import tarfile
from pathlib import Path, PurePosixPath

from commands.outcome import CommandError
from commands.setup.wheels import System, Target

_HOME = "python"
_PROGRAM = re.compile(r"python/bin/python(\d)\.(\d+)")
_MACHINES: dict[int, System] = {0x3E: "linux-x86_64", 0xB7: "linux-aarch64"}
# Parts of Python itself that nothing here asks for.
_LEFT_OUT = (
    "include",
    "share",
    "lib/itcl*",
    "lib/libtcl*",
    "lib/libtk*",
    "lib/pkgconfig",
    "lib/tcl*",
    "lib/thread*",
    "lib/tk*",
    "lib/python*/config-*",
    "lib/python*/ensurepip",
    "lib/python*/idlelib",
    "lib/python*/lib2to3",
    "lib/python*/site-packages",
    "lib/python*/test",
    "lib/python*/tkinter",
    "lib/python*/turtledemo",
)
_WRONG = (
    "{name} 不是能用的 Python：{why}。请用 python-build-standalone 的 3.11，名字像 "
    "cpython-3.11.9+…-x86_64-unknown-linux-gnu-install_only.tar.gz（ARM 的电脑用 aarch64 的）。"
)


def read_target(archive: Path) -> Target:
    """The Python in such an archive.

    Raises:
        CommandError: it is something else, or for another kind of computer.
    """
    try:
        with tarfile.open(archive) as packed:
            for member in packed:
                match = _PROGRAM.fullmatch(member.name.removeprefix("./"))
                content = packed.extractfile(member) if match is not None and member.isfile() else None
                if match is not None and content is not None:
                    return _target(archive, int(match[1]), int(match[2]), content.read(20))
    except (OSError, EOFError, tarfile.TarError) as error:
        raise _wrong(archive, "文件打不开或不完整") from error
    raise _wrong(archive, "里面没有 python/bin/python3")


def unpack_python(archive: Path, folder: Path) -> None:
    """Puts the interpreter into ``folder``, without the parts of it that nothing here asks for."""
    with tarfile.open(archive) as packed:
        packed.extractall(folder.with_name(f"{folder.name}.tar"), filter="data")
    shutil.move(folder.with_name(f"{folder.name}.tar") / _HOME, folder)
    shutil.rmtree(folder.with_name(f"{folder.name}.tar"))
    for pattern in _LEFT_OUT:
        for found in list(folder.glob(pattern)):
            shutil.rmtree(found) if found.is_dir() and not found.is_symlink() else found.unlink()


def libraries(target: Target) -> str:
    """Where the libraries lie, seen from the interpreter's folder."""
    return f"lib/python{target.major}.{target.minor}/site-packages"


def licence(target: Target) -> str:
    """Where Python's own licence lies."""
    return f"lib/python{target.major}.{target.minor}/LICENSE.txt"


def set_search_path(folder: Path, target: Target, product: str) -> None:
    """Writes the ``._pth`` for every name of the program; ``product`` is the product's folder, seen from ``folder``."""
    version = f"{target.major}.{target.minor}"
    lines = [f"lib/python{version}", f"lib/python{version}/lib-dynload", libraries(target), product]
    text = "".join(f"{PurePosixPath('..', line)}\n" for line in lines)
    for name in ("python3", f"python{version}"):
        (folder / "bin" / f"{name}._pth").write_text(text, encoding="ascii")


def _target(archive: Path, major: int, minor: int, header: bytes) -> Target:
    machine = struct.unpack_from("<H", header, 18)[0] if header[:5] == b"\x7fELF\x02" and len(header) == 20 else 0
    system = _MACHINES.get(machine)
    if system is None:
        raise _wrong(archive, "不是 x86_64 或 aarch64 的 Linux 程序")
    if (major, minor) < (3, 11):
        raise _wrong(archive, f"版本 {major}.{minor} 太旧")
    return Target(major, minor, system)


def _wrong(archive: Path, why: str) -> CommandError:
    return CommandError(_WRONG.format(name=archive.name, why=why))
