"""LibreOffice headless, driven through UNO as a person drives a spreadsheet program."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

_DEBIAN_UNO = "/usr/lib/python3/dist-packages"
_NO_LOCK_FILES = "".join(
    f'<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="{name}"><value>false</value></prop></item>'
    for name in ("UseLocking", "UseDocumentOOoLockFile")
)
_SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{_NO_LOCK_FILES}</oor:items>'
)


class OfficeMissing(RuntimeError):
    """LibreOffice or its Python bridge is not installed; ``make test`` installs them."""


class LockedCell(PermissionError):
    """A person cannot type here: the cell is locked and its sheet protected."""


def bridge() -> Any:
    """The ``uno`` module of the system's LibreOffice."""
    if _DEBIAN_UNO not in sys.path:
        sys.path.append(_DEBIAN_UNO)
    try:
        import uno
    except ImportError as error:
        raise OfficeMissing(f"没有 python3-uno（或与本机 Python {sys.version_info[:2]} 不同版本）：{error}") from error
    return uno


class Office:
    """One running LibreOffice with a profile of its own; use as a context manager."""

    def __init__(self) -> None:
        program = shutil.which("soffice")
        if program is None:
            raise OfficeMissing("没有 LibreOffice，请先运行 make test 安装")
        self._uno = bridge()
        self._profile = Path(tempfile.mkdtemp(prefix="cunbiao-judge-"))
        (self._profile / "user").mkdir()
        (self._profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        pipe = self._profile.name
        self._process = subprocess.Popen(
            [
                program,
                "--headless",
                "--norestore",
                "--nologo",
                f"-env:UserInstallation={self._profile.as_uri()}",
                f"--accept=pipe,name={pipe};urp;",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._desktop = self._connect(pipe)

    def _connect(self, pipe: str) -> Any:
        local = self._uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        deadline = time.monotonic() + 60
        while True:
            try:
                context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
            except Exception as error:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise OfficeMissing(f"LibreOffice 没有启动成功：{error}") from error
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(0.1)

    def __enter__(self) -> Office:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(Exception):
            self._desktop.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
        shutil.rmtree(self._profile, ignore_errors=True)

    def _property(self, name: str, value: Any) -> Any:
        item = self._uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        item.Name, item.Value = name, value
        return item

    @contextlib.contextmanager
    def open(self, file: Path, recalculated: bool = True, **properties: Any) -> Iterator[Book]:
        """Opens a workbook as Excel would show it, all formulas recalculated unless that is left to the caller.

        ``properties`` are further ones of LibreOffice's media descriptor, such as ``FilterName``.
        """
        how = [self._property(name, value) for name, value in {"Hidden": True, **properties}.items()]
        document = self._desktop.loadComponentFromURL(file.resolve().as_uri(), "_blank", 0, tuple(how))
        if document is None:
            raise AssertionError(f"LibreOffice 打不开 {file.name}")
        try:
            if recalculated:
                document.calculateAll()
            yield Book(self, document)
        finally:
            document.close(True)

    @contextlib.contextmanager
    def new(self) -> Iterator[Book]:
        """A new empty workbook."""
        document = self._desktop.loadComponentFromURL(
            "private:factory/scalc", "_blank", 0, (self._property("Hidden", True),)
        )
        try:
            yield Book(self, document)
        finally:
            document.close(True)

    def export(self, document: Any, file: Path, kind: str) -> None:
        """Saves a document under a LibreOffice filter name."""
        document.storeToURL(file.resolve().as_uri(), (self._property("FilterName", kind),))


class Book:
    """An open workbook."""

    def __init__(self, office: Office, document: Any) -> None:
        self._office = office
        self.document = document

    def sheet(self, name: str) -> Any:
        """The UNO sheet of that name."""
        return self.document.Sheets.getByName(name)

    @property
    def sheet_names(self) -> list[str]:
        """Names in order, hidden ones included."""
        return list(self.document.Sheets.ElementNames)

    def values(self, sheet: str, address: str) -> list[list[str | float]]:
        """Values of a range, row by row: numbers as float, text as str, empty as ""."""
        return [list(row) for row in self.sheet(sheet).getCellRangeByName(address).getDataArray()]

    def value(self, sheet: str, address: str) -> str | float:
        """Value of one cell."""
        return self.values(sheet, address)[0][0]

    def used(self, sheet: str) -> list[list[str | float]]:
        """All values from A1 to the last used cell."""
        cursor = self.sheet(sheet).createCursor()
        cursor.gotoEndOfUsedArea(False)
        address = cursor.getRangeAddress()
        return [
            list(row)
            for row in self.sheet(sheet).getCellRangeByPosition(0, 0, address.EndColumn, address.EndRow).getDataArray()
        ]

    def type(self, sheet: str, address: str, text: str | float | None) -> None:
        """Types into a cell as a person would: refused when locked, text stays text in a text cell, None clears it."""
        page = self.sheet(sheet)
        cell = page.getCellRangeByName(address)
        if page.isProtected() and cell.CellProtection.IsLocked:
            raise LockedCell(f"{sheet}!{address} 已锁定")
        as_text = self.document.NumberFormats.getByKey(cell.NumberFormat).FormatString == "@"
        if text is None:
            cell.setFormula("")
        elif isinstance(text, str) and (as_text or not _is_number(text)):
            cell.setString(text)
        else:
            cell.setString(str(text)) if as_text else cell.setValue(float(text))

    def calculate(self) -> None:
        """Recalculates everything."""
        self.document.calculateAll()

    def save(self, file: Path) -> None:
        """Saves as an .xlsx of LibreOffice's making."""
        self._office.export(self.document, file, "Calc MS Excel 2007 XML")

    def save_pdf(self, file: Path) -> None:
        """Prints every visible sheet to PDF."""
        self._office.export(self.document, file, "calc_pdf_Export")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
