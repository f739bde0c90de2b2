"""How parts of a package are packed and unpacked: by zlib-ng where it is installed, otherwise by Python's own zlib.

The contents are the same either way. zlib-ng unpacks and sums in half the time, and packs in two thirds of it what
becomes a twelfth smaller. Packed bytes are the library's own: the same only where the same library packed them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

try:
    from zlib_ng import zlib_ng as library
except ImportError:
    import zlib as library  # type: ignore[no-redef]

# No header and no checksum around the packed bytes, as in every zip.
_BARE = -library.MAX_WBITS
# Harder packing takes longer and makes nothing that is worth it smaller.
LEVEL = 5

# zlib-ng says of itself that it is an error, not a kind of errors.
PackingError: type[Exception] = library.error  # type: ignore[assignment]
"""What is raised for bytes that nothing packs to."""

# So many packed bytes are unpacked at once.
_PIECE = 1 << 16
crc32 = library.crc32


class Packing(Protocol):
    """Packs what comes piece by piece."""

    def compress(self, data: bytes, /) -> bytes | memoryview:
        """What is packed so far."""

    def flush(self, mode: int = ..., /) -> bytes:
        """The rest."""


def packing(level: int = LEVEL) -> Packing:
    """A packing that begins; ``level`` is how hard it tries, from 1 to 9."""
    return library.compressobj(level, library.DEFLATED, _BARE)


def cut(begun: Packing) -> bytes:
    """What a packing still holds back; behind it may stand blocks, and then what the packing goes on with."""
    return begun.flush(library.Z_FULL_FLUSH)


def block(data: bytes, level: int) -> bytes:
    """``data`` packed by itself: blocks may stand one behind the other."""
    own = packing(level)
    return bytes(own.compress(data)) + cut(own)


def unpacked(packed: bytes | memoryview, size: int) -> bytes:
    """All that ``packed`` holds; ``size`` is only a guess at its length.

    Raises:
        PackingError: it is damaged or cut off.
    """
    return library.decompress(packed, _BARE, max(size, 1))


def pieces(packed: bytes) -> Iterator[bytes]:
    """All that ``packed`` holds, some hundred KB at a time.

    Raises:
        PackingError: it is damaged or cut off.
    """
    unpacking = library.decompressobj(_BARE)
    for start in range(0, len(packed), _PIECE):
        yield unpacking.decompress(packed[start : start + _PIECE])
    if not unpacking.eof:
        raise PackingError("cut off")


def beginning(packed: bytes | memoryview, most: int) -> tuple[bytes, bool]:
    """The first bytes that ``packed`` holds, ``most`` of them or with 0 all, and whether it ended within them.

    Raises:
        PackingError: it is damaged.
    """
    unpacking = library.decompressobj(_BARE)
    return unpacking.decompress(packed, most), unpacking.eof
