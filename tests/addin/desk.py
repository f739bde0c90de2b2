"""A spreadsheet program that only writes down what it is told, and fails as Excel fails when a test wants it to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import xlwings as xw

REJECTED = -2147418111
EDITING = -2146777998
UNAVAILABLE = -2147023174
EXCEPTION = -2147352567


class com_error(Exception):
    """As pywin32 raises it: known by its name, with the number of the error or, in the details, that of Excel."""

    def __init__(self, hresult: int, scode: int | None = None) -> None:
        super().__init__(hresult)
        self.hresult = hresult
        self.excepinfo = None if scode is None else (0, "Microsoft Excel", "", "", 0, scode)


def busy() -> com_error:
    return com_error(REJECTED)


def gone() -> com_error:
    return com_error(UNAVAILABLE)


@dataclass
class Book:
    """An open workbook."""

    fullname: str
    saved: bool = True
    sheet_names: list[str] = field(default_factory=lambda: ["Sheet1"])

    @property
    def name(self) -> str:
        return self.fullname.replace("\\", "/").rsplit("/", 1)[-1]

    @property
    def api(self) -> Any:
        return SimpleNamespace(Saved=self.saved)


class Books:
    """The open workbooks; the last one is active."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __len__(self) -> int:
        self._desk.answer()
        return len(self._desk.open_books)

    def __getitem__(self, name: str) -> Book:
        """As xlwings does, an error of Excel becomes a missing name."""
        try:
            self._desk.answer()
        except com_error as error:
            raise KeyError(name) from error
        for book in self._desk.open_books:
            if book.name == name:
                return book
        raise KeyError(name)

    @property
    def active(self) -> Book:
        self._desk.answer()
        return self._desk.open_books[-1]

    def open(self, file: Path) -> Book:
        self._desk.answer()
        self._desk.open_books.append(Book(str(file)))
        return self._desk.open_books[-1]


class Desk:
    """The program.

    Attributes:
        open_books: what is open.
        told, statuses: texts of message boxes and of the status bar so far.
        api: Excel's own object; macros of what a program opens run.
        replies: buttons to press in the next boxes; then yes.
        failures: errors of the next calls, in order; the last one stays.
        windowless: no workbook is open, so only message boxes can be shown: every other call finds no window.
    """

    def __init__(self, *books: Book) -> None:
        self.open_books = list(books)
        self._api = SimpleNamespace(AutomationSecurity=1)
        self._books = Books(self)
        self.windowless = False
        self.told: list[str] = []
        self.statuses: list[str | bool] = []
        self.replies: list[str] = []
        self.failures: Iterator[Exception] = iter(())

    @property
    def app(self) -> xw.App:
        """What a session takes for the program."""
        return cast("xw.App", self)

    @property
    def version(self) -> str:
        self._reached()
        return "16.0"

    @property
    def api(self) -> Any:
        self._reached()
        return self._api

    @property
    def books(self) -> Books:
        self._reached()
        return self._books

    def _reached(self) -> None:
        """Fails as xlwings does where Excel has no workbook window."""
        if self.windowless:
            raise OSError("AccessibleObjectFromWindow")

    def answer(self) -> None:
        """Fails if the test wants so."""
        for failure in self.failures:
            raise failure

    def alert(self, prompt: str, title: str, buttons: str = "ok") -> str:
        self.answer()
        self.told.append(prompt)
        return "ok" if buttons == "ok" else self.replies.pop(0) if self.replies else "yes"

    @property
    def status_bar(self) -> str | bool:
        return self.statuses[-1] if self.statuses else False

    @status_bar.setter
    def status_bar(self, text: str | bool) -> None:
        self._reached()
        self.answer()
        self.statuses.append(text)
