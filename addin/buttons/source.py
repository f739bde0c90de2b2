"""找到来源: from a row of a rollup or problem list to the cell of the village file it came from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from addin.active import saved_file
from addin.origins import is_village, places, selected_rows
from addin.session import Session
from commands.outcome import CommandError
from cunbiao.findings import Place
from cunbiao.records.identity_sheet import FIRST_SEEN
from generators.links import FOLDER

if TYPE_CHECKING:
    import xlwings as xw


def go_to_source(session: Session) -> None:
    """Opens the file that the row at the cursor came from and selects its cell."""
    book = session.need_book()
    if is_village(book):
        raise CommandError("这就是村里的采集表。请到汇总表或者问题清单里，点一行再试。")
    sheet, rows = selected_rows(book)
    found = places(book, sheet, rows[:1])
    if not found:
        raise CommandError("光标所在的行没有写明来自哪个文件。请点一行有“文件”的，再点一次。")
    place = found[0]
    source = _opened(session, _file(book, place))
    if place.sheet:
        _select(source, place)


def _file(book: xw.Book, place: Place) -> Path:
    """The village file, in the folder the workbook says.

    Raises:
        CommandError: it is not there.
    """
    home = saved_file(book).parent
    folder = next((name.refers_to_range.value for name in book.names if name.name == FOLDER), "") or ""
    file = home / str(folder).replace("\\", "/") / place.file
    if not file.is_file():
        raise CommandError(
            f"没有找到“{place.file}”，在这里找过：{file.parent.resolve()}。\n"
            "文件挪了地方的，把“村级文件所在文件夹”那一格改成新的文件夹（以 / 结尾），再点一次。"
        )
    return file.resolve()


def _opened(session: Session, file: Path) -> xw.Book:
    for other in session.app.books:
        if other.name.lower() == file.name.lower() and not _is_same(Path(other.fullname), file):
            raise CommandError(f"已经打开了另一个同名的“{file.name}”（{other.fullname}）。先关掉它，再点一次。")
    source = session.open(file)
    source.activate()
    return source


def _is_same(one: Path, file: Path) -> bool:
    """Whether a workbook is that file, which may be written in other ways: by a drive letter or by its server."""
    return one.exists() and one.samefile(file)


def _select(book: xw.Book, place: Place) -> None:
    if place.sheet not in book.sheet_names:
        raise CommandError(f"“{book.name}”里没有“{place.sheet}”这张表了，可能改过名。原来的位置：第 {place.row} 行。")
    sheet = book.sheets[place.sheet]
    sheet.activate()
    sheet.range(f"{place.column or FIRST_SEEN}{place.row or 1}").select()
