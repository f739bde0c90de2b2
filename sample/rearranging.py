"""What people do to a workbook after lifting its protection.

They insert, delete and hide rows, merge cells, rename and add sheets.

References follow as Excel makes them follow: formulas, validations, conditional formats and defined names of the sheet.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from workbooks.editing import EditableWorkbook, Row
from workbooks.editing.xml_part import with_attribute
from workbooks.references import column_letters

_WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_FORMULA = re.compile(rb"(<f\b[^>]*>)([^<]+)(</f>)")
_RANGE_ATTRIBUTE = re.compile(rb'\b(ref|sqref)="([^"]+)"')
_REFERENCE = re.compile(rb"(?<![A-Za-z0-9_.!'])(\$?[A-Z]{1,3}\$?)([0-9]+)(?![A-Za-z0-9_.(!])")
_QUOTED = re.compile(rb'("[^"]*")')


def insert_row(workbook: EditableWorkbook, name: str, at: int) -> None:
    """An empty row, formatted like the written row above it, before row ``at``; everything from there moves down."""
    sheet = workbook.sheet(name)
    moved = {number + (number >= at): row for number, row in sheet.rows.items()}
    moved[at] = sheet.rows[at - 1].emptied()
    _move(workbook, name, moved, at, 1)


def delete_row(workbook: EditableWorkbook, name: str, at: int) -> None:
    """Row ``at`` taken out; everything below moves up."""
    rows = workbook.sheet(name).rows.items()
    _move(workbook, name, {number - (number > at): row for number, row in rows if number != at}, at + 1, -1)


def hide_row(workbook: EditableWorkbook, name: str, row: int) -> None:
    """Row hidden, its content kept."""
    own = workbook.sheet(name).rows[row]
    own.tag = with_attribute(own.tag, b"hidden", b"1")


def merge_cells(workbook: EditableWorkbook, name: str, area: str) -> None:
    """Cells of ``area`` (``F6:F8``) merged; the covered values stay in the file as some programs leave them."""
    sheet = workbook.sheet(name)
    merge = b'<mergeCell ref="%b"/>' % area.encode()
    merges = sheet.behind_rows("mergeCells")
    if merges is None:
        sheet.add_behind_rows("mergeCells", b'<mergeCells count="1">%b</mergeCells>' % merge)
    else:
        sheet.tail = sheet.tail[: merges.outside] + merge + sheet.tail[merges.outside :]


def rename_sheet(workbook: EditableWorkbook, old: str, new: str) -> None:
    """The sheet under a new name; formulas and defined names follow."""
    workbook.save()
    parts = workbook.parts
    for part in [workbook.part, *workbook.sheets.values()]:
        content = parts[part]
        for was, becomes in ((f"'{old}'!", f"'{new}'!"), (f"{old}!", f"'{new}'!")):
            content = content.replace(escape(was).encode(), escape(becomes).encode())
        if part == workbook.part:
            content = content.replace(f"name={quoteattr(old)}".encode(), f"name={quoteattr(new)}".encode())
        parts[part] = content
    workbook.save()


def add_sheet(workbook: EditableWorkbook, name: str, rows: list[list[str]]) -> None:
    """A further sheet at the end with some texts in it."""
    parts = workbook.parts
    part = parts.free("xl/worksheets/sheet{}.xml")
    book = parts.xml(workbook.part)
    body = "".join(_plain_row(number, texts) for number, texts in enumerate(rows, start=1))
    content = f'<worksheet xmlns="{book.spelling.namespace}"><sheetData>{body}</sheetData></worksheet>'
    parts.add(part, content.encode(), _WORKSHEET)
    relation = parts.relate(workbook.part, f"{workbook.relationships}/worksheet", part)
    number = len(workbook.sheets) + 100
    book.append("sheets", f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="{relation}"/>'.encode())
    parts[workbook.part] = book.content
    workbook.save()


def _plain_row(number: int, texts: list[str]) -> str:
    cells = "".join(
        f'<c r="{column_letters(column)}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
        for column, text in enumerate(texts)
    )
    return f'<row r="{number}">{cells}</row>'


def _move(workbook: EditableWorkbook, name: str, rows: dict[int, Row], first: int, by: int) -> None:
    """Gives ``rows`` the numbers under which they stand and lets every reference to rows from ``first`` on follow."""
    sheet = workbook.sheet(name)
    sheet.rows = dict(sorted(rows.items()))
    for number, row in sheet.rows.items():
        if number >= min(first, first + by):
            row.renumber(number)
            for column, cell in row.cells.items():
                row.cells[column] = _moved_formulas(cell, first, by) if b"<f" in cell else cell
    sheet.head = _moved_areas(sheet.head, first, by)
    sheet.tail = _moved_areas(sheet.tail, first, by)
    _move_names(workbook, name, first, by)


def _moved_formulas(xml: bytes, first: int, by: int) -> bytes:
    def formula(match: re.Match[bytes]) -> bytes:
        return _moved_areas(match[1], first, by) + _moved_text(match[2], first, by) + match[3]

    return _FORMULA.sub(formula, xml)


def _moved_text(formula: bytes, first: int, by: int) -> bytes:
    """References in a formula, leaving quoted text and other sheets alone."""
    parts = _QUOTED.split(formula)
    parts[::2] = [_moved_references(part, first, by) for part in parts[::2]]
    return b"".join(parts)


def _moved_references(text: bytes, first: int, by: int) -> bytes:
    def reference(match: re.Match[bytes]) -> bytes:
        row = int(match[2])
        return match[1] + b"%d" % (row + by if row >= first else row)

    return _REFERENCE.sub(reference, text)


def _moved_areas(xml: bytes, first: int, by: int) -> bytes:
    return _RANGE_ATTRIBUTE.sub(lambda match: b'%b="%b"' % (match[1], _moved_references(match[2], first, by)), xml)


def _move_names(workbook: EditableWorkbook, sheet: str, first: int, by: int) -> None:
    prefixes = tuple(escape(prefix).encode() for prefix in (f"'{sheet}'!", f"{sheet}!"))

    def name(match: re.Match[bytes]) -> bytes:
        prefix = next((known for known in prefixes if match[2].startswith(known)), None)
        if prefix is None:
            return match[0]
        return match[1] + prefix + _moved_references(match[2][len(prefix) :], first, by) + match[3]

    content = workbook.parts[workbook.part]
    workbook.parts[workbook.part] = re.sub(rb"(<definedName\b[^>]*>)([^<]*)(</definedName>)", name, content)
