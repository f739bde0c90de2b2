"""Notes on cells of a workbook that exists: the parts Excel keeps them in, made or added to."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from cunbiao.records.identity_sheet import AUTHOR
from generators.style import lines_of
from workbooks.editing import EditableWorkbook, EditingError, Sheet
from workbooks.editing.xml_part import attribute, attributes
from workbooks.references import column_letters
from workbooks.xml_text import UnfitValueError, escaped

_SHAPES_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NOTES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"

_NO_NOTES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<comments xmlns="{namespace}"><authors/><commentList/></comments>'
)
# Each shape says what its prefixes mean: other programs use other ones.
_PREFIXES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_NO_SHAPES = f'<xml {_PREFIXES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{{id}}"/></o:shapelayout></xml>'
_TYPE_ID = "_x0000_t202"
_SHAPE_TYPE = (
    f'<v:shapetype {_PREFIXES} id="{_TYPE_ID}" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    f'<v:shape {_PREFIXES} id="_x0000_s{{id}}" type="#{_TYPE_ID}" fillcolor="#ffffe1" o:insetmode="auto" '
    'style="position:absolute;z-index:1;visibility:hidden"><v:fill color2="#ffffe1"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 12, {top}, 4, {right}, 12, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_SHAPE_ID = re.compile(rb"_x0000_s(\d{1,9})\b")
# A note is this many columns and characters wide.
_COLUMNS, _CHARACTERS = 4, 36
# Ids of the shapes of a sheet begin at a multiple of this.
_IDS = 1024


def add_notes(workbook: EditableWorkbook, name: str, texts: Mapping[tuple[int, int], str]) -> None:
    """Adds notes to cells of a sheet.

    Args:
        workbook: the workbook.
        name: of the sheet.
        texts: row (from 1) and column (from 0) → what the note says. A cell that has a note already keeps it.

    Raises:
        EditingError: the notes that are there cannot be added to.
    """
    sheet, parts = workbook.sheet(name), workbook.parts
    comments = parts.xml(_comments_part(workbook, sheet))
    noted = {attribute(comments.content[own.start : own.inside], b"ref") for own in comments.elements("comment")}
    new = {place: text for place, text in texts.items() if f"{column_letters(place[1])}{place[0]}" not in noted}
    prefix, author = comments.spelling.prefix, len(list(comments.elements("author")))
    comments.append("authors", f"<{prefix}author>{AUTHOR}</{prefix}author>".encode())
    added = "".join(_comment(prefix, place, author, text) for place, text in new.items())
    comments.append("commentList", added.encode())
    parts[comments.spelling.part] = comments.content
    shapes = _shapes_part(workbook, sheet)
    parts[shapes] = _with_shapes(shapes, parts[shapes], new)


def _comments_part(workbook: EditableWorkbook, sheet: Sheet) -> str:
    """The part with the notes of a sheet, made if need be."""
    found = workbook.parts.related(sheet.spelling.part, "comments")
    if found is not None:
        return found.target
    part = workbook.parts.free("xl/comments{}.xml")
    workbook.parts.add(part, _NO_NOTES.format(namespace=sheet.spelling.namespace).encode(), _NOTES_TYPE)
    workbook.parts.relate(sheet.spelling.part, f"{workbook.relationships}/comments", part)
    return part


def _shapes_part(workbook: EditableWorkbook, sheet: Sheet) -> str:
    """The part with the shapes of the notes of a sheet, made if need be.

    Pictures in headers have a part of the same kind; which one is meant, the sheet says.
    """
    own = sheet.spelling.part
    drawing = sheet.behind_rows("legacyDrawing")
    if drawing is not None:
        ids = [value for name, value in attributes(sheet.tail[drawing.start : drawing.inside]) if name.endswith(":id")]
        named = (relation.target for relation in workbook.parts.relations(own) if relation.id in ids)
        part = next(named, "")
        if part not in workbook.parts:
            raise EditingError(own, "批注的图形不在文件里")
        return part
    part = workbook.parts.free("xl/drawings/vmlDrawing{}.vml")
    workbook.parts.add(part, _NO_SHAPES.format(id=_digits(part)).encode(), _SHAPES_TYPE)
    relation = workbook.parts.relate(own, f"{workbook.relationships}/vmlDrawing", part)
    element = f'<{sheet.spelling.prefix}legacyDrawing xmlns:r="{workbook.relationships}" r:id="{relation}"/>'
    sheet.add_behind_rows("legacyDrawing", element.encode())
    return part


def _with_shapes(part: str, shapes: bytes, texts: Mapping[tuple[int, int], str]) -> bytes:
    """The shapes with those of further notes.

    The shapes of other programs need not be well-formed XML (Excel leaves ``<br>`` open in them), so they are not read.
    """
    end = shapes.rfind(b"</xml>")
    if end < 0:
        raise EditingError(part, "没有结尾")
    ids = [_IDS * int(_digits(part)), *map(int, _SHAPE_ID.findall(shapes))]
    added = [_shape(number, *place, text) for number, (place, text) in enumerate(texts.items(), max(ids) + 1)]
    if f'id="{_TYPE_ID}"'.encode() not in shapes:
        added.insert(0, _SHAPE_TYPE)
    return shapes[:end] + "".join(added).encode() + shapes[end:]


def _digits(part: str) -> str:
    return re.sub(r"\D", "", posixpath.basename(part)) or "1"


def _comment(prefix: str, place: tuple[int, int], author: int, text: str) -> str:
    row, column = place
    look = f'<{prefix}rPr><{prefix}sz val="9"/><{prefix}rFont val="宋体"/></{prefix}rPr>'
    reference = f"{column_letters(column)}{row}"
    try:
        words = f'<{prefix}r>{look}<{prefix}t xml:space="preserve">{escaped(text)}</{prefix}t></{prefix}r>'
    except UnfitValueError as unfit:
        raise EditingError(reference, str(unfit)) from unfit
    return (
        f'<{prefix}comment ref="{reference}" authorId="{author}"><{prefix}text>{words}</{prefix}text></{prefix}comment>'
    )


def _shape(number: int, row: int, column: int, text: str) -> str:
    height = lines_of(text, _CHARACTERS) + 1
    top = max(row - 2, 0)
    return _SHAPE.format(
        id=number,
        left=column + 1,
        right=column + 1 + _COLUMNS,
        top=top,
        bottom=top + height,
        row=row - 1,
        column=column,
    )
