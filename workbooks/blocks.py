"""Pieces of a part packed each by itself: one that was packed before, for another package, is not packed again.

A part may be made of many, one behind the other; what they cost is a twentieth in size.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from workbooks import deflate

# What is less is joined with what follows: by itself it would pack badly.
_LEAST = 1 << 18

Packed = bytes | memoryview


class Blocks:
    """Packed pieces by the checksum of what they hold.

    ``known`` are those of before, ``used`` those that were asked for, in any number of packages.
    """

    def __init__(self, known: Mapping[bytes, Packed] | None = None) -> None:
        self.known = known or {}
        self.used: dict[bytes, Packed] = {}

    def packing(self, level: int) -> deflate.Packing:
        """A packing of one part that begins."""
        return _BlockPacking(self, level)

    def packed(self, piece: bytes, level: int) -> Packed:
        """A piece, packed by itself."""
        checksum = hashlib.sha256(piece).digest()
        block = self.known.get(checksum) or self.used.get(checksum) or deflate.block(piece, level)
        self.used[checksum] = block
        return block


class _BlockPacking:
    def __init__(self, blocks: Blocks, level: int) -> None:
        self._blocks, self._level = blocks, level
        self._waiting: list[bytes] = []
        self._size = 0

    def compress(self, data: bytes, /) -> Packed:
        self._waiting.append(data)
        self._size += len(data)
        if self._size < _LEAST:
            return b""
        piece = b"".join(self._waiting)
        self._waiting, self._size = [], 0
        return self._blocks.packed(piece, self._level)

    def flush(self) -> bytes:
        # What is left is little, and cheaper to pack than to know.
        return deflate.block(b"".join(self._waiting), self._level) + deflate.END
