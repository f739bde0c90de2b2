"""What a file is and what it carries is known before any reader sees it."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from cunbiao.records.submission import Quarantined
from cunbiao.submissions.workbook import Taken, take
from tests.submissions.workbooks import draft, parts_of, patched, schema, zipped
from workbooks import container, refusal
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
        (bytes(range(256)), refusal.NOT_A_WORKBOOK, "scrambled"),
        (b"\x62\x14\x23\x65\x04\0E-SafeNet\0LOCK\0" + bytes(range(256)), refusal.HIDDEN_BY_OFFICE, "esafenet"),
        (b"%TSD-Header-###%" + bytes(range(256)), refusal.HIDDEN_BY_OFFICE, "tsd"),
        (OLE + "DRMContent".encode("utf-16-le"), refusal.HIDDEN_BY_OFFICE, "rights_management"),
        (
            b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
            b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            refusal.OTHER_FORMAT,
            "xml_2003",
        ),
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


def with_type(data: bytes, content_type: str, part: str = "xl/x.xml") -> bytes:
    """The workbook with a part of this content type."""
    override = f'<Override PartName="/{part}" ContentType="{content_type}"/></Types>'.encode()
    typed = patched(data, CONTENT_TYPES, lambda xml: xml.replace(b"</Types>", override))
    return zipped({**parts_of(typed), part: b"<x/>"})


def with_relation(data: bytes, kind: str, part: str = "xl/x.xml") -> bytes:
    """The workbook with a part that it refers to in this way."""
    uri = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    link = f'<Relationship Id="rId99" Type="{uri}" Target="/{part}"/></Relationships>'.encode()
    related = patched(data, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"</Relationships>", link))
    return zipped({**parts_of(related), part: b"<x/>"})


MACRO_PARTS = ("xl/vbaProject.bin", "xl/VBAPROJECT2.BIN", "xl/macrosheets/sheet1.xml", "xl/dialogsheets/sheet1.xml")


@pytest.mark.parametrize("part", MACRO_PARTS)
def test_macros_are_found_by_the_name_of_their_part(good: bytes, part: str) -> None:
    error = refused(zipped({**parts_of(good), part: b"<x/>"}))
    assert (error.reason, error.values["content"]) == (refusal.MACRO, "macro")


@pytest.mark.parametrize(
    "content_type", ["application/vnd.ms-office.vbaProject", "application/vnd.ms-excel.intlmacrosheet+xml"]
)
def test_macros_are_found_by_content_type(good: bytes, content_type: str) -> None:
    assert refused(with_type(good, content_type)).reason == refusal.MACRO
    usual = f'<Default Extension="vba" ContentType="{content_type}"/></Types>'.encode()
    typed = patched(good, CONTENT_TYPES, lambda xml: xml.replace(b"</Types>", usual))
    assert refused(zipped({**parts_of(typed), "xl/y.vba": b"."})).reason == refusal.MACRO
    assert open_package(typed, LIMITS).attached == ()


@pytest.mark.parametrize("kind", ["vbaProject", "xlMacrosheet", "dialogsheet"])
def test_macros_are_found_by_their_relation(good: bytes, kind: str) -> None:
    assert refused(with_relation(good, kind)).reason == refusal.MACRO


@pytest.mark.parametrize("kind", [b"sheet.macroEnabled", b"template.macroEnabled", b"template"])
def test_a_workbook_for_macros_that_has_none_is_a_workbook(good: bytes, kind: bytes) -> None:
    parts = parts_of(good)
    main = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    other = b"application/vnd.ms-excel." + kind + b".main+xml"
    assert main in parts[CONTENT_TYPES]
    parts[CONTENT_TYPES] = parts[CONTENT_TYPES].replace(main, other)
    assert isinstance(take("东风村.xlsm", zipped(parts), 0.0, SCHEMA), Taken)


ATTACHED = [
    ("xl/embeddings/oleObject1.bin", "embedded"),
    ("xl/externalLinks/externalLink1.xml", "external_link"),
    ("xl/connections.xml", "connection"),
    ("xl/queryTables/queryTable1.xml", "connection"),
    ("xl/activeX/activeX1.xml", "active_control"),
    ("customUI/customUI14.xml", "custom_ribbon"),
]


@pytest.mark.parametrize(("part", "content"), ATTACHED)
def test_what_else_is_attached_costs_no_data_and_is_said(good: bytes, part: str, content: str) -> None:
    attached = zipped({**parts_of(good), part: b"<x/>"})
    assert open_package(attached, LIMITS).attached == (content,)
    sound, taken = take("东风村.xlsx", good, 0.0, SCHEMA), take("东风村.xlsx", attached, 0.0, SCHEMA)
    assert isinstance(sound, Taken) and isinstance(taken, Taken)
    assert taken.submission.tables == sound.submission.tables
    [said] = [own for own in taken.submission.findings if own not in sound.submission.findings]
    assert SCHEMA.words.contents[content] in said.message
    assert (said.level == "核实") == (content in ("external_link", "connection"))


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("application/vnd.openxmlformats-officedocument.oleObject", "embedded"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml", "external_link"),
    ],
)
def test_attached_content_is_found_by_content_type_and_relation(good: bytes, content_type: str, content: str) -> None:
    assert open_package(with_type(good, content_type), LIMITS).attached == (content,)
    kind = {"embedded": "oleObject", "external_link": "externalLink"}[content]
    assert open_package(with_relation(good, kind), LIMITS).attached == (content,)


def test_relations_and_types_that_cannot_be_read_are_left_alone(good: bytes) -> None:
    for part in (CONTENT_TYPES, "docProps/_rels/app.xml.rels"):
        assert open_package(zipped({**parts_of(good), part: b"<Types"}), LIMITS).attached == ()


def test_a_part_of_nothing_may_be_marked_as_deflated(good: bytes) -> None:
    name = "docProps/thumbnail.wmf"
    stream = io.BytesIO(good)
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr(zipfile.ZipInfo(name), b"")
    data = bytearray(stream.getvalue())
    for header in (data.find(name.encode()) - 22, data.rfind(name.encode()) - 36):
        data[header : header + 2] = struct.pack("<H", zipfile.ZIP_DEFLATED)
    assert isinstance(take("东风村.xlsx", bytes(data), 0.0, SCHEMA), Taken)


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


def test_large_parts_are_inflated_again_when_they_are_asked_for(good: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    held = open_package(good, LIMITS).parts
    monkeypatch.setattr(container, "_LARGE", 100)
    again = open_package(good, LIMITS).parts
    assert list(again) == list(held)
    assert len(again) == len(held) > 1
    for _ in range(2):
        assert {name: again[name] for name in again} == dict(held)
    with pytest.raises(KeyError):
        again["xl/nothing.xml"]
