"""选择通知: which notice the work goes by, told by the workbook that is open or picked from the list of notices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from addin.active import found
from addin.buttons.settings import open_parameters
from addin.labels import label
from addin.origins import selected_rows
from addin.reading import peek_open, rows_of
from addin.session import Session
from commands.outcome import CommandError
from cunbiao.definitions import DefinitionError, load_campaign
from cunbiao.definitions.notice_list import ListedNotice, listed_notices
from generators.notices import FILE_NAME, SHEET, notices_file
from generators.publishing import publish

if TYPE_CHECKING:
    import xlwings as xw


def choose_campaign(session: Session) -> None:
    """Chooses the notice of the row at the cursor in the list of notices, or else offers a choice.

    The notice of an open workbook of ours is asked about first; a notice that is the only one needs no list.

    Raises:
        CommandError: there is no notice, or the cursor of the list is on none.
    """
    known = {notice.id: notice for notice in listed_notices()}
    if not known:
        raise CommandError("这里一份通知也没有。请技术人员把通知放进村表通，再点一次。")
    book = session.book
    if book is not None and SHEET in book.sheet_names:
        _choose(session, _picked(book, known))
        book.close()
        return
    own = known.get(peek_open(book).policy) if book is not None else None
    if own is not None and own.id != session.state.campaign and session.ask(_offer(own)):
        _choose(session, own)
    elif len(known) == 1:
        _choose(session, *known.values())
    else:
        _show_list(session, list(known.values()))


def _picked(book: xw.Book, known: dict[str, ListedNotice]) -> ListedNotice:
    """The notice in whose row the cursor is.

    Raises:
        CommandError: it is in no such row, or in several.
    """
    sheet, rows = selected_rows(book)
    cells = [cell for row in rows for cell in _cells(sheet, row) if cell in known]
    if len(set(cells)) != 1:
        raise CommandError(f"请在“{SHEET}”里点要用的那份通知，只点一行，再点一次“{label('choose_campaign')}”。")
    return known[cells[0]]


def _cells(sheet: xw.Sheet, row: int) -> list[str]:
    block = sheet.range((row, 1), (row, sheet.used_range.last_cell.column))
    return [cell for line in rows_of(block.raw_value, block) for cell in line if isinstance(cell, str)]


def _offer(notice: ListedNotice) -> str:
    return f"打开着的这份表是按这份通知办的：\n{notice.title}\n\n以后就按它办吗？\n点“否”，从所有通知的名单里选。"


def _show_list(session: Session, known: list[ListedNotice]) -> None:
    """Opens the list of notices, or shows the one that is open already."""
    already = found(lambda: session.app.books[FILE_NAME])
    if already is not None:
        already.activate()
    else:
        file = session.state.folder / FILE_NAME
        file.parent.mkdir(parents=True, exist_ok=True)
        used = [session.state.campaign, *session.state.used]
        session.show(publish(notices_file(file, known, used, _how())).path)
    session.tell([f"通知有 {len(known)} 份，名单已打开。", _how()])


def _how() -> str:
    return (
        f"点要用的那一行，再点一次“{label('choose_campaign')}”。"
        "通知多的，点表头的箭头按年度、省筛选，或者按 Ctrl+F 找字。"
    )


def _choose(session: Session, notice: ListedNotice) -> None:
    """Remembers a notice and tells it; settings that do not belong to it are forgotten, which is said."""
    state = session.state
    campaign = load_campaign(notice.id)
    lines = [f"以后按这份通知办：{notice.title}。"]
    if state.settings:
        try:
            campaign = load_campaign(notice.id, Path(state.settings))
        except DefinitionError as error:
            state.settings = ""
            lines.append(f"原来选的县设置不能用在这份通知上（{error}）。请重新选择“{label('choose_settings')}”。")
    state.take(notice.id)
    state.save()
    session.tell([*lines, *open_parameters(campaign)])
