"""The active workbook and others that are open, and the file one was saved as."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, TypeVar

from addin.surroundings import is_gone, is_windowless, patiently
from commands.outcome import CommandError

if TYPE_CHECKING:
    import xlwings as xw

ResultT = TypeVar("ResultT")

# Folders mail programs and browsers open a file from: what is written there gets lost.
_PASSING = ("inetcache", "content.outlook", "temporary internet files", "appdata/local/temp")


def active_book(app: xw.App, name: str) -> xw.Book | None:
    """The workbook that was active at the click (``name``), or is now; ``None`` when there is none to work with.

    A workbook in protected view is none: Excel shows it without opening it.

    Raises:
        Busy: Excel was not ready to answer.
    """
    if not found(lambda: len(app.books)):
        return None
    book = found(lambda: app.books[name] if name else app.books.active)
    return None if book is None or book.api is None else book


def found(look: Callable[[], ResultT]) -> ResultT | None:
    """What ``look`` finds in the program; ``None`` when it is not there, or no workbook is open to be asked through.

    Raises:
        Busy: Excel was not ready to answer.
    """
    try:
        return patiently(look)
    except Exception as error:
        if is_gone(error) or not (isinstance(error, KeyError) or is_windowless(error)):
            raise
        return None


def saved_file(book: xw.Book) -> Path:
    """The file a workbook was saved as.

    Raises:
        CommandError: it was never saved, or lies where nothing can be written beside it.
    """
    try:
        name = patiently(lambda: book.fullname)
    except Exception as error:
        if type(error).__name__ != "XlwingsError":
            raise
        raise CommandError(f"“{book.name}”在网盘上。先另存到自己电脑的文件夹，再点一次。") from error
    if not (Path(name).is_absolute() or PureWindowsPath(name).is_absolute()):
        raise CommandError(f"“{book.name}”还没有保存过。先保存到自己的文件夹，再点一次。")
    folder = name.replace("\\", "/").lower()
    if any(f"/{passing}/" in folder for passing in _PASSING):
        raise CommandError(f"“{book.name}”是从邮件或网页里直接打开的。先另存到自己的文件夹，再点一次。")
    return Path(name)


def is_unsaved(book: xw.Book) -> bool:
    """Whether a workbook holds changes that its file does not."""
    return not patiently(lambda: book.api.Saved)
