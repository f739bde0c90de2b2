"""The workbook part: which sheets there are, what they are called, whether they are hidden, and where their data is."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from xml.parsers import expat

from workbooks import refusal
from workbooks.container import Package
from workbooks.refusal import Refused

_STRICT = "http://purl.oclc.org/ooxml/"
_TRUE = ("1", "true", "on")
Tag = tuple[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet: its name, ``state`` (visible, hidden or veryHidden) and its XML."""

    name: str
    state: str
    xml: bytes


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
    tags = start_tags(workbook, "workbook.xml")
    folder, file = posixpath.split(workbook_name)
    relations = _relations(package, f"{folder}/_rels/{file}.rels", folder)
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


def start_tags(xml: bytes, where: str) -> list[Tag]:
    """All elements of a small part in order as (local name, attributes by local name).

    Raises:
        Refused: the part is not well-formed XML; ``where`` names it.
    """
    tags: list[Tag] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: dict[str, str]) -> None:
        tags.append((_local(name), {_local(key): value for key, value in attributes.items()}))

    parser.StartElementHandler = start
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise Refused(refusal.BROKEN_STRUCTURE, sheet=where, actual=str(error)) from error
    return tags


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _workbook_name(package: Package) -> str:
    for _, attributes in start_tags(_required(package, "_rels/.rels"), "_rels/.rels"):
        if attributes.get("Type", "").endswith("/officeDocument"):
            return posixpath.normpath(attributes.get("Target", "").lstrip("/"))
    raise Refused(refusal.DAMAGED, content="no_workbook")


def _required(package: Package, name: str) -> bytes:
    content = package.part(name)
    if content is None:
        raise Refused(refusal.DAMAGED, content="missing_part")
    return content


def _relations(package: Package, name: str, folder: str) -> dict[str, tuple[str, str]]:
    """Relationship id → (type, part name)."""
    relations = {}
    for tag, attributes in start_tags(_required(package, name), name):
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            relations[attributes.get("Id", "")] = (attributes.get("Type", ""), path)
    return relations


def _sheets(package: Package, tags: list[Tag], relations: dict[str, tuple[str, str]]) -> list[SheetPart]:
    sheets = []
    names = set()
    for tag, attributes in tags:
        if tag != "sheet":
            continue
        name = attributes.get("name", "")
        if name.lower() in names:
            raise Refused(refusal.DUPLICATE_INSIDE, actual=name)
        names.add(name.lower())
        kind, target = relations.get(attributes.get("id", ""), ("", ""))
        if not kind or kind.endswith("/worksheet"):
            sheets.append(SheetPart(name, attributes.get("state", "visible"), _required(package, target)))
    return sheets


def _of_type(package: Package, relations: dict[str, tuple[str, str]], kind: str) -> bytes:
    for relation, target in relations.values():
        if relation.endswith(f"/{kind}"):
            return package.part(target) or b""
    return b""
