"""Open workbooks."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from office.addresses import Area
from office.connection import Connection
from office.errors import OfficeError
from office.excel import BookApi
from office.formats import Formats
from office.guard import guarded
from office.names import Names
from office.ranges import Range
from office.sheets import Sheets

if TYPE_CHECKING:
    from office.application import App

_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
}
_PDF = "calc_pdf_Export"


@guarded
class Books(base_classes.Books):
    """The open workbooks in the order of opening."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def connection(self) -> Connection:
        """The way to LibreOffice."""
        return self.app.connection

    @property
    def active(self) -> Book:
        """The workbook in front.

        Raises:
            OfficeError: no workbook is open.
        """
        documents = self.app.documents()
        if not documents:
            raise OfficeError("没有打开的工作簿，请先打开要处理的工作簿。")
        current = self.connection.desktop.getCurrentComponent()
        return self.app.book(next((one for one in documents if one == current), documents[-1]))

    def __call__(self, name_or_index: int | str) -> Book:
        """A workbook by its name, whatever its case, or its place from 1."""
        if isinstance(name_or_index, int):
            return list(self)[name_or_index - 1]
        for book in self:
            if book.name.lower() == name_or_index.lower():
                return book
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return len(self.app.documents())

    def __iter__(self) -> Iterator[Book]:
        return iter([self.app.book(document) for document in self.app.documents()])

    def add(self) -> Book:
        """A new workbook, which becomes the active one."""
        return self._shown(self.connection.new(Hidden=True))

    def open(
        self,
        fullname: str,
        update_links: bool | None = None,
        read_only: bool | None = None,
        format: str | None = None,
        password: str | None = None,
        *unused: Any,
    ) -> Book:
        """Opens a workbook, calculates it as Excel does on loading, and makes it the active one.

        Raises:
            OfficeError: LibreOffice cannot open it.
        """
        how = {"Hidden": True, "ReadOnly": bool(read_only), "MacroExecutionMode": 0}
        document = self.connection.open(Path(fullname), **how, **({"Password": password} if password else {}))
        document.calculateAll()
        document.setModified(False)
        return self._shown(document)

    def _shown(self, document: Any) -> Book:
        book = self.app.book(document)
        book.activate()
        return book


@guarded
class Book(base_classes.Book):
    """An open workbook.

    Attributes:
        document: the UNO document.
        formats: its number formats.
    """

    def __init__(self, app: App, document: Any) -> None:
        self._app = app
        self.document = document
        self.formats = Formats(app.connection, document)

    @property
    def app(self) -> App:
        """Where it is open."""
        return self._app

    @property
    def connection(self) -> Connection:
        """The way to LibreOffice."""
        return self._app.connection

    @property
    def api(self) -> BookApi:
        """The members of Excel's ``Workbook`` that commands use."""
        return BookApi(self)

    @property
    def file(self) -> Path | None:
        """Its file; None when it was never saved."""
        return Path(self.connection.system_path(self.document.URL)) if self.document.hasLocation() else None

    @property
    def name(self) -> str:
        """The name of its file; a title such as ``Untitled 1`` when it was never saved."""
        return self.file.name if self.file else str(self.document.Title)

    @property
    def fullname(self) -> str:
        """Its file with the folder; the name alone when it was never saved."""
        return str(self.file or self.name)

    @property
    def sheets(self) -> Sheets:
        """Its sheets, hidden ones included."""
        return Sheets(self)

    @property
    def sheet_names(self) -> frozenset[str]:
        """The names of its sheets."""
        return frozenset(self.document.Sheets.ElementNames)

    @property
    def document_names(self) -> Any:
        """The UNO collection of the names of the whole workbook."""
        return self.document.NamedRanges

    @property
    def names(self) -> Names:
        """Its names and those of its sheets."""
        return Names(self)

    @property
    def controller(self) -> Any:
        """The UNO view of the workbook, which knows the active sheet and the selection."""
        return self.document.getCurrentController()

    @property
    def selection(self) -> Range | None:
        """The selected cells; None when something else is selected."""
        chosen = self.document.getCurrentSelection()
        if chosen is None:
            return None
        if chosen.supportsService("com.sun.star.sheet.SheetCellRange"):
            addresses = [chosen.getRangeAddress()]
        elif chosen.supportsService("com.sun.star.sheet.SheetCellRanges"):
            addresses = list(chosen.RangeAddresses)
        else:
            return None
        return Range(self.sheets(addresses[0].Sheet + 1), [Area.of(address) for address in addresses])

    def activate(self) -> None:
        """Brings the workbook to the front."""
        self.controller.Frame.activate()

    def close(self) -> None:
        """Closes it without saving; the workbook opened last comes to the front."""
        self._app.forget(self)
        self.document.setModified(False)
        self.document.close(True)
        if others := self._app.documents():
            others[-1].getCurrentController().Frame.activate()

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Saves it, under a new name when one is given; an existing file is overwritten.

        Raises:
            OfficeError: the file cannot be written or its kind is unknown.
        """
        file = Path(path) if path else self.file or Path.cwd() / f"{self.name}.xlsx"
        self.write(file.absolute(), stay=False, password=password)

    def write(self, file: Path, stay: bool, password: str | None = None) -> None:
        """Writes the workbook to a file; with ``stay`` it remains the workbook it was.

        Raises:
            OfficeError: the file cannot be written or its kind is unknown.
        """
        if file.suffix.lower() not in _FILTERS:
            raise OfficeError(f"不会保存成“{file.suffix}”文件，请用 .xlsx。")
        how = {"FilterName": _FILTERS[file.suffix.lower()]} | ({"Password": password} if password else {})
        self._store(self.document.storeToURL if stay else self.document.storeAsURL, file, how)

    def to_pdf(self, path: str, quality: str) -> None:
        """Prints every visible sheet to a PDF file.

        Raises:
            OfficeError: the file cannot be written.
        """
        with self._only_visible_areas():
            self._store(self.document.storeToURL, Path(path), {"FilterName": _PDF})

    @contextlib.contextmanager
    def _only_visible_areas(self) -> Iterator[None]:
        """Hidden sheets without their print areas while the block lasts: LibreOffice would print those."""
        modified = self.document.isModified()
        sheets = [sheet for sheet in self.document.Sheets if not sheet.IsVisible]
        areas = [sheet.getPrintAreas() for sheet in sheets]
        for sheet in sheets:
            sheet.setPrintAreas(())
        try:
            yield
        finally:
            for sheet, own in zip(sheets, areas, strict=True):
                sheet.setPrintAreas(own)
            self.document.setModified(modified)

    def _store(self, store: Any, file: Path, how: dict[str, Any]) -> None:
        if not file.parent.is_dir():
            raise OfficeError(f"没有文件夹“{file.parent}”，“{file.name}”写不进去。")
        try:
            store(file.resolve().as_uri(), self.connection.properties(**how))
        except Exception as error:
            if not self.connection.alive():
                raise
            raise OfficeError(f"“{file}”写不进去。请看文件是否正被打开、文件夹是否只读。") from error
