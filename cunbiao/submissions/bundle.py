"""Zip bundles of workbooks, read in memory: nothing in them is ever written to disk under a name it chose itself."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from cunbiao.submissions.shown_names import named, visible
from workbooks import refusal
from workbooks.container import CONTENT_TYPES, LOCAL_SIZE, local_header_size, refuse_overlaps, unpack
from workbooks.content import SIGN, refuse_unless_zip
from workbooks.limits import Limits
from workbooks.refusal import Refused

_UTF8_NAME = 0x800
_UNIX_MODE = 16
_CONTENT_TYPES = CONTENT_TYPES.lower()


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
        if _is_workbook(members):
            return None
        refuse_overlaps(members, file.seek(0, io.SEEK_END))
        listed = _Listing(limits)
        listed.add(members, lambda info: _inner_bundle(file, info, limits))
    if not listed.members:
        raise Refused(refusal.NOTHING_INSIDE)
    return listed.members


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


class _Listing:
    """The files of a bundle and of those inside it, counted before any of them is inflated.

    What is counted is what they declare; a file that turns out longer is refused when it is read.
    """

    def __init__(self, limits: Limits) -> None:
        self.members: list[Member] = []
        self._limits = limits
        self._size = 0
        self._count = 0

    def add(
        self,
        infos: list[zipfile.ZipInfo],
        inner: Callable[[zipfile.ZipInfo], list[zipfile.ZipInfo] | None],
        folder: str = "",
        position: tuple[int, ...] = (),
    ) -> None:
        """Lists these entries, those of bundles among them in their place; ``inner`` opens such a bundle.

        Raises:
            Refused: they come to more than the limits allow.
        """
        self._count_in(infos)
        for place, info in enumerate(infos):
            if info.is_dir():
                continue
            name, path, link = f"{folder}{_clean_name(info)}", (*position, place), _is_link(info)
            within = inner(info) if name.lower().endswith(".zip") and not link else None
            if within is None:
                self.members.append(Member(name, path, _modified(info), link))
            else:
                self.add(within, _no_further, f"{name}/", path)

    def _count_in(self, infos: list[zipfile.ZipInfo]) -> None:
        limits = self._limits
        self._size += sum(info.file_size for info in infos)
        self._count += len(infos)
        if self._size > limits.bundle_size.most:
            raise Refused(refusal.INFLATES_TOO_MUCH, **limits.bundle_size.against(self._size))
        if self._count > limits.parts.most:
            raise Refused(refusal.TOO_MANY_PARTS, actual=self._count, limit=limits.parts.most)


def _no_further(info: zipfile.ZipInfo) -> None:
    """Bundles in bundles in bundles are files that are judged when they are read."""


def _inner_bundle(file: BinaryIO, info: zipfile.ZipInfo, limits: Limits) -> list[zipfile.ZipInfo] | None:
    """The directory of a bundle inside a bundle; ``None`` for anything that has to be judged as a file."""
    try:
        members = _directory(io.BytesIO(_content(file, info, limits)))
    except Refused:
        return None
    return members if members and not _is_workbook(members) else None


def _is_workbook(members: list[zipfile.ZipInfo]) -> bool:
    return any(member.filename.replace("\\", "/").lower().lstrip("/") == _CONTENT_TYPES for member in members)


def _directory(file: BinaryIO) -> list[zipfile.ZipInfo]:
    start = file.read(SIGN)
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, UnicodeDecodeError) as error:
        # NotImplementedError is how zipfile refuses a version or a compression it does not know.
        refuse_unless_zip(start)
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
    """The name as text only; it leads nowhere."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME:
        name = named(name.encode("cp437", "replace"))
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(map(visible, parts)) or "?"


def _modified(info: zipfile.ZipInfo) -> float:
    try:
        return datetime(*info.date_time).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def _is_link(info: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(info.external_attr >> _UNIX_MODE)
