"""Where the rows of a sheet come from: file, sheet, row and column, as lists of ours say it in columns of that name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from addin.reading import hidden_rows, rows_of
from commands.outcome import CommandError
from cunbiao.findings import Place
from cunbiao.records.origin import hidden_product

if TYPE_CHECKING:
    import xlwings as xw

# The headings of those columns in every list of ours; they stand in one of the first rows.
HEADINGS = ("文件", "表", "行", "列")
_LAST_HEADING = 8


def is_village(book: xw.Book) -> bool:
    """Whether a workbook is one that was issued to a village."""
    return hidden_product(book.sheet_names) == "village"


def is_rollup(book: xw.Book) -> bool:
    """Whether a workbook is a rollup of ours."""
    return hidden_product(book.sheet_names) == "rollup"


def selected_rows(book: xw.Book) -> tuple[xw.Sheet, list[int]]:
    """The active sheet and its selected rows that can be seen and are used, ascending; several areas count together.

    Raises:
        CommandError: something else than cells is selected.
    """
    import xlwings as xw

    # `book.selection` would count the cells first, more than Excel can count where the whole sheet is selected.
    own = book.app.impl.selection
    if own is None:
        raise CommandError("先点一下要处理的那一行里的格子，再点一次按钮。")
    selection = xw.Range(impl=own)
    sheet = selection.sheet
    end = sheet.used_range.last_cell.row
    rows: set[int] = set()
    for area in selection.api.Areas:
        first, last = area.Row, min(area.Row + area.Rows.Count - 1, end)
        rows.update(set(range(first, last + 1)) - hidden_rows(sheet, first, last))
    return sheet, sorted(rows)


def places(book: xw.Book, sheet: xw.Sheet, rows: Sequence[int]) -> list[Place]:
    """Where these rows stand in village files; rows that name no file are left out.

    Raises:
        CommandError: the sheet does not say where its rows come from.
    """
    if is_village(book):
        return [Place(book.name, sheet.name, row) for row in rows]
    if not rows:
        return []
    columns = _columns(sheet)
    values = [_column(sheet, column, rows[0], rows[-1]) for column in columns]
    named = [tuple(column[row - rows[0]] for column in values) for row in rows]
    return [
        Place(str(file), str(name or ""), int(row) if isinstance(row, float) else 0, str(column or ""))
        for file, name, row, column in named
        if file and file != HEADINGS[0] and not str(file).startswith("_")
    ]


def _columns(sheet: xw.Sheet) -> list[int]:
    """The columns (from 1) of file, sheet, row and column."""
    used = sheet.used_range
    last = used.column + used.shape[1] - 1
    block = sheet.range((1, 1), (_LAST_HEADING, last))
    for row in rows_of(block.raw_value, block):
        cells = list(row)
        if all(heading in cells for heading in HEADINGS):
            return [cells.index(heading) + 1 for heading in HEADINGS]
    raise CommandError(
        f"“{sheet.name}”没有写明每一行来自哪个文件。请到汇总表的数据表、各项核验的表或者问题清单里，点一行再试。"
    )


def _column(sheet: xw.Sheet, column: int, first: int, last: int) -> list[Any]:
    cells = sheet.range((first, column), (last, column))
    return [row[0] for row in rows_of(cells.raw_value, cells)]
