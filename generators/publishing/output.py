"""A file that is to be: where it goes, how it is written, and how it is made sure that it was."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import BinaryIO

from generators.publishing.errors import ComparisonError
from workbooks.deflate import PackingError, crc32
from workbooks.package import Member, members_in

# Sheet name → number of rows that were written to it, for every sheet in workbook order.
RowCounts = Mapping[str, int]
Compare = Callable[[Path], None]

_ROW = b"<row "
_BOOK, _RELATIONSHIPS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


@dataclass(frozen=True)
class Output:
    """A file that is to be put at ``path``.

    ``write`` writes it to an open file and returns what makes sure of it: given what was written, that raises
    `ComparisonError` when it is not what it should be.
    """

    path: Path
    write: Callable[[BinaryIO], Compare]

    def draft(self, place: Path) -> None:
        """Writes the file to ``place``, onto the disk, and compares it.

        Raises:
            ComparisonError: what is there now is not what was written.
            OSError: it cannot be written.
        """
        with place.open("wb") as file:
            compare = self.write(file)
            file.flush()
            os.fsync(file.fileno())
        compare(place)


def workbook(path: Path, write: Callable[[BinaryIO], RowCounts], compare: Compare | None = None) -> Output:
    """An .xlsx file that ``write`` writes to an open file, telling how many rows each sheet got.

    Every member of the written package is read back against its checksum and the rows of every sheet are counted;
    ``compare`` may look further.
    """

    def write_counting(file: BinaryIO) -> Compare:
        written = write(file)

        def compare_all(draft: Path) -> None:
            compare_rows(draft, written)
            if compare is not None:
                compare(draft)

        return compare_all

    return Output(path, write_counting)


def content(path: Path, data: bytes) -> Output:
    """A file whose whole content is at hand."""

    def compare(draft: Path) -> None:
        if draft.read_bytes() != data:
            raise ComparisonError("读回的内容和写入的不一样")

    def write(file: BinaryIO) -> Compare:
        file.write(data)
        return compare

    return Output(path, write)


def text(path: Path, words: str) -> Output:
    """A UTF-8 text file such as 账目.json."""
    return content(path, words.encode())


def compare_rows(written: Path, expected: RowCounts) -> None:
    """Reads a whole package back and counts the rows of its sheets.

    Raises:
        ComparisonError: it is damaged, or has other sheets or other numbers of rows than ``expected``.
    """
    try:
        found = _rows_in(written)
    except (zipfile.BadZipFile, PackingError, KeyError) as error:
        raise ComparisonError(f"不是完整的工作簿：{error}") from error
    if list(found) != list(expected):
        raise ComparisonError(f"工作表应当是{'、'.join(expected)}，读回的是{'、'.join(found)}")
    for name, rows in expected.items():
        if found[name] != rows:
            raise ComparisonError(f"工作表“{name}”写入 {rows} 行，读回 {found[name]} 行")


def _rows_in(written: Path) -> dict[str, int]:
    rows, said = dict[str, int](), dict[str, str]()
    with written.open("rb") as file:
        for member in members_in(file):
            rows[member.name] = _count_rows(member)
            if member.name in (_BOOK, _RELATIONSHIPS):
                said[member.name] = member.content().decode()
    book, relationships = said[_BOOK], said[_RELATIONSHIPS]
    targets = dict(re.findall(r'<Relationship Id="([^"]*)" Type="[^"]*/worksheet" Target="([^"]*)"', relationships))
    sheets = re.findall(r'<sheet name="([^"]*)"[^>]* r:id="([^"]*)"', book)
    return {unescape(name): rows["xl/" + targets[key]] for name, key in sheets}


def _count_rows(member: Member) -> int:
    """Row elements of one member; raises `zipfile.BadZipFile` where it is not what its checksum says."""
    rows = size = crc = 0
    rest = b""
    for piece in member.pieces():
        size, crc = size + len(piece), crc32(piece, crc)
        piece = rest + piece
        rows += piece.count(_ROW)
        rest = piece[-(len(_ROW) - 1) :]
    if (size, crc) != (member.size, member.crc):
        raise zipfile.BadZipFile(member.name)
    return rows
