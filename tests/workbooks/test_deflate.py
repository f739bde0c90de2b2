"""Whether zlib-ng is installed changes how long packing takes and how it packs, never what is in a file."""

from __future__ import annotations

import importlib.util
import io
import random
import subprocess
import sys
import zlib
from types import ModuleType
from typing import Any

import pytest
import zlib_ng

from tests.submissions.workbooks import draft, parts_of, schema
from workbooks import deflate
from workbooks.container import open_package
from workbooks.package import PackageWriter, read_members
from workbooks.refusal import Refused

LIMITS = schema().limits


def without_zlib_ng() -> ModuleType:
    """The module as it is where zlib-ng is missing."""
    spec = importlib.util.find_spec("workbooks.deflate")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "zlib_ng", None)
        spec.loader.exec_module(module)
    return module


FALLBACK = without_zlib_ng()
# Any is what both modules are to a type checker.
WAYS: dict[str, Any] = {"zlib-ng": deflate, "zlib": FALLBACK}
TEXTS = {
    "nothing": b"",
    "a word": "户".encode(),
    "rows": b"".join(b'<row r="%d"><c t="s"><v>%d</v></c></row>' % (row, row % 97) for row in range(9000)),
    "noise": random.Random(1).randbytes(70_000),
    "zeros": bytes(300_000),
}


def packed(way: Any, content: bytes) -> bytes:
    packing = way.packing()
    half = len(content) // 2
    return bytes(packing.compress(content[:half]) + packing.compress(content[half:]) + packing.flush())


def test_each_way_is_the_library_it_is_said_to_be() -> None:
    assert WAYS["zlib-ng"].library is zlib_ng.zlib_ng
    assert WAYS["zlib"].library is zlib


@pytest.mark.parametrize("content", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("by", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("again", WAYS.values(), ids=WAYS)
def test_what_one_packs_either_unpacks_whole_and_in_part(content: bytes, by: Any, again: Any) -> None:
    data = packed(by, content)
    for guess in (0, 1, len(content), 2 * len(content)):
        assert again.unpacked(data, guess) == content
    assert again.beginning(data, 0) == (content, True)
    assert again.beginning(data, len(content) + 1) == (content, True)
    assert again.beginning(data, 50)[0] == content[:50]
    assert again.crc32(content) == zlib.crc32(content)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_what_is_cut_off_or_damaged_is_refused_either_way(way: Any) -> None:
    data = packed(FALLBACK, TEXTS["rows"])
    with pytest.raises(way.PackingError):
        way.unpacked(data[: len(data) // 2], 10)
    content, ended = way.beginning(data[: len(data) // 2], 0)
    assert not ended
    assert TEXTS["rows"].startswith(content)
    # The first bits name a way of packing that does not exist.
    damaged = b"\x07" + data[1:]
    with pytest.raises(way.PackingError):
        way.unpacked(damaged, 10)
    with pytest.raises(way.PackingError):
        way.beginning(damaged, 10)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_workbook_reads_the_same_and_is_refused_the_same(monkeypatch: pytest.MonkeyPatch, way: Any) -> None:
    good = draft().to_bytes()
    monkeypatch.setattr("workbooks.container.deflate", way)
    assert {**open_package(good, LIMITS).parts} == parts_of(good)
    start = good.find(b"xl/worksheets/sheet2.xml") + 60
    for offset in range(start, start + 200, 7):
        damaged = good[:offset] + bytes([good[offset] ^ 0x04]) + good[offset + 1 :]
        with pytest.raises(Refused):
            open_package(damaged, LIMITS)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_written_package_holds_the_same(monkeypatch: pytest.MonkeyPatch, way: Any) -> None:
    monkeypatch.setattr("workbooks.package.deflate", way)
    file = io.BytesIO()
    writer = PackageWriter(file)
    for name, content in TEXTS.items():
        writer.write(name, [content[:10], content[10:]])
    writer.close()
    assert {member.name: member.content() for member in read_members(file.getvalue())} == TEXTS
    assert parts_of(file.getvalue()) == TEXTS


def test_the_product_starts_where_zlib_ng_is_missing() -> None:
    script = "import sys; sys.modules['zlib_ng'] = None; import commands.cli, workbooks.deflate as d; print(d.library)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert "module 'zlib'" in done.stdout
