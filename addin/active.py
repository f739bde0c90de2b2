"""The active workbook, and the file it was saved as."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

from addin.surroundings import is_gone, is_windowless, patiently
from commands.outcome import CommandError

if TYPE_CHECKING:
    import xlwings as xw

# Folders mail programs and browsers open a file from: what is written there gets lost.
_PASSING = ("inetcache", "content.outlook", "temporary internet files", "appdata/local/temp")


def active_book(app: xw.App, name: str) -> xw.Book | None:
    """The workbook that was active at the click (``name``), or is now; ``None`` when there is none to work with.

    A workbook in protected view is none: Excel shows it without opening it.

    Raises:
        Busy: Excel was not ready to answer.
    """
    try:
        if not patiently(lambda: len(app.books)):
            return None
        book = patiently(lambda: app.books[name] if name else app.books.active)
    except Exception as error:
        if is_gone(error) or not (isinstance(error, KeyError) or is_windowless(error)):
            raise
        return None
    return None if book.api is None else book


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
