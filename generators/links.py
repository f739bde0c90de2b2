"""Links from a row of ours to the cell of the village file it came from, as formulas that follow sorting and filtering.

The folder of the files is one cell with the name `FOLDER`: whoever moves the workbook or the files corrects that cell
and every link works again.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from generators.style import CELL, INPUT, LINK, SUBTITLE, Drawing
from workbooks.references import column_letters

FOLDER = "files_folder"
OPEN = "打开"
VILLAGE_FILES = "村级文件所在文件夹"
LINK_LOOK = {**CELL, **LINK, "align": "center"}


def link_formula(file: str, sheet: str, row: str, column: str) -> str:
    """The formula, without "=", that opens a file at a cell.

    The arguments are the column letters in which the row keeps file, sheet, row and column letters; ``{row}`` in the
    result stands for the row's own number. A row without file shows nothing; without row or column it opens at A1.
    """
    address = f'IF(${column}{{row}}="","A",${column}{{row}})&IF(N(${row}{{row}})=0,1,${row}{{row}})'
    quoted = f'SUBSTITUTE(${sheet}{{row}},"\'","\'\'")'
    target = f"""{FOLDER}&${file}{{row}}&IF(${sheet}{{row}}="","","#'"&{quoted}&"'!"&{address})"""
    return f'IF(${file}{{row}}="","",HYPERLINK({target},"{OPEN}"))'


def draw_folder(
    drawing: Drawing, sheet: Worksheet, row: int, column: int, folder: str, label: str = VILLAGE_FILES
) -> None:
    """Draws the cell that holds the folder (row and column from 0) with its label to the left."""
    sheet.write_string(row, column - 1, label, drawing.format(CELL, bold=True))
    sheet.write_string(row, column, folder, drawing.format(CELL, num_format="@", bg_color=INPUT, locked=False))
    sheet.write_string(
        row, column + 1, "文件挪了地方，把这一格改成新的文件夹（以 / 结尾），“打开”就能用", drawing.format(SUBTITLE)
    )
    name = sheet.get_name().replace("'", "''")
    drawing.book.define_name(FOLDER, f"='{name}'!${column_letters(column)}${row + 1}")
