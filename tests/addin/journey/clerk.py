"""A clerk at the desk: clicks on the tab, picks in dialogs, points at cells, and is told things.

The VBA behind a button runs in LibreOffice's Basic and writes down what it would start. That line is carried out here,
in the LibreOffice and on the workbook in front of the clerk: the add-in's own file, which LibreOffice's Basic takes for
active, becomes that workbook.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlwings as xw

from addin.__main__ import main
from addin.click import text_of
from generators.xlam import ADDIN_NAME
from office import connect
from tests.addin.journey.command_line import split
from tests.addin.journey.ribbon import Clickable
from tests.generators.xlam.in_office import WINDOW, AddinInOffice

ROOT = Path(__file__).parents[3]
_BEFORE_THE_CLICK = ["-E", "-P", "-X", "utf8", "-m", "addin"]


@dataclass(frozen=True)
class Clicked:
    """What came of a click.

    Attributes:
        started: whether anything was.
        status: the exit status.
        asked: the dialog that came first.
        told: the message boxes.
        opened: the workbooks it opened, by name.
        shown: what it had the desktop show.
        active: the workbook in front of the clerk now.
    """

    started: bool
    status: int
    asked: str
    told: tuple[str, ...]
    opened: frozenset[str]
    shown: tuple[Path, ...]
    active: str

    @property
    def lines(self) -> list[str]:
        """The lines of all message boxes."""
        return "\n".join(self.told).splitlines()


class Clerk:
    """The clerk.

    The click's process is this one; how else it may be carried out, and how files are named there, a subclass says.

    Args:
        buttons: what can be clicked.
        macros: the add-in, recording.
        app: the program with the clerk's workbooks, on ``pipe``.
        shown: where the desktop notes what it is to show.

    Attributes:
        pressed: ids of what was clicked so far.
        stops_at: a text of the status bar at which 停止 is clicked, "" for never.
    """

    python = sys.executable

    def __init__(
        self, buttons: Mapping[str, Clickable], macros: AddinInOffice, app: xw.App, pipe: str, shown: list[Path]
    ) -> None:
        self.app = app
        self.pressed: set[str] = set()
        self.stops_at = ""
        self._buttons = buttons
        self._macros = macros
        self._pipe = pipe
        self._shown = shown
        self._messages = app.impl.messages
        self._own: list[xw.Book] = []
        self._show_status = self._messages.show_status

    def click(self, entry: str, picked: str | Path = "") -> Clicked:
        """Clicks on an entry of the tab; a dialog gets what is ``picked``, or is cancelled.

        Raises:
            AssertionError: the workbook in front was changed, or the file of one that he had opened.
        """
        self.pressed.add(entry)
        pressed = self._macros.press(self._buttons[entry].sub, self.named(picked) if picked else "")
        told, shown = len(self._messages.told), len(self._shown)
        front = self._front()
        in_front, names = front.name if front else "", {book.name for book in self.app.books}
        files, cells = {book.name: _file(book) for book in self._own}, _cells(front)
        status = self.carry_out(self._arguments(pressed.command_line)) if pressed.command_line else 0
        assert {book.name: _file(book) for book in self._own} == files, f"{entry} changed a file that was open"
        open_now = {book.name for book in self.app.books}
        assert files.keys() <= open_now, f"{entry} closed a workbook"
        if in_front in open_now:
            assert _cells(front) == cells, f"{entry} changed the workbook in front"
        return Clicked(
            bool(pressed.command_line),
            status,
            pressed.asked,
            tuple(message.text for message in self._messages.told[told:]),
            frozenset(open_now - names),
            tuple(self._shown[shown:]),
            front.name if (front := self._front()) else "",
        )

    def named(self, file: str | Path) -> str:
        """A file as it is named where the click is carried out."""
        return str(file)

    def carry_out(self, arguments: list[str]) -> int:
        """Carries out a click; returns its exit status."""
        return main(arguments, lambda click: connect(self._pipe))

    def carry_out_apart(self, arguments: list[str]) -> None:
        """Carries out a click while another is still going on."""
        subprocess.run([sys.executable, "-m", "addin", *arguments], cwd=ROOT, check=True)

    def open(self, file: Path) -> xw.Book:
        """Opens a workbook as from the desktop."""
        book = self.app.books.open(file)
        self._own.append(book)
        return book

    def point_at(self, book: xw.Book, sheet: str, address: str) -> None:
        """Puts the cursor on a cell, or selects a range."""
        book.activate()
        book.sheets[sheet].activate()
        book.sheets[sheet].range(address).select()

    def clear_the_desk(self) -> None:
        """Closes all workbooks without saving."""
        self._own.clear()
        for book in list(self.app.books):
            book.close()

    def _arguments(self, line: str) -> list[str]:
        """What the process is given, for this computer."""
        program, *arguments = split(line)
        assert program == self.python
        assert arguments[: len(_BEFORE_THE_CLICK)] == _BEFORE_THE_CLICK
        command, window, book, *rest = arguments[len(_BEFORE_THE_CLICK) :]
        assert window == f"--hwnd={WINDOW}"
        assert text_of(book.removeprefix("--book=")) == ADDIN_NAME
        front = self._front()
        name = front.name if front else ""
        return [command, window, f"--book={name.encode('utf-16-be').hex()}", *rest]

    def _front(self) -> xw.Book | None:
        return self.app.books.active if len(self.app.books) else None

    def watch(self, text: str | bool) -> None:
        """In place of the status bar: clicks 停止 as soon as it shows what the clerk does not want to wait for."""
        self._show_status(text)
        if self.stops_at and self.stops_at in str(text):
            self.stops_at = ""
            self._stop_apart()

    def _stop_apart(self) -> None:
        """Clicks 停止 while another click is still being worked on: in a process of its own, as every click is."""
        self.pressed.add("stop")
        arguments = self._arguments(self._macros.press(self._buttons["stop"].sub).command_line)
        self.carry_out_apart(arguments)


def _file(book: xw.Book) -> tuple[str, bool]:
    """What must not change of a workbook the clerk opened: its file, and whether it has unsaved changes."""
    file = Path(book.fullname)
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "", book.api.Saved


def _cells(book: xw.Book | None) -> dict[str, Any]:
    """What must not change of the workbook in front: every cell of every sheet."""
    if book is None:
        return {}
    cells = {}
    for sheet in book.impl.document.Sheets:
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.getRangeAddress()
        cells[sheet.Name] = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow).getFormulaArray()
    return cells
