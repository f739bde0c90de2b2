"""The households a person means: the rows of the register behind the rows selected in a village workbook or rollup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from addin.active import saved_file
from addin.origins import is_rollup, is_village, places, selected_rows
from addin.reading import peek_open, read_open
from addin.session import Session
from commands.check import register_of
from commands.opened import Opened
from commands.outcome import CommandError
from commands.rollups import read_rollup
from cunbiao.findings import Place
from cunbiao.merging.register import Register
from cunbiao.records.frames import TableFrame
from generators.rollup.rows import Part

if TYPE_CHECKING:
    import xlwings as xw

# A row of the register: its table and its index there.
Row = tuple[str, int]
Wanted = Callable[[TableFrame], bool]

# In place of a name that was not filled in.
NO_HEAD = "户主未填"
_NO_HOUSEHOLD = "光标所在的行不是一户的资料。请点一户所在的行（有户编号、填了内容的行），再点一次。"


def open_register(session: Session) -> Opened:
    """The register of the active workbook: of a village's as it is on the screen, of a rollup's as it was saved.

    Raises:
        CommandError: the workbook is neither, or nothing can be taken from it.
    """
    book = session.need_book()
    if is_village(book):
        file = saved_file(book)
        return Opened(register_on_screen(book), file, file.parent)
    if is_rollup(book):
        file = session.need_file()
        rollup = read_rollup(file)
        return Opened(rollup.register, file, rollup.folder)
    raise CommandError(f"“{book.name}”不是村里的采集表，也不是汇总表。请先打开其中一种，再点一次。")


def register_on_screen(book: xw.Book) -> Register:
    """The register of a village workbook as it is on the screen; raises `CommandError` as `open_register` does."""
    return register_of(book.name, peek_open(book), partial(read_open, book))


def chosen(session: Session, opened: Opened, wanted: Wanted) -> list[Row]:
    """The rows of the households that are selected, each once, in the first table that is ``wanted``.

    Raises:
        CommandError: no such household is selected.
    """
    book = session.need_book()
    sheet, rows = selected_rows(book)
    found = dict.fromkeys(
        own
        for row in _rows_at(opened.register, places(book, sheet, rows))
        if (own := _of_household(opened.register, row, wanted)) is not None
    )
    if not found:
        raise CommandError(_NO_HOUSEHOLD)
    return list(found)


def parts(register: Register, rows: Iterable[Row]) -> Iterator[Part]:
    """Rows of the register, those of one table together."""
    tables: dict[str, list[int]] = {}
    for table, index in rows:
        tables.setdefault(table, []).append(index)
    for table, indices in tables.items():
        yield Part(register.frames[table], np.array(indices, dtype=np.int64))


def _rows_at(register: Register, wanted: Sequence[Place]) -> Iterator[Row]:
    """The rows of the register that stand at these places; a place where no record stands is passed over."""
    for place in wanted:
        for table, frame in register.frames.items():
            for number, source in enumerate(frame.sources):
                if source.file == place.file and source.sheets.get(table) == place.sheet:
                    for index in np.flatnonzero((frame.source == number) & (frame.row == place.row)).tolist():
                        yield table, index


def _of_household(register: Register, row: Row, wanted: Wanted) -> Row | None:
    """The row itself when its table is wanted, else the first row of its household in a table that is."""
    table, index = row
    if wanted(register.frames[table]):
        return row
    household = register.frames[table].household[index]
    for other, frame in register.frames.items():
        own = np.flatnonzero(frame.household == household)
        if wanted(frame) and own.size:
            return other, int(own[0])
    return None
