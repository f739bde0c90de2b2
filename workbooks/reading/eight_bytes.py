"""Eight bytes of a text at a time, as one number: what stands there is compared or read in a few steps for all places.

The first of the eight is the lowest byte of the number, whatever computer this is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Words = NDArray[np.uint64]

SIZE = 8
# Of a number, the lowest bytes: none, one, … all eight.
_LOWEST = np.array([(1 << 8 * size) - 1 for size in range(SIZE + 1)], np.uint64)
_BITS = np.arange(SIZE + 1, dtype=np.uint64) * np.uint64(8)
_ZEROS = np.uint64(int.from_bytes(b"0" * SIZE, "little"))
# Added to a byte of 0 to 9 it leaves the highest bit alone.
_ABOVE_NINE = np.uint64(int.from_bytes(b"\x76" * SIZE, "little"))
_HIGHEST_BITS = np.uint64(int.from_bytes(b"\x80" * SIZE, "little"))


def words_of(text: bytes) -> Words:
    """The eight bytes that begin at each place of ``text``, without a copy."""
    return np.ndarray((len(text) - SIZE + 1,), "<u8", text, strides=(1,))


def lowest(size: int | Ints) -> Words:
    """What keeps of a word its first ``size`` bytes."""
    return _LOWEST[size]


def begins(words: Words, literal: bytes) -> Bools:
    """Which of the words begin with these bytes, at most eight."""
    found: Bools = words & _LOWEST[len(literal)] == np.uint64(int.from_bytes(literal, "little"))
    return found


def number_of(word: Words) -> Ints:
    """A number from its word, see `digits`."""
    number = word * np.uint64(10) + (word >> np.uint64(8)) & np.uint64(0x00FF00FF00FF00FF)
    number = number * np.uint64(100) + (number >> np.uint64(16)) & np.uint64(0x0000FFFF0000FFFF)
    return (number * np.uint64(10_000) + (number >> np.uint64(32)) & np.uint64(0xFFFFFFFF)).astype(np.int64)


def digits(words: Words, size: Ints) -> Words | None:
    """The values of the first ``size`` digits of each word (1 to 8), as `number_of` wants them; ``None`` unless all are
    digits.
    """
    shift = _BITS[SIZE - size]
    values = (words << shift) ^ (_ZEROS << shift)
    return None if (((values + _ABOVE_NINE) | values) & _HIGHEST_BITS).any() else values
