"""Files that were handed in are read by workers; one that no worker survives is put aside, and no other notices."""

from __future__ import annotations

from pathlib import Path

import pytest

from cunbiao.records.submission import Quarantined
from cunbiao.submissions.gather import FoundFile
from cunbiao.submissions.pool import peek_files
from tests.submissions.workbooks import draft, read_whole, schema
from workbooks import refusal
from workbooks.guarded import pool

ROOT = Path(__file__).parents[2]
SCHEMA = schema()


@pytest.fixture(scope="module")
def good() -> bytes:
    return draft().to_bytes()


def found(folder: Path, name: str, data: bytes) -> FoundFile:
    (folder / name).write_bytes(data)
    return FoundFile(name, str(folder / name), 0.0)


def reasons(answers: list[object]) -> list[str]:
    return [answer.reason if isinstance(answer, Quarantined) else type(answer).__name__ for answer in answers]


def test_answers_come_in_the_order_of_the_files_and_progress_is_told(tmp_path: Path, good: bytes) -> None:
    files = [found(tmp_path, f"{number}.xlsx", good if number % 2 else b"") for number in range(5)]
    told: list[tuple[int, int]] = []
    answers = read_whole(files, SCHEMA, 2, progress=lambda done, total: told.append((done, total)))
    assert reasons(list(answers)) == ["FILE-01", "Taken", "FILE-01", "Taken", "FILE-01"]
    assert told[-1] == (5, 5)
    assert told == sorted(told)


def test_no_files_need_no_workers() -> None:
    assert read_whole([], SCHEMA, 2) == []


def test_a_file_whose_reader_dies_is_put_aside_alone(
    tmp_path: Path, good: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        pool,
        "_START",
        f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from cunbiao.submissions import worker
answer = worker.answer
worker.answer = lambda found, schema: os.kill(os.getpid(), 9) if found.name == "坏.xlsx" else answer(found, schema)
from workbooks.guarded.worker import serve
serve()
""",
    )
    files = [found(tmp_path, name, good) for name in ("坏.xlsx", "b.xlsx", "c.xlsx")]
    answers = read_whole(files, SCHEMA)
    assert reasons(list(answers)) == [refusal.READER_DIED, "Taken", "Taken"]
    [dead, *_] = answers
    assert isinstance(dead, Quarantined)
    assert len(dead.sha256) == 64
    assert dead.size == len(good)
    assert "单独又读了一次" in dead.message


def test_a_file_that_went_away_is_unreadable(tmp_path: Path) -> None:
    [answer] = read_whole([FoundFile("无.xlsx", str(tmp_path / "无.xlsx"), 0.0)], SCHEMA, 2)
    assert isinstance(answer, Quarantined)
    assert answer.reason == refusal.UNREADABLE


def test_what_a_file_says_of_itself_is_asked_of_a_worker_too(tmp_path: Path, good: bytes) -> None:
    files = [
        found(tmp_path, "好.xlsx", good),
        found(tmp_path, "空.xlsx", b""),
        FoundFile("无", str(tmp_path / "无"), 0.0),
    ]
    assert {name: own.product for name, own in peek_files(files, SCHEMA.limits).items()} == {
        "好.xlsx": "village",
        "空.xlsx": "foreign",
        "无": "foreign",
    }
