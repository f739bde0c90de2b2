"""A file that hangs, devours memory or kills its reader is put aside, and no other file notices."""

from __future__ import annotations

import contextlib
import threading
import zipfile
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from cunbiao.records.submission import Quarantined
from cunbiao.submissions.gather import FoundFile
from cunbiao.submissions.pool import read_files
from cunbiao.submissions.schema import Schema
from tests.submissions.workbooks import draft, parts_of, patched, schema, sheet_part
from workbooks import refusal

SCHEMA = schema()


@pytest.fixture(scope="module")
def good() -> bytes:
    return draft().to_bytes()


def found(folder: Path, name: str, data: bytes) -> FoundFile:
    (folder / name).write_bytes(data)
    return FoundFile(name, str(folder / name), 0.0)


def limited(**values: float) -> Schema:
    limits = SCHEMA.limits
    return schema(
        limits=replace(limits, **{name: replace(getattr(limits, name), value=value) for name, value in values.items()})
    )


def reasons(answers: list[object]) -> list[str]:
    return [answer.reason if isinstance(answer, Quarantined) else type(answer).__name__ for answer in answers]


def test_answers_come_in_the_order_of_the_files_and_progress_is_told(tmp_path: Path, good: bytes) -> None:
    files = [found(tmp_path, f"{number}.xlsx", good if number % 2 else b"") for number in range(5)]
    told: list[tuple[int, int]] = []
    answers = read_files(files, SCHEMA, 2, lambda done, total: told.append((done, total)))
    assert reasons(list(answers)) == ["FILE-01", "Taken", "FILE-01", "Taken", "FILE-01"]
    assert told[-1] == (5, 5)
    assert told == sorted(told)


def test_no_files_need_no_workers() -> None:
    assert read_files([], SCHEMA, 2) == []


def slow(good: bytes) -> bytes:
    """A workbook that takes seconds: half a million cells that only the careful reader can read."""
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="d"><v>x</v></c><c r="B{row}"><v>1</v></c></row>' for row in range(10, 250_000)
    )
    part = sheet_part(good, "人表")
    return patched(good, part, lambda xml: xml.replace(b"</sheetData>", rows.encode() + b"</sheetData>"))


def test_a_file_whose_reader_dies_is_put_aside_alone(tmp_path: Path, good: bytes) -> None:
    """Whatever ends a reader, from within or without: here somebody ends it while it is busy with the first file."""
    deadly = slow(good)
    files = [found(tmp_path, name, data) for name, data in (("a.xlsx", deadly), ("b.xlsx", good), ("c.xlsx", good))]
    ended: list[int] = []

    def end_the_busy_reader() -> None:
        own = psutil.Process()
        while not ended:
            for child in own.children():
                with contextlib.suppress(psutil.Error):
                    if "cunbiao.submissions.worker" in " ".join(child.cmdline()) and child.cpu_times().user > 0.8:
                        child.kill()
                        ended.append(child.pid)

    watcher = threading.Thread(target=end_the_busy_reader, daemon=True)
    watcher.start()
    answers = read_files(files, limited(rows=10**6), 1)
    watcher.join(5)
    assert reasons(list(answers)) == [refusal.READER_DIED, "Taken", "Taken"]
    [dead, *_] = answers
    assert isinstance(dead, Quarantined)
    assert len(dead.sha256) == 64
    assert dead.size == len(deadly)


def test_a_file_that_takes_too_long_is_stopped(tmp_path: Path, good: bytes) -> None:
    files = [found(tmp_path, "慢.xlsx", slow(good)), found(tmp_path, "好.xlsx", good)]
    answers = read_files(files, limited(seconds=1.2, rows=10**6), 2)
    assert reasons(list(answers)) == [refusal.TOO_SLOW, "Taken"]
    [late, _] = answers
    assert isinstance(late, Quarantined)
    assert "1.2 秒" in late.message


def test_a_file_that_takes_too_much_memory_is_stopped(tmp_path: Path, good: bytes) -> None:
    large = tmp_path / "大.xlsx"
    with zipfile.ZipFile(large, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts_of(good).items():
            archive.writestr(name, content)
        archive.writestr("xl/large.xml", b"<x>" + b" " * 250_000_000)
    answers = read_files(
        [FoundFile("大.xlsx", str(large), 0.0), found(tmp_path, "好.xlsx", good)], limited(memory=150, ratio=10**6), 1
    )
    assert reasons(list(answers)) == [refusal.TOO_MUCH_MEMORY, "Taken"]


def test_a_file_that_went_away_is_unreadable(tmp_path: Path) -> None:
    [answer] = read_files([FoundFile("无.xlsx", str(tmp_path / "无.xlsx"), 0.0)], SCHEMA, 2)
    assert isinstance(answer, Quarantined)
    assert answer.reason == refusal.UNREADABLE
