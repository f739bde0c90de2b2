"""A package as its parts: changed ones are written anew, all others are copied as they are stored."""

from __future__ import annotations

import io
import struct
import zipfile

from workbooks.container import CONTENT_TYPES
from workbooks.deflate import LEVEL, PackingError
from workbooks.editing.xml_part import EditingError, XmlPart, attribute
from workbooks.package import PackageWriter, read_members
from workbooks.relations import Relation, read_relations, relations_part
from workbooks.xml_text import BROKEN_XML

_NO_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
)


class Parts:
    """The parts of a package by name; names compare without regard to case.

    Raises:
        EditingError: the data is no package that could be opened.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self.members = read_members(data)
        except (zipfile.BadZipFile, NotImplementedError, struct.error) as error:
            # NotImplementedError is how zipfile refuses a version or a compression it does not know.
            raise EditingError("文件", "打不开，可能设了打开密码，或者已损坏") from error
        self._members = {_key(member.name): member for member in self.members}
        self._contents: dict[str, bytes] = {}
        self._changed: dict[str, str] = {}

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._members or _key(name) in self._changed

    def __getitem__(self, name: str) -> bytes:
        """The content of a part; raises `EditingError` when it is missing or damaged."""
        key = _key(name)
        if key not in self._contents:
            self._contents[key] = self._inflated(name, 0)
        return self._contents[key]

    def __setitem__(self, name: str, content: bytes) -> None:
        key = _key(name)
        if name in self and content == self[name]:
            return
        self._changed[key] = self._members[key].name if key in self._members else name
        self._contents[key] = content

    def beginning(self, name: str, size: int) -> bytes:
        """At least the first ``size`` bytes of a part, as far as it has so many."""
        return self[name] if _key(name) in self._contents else self._inflated(name, size)

    def xml(self, name: str) -> XmlPart:
        """A part, ready to be edited; what comes of it is put back under its name."""
        return XmlPart(name, self[name])

    def add(self, name: str, content: bytes, content_type: str) -> None:
        """Adds a part and says what it contains: of one part where it is XML, otherwise of all with its extension."""
        self[name] = content
        types = self.xml(CONTENT_TYPES)
        extension = name.rpartition(".")[2]
        prefix = types.spelling.prefix
        if extension == "xml":
            types.append("Types", f'<{prefix}Override PartName="/{name}" ContentType="{content_type}"/>'.encode())
        elif extension not in _extensions(types):
            types.append("Types", f'<{prefix}Default Extension="{extension}" ContentType="{content_type}"/>'.encode())
        self[CONTENT_TYPES] = types.content

    def free(self, pattern: str) -> str:
        """The first name of a pattern such as ``xl/comments{}.xml`` that no part has."""
        number = 1
        while (name := pattern.format(number)) in self:
            number += 1
        return name

    def relations(self, part: str) -> list[Relation]:
        """What a part refers to; "" is the package itself."""
        name = relations_part(part)
        if name not in self:
            return []
        try:
            return read_relations(self[name], part)
        except BROKEN_XML as error:
            raise EditingError(name, f"不是完好的 XML，{error}") from error

    def related(self, part: str, kind: str) -> Relation | None:
        """The first part of a kind (styles, comments) to which a part refers."""
        return next((relation for relation in self.relations(part) if relation.kind == kind), None)

    def relate(self, part: str, relation_type: str, target: str) -> str:
        """Makes a part refer to another one; returns the id by which it does."""
        name = relations_part(part)
        if name not in self:
            self[name] = _NO_RELATIONS
        relations = self.xml(name)
        ids = {relation.id for relation in self.relations(part)}
        number = len(ids) + 1
        while f"rId{number}" in ids:
            number += 1
        prefix = relations.spelling.prefix
        relation = f'<{prefix}Relationship Id="rId{number}" Type="{relation_type}" Target="/{target}"/>'
        relations.append("Relationships", relation.encode())
        self[name] = relations.content
        return f"rId{number}"

    def to_bytes(self, level: int = LEVEL) -> bytes:
        """The package; ``level`` is how hard its changed parts are packed."""
        target = io.BytesIO()
        writer = PackageWriter(target, level)
        left = dict(self._changed)
        for member in self.members:
            if left.pop(key := _key(member.name), None) is None:
                writer.copy(member)
            else:
                writer.write(member.name, [self._contents[key]])
        for key, name in left.items():
            writer.write(name, [self._contents[key]])
        writer.close()
        return target.getvalue()

    def _inflated(self, name: str, size: int) -> bytes:
        member = self._members.get(_key(name))
        if member is None:
            raise EditingError(name, "不在文件里")
        try:
            return member.content(size)
        except PackingError as error:
            raise EditingError(name, "已损坏") from error


def _key(name: str) -> str:
    """Some programs store part names with back-slashes or a leading slash."""
    return name.replace("\\", "/").lstrip("/").lower()


def _extensions(types: XmlPart) -> set[str]:
    """The extensions whose content is known, in lower case."""
    tags = [types.content[own.start : own.inside] for own in types.elements("Default")]
    return {(attribute(tag, b"Extension") or "").lower() for tag in tags}
