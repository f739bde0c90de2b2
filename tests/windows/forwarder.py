"""The ``bcryptprimitives.dll`` that Wine 8 lacks: one function, forwarded to the older one that gives the same."""

from __future__ import annotations

import struct

_ADDRESS, _SIZE = 0x1000, 0x200
_LIBRARY, _FUNCTION, _OLDER = b"bcryptprimitives.dll\0", b"ProcessPrng\0", b"advapi32.SystemFunction036\0"


def random_numbers() -> bytes:
    """A 64-bit DLL of one section: headers, and a table with one export, which is the name of another DLL's."""
    functions = _ADDRESS + 40
    names, ordinals, texts = functions + 4, functions + 8, functions + 12
    function, older = texts + len(_LIBRARY), texts + len(_LIBRARY) + len(_FUNCTION)
    table = struct.pack("<IIHHIIIIIII", 0, 0, 0, 0, texts, 1, 1, 1, functions, names, ordinals)
    table += struct.pack("<IIHH", older, function, 0, 0) + _LIBRARY + _FUNCTION + _OLDER
    dos = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x40)
    coff = b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, 240, 0x2022)
    optional = struct.pack("<HBBIIIII", 0x20B, 14, 0, 0, _SIZE, 0, 0, _ADDRESS)
    optional += struct.pack(
        "<QIIHHHHHHIIIIHH", 0x180000000, 0x1000, 0x200, 6, 0, 0, 0, 6, 0, 0, 0x2000, 0x200, 0, 2, 0x140
    )
    optional += struct.pack("<QQQQII", 0x100000, 0x1000, 0x100000, 0x1000, 0, 16)
    optional += struct.pack("<II", _ADDRESS, len(table)) + bytes(15 * 8)
    section = struct.pack("<8sIIIIIIHHI", b".rdata", len(table), _ADDRESS, _SIZE, _SIZE, 0, 0, 0, 0, 0x40000040)
    return (dos + coff + optional + section).ljust(_SIZE, b"\0") + table.ljust(_SIZE, b"\0")
