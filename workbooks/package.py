"""A zip package whose untouched members are copied as they are stored, without inflating or deflating them again."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from workbooks import deflate
from workbooks.blocks import Blocks, Piece
from workbooks.checksums import joined

# 1980-01-01, the first day a zip can name: the same input always gives the same bytes.
_TIME, _DATE = 0, 0x21
_UTF8_NAME = 0x800
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_LARGEST = 0xFFFFFFFF


class PackageTooLargeError(ValueError):
    """A member, or the whole package, passes 4 GB; ``member`` is where that happened."""

    def __init__(self, member: str) -> None:
        self.member = member
        super().__init__(f"{member} 超过 4GB")


@dataclass(frozen=True)
class Member:
    """A package member as stored: compressed bytes, checksum and sizes."""

    name: str
    method: int
    crc: int
    size: int
    compressed: bytes

    def content(self, size: int = 0) -> bytes:
        """The inflated bytes; with ``size`` at least that many from the start, as far as there are so many."""
        if self.method != zipfile.ZIP_DEFLATED:
            return self.compressed
        return deflate.beginning(self.compressed, size)[0]

    def pieces(self) -> Iterator[bytes]:
        """The inflated bytes one after the other; raises `deflate.PackingError` where they are damaged."""
        return deflate.pieces(self.compressed) if self.method == zipfile.ZIP_DEFLATED else iter((self.compressed,))


def read_members(data: bytes) -> list[Member]:
    """The members of a package in file order; raises `zipfile.BadZipFile` for what is not a zip file."""
    return list(members_in(io.BytesIO(data)))


def members_in(file: BinaryIO) -> Iterator[Member]:
    """Like `read_members`, one after the other from a file that is open."""
    with zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
    for info in infos:
        file.seek(info.header_offset)
        header = file.read(_LOCAL.size)
        if len(header) < _LOCAL.size:
            raise zipfile.BadZipFile(info.filename)
        fields = _LOCAL.unpack(header)
        file.seek(fields[9] + fields[10], io.SEEK_CUR)
        compressed = file.read(info.compress_size)
        yield Member(info.filename, info.compress_type, info.CRC, info.file_size, compressed)


class PackageWriter:
    """Writes a package to a seekable binary file: `copy` and `write` its members, then `close`.

    ``level`` is how hard members are packed, see `workbooks.deflate`; ``blocks`` pack each piece by itself.
    """

    def __init__(self, file: BinaryIO, level: int = deflate.LEVEL, blocks: Blocks | None = None) -> None:
        self._file = file
        self._level = level
        self._blocks = blocks
        self._start = file.tell()
        self._directory: list[bytes] = []

    def copy(self, member: Member) -> None:
        """Adds a member with its compressed bytes as stored."""
        offset = self._file.tell() - self._start
        self._file.write(_local_header(member.name, member.method, member.crc, len(member.compressed), member.size))
        self._file.write(member.compressed)
        self._list(member.name, member.method, member.crc, len(member.compressed), member.size, offset)

    def write(self, name: str, parts: Iterable[bytes | Piece]) -> None:
        """Adds a member made of ``parts``, deflated as they come.

        Raises:
            PackageTooLargeError: it does not fit.
        """
        method = zipfile.ZIP_DEFLATED
        offset = self._file.tell() - self._start
        self._file.write(_local_header(name, method, 0, 0, 0))
        packing = deflate.packing(self._level)
        crc = size = compressed = 0
        for part in parts:
            if isinstance(part, Piece) and self._blocks is not None:
                block = self._blocks.block(part, self._level)
                crc, size = joined(crc, block.crc, block.size), size + block.size
                compressed += self._file.write(deflate.cut(packing)) + self._file.write(block.packed)
                continue
            data = part.made() if isinstance(part, Piece) else part
            crc, size = deflate.crc32(data, crc), size + len(data)
            compressed += self._file.write(packing.compress(data))
        compressed += self._file.write(packing.flush())
        if max(size, self._file.tell()) > _LARGEST:
            raise PackageTooLargeError(name)
        end = self._file.tell()
        self._file.seek(self._start + offset)
        self._file.write(_local_header(name, method, crc, compressed, size))
        self._file.seek(end)
        self._list(name, method, crc, compressed, size, offset)

    def close(self) -> None:
        """Writes the directory of the package; the file itself stays open."""
        start = self._file.tell() - self._start
        directory = b"".join(self._directory)
        self._file.write(directory)
        count = len(self._directory)
        self._file.write(_END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0))

    def _list(self, name: str, method: int, crc: int, compressed: int, size: int, offset: int) -> None:
        raw = name.encode()
        facts = (_flag(name), method, _TIME, _DATE, crc, compressed, size, len(raw))
        self._directory.append(_CENTRAL.pack(b"PK\x01\x02", 20, 20, *facts, 0, 0, 0, 0, 0, offset) + raw)


def _flag(name: str) -> int:
    return 0 if name.isascii() else _UTF8_NAME


def _local_header(name: str, method: int, crc: int, compressed: int, size: int) -> bytes:
    raw = name.encode()
    facts = (_flag(name), method, _TIME, _DATE, crc, compressed, size, len(raw))
    return _LOCAL.pack(b"PK\x03\x04", 20, *facts, 0) + raw
