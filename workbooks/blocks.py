"""Pieces of a part, each made and packed by itself: what was, for another package, is neither made nor packed again.

A part may be made of many, one behind the other; what they cost is a twentieth in size.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workbooks import deflate

Packed = bytes | memoryview


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of a part that are made when they are needed.

    ``said`` says all that they are made from, in two pieces the same only when these are; ``None`` where that cannot be
    said.
    """

    said: Callable[[], bytes | None]
    made: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece as it is packed, with the checksum and the size of what it holds."""

    packed: Packed
    crc: int
    size: int


class Blocks:
    """Packed pieces by the checksum of what they are made from.

    ``known`` are those of before, ``used`` those that were asked for, in any number of packages.
    """

    def __init__(self, known: Mapping[bytes, Block] | None = None) -> None:
        self.known = known or {}
        self.used: dict[bytes, Block] = {}

    def block(self, piece: Piece, level: int) -> Block:
        """A piece, packed by itself."""
        said = piece.said()
        if said is None:
            return _packed(piece, level)
        checksum = hashlib.sha256(said).digest()
        block = self.known.get(checksum) or self.used.get(checksum) or _packed(piece, level)
        self.used[checksum] = block
        return block


def _packed(piece: Piece, level: int) -> Block:
    data = piece.made()
    return Block(deflate.block(data, level), deflate.crc32(data), len(data))
