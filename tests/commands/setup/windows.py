"""A Windows computer as the commands see it, made of folders and a table of registry values."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

from commands.setup.machine import Machine, Registry

AMD64, I386 = 0x8664, 0x014C
APP_PATHS = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths"
Values = dict[tuple[str, str], str | int]


def windows(user: Path, values: Values | None = None, running: set[str] | None = None) -> Machine:
    """A computer whose person has the folder ``user``; keys are compared as Windows does, whatever their case."""
    known = {(key.lower(), name.lower()): value for (key, name), value in (values or {}).items()}
    registry: Registry = lambda key, name: known.get((key.lower(), name.lower()))  # noqa: E731
    environment = {"APPDATA": str(user / "AppData" / "Roaming"), "TEMP": str(user / "AppData" / "Local" / "Temp")}
    return Machine("win32", environment, registry, lambda: running or set())


def xlstart(user: Path) -> Path:
    return user / "AppData" / "Roaming" / "Microsoft" / "Excel" / "XLSTART"


def program(machine: int = AMD64) -> bytes:
    """As much of a Windows program as tells what processor it is for."""
    return b"MZ".ljust(0x3C, b"\0") + struct.pack("<I4sH", 0x40, b"PE\0\0", machine).ljust(64, b"\0")


def embeddable_python(machine: int = AMD64, version: str = "311") -> bytes:
    """A zip with the files by which an embeddable Python is known; none of them runs."""
    packed = io.BytesIO()
    files = {
        "python.exe": program(machine),
        "pythonw.exe": program(machine),
        f"python{version}.dll": program(machine),
        f"python{version}.zip": b"PK\x05\x06".ljust(22, b"\0"),
        "LICENSE.txt": b"A. HISTORY OF THE SOFTWARE",
        f"python{version}._pth": f"python{version}.zip\r\n.\r\n\r\n#import site\r\n".encode(),
    }
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()
