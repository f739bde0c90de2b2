"""What buttons of the add-in make of a village workbook: clicked in LibreOffice, so that the manual can show it."""

from __future__ import annotations

import shutil
from pathlib import Path

from addin.buttons.review import check_workbook, exit_check, household_income, sheet_income
from addin.session import Session
from addin.state import State
from office import connect, start

_SHEET = "对照表-户"


def clicked(file: Path, work: Path, policy: str, judged: str, told: int) -> str:
    """Copies ``file`` into ``work`` and puts there what the buttons of 审核 make of it.

    ``judged`` are the cells whose households are judged. Returns how the income of the household in the row ``told``
    comes about, as the message box says it.
    """
    state = State(work / "state", policy)
    with start() as pipe:
        app = connect(pipe)
        book = app.books.open(shutil.copy(file, work))
        for command, cells in (
            (check_workbook, ""),
            (sheet_income, ""),
            (exit_check, judged),
            (household_income, f"B{told}"),
        ):
            book.activate()
            book.sheets[_SHEET].activate()
            if cells:
                book.sheets[_SHEET].range(cells).select()
            session = Session(lambda: app, book=book.name, state=state)
            command(session)
            session.close()
        text = str(app.impl.messages.told[-1].text)
        for other in list(app.books):
            other.close()
    return text
