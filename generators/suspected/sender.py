"""The sender's own list with the answers behind his columns: nothing of what he sent is changed.

An .xlsx file is edited as a package, so that every other byte stays; of another kind a new workbook is written, with
every sheet and every cell as it was read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from cunbiao.definitions.suspected import suspected_file
from cunbiao.lists.suspected.model import RowKey, SuspectedList, SuspectedSheet
from cunbiao.lists.suspected.settled import Settled
from generators.listing import printable
from generators.publishing import Output, content
from generators.style import BORDER, HEADING, Drawing
from workbooks.content import is_zip
from workbooks.editing import Content, EditableWorkbook, Sheet
from workbooks.reading.raw import Fault, Raw, Serial
from workbooks.xml_text import escaped


def returned_file(path: Path, data: bytes, listed: SuspectedList, settled: Mapping[RowKey, Settled]) -> Output:
    """The sender's list, ``data`` its bytes, with what was answered about each of its rows.

    Raises:
        EditingError: the workbook cannot be edited.
    """
    return content(path, _edited(data, listed, settled) if is_zip(data) else _anew(listed, settled))


def _columns(sheet: SuspectedSheet) -> list[tuple[int, str, str]]:
    """Where the answers stand: column, answer id, heading; right of everything the sheet holds."""
    first = max([*sheet.grid.cells.used_columns(), *sheet.titles]) + 1
    return [(first + index, column.id, column.label) for index, column in enumerate(suspected_file().answers)]


def _edited(data: bytes, listed: SuspectedList, settled: Mapping[RowKey, Settled]) -> bytes:
    workbook = EditableWorkbook(data)
    for own in listed.sheets:
        sheet = workbook.sheet(own.grid.sheet)
        beside = max(own.titles)
        for column, answer, label in _columns(own):
            _write(sheet, own.heading_row, column, label, sheet.style(own.heading_row, beside))
            for suspect in own.suspects:
                row = suspect.key[1]
                text = settled[suspect.key].values.get(answer, "")
                _write(sheet, row, column, text, sheet.style(row, beside))
    return workbook.to_bytes()


def _write(sheet: Sheet, row: int, column: int, text: str, style: int) -> None:
    sheet.put(row, column, Content("inlineStr", escaped(printable(text))) if text else Content())
    sheet.restyle(row, column, style)


def _anew(listed: SuspectedList, settled: Mapping[RowKey, Settled]) -> bytes:
    drawing = Drawing(Path(listed.file).stem)
    for own in listed.sheets:
        sheet = drawing.sheet(own.grid.sheet)
        used: Sequence[int] = own.grid.cells.used_columns()
        columns = _columns(own)
        for position, row in enumerate(own.grid.rows):
            for column, cell in own.grid.cells.row(position).items():
                _put(drawing, sheet, row - 1, column, cell)
        for column, answer, label in columns:
            sheet.write_string(own.heading_row - 1, column, label, drawing.format(HEADING))
            for suspect in own.suspects:
                text = settled[suspect.key].values.get(answer, "")
                look = drawing.format(BORDER, num_format="@")
                sheet.write_string(suspect.key[1] - 1, column, printable(text), look)
        sheet.set_column(0, max(used), 16)
        sheet.set_column(columns[0][0], columns[-1][0], 18)
    return drawing.finish()


def _put(drawing: Drawing, sheet: Worksheet, row: int, column: int, cell: Raw) -> None:
    """One cell as it was read: text stays text, a date a date."""
    if isinstance(cell, str | Fault):
        text = cell if isinstance(cell, str) else cell.text
        sheet.write_string(row, column, printable(text), drawing.format(BORDER, num_format="@"))
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, drawing.format(BORDER))
    else:
        look = drawing.format(BORDER, num_format="yyyy-mm-dd") if isinstance(cell, Serial) else drawing.format(BORDER)
        sheet.write_number(row, column, cell, look)
