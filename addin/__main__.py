"""``python -m addin <command> …``: carries out one click, in a process of its own.

That process has no terminal: whatever ends it, wrong arguments and damaged files too, has to be shown in a box.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from addin.attach import attach
from addin.buttons import command
from addin.click import Click, read_click, versions_differ, window_of
from addin.last_words import last_words
from addin.session import Session
from addin.stop import Stopped
from addin.surroundings import is_busy, is_gone
from commands import garbage
from commands.fault_log import fault_sentence, write_fault_log
from commands.outcome import Status
from cunbiao.state_folder import LOGS, state_folder
from cunbiao.version import VERSION
from workbooks.errors import ForThePerson

if TYPE_CHECKING:
    import xlwings as xw


def main(arguments: Sequence[str], program: Callable[[Click], xw.App] = attach) -> int:
    """Carries out the click the launcher passes on; returns 0 done, 1 a person is needed, 2 not done.

    ``program`` finds the spreadsheet program the click was made in.
    """
    garbage.look_seldom()
    try:
        click = read_click(arguments)
        session = Session(partial(program, click), book=click.book, given=click.given)
        if click.version not in ("", VERSION):
            session.notice(versions_differ(click.version))
        return int(carry_out(click, session))
    except ForThePerson as mistake:
        last_words(window_of(arguments), str(mistake))
    except (Exception, SystemExit) as fault:
        last_words(window_of(arguments), fault_sentence(fault, state_folder() / LOGS))
    return int(Status.NOT_DONE)


def carry_out(click: Click, session: Session) -> Status:
    """Runs the command of the click; whatever goes wrong is told to the person, or, with Excel closed, to the log."""
    try:
        command(click.command)(session)
    except Stopped as stopped:
        _not_done(session, str(stopped))
    except (Exception, SystemExit) as error:
        if is_gone(error):
            write_fault_log(error, session.state.logs)
            session.lock.give_back()
            return Status.NOT_DONE
        _not_done(session, sentence(error, session))
    return session.close()


def sentence(error: BaseException, session: Session) -> str:
    """What the person is told about an error: the mistake and the way out, or where the details of our fault are."""
    if isinstance(error, ForThePerson):
        return str(error)
    if is_busy(error):
        log = write_fault_log(error, session.state.logs)
        return f"表格程序正忙，没有做完。按 Esc 退出正在编辑的格子、关掉对话框，再点一次。（详情：{log}）"
    return fault_sentence(error, session.state.logs)


def _not_done(session: Session, text: str) -> None:
    session.status = Status.NOT_DONE
    session.tell(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
