"""打印: the official form of a household as PDF, drawn by the workbook's own print face on a copy of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from addin.households import NO_HEAD, Row, chosen, open_register
from addin.origins import is_village
from addin.results import results_folder
from addin.session import Session
from addin.stop import Stopped
from commands.outcome import CommandError, Outcome
from cunbiao.columns import HEAD_NAME
from cunbiao.definitions import Campaign
from cunbiao.definitions.models import PrintFace
from cunbiao.merging.register import Register
from generators.file_names import file_name
from generators.publishing import content, publish
from generators.village.faces.face import SELECTOR

if TYPE_CHECKING:
    import xlwings as xw

# Excel's number for the format.
_PDF = 0


@dataclass(frozen=True)
class Page:
    """One household on one print face."""

    face: PrintFace
    code: str
    head: str

    @property
    def name(self) -> str:
        """The name of its PDF file."""
        return file_name(f"{self.code}_{self.head or NO_HEAD}") + ".pdf"


def print_household(session: Session) -> None:
    """Prints the forms of the households that are selected."""
    _need_village(session)
    opened = open_register(session)
    faces = _faces(opened.register.campaign)
    rows = chosen(session, opened, lambda frame: frame.table in faces)
    _print(session, opened.file, opened.register, rows)


def print_all(session: Session) -> None:
    """Prints the forms of all households of the active workbook."""
    _need_village(session)
    opened = open_register(session)
    frames = [opened.register.frames[table] for table in _faces(opened.register.campaign)]
    rows = [(frame.table, index) for frame in frames for index in range(frame.size)]
    _print(session, opened.file, opened.register, rows)


def _need_village(session: Session) -> None:
    book = session.need_book()
    if not is_village(book):
        raise CommandError(
            f"“{book.name}”不是村里的采集表，打印户表要在采集表里做。\n"
            "在汇总表里点一户，用“找到来源”打开它的采集表，再点一次。"
        )


def _faces(campaign: Campaign) -> dict[str, PrintFace]:
    """Household table → its print face."""
    faces = (form.print_face for form in campaign.forms.values())
    return {face.household_table: face for face in faces if face is not None}


def _print(session: Session, file: Path, register: Register, rows: Sequence[Row]) -> None:
    pages = list(_pages(register, rows))
    if not pages:
        raise CommandError("没有可以打印的户：户编号都没有填。")
    advance = session.progress("打印")
    out = results_folder(file.parent, f"{file.stem}_户表")
    several = len({page.face.sheet for page in pages}) > 1
    outcome = Outcome()
    with _copy(session, file) as copy, tempfile.TemporaryDirectory(prefix="cunbiao-") as folder:
        draft = Path(folder) / "page.pdf"
        for done, page in enumerate(pages):
            try:
                advance(done, len(pages) + 1)
            except Stopped:
                raise Stopped(f"已停止。打印好的 {done} 户在：{out}") from None
            _print_page(copy, page, draft)
            home = out / page.face.sheet if several else out
            outcome.wrote([publish(content(home / page.name, draft.read_bytes()))])
    outcome.lines.insert(0, f"打印了 {len(pages)} 份，在：{out}")
    session.finish(outcome, out)


def _pages(register: Register, rows: Sequence[Row]) -> Iterator[Page]:
    """The pages of these households; a row without a household code has none."""
    faces = _faces(register.campaign)
    for table, index in rows:
        frame = register.frames[table]
        code = frame.codes[index]
        if code:
            yield Page(faces[table], code, frame.text(HEAD_NAME)[index] if frame.has(HEAD_NAME) else "")


@contextmanager
def _copy(session: Session, file: Path) -> Iterator[xw.Book]:
    """A copy of the active workbook with its unsaved changes, open while the block lasts."""
    book = session.need_book()
    with tempfile.TemporaryDirectory(prefix="cunbiao-") as folder:
        saved = Path(folder) / f"打印副本_{file.name}"
        book.api.SaveCopyAs(str(saved))
        copy = session.open(saved)
        try:
            yield copy
        finally:
            copy.close()
            book.activate()


def _print_page(copy: xw.Book, page: Page, draft: Path) -> None:
    """Selects the household on the face and prints that sheet."""
    sheet = copy.sheets[page.face.sheet]
    sheet.range(SELECTOR).value = page.code
    copy.app.calculate()
    # xlwings' own way hides all other sheets, which Excel refuses while the structure of the workbook is locked.
    sheet.api.ExportAsFixedFormat(_PDF, str(draft))
