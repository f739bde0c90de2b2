"""Notes on cells of a workbook that exists: the parts Excel keeps them in, made or added to."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from cunbiao.records.identity_sheet import AUTHOR
from generators.style import lines_of
from workbooks.references import column_letters

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "[Content_Types].xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NOTES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
# What may stand behind the drawings of a sheet.
_BEHIND = re.compile(rb"<(?:legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst)\b")
_LEGACY = re.compile(rb'<legacyDrawing\b[^>]*\bid="([^"]*)"')
_NOTED = re.compile(rb'<comment\b[^>]*\bref="([A-Z]+\d+)"')

_NO_RELATIONS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_PACKAGE}"></Relationships>'
)
_NO_NOTES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<comments xmlns="{_MAIN}"><authors></authors><commentList></commentList></comments>'
)
_NO_SHAPES = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{id}"/>'
    '</o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/>'
    "</v:shapetype></xml>"
)
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;z-index:1;visibility:hidden" '
    'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 12, {top}, 4, {right}, 12, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
# A note is this many columns and characters wide.
_COLUMNS, _CHARACTERS = 4, 36
# Ids of the shapes of a sheet begin at a multiple of this.
_SHAPES = 1024


class Notes:
    """The parts of a package that change when notes are added to its sheets: ``parts``, name → content."""

    def __init__(self, stored: Mapping[str, Callable[[], bytes]]) -> None:
        self._stored = stored
        self.parts: dict[str, bytes] = {}

    def read(self, name: str, otherwise: str = "") -> bytes:
        """A part as it is now; ``otherwise`` when there is none."""
        if name in self.parts:
            return self.parts[name]
        return self._stored[name]() if name in self._stored else otherwise.encode()

    def free(self, pattern: str) -> str:
        """The first name of a pattern such as ``xl/comments{}.xml`` that no part has."""
        number = 1
        while (name := pattern.format(number)) in self._stored or name in self.parts:
            number += 1
        return name


def add_notes(notes: Notes, sheet: str, xml: bytes, texts: Mapping[tuple[int, int], str]) -> bytes:
    """Adds notes to a sheet and returns its XML, which then refers to them.

    Args:
        notes: the package.
        sheet: the part of the sheet.
        xml: its content.
        texts: row (from 1) and column (from 0) → what the note says. A cell that has a note already keeps it.
    """
    folder, file = posixpath.split(sheet)
    relations_part = f"{folder}/_rels/{file}.rels"
    relations = notes.read(relations_part, _NO_RELATIONS)
    comments_part, relations = _related(notes, relations, folder, "comments", "xl/comments{}.xml")
    shapes_part, relations = _related(notes, relations, folder, "vmlDrawing", "xl/drawings/vmlDrawing{}.vml")
    comments, shapes = notes.read(comments_part), notes.read(shapes_part)
    there = {reference.decode() for reference in _NOTED.findall(comments)}
    new = {place: text for place, text in texts.items() if f"{column_letters(place[1])}{place[0]}" not in there}
    author = len(re.findall(rb"<author\b", comments))
    comments = _before(comments, b"</authors>", f"<author>{AUTHOR}</author>")
    added = "".join(_comment(row, column, author, text) for (row, column), text in new.items())
    notes.parts[comments_part] = _before(comments, b"</commentList>", added)
    first = _SHAPES * int(_digits(shapes_part)) + shapes.count(b"<v:shape ") + 1
    drawn = "".join(_shape(first + index, *place, text) for index, (place, text) in enumerate(new.items()))
    notes.parts[shapes_part] = _before(shapes, b"</xml>", drawn)
    notes.parts[relations_part] = relations
    notes.parts[_TYPES] = _typed(notes.read(_TYPES), comments_part)
    return _referring(xml, _id_of(relations, "vmlDrawing"))


def _related(notes: Notes, relations: bytes, folder: str, kind: str, pattern: str) -> tuple[str, bytes]:
    """The part of a kind that a sheet refers to, and its relations, to which a new part is added if need be."""
    for relation in ElementTree.fromstring(relations):
        if relation.get("Type", "").endswith(f"/{kind}"):
            return posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"), relations
    part = notes.free(pattern)
    notes.parts[part] = notes.read(part, _NO_NOTES if kind == "comments" else _NO_SHAPES.replace("{id}", _digits(part)))
    target = posixpath.relpath(part, folder)
    number = 1 + len(ElementTree.fromstring(relations))
    while f'"cunbiao{number}"'.encode() in relations:
        number += 1
    added = f'<Relationship Id="cunbiao{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    return part, _before(relations, b"</Relationships>", added)


def _digits(part: str) -> str:
    return re.sub(r"\D", "", posixpath.basename(part)) or "1"


def _id_of(relations: bytes, kind: str) -> str:
    found = (own for own in ElementTree.fromstring(relations) if own.get("Type", "").endswith(f"/{kind}"))
    return next(found).get("Id", "")


def _comment(row: int, column: int, author: int, text: str) -> str:
    words = f'<r><rPr><sz val="9"/><rFont val="宋体"/></rPr><t xml:space="preserve">{escape(text)}</t></r>'
    return f'<comment ref="{column_letters(column)}{row}" authorId="{author}"><text>{words}</text></comment>'


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


def _before(xml: bytes, end: bytes, added: str) -> bytes:
    """``added`` put before the last ``end``; an element that is empty as written (``<a/>``) is opened first."""
    name = end[2:-1]
    xml = re.sub(rb"<(" + name + rb"\b[^>]*)/>", rb"<\1></" + name + rb">", xml)
    start = xml.rfind(end)
    return xml[:start] + added.encode() + xml[start:]


def _typed(types: bytes, comments: str) -> bytes:
    if b'Extension="vml"' not in types:
        types = _before(types, b"</Types>", f'<Default Extension="vml" ContentType="{_VML_TYPE}"/>')
    if f'PartName="/{comments}"'.encode() not in types:
        types = _before(types, b"</Types>", f'<Override PartName="/{comments}" ContentType="{_NOTES_TYPE}"/>')
    return types


def _referring(xml: bytes, relation: str) -> bytes:
    """The sheet with the element that names its notes' shapes."""
    if _LEGACY.search(xml):
        return xml
    element = f'<legacyDrawing xmlns:r="{_OFFICE}" r:id="{relation}"/>'.encode()
    start = xml.rfind(b"</sheetData>")
    behind = _BEHIND.search(xml, start)
    place = behind.start() if behind else xml.rfind(b"</worksheet>")
    return xml[:place] + element + xml[place:]
