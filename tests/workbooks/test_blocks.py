"""What was packed before is put together again, and unpacks to the same."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from unittest.mock import Mock

import pytest

from workbooks import deflate
from workbooks.blocks import Blocks
from workbooks.package import PackageWriter, read_members

ROWS = [b"<row>%d</row>" % number * 30_000 for number in range(6)]


def package(parts: Sequence[bytes], own: Blocks | None) -> bytes:
    file = io.BytesIO()
    writer = PackageWriter(file, blocks=own)
    writer.write("a.xml", parts)
    writer.write("b.xml", [b"", b"little"])
    writer.write("c.xml", [])
    writer.close()
    return file.getvalue()


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        own = {name: archive.read(name) for name in archive.namelist()}
    assert own == {member.name: member.content() for member in read_members(data)}
    return own


def test_it_holds_the_same_as_when_it_is_packed_in_one() -> None:
    assert contents(package(ROWS, Blocks())) == contents(package(ROWS, None))
    assert contents(package([], Blocks())) == {"a.xml": b"", "b.xml": b"little", "c.xml": b""}


def test_what_is_known_is_not_packed_again_and_the_bytes_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    first = Blocks()
    package(ROWS, first)
    changed = [*ROWS[:2], b"<row>new</row>" * 30_000, *ROWS[3:]]
    afresh = package(changed, Blocks())
    packing = Mock(wraps=deflate.block)
    monkeypatch.setattr(deflate, "block", packing)
    second = Blocks(first.used)
    assert package(changed, second) == afresh
    packed = [len(call.args[0]) for call in packing.call_args_list]
    assert packed == [len(changed[2]), 0, len(b"little"), 0], "the changed piece and what is left of each part"
    assert len(second.used) == len(ROWS), "what is used no more is let go"


def test_little_is_joined_with_what_follows() -> None:
    own = Blocks()
    package([row[:100_000] for row in ROWS], own)
    assert len(own.used) == 2
