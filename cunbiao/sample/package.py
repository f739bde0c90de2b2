"""An .xlsx file as its parts: untouched parts are copied compressed as they are, rewritten ones are deflated anew.

Filling a workbook changes four or five parts out of thirty; copying the others is what makes it fast.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_TEXT_FLAG = 0x800
# 1980-01-01 00:00, so that the same content always gives the same bytes.
_NO_DATE = 0x21
_LEVEL = 1


class Package:
    """The parts of a workbook by name (``xl/worksheets/sheet1.xml``).

    Raises:
        zipfile.BadZipFile: for what is not a zip file.
    """

    def __init__(self, data: bytes) -> None:
        self._packed: dict[str, tuple[int, int, int, bytes]] = {}
        self._opened: dict[str, bytes] = {}
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                fields = _LOCAL.unpack_from(data, info.header_offset)
                start = info.header_offset + _LOCAL.size + fields[9] + fields[10]
                packed = data[start : start + info.compress_size]
                self._packed[info.filename] = (info.compress_type, info.CRC, info.file_size, packed)
        self._changed: set[str] = set()

    @property
    def names(self) -> list[str]:
        """All part names in file order."""
        return list(self._packed)

    def __getitem__(self, name: str) -> bytes:
        if name not in self._opened:
            method, _, _, packed = self._packed[name]
            self._opened[name] = zlib.decompress(packed, -15) if method == zipfile.ZIP_DEFLATED else packed
        return self._opened[name]

    def start(self, name: str, size: int) -> bytes:
        """At least the first ``size`` bytes of a part, as far as it has so many."""
        if name in self._opened:
            return self._opened[name]
        method, _, _, packed = self._packed[name]
        return zlib.decompressobj(-15).decompress(packed, size) if method == zipfile.ZIP_DEFLATED else packed

    def __setitem__(self, name: str, content: bytes) -> None:
        self._packed.setdefault(name, (zipfile.ZIP_DEFLATED, 0, 0, b""))
        self._opened[name] = content
        self._changed.add(name)

    def to_bytes(self) -> bytes:
        """The whole file."""
        for name in self._changed:
            self._packed[name] = _deflated(self._opened[name])
        self._changed.clear()
        body = io.BytesIO()
        directory = io.BytesIO()
        for name, (method, crc, size, packed) in self._packed.items():
            title = name.encode("utf-8")
            flag = 0 if title.isascii() else _TEXT_FLAG
            facts = (flag, method, 0, _NO_DATE, crc, len(packed), size, len(title))
            directory.write(_CENTRAL.pack(b"PK\x01\x02", 20, 20, *facts, 0, 0, 0, 0, 0, body.tell()))
            directory.write(title)
            body.write(_LOCAL.pack(b"PK\x03\x04", 20, *facts, 0))
            body.write(title)
            body.write(packed)
        count, start = len(self._packed), body.tell()
        listing = directory.getvalue()
        body.write(listing)
        body.write(_END.pack(b"PK\x05\x06", 0, 0, count, count, len(listing), start, 0))
        return body.getvalue()

    def sheets(self) -> dict[str, str]:
        """Sheet name → part name, in workbook order (hidden ones included)."""
        targets = {
            relation.get("Id"): _absolute(relation.get("Target", ""))
            for relation in ElementTree.fromstring(self["xl/_rels/workbook.xml.rels"])
        }
        workbook = ElementTree.fromstring(self["xl/workbook.xml"])
        return {sheet.get("name", ""): targets[sheet.get(_RELATION)] for sheet in workbook.iter(f"{_MAIN}sheet")}


def _deflated(content: bytes) -> tuple[int, int, int, bytes]:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    return zipfile.ZIP_DEFLATED, zlib.crc32(content), len(content), packer.compress(content) + packer.flush()


def _absolute(target: str) -> str:
    return target[1:] if target.startswith("/") else f"xl/{target}"
