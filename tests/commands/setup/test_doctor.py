"""The check-up: what it finds on computers with one thing or another wrong, and that it never fails itself."""

from __future__ import annotations

import atexit
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from commands.outcome import Status
from commands.setup import installation_check
from commands.setup.checkup import Examined, Verdict, examined
from commands.setup.doctor import doctor, examine
from commands.setup.environment_check import environment_check
from commands.setup.install import install
from commands.setup.machine import Machine
from generators.xlam import AddinHome, build_addin
from tests.commands.setup.windows import AMD64, APP_PATHS, I386, Values, program, windows, xlstart
from tests.commands.test_cli import cunbiao

OFFICE = r"HKLM\SOFTWARE\Microsoft\Office"
POLICIES = r"HKCU\Software\Policies\Microsoft\Office\16.0"
GUARD = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
MANAGED = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager"
CHILD_RULE = "D4F940AB-401B-4EFC-AADC-AD5F3C50688A"


def about(title: str, examined: list[Examined]) -> Examined:
    """The gravest of what was said about one thing."""
    order = [Verdict.BAD, Verdict.CARE, Verdict.GOOD]
    return min((one for one in examined if one.title == title), key=lambda one: order.index(one.verdict))


def installed_excel(folder: Path, machine: int) -> Path:
    folder.mkdir(parents=True)
    (folder / "EXCEL.EXE").write_bytes(program(machine))
    return folder


def around(user: Path, values: Values, running: set[str] | None = None) -> list[Examined]:
    machine = windows(user, values, running)
    return list(examined(environment_check(machine), machine))


def own(machine: Machine) -> list[Examined]:
    return list(examined(installation_check.installation_check(machine), machine))


def test_on_this_computer_it_tells_what_it_can() -> None:
    done = cunbiao("addin", "doctor")
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "装不了 Excel 加载项" in done.stdout
    assert "LibreOffice" in done.stdout
    assert "【通过】组件" in done.stdout


def test_every_line_that_is_not_good_says_what_to_do(tmp_path: Path) -> None:
    examined = examine(windows(tmp_path))
    assert {one.title for one in examined} >= {
        "系统",
        "Excel",
        "加载项",
        "后台程序",
        "组件",
        "写文件",
        "磁盘",
        "杀毒软件",
    }
    for one in examined:
        assert one.found
        assert one.verdict is Verdict.GOOD or one.advice, one.line
        assert one.line.startswith(f"【{one.verdict}】")


def test_what_cannot_be_looked_at_ends_nothing(tmp_path: Path) -> None:
    def refused() -> set[str]:
        raise OSError(22, "WinError 87")

    whole = windows(tmp_path)
    found = examine(Machine(whole.platform, whole.environment, whole.registry, refused))
    assert {one.title for one in found} == {one.title for one in examine(whole)}
    failed = about("杀毒软件", found)
    assert failed.verdict is Verdict.CARE
    assert "WinError 87" in failed.found
    assert failed.advice


def test_two_excels_are_both_found_with_their_sizes(tmp_path: Path) -> None:
    old = installed_excel(tmp_path / "Office14", I386)
    new = installed_excel(tmp_path / "root" / "Office16", AMD64)
    found = around(
        tmp_path,
        {
            (r"HKLM\SOFTWARE\WOW6432Node\Microsoft\Office\14.0\Excel\InstallRoot", "Path"): f"{old}/",
            (rf"{OFFICE}\16.0\Excel\InstallRoot", "Path"): f"{new}/",
            (rf"{APP_PATHS}\excel.exe", ""): str(new / "EXCEL.EXE"),
        },
    )
    said = [one.found for one in found if one.title == "Excel"]
    assert len(said) == 3
    assert "2010" in said[0] and "32 位" in said[0]
    assert "2016" in said[1] and "64 位" in said[1]
    assert "不止一个" in said[2]


def test_an_excel_known_only_by_its_program_and_one_too_old(tmp_path: Path) -> None:
    program_file = tmp_path / "EXCEL.EXE"
    values: Values = {(rf"{APP_PATHS}\excel.exe", ""): f'"{program_file}"'}
    assert about("Excel", around(tmp_path, values)).verdict is Verdict.GOOD
    values[r"HKCR\Excel.Application\CurVer", ""] = "Excel.Application.12"
    assert about("Excel", around(tmp_path, values)).verdict is Verdict.BAD


def test_without_excel_the_launchers_are_named(tmp_path: Path) -> None:
    found = around(tmp_path, {(rf"{APP_PATHS}\et.exe", ""): r"C:\WPS\et.exe"})
    assert about("Excel", found).verdict is Verdict.CARE
    assert "合并.bat" in about("Excel", found).advice
    assert r"C:\WPS\et.exe" in about("WPS", found).found


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (rf"{POLICIES}\Common", "vbaoff"),
        (rf"{POLICIES}\Excel\Security", "DisableAllAddins"),
        (r"HKCU\Software\Microsoft\Office\16.0\Excel\Security", "RequireAddinSig"),
        (rf"{POLICIES}\Excel\Security\Trusted Locations", "AllLocationsDisabled"),
    ],
)
def test_a_setting_that_keeps_the_add_in_out_is_found(key: str, name: str, tmp_path: Path) -> None:
    assert about("宏和加载项", around(tmp_path, {})).verdict is Verdict.GOOD
    assert about("宏和加载项", around(tmp_path, {(key, name): 0})).verdict is Verdict.GOOD
    forbidden = about("宏和加载项", around(tmp_path, {(key, name): 1}))
    assert forbidden.verdict is Verdict.BAD
    assert "管理员" in forbidden.advice


@pytest.mark.parametrize(
    ("values", "running", "verdict"),
    [
        ({}, set(), Verdict.GOOD),
        ({(GUARD, CHILD_RULE): "1"}, set(), Verdict.BAD),
        ({(GUARD, CHILD_RULE.lower()): "6"}, set(), Verdict.CARE),
        ({(GUARD, CHILD_RULE): "2"}, set(), Verdict.GOOD),
        ({(MANAGED, "ASRRules"): f"be9ba2d9-53ea-4cdc-84e5-9b1eeee46550=2|{CHILD_RULE.lower()}=1"}, set(), Verdict.BAD),
        ({}, {"explorer.exe", "360tray.exe"}, Verdict.CARE),
    ],
)
def test_what_forbids_excel_to_start_programs_is_found(
    values: Values, running: set[str], verdict: Verdict, tmp_path: Path
) -> None:
    found = about("杀毒软件", around(tmp_path, values, running))
    assert found.verdict is verdict
    if verdict is not Verdict.GOOD:
        assert "上报.bat" in found.advice


def test_the_add_in_is_compared_with_the_program(tmp_path: Path) -> None:
    machine = windows(tmp_path / "王 小明")

    def addin() -> Examined:
        return about("加载项", own(machine))

    assert addin().verdict is Verdict.CARE
    install(machine)
    assert addin().verdict is Verdict.GOOD
    build_addin(xlstart(tmp_path / "王 小明"), AddinHome("Z:\\旧\\python.exe", "Z:\\旧"))
    assert addin().verdict is Verdict.BAD
    next(xlstart(tmp_path / "王 小明").iterdir()).write_bytes(b"broken")
    assert addin().verdict is Verdict.BAD


def test_an_interpreter_that_does_not_start_is_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    def interpreter() -> Examined:
        return about("后台程序", own(windows(tmp_path)))

    assert interpreter().verdict is Verdict.GOOD
    monkeypatch.setattr(sys, "executable", str(tmp_path / "没有" / "python.exe"))
    assert interpreter().verdict is Verdict.BAD
    empty = tmp_path / "python"
    empty.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    empty.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(empty))
    assert "找不到村表通" in interpreter().found


def test_looking_at_the_libraries_ends_no_excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows xlwings, once loaded, means to end every Excel without a workbook when Python ends."""
    excels: Any = ModuleType("xlwings._xlwindows")
    excels.cleanup = lambda: None
    left_undone: list[object] = []
    monkeypatch.setitem(sys.modules, "xlwings._xlwindows", excels)
    monkeypatch.setattr(atexit, "unregister", left_undone.append)
    about("组件", own(windows(tmp_path)))
    assert excels.cleanup in left_undone


def test_a_library_that_does_not_load_and_a_full_disk_are_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1 << 20})())
    monkeypatch.setattr(installation_check, "state_folder", lambda: Path("/proc/不能写"))
    machine = Machine("linux", {}, lambda *_: None, set)
    outcome = doctor(machine)
    assert outcome.status is Status.NEEDS_PERSON
    bad = " ".join(line for line in outcome.lines if line.startswith("【不行】"))
    assert "jinja2" in bad
    assert "0.0 GB" in bad
    assert "/proc/不能写" in bad
    assert outcome.lines[-1].startswith("查了")
