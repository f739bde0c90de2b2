"""LibreOffice is started, reached, missed and lost."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
import xlwings as xw

from addin.surroundings import is_gone
from office import Connection, OfficeGone, OfficeMissing, connect, start

ROOT = Path(__file__).parents[2]
HELD = """\
def test_that_never_ends(pipe):
    print()
    print(pipe, flush=True)
    input()
"""


@pytest.mark.office
def test_nobody_answers() -> None:
    with pytest.raises(OfficeMissing, match="连不上 LibreOffice"):
        connect("nobody-listens-here", seconds=0)


def test_not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OfficeMissing, match="没有 LibreOffice"), start():
        pass


def close(app: xw.App, pipe: str) -> None:
    app.quit()


def crash(app: xw.App, pipe: str) -> None:
    for process in processes_of(pipe):
        process.kill()


def processes_of(pipe: str) -> list[psutil.Process]:
    """All processes of the LibreOffice that listens there."""
    running = psutil.process_iter(["cmdline"])
    return [own for own in running if f"pipe,name={pipe}" in " ".join(own.info["cmdline"] or ())]


@pytest.mark.office
def test_a_killed_test_run_leaves_no_office_behind(tmp_path: Path) -> None:
    """By the time another one has come and gone, all of it has ended."""
    held = tmp_path / "test_held.py"
    held.write_text(HELD)
    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-s", "-p", "tests.conftest", str(held)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        pipe = next(line.strip() for line in run.stdout if line.startswith("cunbiao-"))
        left = [os.pidfd_open(process.pid) for process in processes_of(pipe)]
        assert left
        run.kill()
    with start():
        pass
    ended, _, _ = select.select(left, [], [], 0)
    for handle in left:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(handle, signal.SIGKILL)
        os.close(handle)
    assert ended == left


@pytest.mark.office
@pytest.mark.parametrize("lose", [close, crash])
def test_an_office_lost_while_working_is_told(lose: Callable[[xw.App, str], None], tmp_path: Path, file: Path) -> None:
    profile = tmp_path / "用户 配置"
    with start(profile) as pipe:
        app = connect(pipe)
        book = app.books.open(file)
        sheet, cell = book.sheets["台账"], book.sheets["台账"]["A1"]
        lose(app, pipe)
        for ask in (
            lambda: cell.value,
            lambda: cell.api.Value2,
            lambda: setattr(cell, "value", "改"),
            lambda: sheet.used_range,
            lambda: list(book.names),
            lambda: list(book.sheets),
            lambda: book.save(),
            lambda: book.api.Saved,
            lambda: app.books.active,
            lambda: app.alert("还在吗"),
        ):
            with pytest.raises(OfficeGone, match="已经关闭") as gone:
                ask()
            assert is_gone(gone.value), "a button must tell it as it tells an Excel that was closed"
        with pytest.raises(OfficeMissing):
            Connection(pipe, seconds=0.1)
        with pytest.raises(OfficeMissing):
            connect(pipe, seconds=0.1)
    assert (profile / "user").is_dir()
    assert [path.name for path in file.parent.iterdir()] == [file.name]
