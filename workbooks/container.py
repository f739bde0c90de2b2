"""The zip container of a workbook, checked before anything reads it.

Every part is inflated here once, counting what comes out, and its checksum is compared; sizes a file declares about
itself are never believed. Parts that carry macros, links or a DOCTYPE refuse the file, whatever its name.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workbooks import deflate, refusal
from workbooks.attached import what_is_attached
from workbooks.content import refuse_unless_workbook, refuse_unless_zip
from workbooks.limits import Limits
from workbooks.refusal import Refused

_LOCAL_SIGNATURE = b"PK\x03\x04"
LOCAL_SIZE = 30
_ENCRYPTED = 0x1
# Deflate never packs more than 1032 bytes into one.
_HIGHEST_RATIO = 1032
_DOCTYPE = "<!DOCTYPE"
_WIDE_DOCTYPES = (_DOCTYPE.encode("utf-16-le"), _DOCTYPE.encode("utf-16-be"))
_WIDE_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_PLAIN_PROLOG = re.compile(rb"\s*(?:<\?xml[^<>]*\?>\s*)?<[A-Za-z]")
_KEPT = (".xml", ".rels")
# A part of more bytes is a list of a whole county; a village's workbook has none.
_LARGE = 8 << 20
CONTENT_TYPES = "[Content_Types].xml"


@dataclass(slots=True)
class Package:
    """The XML parts of a checked workbook; names have no leading slash and compare without regard to case.

    ``attached`` is what it carries beside its data, see `workbooks.attached`.
    """

    parts: Mapping[str, bytes]
    names: dict[str, str]
    attached: tuple[str, ...] = ()

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return self.names.get(name.lower()) in self.parts

    def part(self, name: str) -> bytes | None:
        """The content of a part, ``None`` when there is no such part."""
        exact = self.names.get(name.lower())
        return self.parts.get(exact) if exact is not None else None


def open_package(data: bytes, limits: Limits) -> Package:
    """Checks a file from end to end.

    Raises:
        Refused: no .xlsx package, damaged, encrypted, too large, or with content it must not have.
    """
    members = _listed(data, limits)
    names = {name.lower(): name for name in members}
    parts = _inflate_all(data, members, limits)
    return Package(parts, names, what_is_attached(parts, names))


def glance_at(data: bytes, limits: Limits) -> Package:
    """The package of a file of which only a few parts are wanted: each is inflated and checked when it is asked for.

    Nothing is said about the other parts, so this is no way to take anything from a file.

    Raises:
        Refused: no .xlsx package, damaged or too large; when a part is asked for, also encrypted or inflating too much.
    """
    members = _listed(data, limits)
    return Package(_OnDemand(data, members, limits), {name.lower(): name for name in members})


def inflate(data: bytes, member: zipfile.ZipInfo, most: int) -> bytes | None:
    """The content of one member, ``None`` when it is longer than ``most`` bytes.

    Raises:
        Refused: the member is encrypted, packed in an unusual way, damaged, or its checksum is wrong.
    """
    start = member.header_offset
    start += local_header_size(data[start : start + LOCAL_SIZE])
    return unpack(memoryview(data)[start : start + member.compress_size], member, most)


def local_header_size(header: bytes) -> int:
    """How many bytes stand before a member's content; ``header`` are the first `LOCAL_SIZE` of them.

    Raises:
        Refused: there is no member here.
    """
    if len(header) < LOCAL_SIZE or not header.startswith(_LOCAL_SIGNATURE):
        raise Refused(refusal.DAMAGED, content="truncated")
    return LOCAL_SIZE + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")


def unpack(packed: bytes | memoryview, member: zipfile.ZipInfo, most: int) -> bytes | None:
    """The content of a member from its packed bytes; the same results and errors as `inflate`."""
    if member.flag_bits & _ENCRYPTED:
        raise Refused(refusal.PASSWORD)
    if not member.compress_size and not member.file_size:
        # Nothing packs into nothing, whatever way of packing is named.
        content = b""
    elif member.compress_type == zipfile.ZIP_STORED:
        content = bytes(packed)
        if len(content) > most:
            return None
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        try:
            content = _inflated(packed, member.file_size, most)
        except deflate.PackingError as error:
            raise Refused(refusal.WRONG_CHECKSUM, actual=member.filename) from error
        if len(content) > most:
            return None
    else:
        raise Refused(refusal.DAMAGED, content="unknown")
    if deflate.crc32(content) != member.CRC:
        raise Refused(refusal.WRONG_CHECKSUM, actual=member.filename)
    return content


def _inflated(packed: bytes | memoryview, declared: int, most: int) -> bytes:
    """What ``packed`` holds, cut off beyond ``most`` bytes; ``declared`` is only a guess at its length."""
    if len(packed) * _HIGHEST_RATIO < most:
        # So little cannot inflate to too much, and done at once it costs less.
        return deflate.unpacked(packed, min(declared, most))
    content, ended = deflate.beginning(packed, most + 1)
    if len(content) <= most and not ended:
        raise Refused(refusal.DAMAGED, content="truncated")
    return content


def _listed(data: bytes, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    """Part name → member of a file that as far as its directory says is a workbook."""
    if len(data) > limits.file_size.most:
        raise Refused(refusal.TOO_LARGE, **limits.file_size.against(len(data)))
    refuse_unless_zip(data)
    members = _members(data)
    names = [_part_name(member) for member in members]
    lowered = [name.lower() for name in names]
    refuse_unless_workbook(lowered, _mimetype(data, members, lowered))
    if len(members) > limits.parts.most:
        raise Refused(refusal.TOO_MANY_PARTS, actual=len(members), limit=limits.parts.most)
    _refuse_duplicates(names, lowered)
    refuse_overlaps(members, len(data))
    return dict(zip(names, members, strict=True))


def _members(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, UnicodeDecodeError) as error:
        # NotImplementedError is how zipfile refuses a version or a compression it does not know.
        raise Refused(refusal.DAMAGED, content="truncated") from error


def _part_name(member: zipfile.ZipInfo) -> str:
    # A few writers use back-slashes or a leading slash; that is no reason to refuse.
    return member.filename.replace("\\", "/").lstrip("/")


def _mimetype(data: bytes, members: list[zipfile.ZipInfo], lowered: list[str]) -> bytes:
    if "mimetype" not in lowered:
        return b""
    return inflate(data, members[lowered.index("mimetype")], 1000) or b""


def _refuse_duplicates(names: list[str], lowered: list[str]) -> None:
    if len(set(lowered)) == len(lowered):
        return
    twice = next(name for name, lower in zip(names, lowered, strict=True) if lowered.count(lower) > 1)
    raise Refused(refusal.DUPLICATE_INSIDE, actual=twice)


def refuse_overlaps(members: list[zipfile.ZipInfo], size: int) -> None:
    """Members that share bytes are how a small file inflates without end; ``size`` is that of the whole file.

    Raises:
        Refused: members share bytes, or reach beyond the end.
    """
    end = 0
    for start, length in sorted((member.header_offset, member.compress_size) for member in members):
        if start < end:
            raise Refused(refusal.DAMAGED, content="overlapping")
        end = start + LOCAL_SIZE + length
    if end > size:
        raise Refused(refusal.DAMAGED, content="truncated")


class _Checked(Mapping[str, bytes]):
    """The XML parts of a package that was checked from end to end.

    Large ones are not held: they are inflated again when they are asked for, all but the last.
    """

    def __init__(self, data: bytes, members: Mapping[str, zipfile.ZipInfo], limits: Limits) -> None:
        self._data = data
        self._members = members
        self._limits = limits
        self._held: dict[str, bytes] = {}
        self._large: set[str] = set()
        self._last = "", b""

    def keep(self, name: str, content: bytes) -> None:
        """Takes in a part, which was checked."""
        if len(content) > _LARGE:
            self._large.add(name)
        else:
            self._held[name] = content

    def __getitem__(self, name: str) -> bytes:
        if name not in self._large:
            return self._held[name]
        if name != self._last[0]:
            self._last = "", b""
            self._last = name, inflate(self._data, self._members[name], self._limits.inflated_size.most) or b""
        return self._last[1]

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._members if name in self._held or name in self._large)

    def __len__(self) -> int:
        return len(self._held) + len(self._large)


class _OnDemand(Mapping[str, bytes]):
    """The XML parts of a package by name, each inflated when it is first asked for."""

    def __init__(self, data: bytes, members: Mapping[str, zipfile.ZipInfo], limits: Limits) -> None:
        self._data = data
        self._members = {name: member for name, member in members.items() if name.lower().endswith(_KEPT)}
        self._limits = limits
        self._inflated: dict[str, bytes] = {}

    def __getitem__(self, name: str) -> bytes:
        if name not in self._inflated:
            most = self._limits.inflated_size.most - sum(map(len, self._inflated.values()))
            content = inflate(self._data, self._members[name], most)
            if content is None:
                raise _inflates_too_much(self._limits)
            _refuse_doctype(content)
            self._inflated[name] = content
        return self._inflated[name]

    def __contains__(self, name: object) -> bool:
        return name in self._members

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)


def _inflate_all(data: bytes, members: Mapping[str, zipfile.ZipInfo], limits: Limits) -> _Checked:
    """The XML parts; pictures and printer settings are inflated for their checksum and dropped."""
    most = limits.inflated_size.most
    total = 0
    kept = _Checked(data, members, limits)
    for name, member in members.items():
        content = inflate(data, member, most - total)
        if content is None:
            raise _inflates_too_much(limits)
        total += len(content)
        if name.lower().endswith(_KEPT):
            _refuse_doctype(content)
            kept.keep(name, content)
    if total > limits.ratio_from.most and total > limits.ratio.most * len(data):
        raise Refused(refusal.INFLATES_TOO_MUCH, **limits.ratio.against(total / len(data)))
    return kept


def _inflates_too_much(limits: Limits) -> Refused:
    return Refused(refusal.INFLATES_TOO_MUCH, **limits.inflated_size.against(limits.inflated_size.most))


def _refuse_doctype(content: bytes) -> None:
    # A DOCTYPE stands before the first element; nearly every part has nothing there but its XML declaration.
    if _PLAIN_PROLOG.match(content):
        return
    if b"<!DOCTYPE" in content or (
        content.startswith(_WIDE_STARTS) and any(doctype in content for doctype in _WIDE_DOCTYPES)
    ):
        raise Refused(refusal.DOCTYPE)
