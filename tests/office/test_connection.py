"""LibreOffice is started, reached, missed and lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
import xlwings as xw

from office import Connection, OfficeGone, OfficeMissing, connect, start


def test_nobody_answers(calc: object) -> None:
    begun = time.monotonic()
    with pytest.raises(OfficeMissing, match="连不上 LibreOffice"):
        connect("nobody-listens-here", seconds=0.2)
    assert time.monotonic() - begun < 3


def test_not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OfficeMissing, match="没有 LibreOffice"), start():
        pass


def close(app: xw.App, pipe: str) -> None:
    app.quit()


def crash(app: xw.App, pipe: str) -> None:
    for process in psutil.Process().children(recursive=True):
        if f"pipe,name={pipe}" in " ".join(process.cmdline()):
            process.kill()


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
            lambda: sheet.names["局部"],
            lambda: list(book.sheets),
            lambda: book.save(),
            lambda: book.api.Saved,
            lambda: app.books.active,
            lambda: app.alert("还在吗"),
        ):
            with pytest.raises(OfficeGone, match="已经关闭"):
                ask()
        with pytest.raises(OfficeMissing):
            Connection(pipe, seconds=0.1)
        with pytest.raises(OfficeMissing):
            connect(pipe, seconds=0.1)
    assert (profile / "user").is_dir()
    assert [path.name for path in file.parent.iterdir()] == [file.name]
