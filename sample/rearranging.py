"""What people do to a workbook after lifting its protection.

They insert, delete and hide rows, merge cells, rename and add sheets.

References follow as Excel makes them follow: formulas, validations, conditional formats and defined names of the sheet.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from sample.editing import EditableWorkbook
from sample.worksheet import RowXml

_WORKBOOK = "xl/workbook.xml"
_TYPE = re.compile(rb' t="\w+"')
_FORMULA = re.compile(rb"(<f\b[^>]*>)([^<]+)(</f>)")
_RANGE_ATTRIBUTE = re.compile(rb'\b(ref|sqref)="([^"]+)"')
_REFERENCE = re.compile(rb"(?<![A-Za-z0-9_.!'])(\$?[A-Z]{1,3}\$?)([0-9]+)(?![A-Za-z0-9_.(!])")
_QUOTED = re.compile(rb'("[^"]*")')
_AFTER_MERGES = re.compile(
    rb"<(?:phoneticPr|conditionalFormatting|dataValidations|hyperlinks|printOptions|pageMargins|pageSetup|headerFooter|"
    rb"rowBreaks|drawing|legacyDrawing|tableParts|extLst)\b|</worksheet>"
)


def insert_row(workbook: EditableWorkbook, sheet: str, at: int) -> None:
    """An empty row, formatted like the written row above it, before row ``at``; everything from there moves down."""
    worksheet = workbook.worksheet(sheet)
    moved = {number + (number >= at): row for number, row in worksheet.rows.items()}
    above = worksheet.rows[at - 1]
    moved[at] = RowXml(
        above.attributes, [_TYPE.sub(b"", cell[: cell.index(b">")].rstrip(b"/")) + b"/>" for cell in above.cells]
    )
    _move(workbook, sheet, moved, at, 1)


def delete_row(workbook: EditableWorkbook, sheet: str, at: int) -> None:
    """Row ``at`` taken out; everything below moves up."""
    worksheet = workbook.worksheet(sheet)
    kept = {number - (number > at): row for number, row in worksheet.rows.items() if number != at}
    _move(workbook, sheet, kept, at + 1, -1)


def hide_row(workbook: EditableWorkbook, sheet: str, row: int) -> None:
    """Row hidden, its content kept."""
    worksheet = workbook.worksheet(sheet)
    worksheet.rows[row].attributes += b' hidden="1"'


def merge_cells(workbook: EditableWorkbook, sheet: str, area: str) -> None:
    """Cells of ``area`` (``F6:F8``) merged; the covered values stay in the file as some programs leave them."""
    worksheet = workbook.worksheet(sheet)
    merge = b'<mergeCell ref="%b"/>' % area.encode()
    if b"</mergeCells>" in worksheet.tail:
        worksheet.tail = worksheet.tail.replace(b"</mergeCells>", merge + b"</mergeCells>")
        return
    place = _AFTER_MERGES.search(worksheet.tail)
    assert place is not None
    at = place.start()
    worksheet.tail = worksheet.tail[:at] + b'<mergeCells count="1">%b</mergeCells>' % merge + worksheet.tail[at:]


def rename_sheet(workbook: EditableWorkbook, sheet: str, name: str) -> None:
    """The sheet under a new name; formulas and defined names follow."""
    package = workbook.package
    for part in [_WORKBOOK, *workbook.sheets.values()]:
        content = package[part]
        for old, new in ((f"'{sheet}'!", f"'{name}'!"), (f"{sheet}!", f"'{name}'!")):
            content = content.replace(escape(old).encode(), escape(new).encode())
        if part == _WORKBOOK:
            content = content.replace(f"name={quoteattr(sheet)}".encode(), f"name={quoteattr(name)}".encode())
        if content != package[part]:
            package[part] = content
    workbook.reopen()


def add_sheet(workbook: EditableWorkbook, name: str, rows: list[list[str]]) -> None:
    """A further sheet at the end with some texts in it."""
    package = workbook.package
    part = f"xl/worksheets/sheet{len(workbook.sheets) + 1}x.xml"
    body = b"".join(_plain_row(number, texts) for number, texts in enumerate(rows, start=1))
    package[part] = (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<sheetData>%b</sheetData></worksheet>" % body
    )
    workbook.declare(part, "worksheet", "rIdAdded")
    entry = f'<sheet name={quoteattr(name)} sheetId="{len(workbook.sheets) + 100}" r:id="rIdAdded"/></sheets>'
    package[_WORKBOOK] = package[_WORKBOOK].replace(b"</sheets>", entry.encode())
    workbook.reopen()


def _plain_row(number: int, texts: list[str]) -> bytes:
    cells = "".join(
        f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
        for place, text in enumerate(texts)
    )
    return f'<row r="{number}">{cells}</row>'.encode()


def _move(workbook: EditableWorkbook, sheet: str, rows: dict[int, RowXml], first: int, by: int) -> None:
    """Renumbers ``rows`` and lets every reference to rows from ``first`` on follow."""
    worksheet = workbook.worksheet(sheet)
    worksheet.rows = dict(sorted(rows.items()))
    for number, row in worksheet.rows.items():
        if number >= min(first, first + by):
            worksheet.renumber(number)
            row.cells = [_moved_formulas(cell, first, by) if b"<f" in cell else cell for cell in row.cells]
    worksheet.head = _moved_areas(worksheet.head, first, by)
    worksheet.tail = _moved_areas(worksheet.tail, first, by)
    _move_names(workbook, sheet, first, by)


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
    package = workbook.package
    prefixes = tuple(escape(prefix).encode() for prefix in (f"'{sheet}'!", f"{sheet}!"))

    def name(match: re.Match[bytes]) -> bytes:
        prefix = next((known for known in prefixes if match[2].startswith(known)), None)
        if prefix is None:
            return match[0]
        return match[1] + prefix + _moved_references(match[2][len(prefix) :], first, by) + match[3]

    content = package[_WORKBOOK]
    package[_WORKBOOK] = re.sub(rb"(<definedName\b[^>]*>)([^<]*)(</definedName>)", name, content)


__all__ = ["add_sheet", "delete_row", "hide_row", "insert_row", "merge_cells", "rename_sheet"]
