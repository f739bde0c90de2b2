"""An .xlsx file as its parts: untouched parts are copied compressed as they are, rewritten ones are deflated anew.

Filling a workbook changes four or five parts out of thirty; copying the others is what makes it fast.
"""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

from workbooks.package import Member, PackageWriter, read_members

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# Filled workbooks are read once and thrown away.
_LEVEL = 1


class Package:
    """The parts of a workbook by name (``xl/worksheets/sheet1.xml``).

    Raises:
        zipfile.BadZipFile: for what is not a zip file.
    """

    def __init__(self, data: bytes) -> None:
        self._members = {member.name: member for member in read_members(data)}
        self._opened: dict[str, bytes] = {}
        self._changed: set[str] = set()

    @property
    def names(self) -> list[str]:
        """All part names in file order."""
        return list(self._members)

    def __getitem__(self, name: str) -> bytes:
        if name not in self._opened:
            self._opened[name] = self._members[name].content()
        return self._opened[name]

    def start(self, name: str, size: int) -> bytes:
        """At least the first ``size`` bytes of a part, as far as it has so many."""
        return self._opened[name] if name in self._opened else self._members[name].content(size)

    def __setitem__(self, name: str, content: bytes) -> None:
        self._members.setdefault(name, Member(name, zipfile.ZIP_STORED, 0, 0, b""))
        self._opened[name] = content
        self._changed.add(name)

    def to_bytes(self) -> bytes:
        """The whole file."""
        body = io.BytesIO()
        writer = PackageWriter(body, _LEVEL)
        for name, member in self._members.items():
            if name in self._changed:
                writer.write(name, [self._opened[name]])
            else:
                writer.copy(member)
        writer.close()
        return body.getvalue()

    def sheets(self) -> dict[str, str]:
        """Sheet name → part name, in workbook order (hidden ones included)."""
        targets = {
            relation.get("Id"): _absolute(relation.get("Target", ""))
            for relation in ElementTree.fromstring(self["xl/_rels/workbook.xml.rels"])
        }
        workbook = ElementTree.fromstring(self["xl/workbook.xml"])
        return {sheet.get("name", ""): targets[sheet.get(_RELATION)] for sheet in workbook.iter(f"{_MAIN}sheet")}


def _absolute(target: str) -> str:
    return target[1:] if target.startswith("/") else f"xl/{target}"
