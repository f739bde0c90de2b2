"""The libraries a bundle carries: the wheels that ``requirements-<system>.txt`` pins, put there by pip.

``make pins`` writes these lists. Each names all that the product needs on that system, and all that this needs in turn,
so pip has nothing to choose: it would judge by the computer it runs on what is needed on another.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from commands.outcome import CommandError
from commands.setup.places import ROOT

System = Literal["windows", "linux-x86_64", "linux-aarch64"]
PINS, LINUX_PINS = ROOT / "requirements-windows.txt", ROOT / "requirements-linux.txt"
# The desktops in offices have a C library of 2.28 or newer.
_LIBRARIES_SINCE = ("manylinux_2_28_", "manylinux_2_17_", "manylinux2014_")
_LEFT_OUT = (
    # Programs started from a terminal, for the computer pip runs on, and its list of them.
    "bin",
    "*.dist-info/RECORD",
    # Tests of the libraries: a third of all files.
    "**/tests",
    # What only building with them needs. Every file less is one less to unpack and to be looked at by a virus scanner.
    "**/*.lib",
    "**/*.pyi",
    "**/include",
    "numpy/f2py/src",
    # Parts of pywin32 nothing asks for; some have a licence of their own, some need what Windows does not bring.
    "PyWin32.chm",
    "adodbapi",
    "isapi",
    "pythonwin",
    "win32/Demos",
    "win32/pythonservice.exe",
    "win32/scripts",
    "win32/test",
    "win32com/HTML",
    "win32com/demos",
    "win32com/test",
    "win32comext",
    # The part of xlwings that has another licence, what only that uses, and what serves functions written in Python.
    "xlwings/pro",
    "xlwings/xlwingslib.*",
    "xlwings*.dll",
    # Workbooks with macros, to begin a project of one's own with.
    "xlwings/addin",
    "xlwings/*.xlam",
    "xlwings/*.xlsm",
)
_MISSING = re.compile(r"No matching distribution found for (\S+)")


@dataclass(frozen=True)
class Target:
    """The Python the wheels are for, as in ``cp311``, and the 64-bit system it runs on."""

    major: int
    minor: int
    system: System = "windows"

    @property
    def options(self) -> list[str]:
        """What pip is told to take: these wheels for this Python, and nothing else."""
        machine = self.system.removeprefix("linux-")
        named = ["win_amd64"] if self.system == "windows" else [f"{since}{machine}" for since in _LIBRARIES_SINCE]
        platforms = [word for name in named for word in ("--platform", name)]
        kind = [*platforms, "--python-version", f"{self.major}.{self.minor}", "--implementation", "cp"]
        pins = PINS if self.system == "windows" else LINUX_PINS
        return ["--no-deps", "--only-binary=:all:", *kind, "-r", str(pins)]


class Wheel(NamedTuple):
    """One installed wheel: the name of its file and the checksum of it, hex."""

    name: str
    sha256: str


def download(folder: Path, target: Target) -> None:
    """Puts the wheels into ``folder``, from whatever index pip is configured for.

    Raises:
        CommandError: pip could not fetch one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    done = _pip(_download_words(folder, target))
    if done.returncode:
        raise CommandError(f"组件没有下载成功。检查网络和 pip 的设置后再试。pip 说：{_said(done)}")


def install(folder: Path, libraries: Path, target: Target) -> list[Wheel]:
    """Installs the wheels in ``folder``, and no others, into ``libraries``.

    Raises:
        CommandError: one is not there or is damaged.
    """
    _refuse_damaged(folder)
    done = _pip(_install_words(folder, libraries, target), PIP_CONFIG_FILE=os.devnull)
    if done.returncode:
        raise CommandError(_not_installed(folder, target, done))
    for pattern in _LEFT_OUT:
        for found in list(libraries.glob(pattern)):
            _remove(found)
    installed = [one["download_info"] for one in json.loads(done.stdout)["install"]]
    return sorted(Wheel(Path(one["url"]).name, one["archive_info"]["hashes"]["sha256"]) for one in installed)


def _pip(words: list[str], **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-X", "utf8", "-m", "pip", *words],
        env={**os.environ, **settings},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def _download_words(folder: Path, target: Target) -> list[str]:
    return ["download", "--dest", str(folder), *target.options]


def _install_words(folder: Path, libraries: Path, target: Target) -> list[str]:
    only = ["--isolated", "--no-index", "--find-links", str(folder)]
    told = ["--quiet", "--report", "-"]
    return ["install", *only, "--target", str(libraries), "--no-compile", *told, *target.options]


def _not_installed(folder: Path, target: Target, done: subprocess.CompletedProcess[str]) -> str:
    missing = _MISSING.search(done.stderr)
    if missing is None:
        return f"{folder} 里的组件没有装成。pip 说：{_said(done)}"
    command = subprocess.list2cmdline(["python", "-m", "pip", *_download_words(folder, target)])
    return (
        f"{folder} 里没有组件 {missing[1]}（也许还缺别的）。加上 --download 让程序自己下载；"
        f"或者在能上网的电脑上执行下面这一行，再做一次：{command}"
    )


def _said(done: subprocess.CompletedProcess[str]) -> str:
    lines = done.stderr.splitlines()
    return " ".join([line for line in lines if line.startswith("ERROR")] or lines[-1:])


def _refuse_damaged(folder: Path) -> None:
    for wheel in sorted(folder.glob("*.whl")):
        try:
            with zipfile.ZipFile(wheel) as archive:
                damaged = archive.testzip() is not None
        except (zipfile.BadZipFile, zlib.error):
            damaged = True
        if damaged:
            raise CommandError(f"{wheel.name} 不完整或已损坏，删掉它再下载一次。")


def _remove(found: Path) -> None:
    if found.is_dir():
        shutil.rmtree(found)
    else:
        found.unlink(missing_ok=True)
