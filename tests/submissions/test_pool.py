"""A file that hangs, devours memory or kills its reader is put aside, and no other file notices."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from cunbiao.submissions import refusal
from cunbiao.submissions.gather import FoundFile
from cunbiao.submissions.pool import read_files
from cunbiao.submissions.records import Quarantined
from cunbiao.submissions.schema import Schema
from cunbiao.submissions.workbook import Taken
from tests.submissions.workbooks import draft, parts_of, patched, schema, sheet_part

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


def test_a_file_that_kills_its_reader_is_put_aside_alone(tmp_path: Path, good: bytes) -> None:
    """A cell at the far end of a sheet makes the quick reader ask for more memory than there is: the process aborts."""
    part = sheet_part(good, "_issued_households")
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    deadly = patched(good, part, lambda xml: xml.replace(b"</sheetData>", far))
    files = [
        found(tmp_path, name, data)
        for name, data in (("a.xlsx", deadly), ("b.xlsx", good), ("c.xlsx", deadly), ("d.xlsx", good))
    ]
    answers = read_files(files, SCHEMA, 1)
    assert reasons(list(answers)) == [refusal.READER_DIED, "Taken", refusal.READER_DIED, "Taken"]
    [dead, alive, *_] = answers
    assert isinstance(dead, Quarantined)
    assert len(dead.sha256) == 64
    assert dead.size == len(deadly)
    assert isinstance(alive, Taken)


def test_a_file_that_takes_too_long_is_stopped(tmp_path: Path, good: bytes) -> None:
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="e"><v>#N/A</v></c><c r="B{row}"><v>1</v></c></row>'
        for row in range(10, 400_000)
    )
    slow = patched(
        good, sheet_part(good, "人表"), lambda xml: xml.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    )
    answers = read_files(
        [found(tmp_path, "慢.xlsx", slow), found(tmp_path, "好.xlsx", good)], limited(seconds=1.5, rows=10**6), 2
    )
    assert reasons(list(answers)) == [refusal.TOO_SLOW, "Taken"]
    [slow_answer, _] = answers
    assert isinstance(slow_answer, Quarantined)
    assert "1.5 秒" in slow_answer.message


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
