"""What a file is and what it carries is known before any reader sees it."""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from cunbiao.records.submission import Quarantined
from cunbiao.submissions.workbook import Taken, take
from tests.submissions.workbooks import draft, parts_of, patched, schema, zipped
from workbooks import refusal
from workbooks.container import open_package
from workbooks.limits import Limits
from workbooks.refusal import Refused

SCHEMA = schema()
LIMITS = SCHEMA.limits
CONTENT_TYPES = "[Content_Types].xml"


def refused(data: bytes, limits: Limits = LIMITS) -> Refused:
    with pytest.raises(Refused) as caught:
        open_package(data, limits)
    return caught.value


@pytest.fixture(scope="module")
def good() -> bytes:
    return draft().to_bytes()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


@pytest.mark.parametrize(
    ("data", "reason", "content"),
    [
        (b"", refusal.EMPTY, None),
        (b"\0" * 100, refusal.EMPTY, None),
        (OLE + "EncryptedPackage".encode("utf-16-le"), refusal.PASSWORD, None),
        (OLE + "Workbook\0".encode("utf-16-le"), refusal.OLD_XLS, None),
        (OLE + "WordDocument".encode("utf-16-le"), refusal.NOT_A_WORKBOOK, "word"),
        (OLE, refusal.NOT_A_WORKBOOK, "ole"),
        (b"\r\n<html><body><table></table></body></html>", refusal.NOT_A_WORKBOOK, "html"),
        ("\ufeff<!DOCTYPE HTML><p>户</p>".encode(), refusal.NOT_A_WORKBOOK, "html"),
        (b"<?xml version='1.0'?><Workbook/>", refusal.NOT_A_WORKBOOK, "xml"),
        (b"%PDF-1.7 ...", refusal.NOT_A_WORKBOOK, "pdf"),
        (b"{\\rtf1", refusal.NOT_A_WORKBOOK, "rtf"),
        (b"\x89PNG\r\n\x1a\n", refusal.NOT_A_WORKBOOK, "image"),
        (b"Rar!\x1a\x07\x00", refusal.ARCHIVE, "rar"),
        (b"7z\xbc\xaf\x27\x1c\0", refusal.ARCHIVE, "seven_zip"),
        ("户编号,户主姓名\n1,张三\n".encode("gb18030"), refusal.CSV, None),
        ("户编号,户主姓名\n".encode("utf-16"), refusal.CSV, None),
        (bytes(range(256)), refusal.NOT_A_WORKBOOK, "unknown"),
        (zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<d/>"}), refusal.NOT_A_WORKBOOK, "word"),
        (zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"."}), refusal.OTHER_FORMAT, "xlsb"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), refusal.OTHER_FORMAT, "ods"),
        (zipped({"a.xlsx": b"...", "b.xlsx": b"..."}), refusal.ARCHIVE, "zip"),
        (zipped({"xl/workbook.xml": b"<workbook/>"}), refusal.DAMAGED, "missing_part"),
    ],
    # Of the bytes of a zip bundle the time of day would be part of the name, and differ from process to process.
    ids=lambda value: f"{len(value)} bytes" if isinstance(value, bytes) else None,
)
def test_a_file_is_called_what_it_is(data: bytes, reason: str, content: str | None) -> None:
    error = refused(data)
    assert error.reason == reason
    assert error.values.get("content") == content


def test_the_reason_is_said_in_words(good: bytes) -> None:
    told = take("东风村.xlsx", b"%PDF-1.4", 0.0, SCHEMA)
    assert isinstance(told, Quarantined)
    assert "PDF 文档" in told.message
    assert ".xlsx" in told.fix
    assert told.sha256 == hashlib.sha256(b"%PDF-1.4").hexdigest()
    assert told.size == 8


def test_a_good_workbook_passes(good: bytes) -> None:
    package = open_package(good, LIMITS)
    assert package.part("XL/Workbook.xml") is not None
    assert package.part("xl/nothing.xml") is None


@pytest.mark.parametrize("keep", [0.999, 0.5, 0.05])
def test_a_truncated_file_is_incomplete(good: bytes, keep: float) -> None:
    assert refused(good[: int(len(good) * keep)]).reason == refusal.DAMAGED


def test_every_flipped_bit_in_a_part_is_noticed(good: bytes) -> None:
    start = good.find(b"xl/worksheets/sheet2.xml") + 60
    for offset in range(start, start + 200, 7):
        damaged = good[:offset] + bytes([good[offset] ^ 0x04]) + good[offset + 1 :]
        assert refused(damaged).reason in (refusal.WRONG_CHECKSUM, refusal.DAMAGED)


def test_a_part_that_is_there_twice_is_refused_whatever_its_case(good: bytes) -> None:
    parts = [*parts_of(good).items(), ("XL/worksheets/SHEET1.xml", b"<worksheet/>")]
    error = refused(zipped(parts))
    assert error.reason == refusal.DUPLICATE_INSIDE
    assert error.values["actual"] == "XL/worksheets/SHEET1.xml" or error.values["actual"] == "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "declared",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]>',
        b'<!-- a comment first --><!DOCTYPE x SYSTEM "file:///etc/passwd">',
    ],
)
def test_a_doctype_in_any_part_is_refused(good: bytes, declared: bytes) -> None:
    changed = patched(good, "docProps/app.xml", lambda xml: xml.replace(b"?>", b"?>" + declared, 1))
    assert refused(changed).reason == refusal.DOCTYPE


def test_a_doctype_in_utf_16_is_refused(good: bytes) -> None:
    wide = '\ufeff<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16-le")
    assert refused(zipped({**parts_of(good), "xl/theme/theme1.xml": wide})).reason == refusal.DOCTYPE


@pytest.mark.parametrize(
    ("part", "reason", "content"),
    [
        ("xl/vbaProject.bin", refusal.MACRO, "macro"),
        ("xl/macrosheets/sheet1.xml", refusal.MACRO, "macro"),
        ("xl/activeX/activeX1.xml", refusal.MACRO, "active_control"),
        ("customUI/customUI14.xml", refusal.MACRO, "custom_ribbon"),
        ("xl/embeddings/oleObject1.bin", refusal.EXTERNAL, "embedded"),
        ("xl/externalLinks/externalLink1.xml", refusal.EXTERNAL, "external_link"),
        ("xl/connections.xml", refusal.EXTERNAL, "connection"),
    ],
)
def test_active_content_is_found_by_part_name(good: bytes, part: str, reason: str, content: str) -> None:
    error = refused(zipped({**parts_of(good), part: b"<x/>"}))
    assert (error.reason, error.values["content"]) == (reason, content)


@pytest.mark.parametrize(
    ("declared", "content"),
    [
        (b"application/vnd.ms-excel.sheet.macroEnabled.main+xml", "macro"),
        (b"application/vnd.ms-excel.intlmacrosheet+xml", "macro"),
        (b"application/vnd.openxmlformats-officedocument.oleObject", "embedded"),
    ],
)
def test_active_content_is_found_by_content_type(good: bytes, declared: bytes, content: str) -> None:
    override = b'<Override PartName="/xl/x.xml" ContentType="' + declared + b'"/></Types>'
    changed = patched(good, CONTENT_TYPES, lambda xml: xml.replace(b"</Types>", override))
    assert refused(changed).values["content"] == content


def test_an_external_link_is_found_by_its_relationship(good: bytes) -> None:
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    link = b'<Relationship Id="rId99" Type="' + kind + b'" Target="x.xml"/></Relationships>'
    changed = patched(good, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"</Relationships>", link))
    assert refused(changed).values["content"] == "external_link"


def _limited(**values: float) -> Limits:
    return replace(LIMITS, **{name: replace(getattr(LIMITS, name), value=value) for name, value in values.items()})


def test_limits_are_shown_with_the_number_of_the_file(good: bytes) -> None:
    told = take("x.xlsx", good, 0.0, schema(limits=_limited(parts=3)))
    assert isinstance(told, Quarantined)
    assert told.reason == refusal.TOO_MANY_PARTS
    assert f"{len(parts_of(good))} 个" in told.message
    assert "3 个" in told.message


def test_a_file_over_the_size_limit_is_not_opened(good: bytes) -> None:
    error = refused(good, _limited(file_size=0.0078125))
    assert error.reason == refusal.TOO_LARGE
    assert error.values["limit"] == "0.007812 MB"


def test_inflated_bytes_are_counted_not_believed(good: bytes) -> None:
    bomb = zipped({**parts_of(good), "xl/media/image1.png": b"\0" * 3_000_000})
    assert len(bomb) < 20_000
    lying = _with_declared_size(bomb, "xl/media/image1.png", 10)
    assert refused(lying, _limited(inflated_size=1)).reason == refusal.INFLATES_TOO_MUCH


def test_a_high_ratio_counts_only_in_large_files(good: bytes) -> None:
    dense = zipped({**parts_of(good), "xl/media/image1.png": b"\0" * 3_000_000})
    assert open_package(dense, _limited(ratio=100)).parts
    assert refused(dense, _limited(ratio=100, ratio_from=1)).reason == refusal.INFLATES_TOO_MUCH


def test_members_that_share_their_bytes_are_refused(good: bytes) -> None:
    data = bytearray(good)
    end = data.rfind(b"PK\x05\x06")
    start = struct.unpack_from("<I", data, end + 16)[0]
    first = start
    second = start + 46 + sum(struct.unpack_from("<HHH", data, start + 28))
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    assert refused(bytes(data)).reason == refusal.DAMAGED


def test_an_encrypted_member_is_a_matter_of_the_password(good: bytes) -> None:
    data = bytearray(good)
    start = struct.unpack_from("<I", data, data.rfind(b"PK\x05\x06") + 16)[0]
    data[start + 8] |= 1
    assert refused(bytes(data)).reason == refusal.PASSWORD


def test_back_slashes_in_part_names_are_normal(good: bytes) -> None:
    renamed = {name.replace("/", "\\"): content for name, content in parts_of(good).items()}
    assert isinstance(take("x.xlsx", _raw_zip(renamed), 0.0, SCHEMA), Taken)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet2.xml"])
def test_a_missing_part_is_damage(good: bytes, part: str) -> None:
    parts = parts_of(good)
    del parts[part]
    told = take("x.xlsx", zipped(parts), 0.0, SCHEMA)
    assert isinstance(told, Quarantined)
    assert told.reason == refusal.DAMAGED


@pytest.mark.parametrize("part", ["docProps/core.xml", "docProps/app.xml", "xl/theme/theme1.xml", "xl/styles.xml"])
def test_parts_that_are_no_data_may_be_missing(good: bytes, part: str) -> None:
    parts = parts_of(good)
    del parts[part]
    assert isinstance(take("x.xlsx", zipped(parts), 0.0, SCHEMA), Taken)


def _without(tag: bytes) -> Callable[[bytes], bytes]:
    return lambda xml: xml[: xml.index(b"<" + tag)] + xml[xml.index(b"</" + tag) + len(tag) + 3 :]


def test_a_workbook_without_sheets_is_never_a_quiet_success(good: bytes) -> None:
    told = take("x.xlsx", patched(good, "xl/workbook.xml", _without(b"sheets")), 0.0, SCHEMA)
    assert isinstance(told, Quarantined)
    assert told.reason == refusal.NO_SHEETS


def _with_declared_size(data: bytes, name: str, size: int) -> bytes:
    """The zip file with another uncompressed size in the directory entry of one member."""
    changed = bytearray(data)
    place = data.rfind(name.encode()) - 46
    struct.pack_into("<I", changed, place + 24, size)
    return bytes(changed)


def _raw_zip(parts: dict[str, bytes]) -> bytes:
    """A zip file whose member names are written as they are (zipfile would normalise them)."""
    body, directory = b"", b""
    for name, content in parts.items():
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
        raw = name.encode()
        facts = struct.pack(
            "<HHHHHIII", 20, 0, zipfile.ZIP_DEFLATED, 0, 0x21, zlib.crc32(content), len(packed), len(content)
        )
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + facts
        directory += struct.pack("<HHHHHII", len(raw), 0, 0, 0, 0, 0, len(body)) + raw
        body += b"PK\x03\x04" + facts + struct.pack("<HH", len(raw), 0) + raw + packed
    end = struct.pack("<HHHHIIH", 0, 0, len(parts), len(parts), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end
