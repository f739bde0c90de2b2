"""A running LibreOffice, reached through a named pipe: started for us alone, or the one on a person's screen."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from office.errors import OfficeError, OfficeFault, OfficeGone, OfficeMissing

_SYSTEM_PACKAGES = "/usr/lib/python3/dist-packages"
_NO_LOCK_FILES = "".join(
    f'<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="{name}"><value>false</value></prop></item>'
    for name in ("UseLocking", "UseDocumentOOoLockFile")
)
_SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{_NO_LOCK_FILES}</oor:items>'
)
_NEW = "private:factory/scalc"
_SECONDS_TO_ANSWER = 10.0
_BETWEEN_TRIES = 0.05
# Ends the whole process group once the pipe from our process closes, which it does however our process ends.
_WATCHED = 'exec 3<&0 </dev/null; { read -r _ <&3; kill -KILL 0; } & exec "$0" "$@" 3<&-'


def bridge() -> Any:
    """The ``uno`` module of the system's LibreOffice.

    Raises:
        OfficeMissing: it is not installed for this version of Python.
    """
    if _SYSTEM_PACKAGES not in sys.path:
        sys.path.append(_SYSTEM_PACKAGES)
    try:
        import uno
    except ImportError as error:
        raise OfficeMissing(f"没有 python3-uno（或与本机 Python {sys.version_info[:2]} 不同版本）：{error}") from error
    return uno


class Connection:
    """The way to one running LibreOffice.

    Args:
        pipe: name of the pipe it listens on (``--accept=pipe,name=…;urp;``).
        seconds: how long to wait for it to answer.
        process: the process that is starting it, if it is ours; then it is waited for as long as that lives.

    Raises:
        OfficeMissing: nothing answers there.
    """

    def __init__(
        self, pipe: str, seconds: float = _SECONDS_TO_ANSWER, process: subprocess.Popen[bytes] | None = None
    ) -> None:
        self.pipe = pipe
        self._uno = bridge()
        self.context = self._reach(seconds, process)
        self.desktop = self.service("com.sun.star.frame.Desktop")

    def _reach(self, seconds: float, process: subprocess.Popen[bytes] | None) -> Any:
        local = self._uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        deadline = time.monotonic() + seconds
        pause = threading.Event()
        while True:
            try:
                return resolver.resolve(f"uno:pipe,name={self.pipe};urp;StarOffice.ComponentContext")
            except Exception as error:
                hopeless = time.monotonic() > deadline if process is None else process.poll() is not None
                if hopeless:
                    raise OfficeMissing(f"连不上 LibreOffice（管道 {self.pipe}）。请先打开它再试。{error}") from error
                pause.wait(_BETWEEN_TRIES)

    def service(self, name: str) -> Any:
        """A service of LibreOffice by its UNO name."""
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def struct(self, name: str, *fields: Any) -> Any:
        """A UNO structure under ``com.sun.star``, e.g. ``struct("lang.Locale", "en", "US", "")``."""
        return self._uno.createUnoStruct(f"com.sun.star.{name}", *fields)

    def system_path(self, url: str) -> str:
        """The path of a ``file:`` address, Chinese characters as they are."""
        return str(self._uno.fileUrlToSystemPath(url))

    def properties(self, **values: Any) -> tuple[Any, ...]:
        """Named arguments as UNO wants them."""
        items = []
        for name, value in values.items():
            item = self.struct("beans.PropertyValue")
            item.Name, item.Value = name, value
            items.append(item)
        return tuple(items)

    def open(self, file: Path, **how: Any) -> Any:
        """Opens a document; ``how`` are UNO load arguments such as ``Hidden=True``.

        Raises:
            OfficeError: LibreOffice cannot open it.
        """
        try:
            document = self.desktop.loadComponentFromURL(file.resolve().as_uri(), "_blank", 0, self.properties(**how))
        except Exception:
            if not self.alive():
                raise
            document = None
        if document is None:
            raise OfficeError(f"LibreOffice 打不开“{file.name}”。请看文件是否损坏、有打开密码或正被别人使用。")
        return document

    def new(self, **how: Any) -> Any:
        """A new empty workbook; ``how`` are UNO load arguments such as ``Hidden=True``."""
        return self.desktop.loadComponentFromURL(_NEW, "_blank", 0, self.properties(**how))

    def alive(self) -> bool:
        """Whether LibreOffice still answers."""
        try:
            self.desktop.getFrames()
        except Exception:
            return False
        return True

    def end(self) -> None:
        """Ends LibreOffice without saving anything and waits until it answers no more."""
        with contextlib.suppress(Exception):
            self.desktop.terminate()
        deadline = time.monotonic() + _SECONDS_TO_ANSWER
        pause = threading.Event()
        while self.alive() and time.monotonic() < deadline:
            pause.wait(_BETWEEN_TRIES)

    def check(self, error: Exception) -> None:
        """Says what an error met on the way means; returns when it has nothing to do with LibreOffice.

        Raises:
            OfficeGone: LibreOffice does not answer any more.
            OfficeFault: it refused the call.
        """
        if not self.alive():
            raise OfficeGone("LibreOffice 已经关闭，这一步没有做完。请重新打开 LibreOffice 和工作簿再试。") from error
        if isinstance(error, self._uno.getClass("com.sun.star.uno.Exception")):
            raise OfficeFault(f"{type(error).__name__}: {error}") from error


@contextlib.contextmanager
def start(profile: Path | None = None) -> Iterator[str]:
    """Runs a LibreOffice without a screen while the block lasts; it does not outlive this process, even a killed one.

    Args:
        profile: folder for its settings; by default a new one, removed afterwards.

    Yields:
        The name of the pipe it listens on. It writes no ``.~lock`` files.

    Raises:
        OfficeMissing: LibreOffice is not installed or does not start.
    """
    program = shutil.which("soffice")
    if program is None:
        raise OfficeMissing("没有 LibreOffice，请先安装 libreoffice-calc 和 python3-uno。")
    pipe = f"cunbiao-{secrets.token_hex(8)}"
    with contextlib.ExitStack() as cleanup:
        if profile is None:
            profile = Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="cunbiao-office-")))
        _settle(profile)
        process = subprocess.Popen(
            [
                "sh",
                "-c",
                _WATCHED,
                program,
                "--headless",
                "--norestore",
                "--nologo",
                f"-env:UserInstallation={profile.resolve().as_uri()}",
                f"--accept=pipe,name={pipe};urp;",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        cleanup.callback(_end, process)
        connection = Connection(pipe, process=process)
        cleanup.callback(_ask_to_end, connection, process)
        yield pipe


def _settle(profile: Path) -> None:
    settings = profile / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(_SETTINGS, encoding="utf-8")


def _ask_to_end(connection: Connection, process: subprocess.Popen[bytes]) -> None:
    connection.end()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_SECONDS_TO_ANSWER)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
