"""What the header of a Windows program file tells without running it."""

from __future__ import annotations

import struct
from pathlib import Path

_BITS = {0x014C: 32, 0x8664: 64}
# The header lies within the first page.
_PAGE = 4096


def bits(program: bytes) -> int | None:
    """32 or 64 for a program for Intel and AMD processors, None for anything else."""
    try:
        (header,) = struct.unpack_from("<I", program, 0x3C)
        signature, machine = struct.unpack_from("<4sH", program, header)
    except struct.error:
        return None
    return _BITS.get(machine) if program[:2] == b"MZ" and signature == b"PE\0\0" else None


def bits_of(file: Path) -> int | None:
    """The same for a file; None when it cannot be read."""
    try:
        with file.open("rb") as program:
            return bits(program.read(_PAGE))
    except OSError:
        return None
