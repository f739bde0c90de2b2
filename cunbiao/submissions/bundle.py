"""Zip bundles of workbooks, read in memory: nothing in them is ever written to disk under a name it chose itself."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from workbooks import refusal
from workbooks.container import CONTENT_TYPES, LOCAL_SIZE, local_header_size, unpack
from workbooks.limits import Limits
from workbooks.refusal import Refused

_UTF8_NAME = 0x800
_UNIX_MODE = 16


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a bundle: its cleaned name, its position (in the outer directory, then in the inner one), its date."""

    name: str
    path: tuple[int, ...]
    modified: float
    link: bool


def list_bundle(path: Path, limits: Limits) -> list[Member] | None:
    """The files in a bundle and in the bundles directly inside it; ``None`` when the file is a workbook.

    Raises:
        OSError: the file cannot be read.
        Refused: it is no readable zip file, or holds more than the limits allow.
    """
    with path.open("rb") as file:
        members = _directory(file)
        if any(member.filename == CONTENT_TYPES for member in members):
            return None
        listed = list(_list(file, members, limits))
    total = sum(size for _, size in listed)
    if total > limits.bundle_size.most:
        raise Refused(refusal.INFLATES_TOO_MUCH, **limits.bundle_size.against(total))
    if len(listed) > limits.parts.most:
        raise Refused(refusal.TOO_MANY_PARTS, actual=len(listed), limit=limits.parts.most)
    return [member for member, _ in listed]


def read_member(path: Path, positions: tuple[int, ...], limits: Limits) -> bytes:
    """The content of one file in a bundle.

    Raises:
        OSError: the bundle cannot be read.
        Refused: the file is encrypted, damaged or too large.
    """
    with path.open("rb") as file:
        content = _content(file, _directory(file)[positions[0]], limits)
    for position in positions[1:]:
        inner = io.BytesIO(content)
        content = _content(inner, _directory(inner)[position], limits)
    return content


def _list(file: BinaryIO, members: list[zipfile.ZipInfo], limits: Limits) -> Iterator[tuple[Member, int]]:
    """Members with the sizes they declare; a file that turns out longer than it declares is refused when it is read."""
    for position, info in enumerate(members):
        if info.is_dir():
            continue
        member = Member(_clean_name(info), (position,), _modified(info), _is_link(info))
        inner = _inner_bundle(file, info, limits) if member.name.lower().endswith(".zip") and not member.link else None
        if inner is None:
            yield member, info.file_size
            continue
        for place, within in enumerate(inner):
            if not within.is_dir():
                name = f"{member.name}/{_clean_name(within)}"
                yield Member(name, (position, place), _modified(within), _is_link(within)), within.file_size


def _inner_bundle(file: BinaryIO, info: zipfile.ZipInfo, limits: Limits) -> list[zipfile.ZipInfo] | None:
    """The directory of a bundle inside a bundle; ``None`` for anything that has to be judged as a file."""
    try:
        members = _directory(io.BytesIO(_content(file, info, limits)))
    except Refused:
        return None
    return None if any(member.filename == CONTENT_TYPES for member in members) else members


def _directory(file: BinaryIO) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, UnicodeDecodeError) as error:
        # NotImplementedError is how zipfile refuses a version or a compression it does not know.
        raise Refused(refusal.DAMAGED, content="truncated") from error


def _content(file: BinaryIO, info: zipfile.ZipInfo, limits: Limits) -> bytes:
    """A member's content, never longer than it declares and than a file may be."""
    most = limits.file_size.most
    if info.compress_size > most:
        raise Refused(refusal.TOO_LARGE, **limits.file_size.against(info.compress_size))
    file.seek(info.header_offset)
    file.seek(info.header_offset + local_header_size(file.read(LOCAL_SIZE)))
    content = unpack(file.read(info.compress_size), info, min(most, info.file_size))
    if content is None:
        raise Refused(refusal.TOO_LARGE, **limits.file_size.against(max(info.file_size, most + 1)))
    return content


def _clean_name(info: zipfile.ZipInfo) -> str:
    """The name as text only: Chinese Windows writes GBK without saying so; direction marks and controls are dropped."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
            except UnicodeDecodeError:
                continue
            break
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "".join(character for character in "/".join(parts) if character.isprintable()) or "?"


def _modified(info: zipfile.ZipInfo) -> float:
    try:
        return datetime(*info.date_time).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def _is_link(info: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(info.external_attr >> _UNIX_MODE)
