"""Which spreadsheet programs a computer has, as its registry and its folders tell."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from commands.setup.machine import Machine
from commands.setup.program_file import bits_of

_APP_PATHS = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths"
_USER_APP_PATHS = r"HKCU\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths"
_OFFICES = (r"HKLM\SOFTWARE\Microsoft\Office", r"HKLM\SOFTWARE\WOW6432Node\Microsoft\Office")
# Version number → the name people know. 2016, 2019, 2021 and 365 all call themselves 16.
EXCEL_NAMES = {12: "2007", 13: "", 14: "2010", 15: "2013", 16: "2016 或更新"}
_SOFFICE = r"LibreOffice\program\soffice.exe"


@dataclass(frozen=True)
class Excel:
    """One installed Excel: its version number as in ``16``, its program, and 32 or 64 where the program tells."""

    version: int
    program: Path
    bits: int | None

    @property
    def name(self) -> str:
        """As people know it."""
        size = f"，{self.bits} 位" if self.bits else ""
        return f"Excel {EXCEL_NAMES[self.version]}（版本号 {self.version}.0{size}）"


def excels(machine: Machine) -> list[Excel]:
    """All Excels, the oldest first; there can be two side by side."""
    found: dict[Path, Excel] = {}
    for version in EXCEL_NAMES:
        for office in _OFFICES:
            folder = machine.registry(rf"{office}\{version}.0\Excel\InstallRoot", "Path")
            if folder:
                _add(found, Path(str(folder)) / "EXCEL.EXE", version)
    started = _app_path(machine, "excel.exe")
    if started is not None and not any(_same(started, known) for known in found):
        current = re.search(r"(\d+)$", str(machine.registry(r"HKCR\Excel.Application\CurVer", "")))
        _add(found, started, int(current[1]) if current and int(current[1]) in EXCEL_NAMES else max(EXCEL_NAMES))
    return list(found.values())


def wps_program(machine: Machine) -> Path | None:
    """The spreadsheet program of WPS, or WPS itself where both are one program."""
    return _app_path(machine, "et.exe") or _app_path(machine, "wps.exe") or _on_path(machine, "et")


def libreoffice_program(machine: Machine) -> Path | None:
    """LibreOffice's own starter."""
    if not machine.windows:
        return _on_path(machine, "soffice")
    registered = _app_path(machine, "soffice.exe")
    usual = [folder / _SOFFICE for name in ("PROGRAMFILES", "PROGRAMFILES(X86)") if (folder := machine.folder(name))]
    return registered or next((file for file in usual if file.is_file()), None)


def _add(found: dict[Path, Excel], program: Path, version: int) -> None:
    found.setdefault(program, Excel(version, program, bits_of(program)))


def _same(one: Path, other: Path) -> bool:
    return str(one).lower() == str(other).lower()


def _app_path(machine: Machine, program: str) -> Path | None:
    for root in (_APP_PATHS, _USER_APP_PATHS):
        value = machine.registry(rf"{root}\{program}", "")
        if value:
            return Path(str(value).strip('"'))
    return None


def _on_path(machine: Machine, program: str) -> Path | None:
    if machine.windows:
        return None
    found = shutil.which(program, path=machine.environment.get("PATH"))
    return Path(found) if found else None
