"""The workbook part: which sheets there are, what they are called, whether they are hidden, and where their data is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from workbooks import refusal
from workbooks.container import Package
from workbooks.refusal import Refused
from workbooks.relations import Relation, Tag, read_relations, relations_part
from workbooks.relations import start_tags as tags_of
from workbooks.xml_text import BROKEN_XML

_STRICT = "http://purl.oclc.org/ooxml/"
_TRUE = ("1", "true", "on")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet: its name, ``state`` (visible, hidden or veryHidden) and the part of ``package`` that it is."""

    name: str
    state: str
    part: str
    package: Package = field(repr=False, compare=False)

    @property
    def xml(self) -> bytes:
        """Its XML."""
        return _required(self.package, self.part)


@dataclass(frozen=True, slots=True)
class Book:
    """The worksheets in workbook order and what their cells refer to.

    ``strings`` and ``styles`` are XML parts (empty when missing); ``date1904``: days are counted from 1904;
    ``strict``: the file uses the Strict namespaces.
    """

    sheets: tuple[SheetPart, ...]
    strings: bytes
    styles: bytes
    date1904: bool
    strict: bool


def open_book(package: Package) -> Book:
    """Reads the workbook part and finds the parts it refers to.

    Raises:
        Refused: the workbook part or a worksheet is missing or cannot be read, or there is no worksheet at all.
    """
    workbook_name = _workbook_name(package)
    workbook = _required(package, workbook_name)
    tags = start_tags(workbook, "workbook.xml", ("workbookPr", "sheet"))
    relations = _relations(package, workbook_name)
    sheets = tuple(_sheets(package, tags, relations))
    if not sheets:
        raise Refused(refusal.NO_SHEETS)
    properties = next((attributes for name, attributes in tags if name == "workbookPr"), {})
    return Book(
        sheets=sheets,
        strings=_of_type(package, relations, "sharedStrings"),
        styles=_of_type(package, relations, "styles"),
        date1904=properties.get("date1904") in _TRUE,
        strict=_STRICT.encode() in workbook[:4000] or _STRICT.encode("utf-16-le") in workbook[:8000],
    )


def start_tags(xml: bytes, where: str, wanted: Collection[str]) -> list[Tag]:
    """The elements of these local names in a small part, in order, see `workbooks.relations.start_tags`.

    Raises:
        Refused: the part is not well-formed XML; ``where`` names it.
    """
    try:
        return tags_of(xml, wanted)
    except BROKEN_XML as error:
        raise refusal.broken_markup(where, error) from error


def _workbook_name(package: Package) -> str:
    for relation in _relations(package, ""):
        if relation.kind == "officeDocument":
            return relation.target
    raise Refused(refusal.DAMAGED, content="no_workbook")


def _required(package: Package, name: str) -> bytes:
    content = package.part(name)
    if content is None:
        raise Refused(refusal.DAMAGED, content="missing_part")
    return content


def _relations(package: Package, part: str) -> list[Relation]:
    name = relations_part(part)
    content = _required(package, name)
    try:
        return read_relations(content, part)
    except BROKEN_XML as error:
        raise refusal.broken_markup(name, error) from error


def _sheets(package: Package, tags: list[Tag], relations: list[Relation]) -> list[SheetPart]:
    by_id = {relation.id: relation for relation in relations}
    sheets = []
    names = set()
    for tag, attributes in tags:
        if tag != "sheet":
            continue
        name = attributes.get("name", "")
        if name.lower() in names:
            raise Refused(refusal.DUPLICATE_INSIDE, actual=name)
        names.add(name.lower())
        relation = by_id.get(attributes.get("id", ""))
        if relation is None or relation.kind in ("worksheet", ""):
            part = relation.target if relation is not None else ""
            if not package.has(part):
                raise Refused(refusal.DAMAGED, content="missing_part")
            sheets.append(SheetPart(name, attributes.get("state", "visible"), part, package))
    return sheets


def _of_type(package: Package, relations: list[Relation], kind: str) -> bytes:
    for relation in relations:
        if relation.kind == kind:
            return package.part(relation.target) or b""
    return b""
