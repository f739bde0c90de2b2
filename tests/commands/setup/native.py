"""The DLLs a Windows library file asks for, read from its import table."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_PE64 = 0x20B
_IMPORTS = 8  # bytes from the start of the table of directories to the entry of the import table


def dlls(program: bytes) -> set[str]:
    """Names in lower case, of those loaded with it."""
    (header,) = struct.unpack_from("<I", program, 0x3C)
    sections, size = struct.unpack_from("<H12xH", program, header + 6)
    options = header + 24
    (kind,) = struct.unpack_from("<H", program, options)
    (table,) = struct.unpack_from("<I", program, options + (112 if kind == _PE64 else 96) + _IMPORTS)
    places = [struct.unpack_from("<4I", program, options + size + 40 * index + 8) for index in range(sections)]
    return set(_names(program, table, places)) if table else set()


def _names(program: bytes, table: int, places: list[tuple[int, ...]]) -> Iterator[str]:
    def offset(address: int) -> int:
        return next(
            address - start + raw
            for length, start, stored, raw in places
            if start <= address < start + max(length, stored)
        )

    entry = offset(table)
    while any(fields := struct.unpack_from("<5I", program, entry)):
        name = offset(fields[3])
        yield program[name : program.index(b"\0", name)].decode("ascii").lower()
        entry += 20
