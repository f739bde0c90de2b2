"""One click: the program it was made in, the active workbook, what was picked, and the ways to talk to the person."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from addin.active import active_book, found, is_unsaved, saved_file
from addin.desktop import show
from addin.last_words import TITLE
from addin.lock import Lock
from addin.state import State
from addin.stop import StopMark
from addin.surroundings import is_busy, is_gone, is_windowless, patiently
from commands.fault_log import write_fault_log, write_log
from commands.outcome import CommandError, Outcome, Status
from cunbiao.advance import Advance

if TYPE_CHECKING:
    import xlwings as xw


# A message box with more lines than this may be higher than the screen.
_LINES = 20
# Seconds between two lines in the status bar.
_BEAT = 0.3
# Excel's msoAutomationSecurityByUI.
_AS_THE_PERSON = 2


class Session:
    """One click on a button.

    Args:
        attach: finds the spreadsheet program; asked when it is needed first.
        book: name of the workbook that was active at the click, "" for the one that is.
        given: what the person picked.
        state: what he chose earlier.

    Attributes:
        given: the folder or file that was picked, or the number that was typed, "" when nothing was asked.
        state: the choices of the person.
        status: how the click ends.
    """

    def __init__(
        self, attach: Callable[[], xw.App], *, book: str = "", given: str = "", state: State | None = None
    ) -> None:
        self._attach = attach
        self._wanted = book
        self.given = given
        self.state = state or State.load()
        self.status = Status.DONE
        self.lock = Lock(self.state.folder)
        self.stop_mark = StopMark(self.state.folder)
        self._notices: list[str] = []
        self._gone = False
        self._shown = False

    @cached_property
    def app(self) -> xw.App:
        """The spreadsheet program."""
        return self._attach()

    @cached_property
    def book(self) -> xw.Book | None:
        """The active workbook, ``None`` when none is open or it is in protected view.

        Raises:
            Busy: the program was not ready to answer.
        """
        return active_book(self.app, self._wanted)

    def need_book(self) -> xw.Book:
        """The active workbook.

        Raises:
            CommandError: there is none.
        """
        if self.book is None:
            raise CommandError(
                "没有可以处理的工作簿。先打开它；如果上方有“受保护的视图”黄条，先点“启用编辑”。然后再点一次。"
            )
        return self.book

    def need_file(self) -> Path:
        """The file of the active workbook, for commands that read what is on the disk; unsaved changes are mentioned.

        Excel takes a rollup for changed as soon as it has calculated it, so that is no reason to stop.

        Raises:
            CommandError: there is no workbook, or its file cannot be used.
        """
        book = self.need_book()
        file = saved_file(book)
        if is_unsaved(book):
            self.notice(f"用的是磁盘上的“{file.name}”。如果刚改过它：没有保存的改动没有算进去，先保存，再点一次。")
        return file

    def need_saved_file(self) -> Path:
        """The file of the active workbook with all changes in it, unless the person says that they do not matter.

        Raises:
            CommandError: there is no workbook, its file cannot be used, or the person wants to save his changes first.
        """
        book = self.need_book()
        file = saved_file(book)
        if is_unsaved(book) and not self.ask(
            f"“{file.name}”有没有保存的改动，这一步用的是磁盘上保存过的内容。\n"
            "要用最新的内容，请点“否”，先保存，再点一次按钮。\n\n不管这些改动，现在就做吗？"
        ):
            raise CommandError(f"没有做。先保存“{file.name}”，再点一次。")
        return file

    def notice(self, line: str) -> None:
        """Adds a line to the message the person sees next."""
        self._notices.append(line)

    def tell(self, lines: str | Sequence[str]) -> None:
        """Shows a message box; where nobody is left to read it the lines go to a log file."""
        said = [lines] if isinstance(lines, str) else list(lines)
        said += self._notices
        self._notices = []
        if not said:
            return
        try:
            self.app.alert("\n".join(self._fitting(said)), title=TITLE)
        except Exception as error:
            self._lost(error)
            write_log("没能显示的话", "\n".join(said), self.state.logs)

    def ask(self, question: str) -> bool:
        """Asks yes or no; nobody left to answer means no."""
        try:
            return self.app.alert(question, title=TITLE, buttons="yes_no") == "yes"
        except Exception as error:
            self._lost(error)
            return False

    def progress(self, what: str) -> Advance:
        """Begins long work, shown in the status bar as ``what``; only one can go on at a time.

        The returned function takes how many are done and how many there are.

        Raises:
            CommandError: other long work is going on.
            Stopped: by the returned function, when the person clicked 停止.
        """
        self.lock.take(what)
        self.stop_mark.clear()
        self._status_bar(f"{TITLE}：{what}……")
        shown = time.monotonic()

        def advance(done: int, total: int) -> None:
            nonlocal shown
            self.stop_mark.look()
            now = time.monotonic()
            if done >= total:
                self._status_bar(f"{TITLE}：{what}，都读完了，正在计算和写出……")
            elif now - shown >= _BEAT:
                self._status_bar(f"{TITLE}：{what}，{done} / {total}")
                shown = now

        return advance

    def open(self, file: Path) -> xw.Book:
        """Opens a workbook beside those that are open; one that is open already is given as it is.

        Raises:
            Busy: the program was not ready.
        """
        with self._macros_asked_about():
            return patiently(lambda: self.app.books.open(file))

    def show(self, file: Path) -> None:
        """Opens a workbook beside those that are open, a folder on the desktop.

        Where no workbook is open Excel cannot be asked to, and the desktop opens the workbook too.

        Raises:
            Busy: the program was not ready.
            CommandError: the desktop has no program for it.
        """
        if not file.is_dir() and found(lambda: len(self.app.books)) is not None:
            self.open(file)
            return
        try:
            show(file)
        except OSError as error:
            raise CommandError(f"没能自动打开，请自己打开：{file}") from error

    def finish(self, outcome: Outcome, *results: Path) -> None:
        """Opens the results of a command, those it wrote as they are now, and tells what it has to say."""
        self.status = max(self.status, outcome.status)
        lines = list(outcome.lines)
        for file in results:
            if not self._opened(file, anew=file in outcome.files):
                lines.append(f"没能自动打开，请自己打开（有同名的工作簿开着，就先关掉）：{file}")
        self.tell(lines)

    def close(self) -> Status:
        """Says what is left to say, gives the status bar and the lock back, and returns how the click ended."""
        self.tell([])
        if self._shown:
            self._status_bar(False)
        self.lock.give_back()
        return Status.NOT_DONE if self._gone else self.status

    @contextmanager
    def _macros_asked_about(self) -> Iterator[None]:
        """What a program opens Excel trusts; while the block lasts it treats it as if the person had opened it."""
        excel = patiently(lambda: self.app.api)
        usual = patiently(lambda: excel.AutomationSecurity)
        excel.AutomationSecurity = _AS_THE_PERSON
        try:
            yield
        finally:
            excel.AutomationSecurity = usual

    def _opened(self, result: Path, anew: bool) -> bool:
        """Whether a workbook could be opened in the program, or a folder on the desktop."""
        if self._gone:
            return False
        try:
            if anew and result.is_file() and self._shows_earlier(result):
                return False
            self.show(result)
        except Exception as error:
            self._gone = is_gone(error)
            write_fault_log(error, self.state.logs)
            return False
        return True

    def _shows_earlier(self, file: Path) -> bool:
        """Whether the program still shows what stood in ``file`` before and the person has worked in it.

        What he has not touched is closed. Excel lets nobody replace the file of an open workbook, so it never comes
        to this there.
        """
        book = found(lambda: self.app.books[file.name])
        if book is None or Path(book.fullname) != file:
            return False
        if is_unsaved(book):
            return True
        book.close()
        return False

    def _status_bar(self, text: str | bool) -> None:
        """Sets the status bar once; nothing is worth interrupting the work for it."""
        if self._gone:
            return
        self._shown = True
        try:
            self.app.status_bar = text
        except Exception as error:
            if not (is_busy(error) or is_windowless(error)):
                self._lost(error)

    def _lost(self, error: Exception) -> None:
        """Notes that the program has gone, so that the work can be finished without it; any other error is raised."""
        if not is_gone(error):
            raise error
        self._gone = True

    def _fitting(self, said: list[str]) -> list[str]:
        """As many lines as a message box holds; all of them are in a file it then names."""
        if len(said) <= _LINES:
            return said
        file = write_log("说明", "\n".join(said), self.state.logs)
        return [*said[: _LINES - 1], f"还有 {len(said) - _LINES + 1} 条，全部写在：{file}"]
