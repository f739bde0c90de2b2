"""What was made and packed before is put together again, and unpacks to the same."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from unittest.mock import Mock

import pytest

from workbooks import deflate
from workbooks.blocks import Blocks, Piece
from workbooks.package import PackageWriter, read_members

ROWS = [b"<row>%d</row>" % number * 30_000 for number in range(6)]


def piece(row: bytes) -> Piece:
    return Piece(lambda: b"all of " + row, lambda: row)


def package(rows: Sequence[bytes | Piece], own: Blocks | None) -> bytes:
    file = io.BytesIO()
    writer = PackageWriter(file, blocks=own)
    writer.write("a.xml", [b"<head/>" * 100, *rows, b"<tail/>" * 100])
    writer.write("b.xml", [b"", b"little"])
    writer.write("c.xml", [])
    writer.write("d.xml", rows)
    writer.close()
    return file.getvalue()


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        own = {name: archive.read(name) for name in archive.namelist()}
    assert own == {member.name: member.content() for member in read_members(data)}
    return own


def test_it_holds_the_same_as_when_it_is_packed_in_one() -> None:
    pieces = list(map(piece, ROWS))
    whole = contents(package(ROWS, None))
    assert contents(package(pieces, Blocks())) == contents(package(pieces, None)) == whole
    assert whole["a.xml"] == b"<head/>" * 100 + b"".join(ROWS) + b"<tail/>" * 100
    assert contents(package([], Blocks()))["a.xml"] == b"<head/>" * 100 + b"<tail/>" * 100


def test_what_is_known_is_neither_made_nor_packed_again_and_the_bytes_are_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = Blocks()
    package(list(map(piece, ROWS)), first)
    changed = [*ROWS[:2], b"<row>new</row>" * 30_000, *ROWS[3:]]
    afresh = package(list(map(piece, changed)), Blocks())
    made = [Mock(return_value=row) for row in changed]
    packing = Mock(wraps=deflate.block)
    monkeypatch.setattr(deflate, "block", packing)
    second = Blocks(first.used)
    assert package([Piece(piece(row).said, own) for row, own in zip(changed, made, strict=True)], second) == afresh
    assert [own.call_count for own in made] == [0, 0, 1, 0, 0, 0], "once, though it stands in two parts"
    assert packing.call_count == 1
    assert len(second.used) == len(ROWS), "what is used no more is let go"


def test_what_cannot_say_what_it_is_made_from_is_made_each_time() -> None:
    first = Blocks()
    unsaid = Piece(lambda: None, Mock(side_effect=[b"once", b"again"]))
    assert contents(package([unsaid], first))["d.xml"] == b"again"
    assert first.used == {}
