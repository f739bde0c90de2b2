"""A zip package whose untouched members are copied as they are stored, without inflating or deflating them again."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from typing import BinaryIO

from generators.stamp.house import Member
from generators.stamp.values import StampError

_DEFLATED = 8
# Level 6 takes half as long again for files that are a twentieth smaller.
_LEVEL = 5
# 1980-01-01, the first day a zip can name: the same input always gives the same bytes.
_TIME, _DATE = 0, 0x21
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_LARGEST = 0xFFFFFFFF


class PackageWriter:
    """Writes an .xlsx package to a seekable binary file: `copy` and `write` its members, then `close`."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._start = file.tell()
        self._directory: list[bytes] = []

    def copy(self, member: Member) -> None:
        """Adds a member with its compressed bytes as stored."""
        offset = self._file.tell() - self._start
        self._file.write(_local_header(member.name, member.method, member.crc, len(member.compressed), member.size))
        self._file.write(member.compressed)
        self._list(member.name, member.method, member.crc, len(member.compressed), member.size, offset)

    def write(self, name: str, texts: Iterable[str]) -> None:
        """Adds a member made of ``texts``, deflated as they come."""
        offset = self._file.tell() - self._start
        self._file.write(_local_header(name, _DEFLATED, 0, 0, 0))
        deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        crc = size = compressed = 0
        for text in texts:
            data = text.encode()
            crc = zlib.crc32(data, crc)
            size += len(data)
            compressed += self._file.write(deflate.compress(data))
        compressed += self._file.write(deflate.flush())
        if max(size, self._file.tell()) > _LARGEST:
            raise StampError(name, 0, "", "内容超过 4GB，一个工作簿放不下，请分开生成")
        end = self._file.tell()
        self._file.seek(self._start + offset)
        self._file.write(_local_header(name, _DEFLATED, crc, compressed, size))
        self._file.seek(end)
        self._list(name, _DEFLATED, crc, compressed, size, offset)

    def close(self) -> None:
        """Writes the directory of the package; the file itself stays open."""
        start = self._file.tell() - self._start
        directory = b"".join(self._directory)
        self._file.write(directory)
        count = len(self._directory)
        self._file.write(_END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0))

    def _list(self, name: str, method: int, crc: int, compressed: int, size: int, offset: int) -> None:
        raw = name.encode()
        entry = _CENTRAL.pack(
            b"PK\x01\x02", 20, 20, 0, method, _TIME, _DATE, crc, compressed, size, len(raw), 0, 0, 0, 0, 0, offset
        )
        self._directory.append(entry + raw)


def _local_header(name: str, method: int, crc: int, compressed: int, size: int) -> bytes:
    raw = name.encode()
    return _LOCAL.pack(b"PK\x03\x04", 20, 0, method, _TIME, _DATE, crc, compressed, size, len(raw), 0) + raw
