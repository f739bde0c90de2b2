"""帮助: the manual, the examination of the installation, and the versions."""

from __future__ import annotations

from addin.active import found
from addin.desktop import show
from addin.session import Session
from commands.manual import manual_file
from commands.outcome import CommandError
from commands.setup.doctor import doctor as examine
from cunbiao.definitions.library import notice, policy_ids
from cunbiao.definitions.notice_list import titled
from cunbiao.version import VERSION


def manual(session: Session) -> None:
    """Opens the manual in the browser; says where it lies when that fails."""
    page = manual_file(session.state.folder)
    try:
        show(page)
    except OSError as error:
        raise CommandError(f"没能打开操作手册。它在：{page}，请用浏览器打开。") from error


def doctor(session: Session) -> None:
    """Examines the installation and tells what is wrong and what to do about it."""
    session.finish(examine())


def about(session: Session) -> None:
    """Tells the versions of the program, the spreadsheet program and the notice."""
    spreadsheet = found(lambda: session.app.version)
    lines = [
        f"村表通 {VERSION} 版",
        f"表格程序 {spreadsheet} 版" if spreadsheet else "表格程序：打开一张表，再点一次就看得到版本",
    ]
    campaign = session.state.campaign
    lines.append(f"通知：{titled(notice(campaign).item)}" if campaign in policy_ids() else "通知：还没有选")
    if session.state.settings:
        lines.append(f"县设置：{session.state.settings}")
    session.tell(lines)
