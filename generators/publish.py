"""Puts finished files in their place: written beside it, reopened, compared, and only then moved in.

After any failure the place holds the old file or the new one, whole, and nothing half-written stays in the folder. A
target that someone has open in Excel is waited for briefly, then the new file is saved beside it and that is said.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from itertools import count
from pathlib import Path
from typing import BinaryIO

from workbooks.errors import ForThePerson

# Sheet name → number of rows that were written to it, for every sheet in workbook order.
RowCounts = Mapping[str, int]
WriteWorkbook = Callable[[BinaryIO], RowCounts]
Compare = Callable[[Path], None]

# How long a locked target is waited for: virus scanners let go within a second or two, a person does not.
_WAITS = (0.1, 0.2, 0.4, 0.8, 1.0)
_BLOCK = 1 << 20
_ROW = b"<row "


class PublishError(ForThePerson):
    """The file was not put in its place; the place is as it was. The text says why and what to do, in Chinese.

    Attributes:
        path: where the file should have gone.
    """

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        super().__init__(f"{path.name} 没有保存：{problem}")


class ComparisonError(Exception):
    """What is in the written file is not what was to be written; the text says in Chinese what differs."""


@dataclass(frozen=True)
class Published:
    """Where a file is now. ``renamed``: its own name was locked, so it has another one and ``note`` says so."""

    path: Path
    renamed: bool = False
    note: str = ""


def publish_workbook(path: Path, write: WriteWorkbook, compare: Compare | None = None) -> Published:
    """Publishes an .xlsx file that ``write`` writes to an open file, telling how many rows each sheet got.

    Every member of the written package is read back against its checksum and the rows of every sheet are counted;
    ``compare`` may look further and raise `ComparisonError`.

    Raises:
        PublishError: nothing was changed.
    """
    written: dict[str, int] = {}

    def write_counting(file: BinaryIO) -> None:
        written.update(write(file))

    def compare_all(draft: Path) -> None:
        compare_rows(draft, written)
        if compare is not None:
            compare(draft)

    return _publish(path, write_counting, compare_all)


def publish_bytes(path: Path, data: bytes) -> Published:
    """Publishes a file whose whole content is at hand; raises `PublishError` when nothing was changed."""

    def write(file: BinaryIO) -> None:
        file.write(data)

    def compare(draft: Path) -> None:
        if draft.read_bytes() != data:
            raise ComparisonError("读回的内容和写入的不一样")

    return _publish(path, write, compare)


def publish_text(path: Path, text: str) -> Published:
    """Publishes a UTF-8 text file such as 账目.json; raises `PublishError` when nothing was changed."""
    return publish_bytes(path, text.encode())


def compare_rows(written: Path, expected: RowCounts) -> None:
    """Reads a whole package back and counts the rows of its sheets.

    Raises:
        ComparisonError: it is damaged, or has other sheets or other numbers of rows than ``expected``.
    """
    try:
        found = _rows_in(written)
    except (zipfile.BadZipFile, KeyError) as error:
        raise ComparisonError(f"不是完整的工作簿：{error}") from error
    if list(found) != list(expected):
        raise ComparisonError(f"工作表应当是{'、'.join(expected)}，读回的是{'、'.join(found)}")
    for name, rows in expected.items():
        if found[name] != rows:
            raise ComparisonError(f"工作表“{name}”写入 {rows} 行，读回 {found[name]} 行")


def _rows_in(written: Path) -> dict[str, int]:
    with zipfile.ZipFile(written) as package:
        rows = {name: _count_rows(package, name) for name in package.namelist()}
        workbook = package.read("xl/workbook.xml").decode()
        relationships = package.read("xl/_rels/workbook.xml.rels").decode()
    targets = dict(re.findall(r'<Relationship Id="([^"]*)" Type="[^"]*/worksheet" Target="([^"]*)"', relationships))
    sheets = re.findall(r'<sheet name="([^"]*)"[^>]* r:id="([^"]*)"', workbook)
    return {unescape(name): rows["xl/" + targets[key]] for name, key in sheets}


def _count_rows(package: zipfile.ZipFile, member: str) -> int:
    """Row elements of one member; reading it to its end checks the checksum."""
    rows = 0
    rest = b""
    with package.open(member) as part:
        while block := part.read(_BLOCK):
            block = rest + block
            rows += block.count(_ROW)
            rest = block[-(len(_ROW) - 1) :]
    return rows


def _publish(path: Path, write: Callable[[BinaryIO], None], compare: Compare) -> Published:
    draft = path.with_name(f".~{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        compare(draft)
        return _move_in(draft, path)
    except ComparisonError as error:
        raise PublishError(path, f"写入后检查没有通过（{error}），请再试一次；如果还是这样，请检查磁盘") from error
    except PermissionError as error:
        raise PublishError(path, f"没有权限写入文件夹 {path.parent}，请换一个文件夹") from error
    except OSError as error:
        raise PublishError(path, f"写不进磁盘（{error.strerror or error}），请检查磁盘空间和路径") from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def can_write(folder: Path) -> bool:
    """Whether a file can be written into a folder, which is made where it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"?")
    except OSError:
        return False
    return True


def _move_in(draft: Path, path: Path) -> Published:
    for wait in _WAITS:
        try:
            draft.replace(path)
        except PermissionError:
            time.sleep(wait)  # nothing tells when another program lets a file go
        else:
            _sync_folder(path.parent)
            return Published(path)
    beside = next(free for number in count(1) if not (free := _numbered(path, number)).exists())
    draft.replace(beside)
    _sync_folder(path.parent)
    note = f"{path.name} 正被别的程序打开，新文件另存为 {beside.name}；请关掉旧的再改名"
    return Published(beside, renamed=True, note=note)


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.stem}（新{number}）{path.suffix}")


def _sync_folder(folder: Path) -> None:
    """Makes the move survive a power loss where the system can (Windows cannot open a folder)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
