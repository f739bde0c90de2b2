"""Which part of a package refers to which: the ``_rels`` parts, read in one place."""

from __future__ import annotations

import posixpath
from collections.abc import Collection
from dataclasses import dataclass
from xml.parsers import expat

# An element: its local name, and its attributes by local name.
Tag = tuple[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Relation:
    """A reference to another part of the package.

    Attributes:
        id: by which the referring part names it.
        type: what it is, as a URI.
        target: the name of the part, without a leading slash.
    """

    id: str
    type: str
    target: str

    @property
    def kind(self) -> str:
        """The last word of the type: worksheet, sharedStrings, comments."""
        return self.type.rpartition("/")[2]


def relations_part(part: str) -> str:
    """The part that holds the relations of ``part``; "" is the package itself."""
    folder, file = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def referring_part(name: str) -> str:
    """The part whose relations a ``.rels`` part holds; "" is the package itself."""
    folder, file = posixpath.split(name)
    return posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))


def read_relations(xml: bytes, part: str) -> list[Relation]:
    """The relations of ``part``, those that lead out of the package left out; raises `BROKEN_XML`."""
    return [
        Relation(attributes.get("Id", ""), attributes.get("Type", ""), _target(part, attributes.get("Target", "")))
        for _, attributes in start_tags(xml, ("Relationship",))
        if attributes.get("TargetMode") != "External"
    ]


def start_tags(xml: bytes, wanted: Collection[str]) -> list[Tag]:
    """The elements of these local names in a small part, in order; raises `BROKEN_XML`."""
    tags: list[Tag] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local in wanted:
            tags.append((local, {_local(key): value for key, value in attributes.items()}))

    parser.StartElementHandler = start
    parser.Parse(xml, True)
    return tags


def _target(part: str, target: str) -> str:
    """Targets are relative to the folder of the part that names them, or begin with a slash."""
    folder = posixpath.dirname(part)
    return posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
