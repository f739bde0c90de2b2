"""The checksum of two texts, one behind the other, from theirs: neither of them has to be there.

A CRC-32 is the remainder of a polynomial over single bits; what stands before so many further bytes counts as often as
that many zeros make it (the way zlib joins checksums).
"""

from __future__ import annotations

from functools import cache

# The polynomial, its highest power in the lowest bit, as checksums are written.
_POLYNOMIAL = 0xEDB88320
_ONE = 1 << 31
_EIGHT_BITS = 1 << 23


def joined(first: int, second: int, size: int) -> int:
    """The CRC-32 of two texts from theirs; ``size`` is that of the second in bytes."""
    return _product(_zeros(size), first) ^ second


@cache
def _zeros(size: int) -> int:
    """What so many bytes of zeros multiply a remainder by."""
    product, power = _ONE, _EIGHT_BITS
    while size:
        if size & 1:
            product = _product(product, power)
        power = _product(power, power)
        size >>= 1
    return product


def _product(first: int, second: int) -> int:
    """The remainder of a product."""
    product, bit = 0, _ONE
    while bit:
        if first & bit:
            product ^= second
        bit >>= 1
        second = second >> 1 ^ _POLYNOMIAL if second & 1 else second >> 1
    return product
