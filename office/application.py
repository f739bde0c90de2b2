"""One running LibreOffice as xlwings' ``App``."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from office.books import Book, Books
from office.connection import Connection
from office.excel import ApplicationApi
from office.guard import guarded
from office.messages import Messages

if TYPE_CHECKING:
    from office.engine import Engine
    from office.ranges import Range

_SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
_PRODUCT = "/org.openoffice.Setup/Product"


@guarded
class App(base_classes.App):
    """A running LibreOffice.

    Attributes:
        engine: the engine it belongs to.
        connection: the way to it.
        messages: what was told and asked, with the answers to give.
    """

    screen_updating = True
    display_alerts = True
    enable_events = True
    interactive = True
    cut_copy_mode = None
    hwnd = None

    def __init__(self, engine: Engine, connection: Connection) -> None:
        self.engine = engine
        self.connection = connection
        self.messages = Messages()
        self._books: dict[str, Book] = {}

    @property
    def api(self) -> ApplicationApi:
        """The members of Excel's ``Application`` that commands use."""
        return ApplicationApi(self)

    @property
    def pid(self) -> int:
        """A number of our own for this LibreOffice (UNO does not tell its process)."""
        return zlib.crc32(self.connection.pipe.encode())

    @property
    def version(self) -> str:
        """Version of LibreOffice, e.g. ``7.4.7.2``."""
        provider = self.connection.service("com.sun.star.configuration.ConfigurationProvider")
        where = self.connection.properties(nodepath=_PRODUCT)
        product = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", where)
        return str(product.getByName("ooSetupVersionAboutBox"))

    @property
    def books(self) -> Books:
        """The open workbooks."""
        return Books(self)

    def documents(self) -> list[Any]:
        """The UNO documents of the open workbooks in the order of opening."""
        frames = self.connection.desktop.Frames
        controllers = (frames.getByIndex(index).Controller for index in range(frames.getCount()))
        documents = (controller.Model for controller in controllers if controller is not None)
        return [document for document in documents if document is not None and document.supportsService(_SPREADSHEET)]

    def book(self, document: Any) -> Book:
        """The workbook of a UNO document; always the same object for the same document."""
        uid = str(document.RuntimeUID)
        if uid not in self._books:
            self._books[uid] = Book(self, document)
        return self._books[uid]

    def forget(self, book: Book) -> None:
        """Drops a closed workbook."""
        self._books = {uid: known for uid, known in self._books.items() if known is not book}

    @property
    def selection(self) -> Range | None:
        """The selected cells of the active workbook; None when something else is selected."""
        return self.books.active.selection if len(self.books) else None

    def activate(self, steal_focus: bool = False) -> None:
        """Makes this the application that xlwings takes as active."""
        self.engine.apps.connect(self.connection.pipe, 0)

    def calculate(self) -> None:
        """Calculates all open workbooks."""
        for document in self.documents():
            document.calculate()

    @property
    def status_bar(self) -> str | bool:
        """The text of the status bar; False while LibreOffice has it to itself."""
        return self.messages.status

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        self.documents()  # as in `alert`
        self.messages.show_status(value)

    def alert(self, prompt: str, title: str | None, buttons: str | None, mode: str | None, callback: None) -> str:
        """Records a message box and gives the name of the button that a test presses."""
        self.documents()  # a program that is gone tells nobody anything
        return self.messages.tell(prompt, title or "", buttons or "ok")

    def quit(self) -> None:
        """Ends LibreOffice without saving anything."""
        self.connection.end()
