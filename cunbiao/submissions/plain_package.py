"""A checked workbook as calamine is given it: only the parts it reads, inflated once, and of each sheet only its cells.

calamine would inflate every sheet a second time, and a third time to look for merged ranges behind the cells. An empty
``<mergeCells/>`` before the cells ends that search; merged ranges are found elsewhere (`cunbiao.submissions.quick`).
"""

from __future__ import annotations

import io
import zipfile

from cunbiao.submissions.book import Book

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD = f'<worksheet xmlns="{_MAIN}"><mergeCells/>'.encode()
_START, _END = b"<sheetData>", b"</sheetData>"
_TAIL = b"</worksheet>"


def plain_package(book: Book) -> bytes:
    """The sheets of ``book``, named by their numbers (from 0); a sheet whose cells are not found is left out."""
    sheets = {}
    for number, sheet in enumerate(book.sheets):
        start, end = sheet.xml.find(_START), sheet.xml.rfind(_END)
        if 0 < start < end:
            sheets[number] = b"".join((_HEAD, memoryview(sheet.xml)[start : end + len(_END)], _TAIL))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("_rels/.rels", _relations([("book", "officeDocument", "xl/workbook.xml")]))
        package.writestr("xl/workbook.xml", _workbook(list(sheets)))
        relations = []
        for number, xml in sheets.items():
            package.writestr(f"xl/worksheets/sheet{number}.xml", xml)
            relations.append((f"r{number}", "worksheet", f"worksheets/sheet{number}.xml"))
        for kind, xml in (("sharedStrings", book.strings), ("styles", book.styles)):
            if xml:
                package.writestr(f"xl/{kind}.xml", xml)
                relations.append((kind, kind, f"{kind}.xml"))
        package.writestr("xl/_rels/workbook.xml.rels", _relations(relations))
    return target.getvalue()


def _workbook(numbers: list[int]) -> str:
    sheets = "".join(f'<sheet name="{number}" sheetId="{number + 1}" r:id="r{number}"/>' for number in numbers)
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><sheets>{sheets}</sheets></workbook>'


def _relations(relations: list[tuple[str, str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="{key}" Type="{_RELATION}/{kind}" Target="{target}"/>' for key, kind, target in relations
    )
    return f'<Relationships xmlns="{_PACKAGE}">{entries}</Relationships>'
