"""The editor: rows and cells of a workbook replaced, everything else of it kept byte for byte.

    workbook = EditableWorkbook(data)
    sheet = workbook.sheet("表")
    sheet.put(6, 2, Content("", "12.5"))
    sheet.restyle(6, 2, workbook.formats.filled(sheet.style(6, 2), "FFEB9C"))
    data = workbook.to_bytes()

It knows XML, not the habits of one program: prefixes, quotes, order of attributes, comments, cells and rows without
numbers, and part names of any form do no harm. What it cannot change safely raises `EditingError`.
"""

from workbooks.editing.cell import Cell, Content
from workbooks.editing.row import Row
from workbooks.editing.sheet import Sheet
from workbooks.editing.workbook import EditableWorkbook
from workbooks.editing.xml_part import EditingError

__all__ = ["Cell", "Content", "EditableWorkbook", "EditingError", "Row", "Sheet"]
