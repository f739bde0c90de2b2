"""The trial of WPS: what it reports of computers that have one thing or another, and of objects that are not whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from commands.setup.machine import Machine
from commands.setup.wps_objects import try_objects
from commands.setup.wps_trial import wps_trial
from tests.commands.setup.windows import APP_PATHS, program, windows

Step = tuple[str, bool, str]


def tried(*steps: Step) -> Any:
    def try_class(name: str) -> Iterator[Step]:
        asked.append(name)
        yield from steps

    asked: list[str] = []
    try_class.asked = asked  # type: ignore[attr-defined]
    return try_class


def report(machine: Machine, folder: Path, *steps: Step) -> str:
    """The text of the report, which is what the window says, too."""
    outcome = wps_trial(machine, tried(*steps), folder)
    (file,) = outcome.files
    text = file.read_text(encoding="utf-8")
    assert text.splitlines() == outcome.lines[:-1]
    return text


def test_everything_that_is_there_is_in_the_report(tmp_path: Path) -> None:
    office = tmp_path / "WPS Office" / "office6"
    (office / "cfgs").mkdir(parents=True)
    (office / "et.exe").write_bytes(program())
    (office / "cfgs" / "oem.ini").write_text("[Support]\nJsApiPlugin=true\n", encoding="utf-8")
    addins = tmp_path / "AppData" / "Roaming" / "kingsoft" / "wps" / "jsaddons"
    addins.mkdir(parents=True)
    (addins / "authaddin.json").write_text('{"one": {"isload": false}}', encoding="utf-8")
    machine = windows(
        tmp_path,
        {
            (rf"{APP_PATHS}\et.exe", ""): str(office / "et.exe"),
            (r"HKCR\Ket.Application\CLSID", ""): "{45540001}",
            (r"HKCR\CLSID\{45540001}\LocalServer32", ""): "et.exe /Automation",
            (r"HKCR\et.Application\CLSID", ""): "{45540002}",
        },
    )
    text = report(machine, tmp_path, ("启动", True, ""), ("Workbooks", True, "<COMObject>"))
    assert "64 位" in text
    assert "Ket.Application → et.exe /Automation" in text
    assert "et.Application 注册了 {45540002}，但没有写程序在哪里" in text
    assert '"isload": false' in text
    assert "JsApiPlugin=true" in text
    assert "没有找到 VBA" in text
    assert "【通过】Ket.Application Workbooks" in text


def test_the_second_class_is_tried_where_the_first_does_not_start(tmp_path: Path) -> None:
    never = tried(("启动", False, "com_error"))
    wps_trial(windows(tmp_path), never, tmp_path)
    assert never.asked == ["Ket.Application", "et.Application"]
    first = tried(("启动", True, ""))
    wps_trial(windows(tmp_path), first, tmp_path)
    assert first.asked == ["Ket.Application"]


def test_elsewhere_than_on_windows_it_says_so(tmp_path: Path) -> None:
    assert "不是 Windows" in report(Machine("linux", {}, lambda *_: None, set), tmp_path)


def test_workbooks_that_are_null_end_the_steps_with_that(tmp_path: Path) -> None:
    steps: list[Step] = []
    broken = SimpleNamespace(Name="WPS 表格", Version="12.0", Build=28032, Path="C:", Workbooks=None)
    try_objects(broken, tmp_path, lambda *step: steps.append(step))
    assert steps[-1][:2] == ("Workbooks 不是空的", False)


class Books:
    """Open workbooks; new ones know nothing."""

    def __init__(self, count: int) -> None:
        self.Count = count

    def Add(self) -> Books:
        self.Count += 1
        return self

    def __call__(self, number: int) -> Books:
        return self

    def Close(self, save: bool) -> None:
        assert not save
        self.Count -= 1


def test_what_a_person_has_open_is_neither_closed_nor_ended(tmp_path: Path) -> None:
    for already in (0, 2):
        books = Books(already)
        ended: list[bool] = []
        own = SimpleNamespace(Workbooks=books, Quit=lambda ended=ended: ended.append(True))
        steps: list[Step] = []
        try_objects(own, tmp_path, lambda *step, steps=steps: steps.append(step))
        assert books.Count == already
        assert bool(ended) == (already == 0)
        assert ("Name", False) in [(name, worked) for name, worked, _ in steps]
