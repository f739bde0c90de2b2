"""A clerk whose clicks are carried out by the bundle under Wine, as Excel's VBA starts it, on the stand-in's window."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil
import xlwings as xw

from tests.addin.journey.clerk import Clerk
from tests.addin.journey.ribbon import Clickable
from tests.generators.xlam.in_office import WINDOW, AddinInOffice
from tests.windows.paths import from_windows, to_windows
from tests.windows.port import Port
from tests.windows.wine import PATIENCE, NotReady, Wine

_OPTIONS = ("-E", "-P", "-X", "utf8", "-m", "addin")
_OPENS_IN_EXCEL = (".xlsx", ".xls")


class WindowsClerk(Clerk):
    """The clerk; ``log`` is where the desktop writes down what it was to open."""

    def __init__(
        self,
        buttons: Mapping[str, Clickable],
        macros: AddinInOffice,
        app: xw.App,
        pipe: str,
        shown: list[Path],
        wine: Wine,
        port: Port,
        log: Path,
    ) -> None:
        super().__init__(buttons, macros, app, pipe, shown)
        self.python = pythonw(wine)
        self._wine, self._port, self._log = wine, port, log

    def named(self, file: str | Path) -> str:
        """On drive Z; what is no file is typed as it is."""
        return to_windows(file) if isinstance(file, Path) else file

    def carry_out(self, arguments: list[str]) -> int:
        """By VBScript, a shell and pythonw; then nothing of the bundle may be left running."""
        given = [word.replace(WINDOW, str(self._port.window)) for word in arguments]
        ended = self._wine.run("cscript", "//nologo", self._wine.inside("click.vbs"), self.python, *_OPTIONS, *given)
        self.let_it_end()
        self._look_at_the_desktop()
        return ended.status

    def carry_out_apart(self, arguments: list[str]) -> None:
        """Without waiting, as VBA does; it has ended before the other click goes on."""
        given = [word.replace(WINDOW, str(self._port.window)) for word in arguments]
        self._wine.run(self.python, *_OPTIONS, *given)

    def let_it_end(self) -> None:
        """Waits until no process of the bundle runs; one that stays is an orphan.

        Raises:
            NotReady: one stayed.
        """
        end = time.monotonic() + PATIENCE
        while left := running(self._wine):
            if time.monotonic() > end:
                raise NotReady(f"still running: {left}")
            time.sleep(0.1)  # Wine tells nobody that a process has ended

    def _look_at_the_desktop(self) -> None:
        """Opens in the program what its desktop would; a folder or a page is only noted."""
        if not self._log.exists():
            return
        for line in self._log.read_text(encoding="utf-8").splitlines():
            file = from_windows(line, self._wine.drive)
            if file.suffix in _OPENS_IN_EXCEL:
                self.app.books.open(file)
            else:
                self._shown.append(file)
        self._log.unlink()


def pythonw(wine: Wine) -> str:
    """The interpreter that opens no black window."""
    return wine.on_drive(wine.bundle / "python" / "pythonw.exe")


def running(wine: Wine) -> list[list[str]]:
    """The command lines of what the bundle's Pythons run, but for the stand-in."""
    home = wine.on_drive(wine.bundle / "python").lower()
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if words and words[0].lower().startswith(home) and not any("stand_in.py" in word for word in words):
            found.append(words)
    return found


@contextmanager
def desktop(wine: Wine, log: Path) -> Iterator[None]:
    """A desktop on which everything that is opened is written into ``log`` instead."""
    python, script = wine.on_drive(wine.bundle / "python" / "python.exe"), wine.inside("shown.py")
    command = f'"{python}" -E -P -X utf8 "{script}" "{to_windows(log)}" "%1"'
    values = [(rf"HKCR\{kind}\shell\open\command", command) for kind in ("Shown", "Folder")]
    values += [(rf"HKCR\{ending}", "Shown") for ending in (".xlsx", ".html")]
    # Otherwise a folder would be shown by an explorer that runs already.
    wine.run("reg", "delete", r"HKCR\Folder\shell\open\ddeexec", "/f")
    for key, value in values:
        if wine.run("reg", "add", key, "/ve", "/d", value, "/f").status:
            raise NotReady(f"reg add {key}")
    yield


@contextmanager
def stand_in(wine: Wine, app: xw.App) -> Iterator[Port]:
    """Excel's windows, with the workbooks of ``app`` behind them."""
    port = Port(app.impl, wine.drive)
    process = wine.start([wine.python, "-E", "-P", "-X", "utf8", wine.inside("stand_in.py"), str(port.number)])
    try:
        if not port.here.wait(PATIENCE):
            raise NotReady("the stand-in does not come up")
        yield port
    finally:
        port.end()
        try:
            written, _ = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            written, _ = process.communicate()
        (wine.logs / "stand_in.txt").write_bytes(written)
