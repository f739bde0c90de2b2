"""The checksum of a whole from those of its parts."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbooks.checksums import joined


@given(st.binary(max_size=300), st.binary(max_size=5000))
def test_it_is_that_of_both_one_behind_the_other(first: bytes, second: bytes) -> None:
    assert joined(zlib.crc32(first), zlib.crc32(second), len(second)) == zlib.crc32(first + second)


@pytest.mark.parametrize("size", [1 << 16, (1 << 20) + 1, 3_000_001])
def test_long_texts(size: int) -> None:
    text = bytes(range(256)) * (size // 256 + 1)
    assert joined(zlib.crc32(b"first"), zlib.crc32(text[:size]), size) == zlib.crc32(b"first" + text[:size])


def test_nothing_behind_changes_nothing() -> None:
    assert joined(zlib.crc32(b"text"), zlib.crc32(b""), 0) == zlib.crc32(b"text")
