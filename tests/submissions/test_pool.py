"""A file that hangs, devours memory or kills its reader is put aside, and no other file notices."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from cunbiao.records.submission import Quarantined
from cunbiao.submissions.gather import FoundFile
from cunbiao.submissions.pool import read_files
from cunbiao.submissions.schema import Schema
from tests.submissions.workbooks import draft, schema
from workbooks import refusal

ROOT = Path(__file__).parents[2]
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


def reads_badly(monkeypatch: pytest.MonkeyPatch, does: str) -> None:
    """From now on readers do this (a statement of Python) to any file whose name begins with 坏."""
    monkeypatch.setattr(
        "cunbiao.submissions.pool._START",
        f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from cunbiao.submissions import worker
answer = worker.answer
def answer_or_not(found, schema):
    while found.name.startswith("坏"):
        {does}
    return answer(found, schema)
worker.answer = answer_or_not
worker.serve()
""",
    )


def test_a_file_whose_reader_dies_is_put_aside_alone(
    tmp_path: Path, good: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads_badly(monkeypatch, "os.kill(os.getpid(), 9)")
    files = [found(tmp_path, name, good) for name in ("坏.xlsx", "b.xlsx", "c.xlsx")]
    answers = read_files(files, SCHEMA, 1)
    assert reasons(list(answers)) == [refusal.READER_DIED, "Taken", "Taken"]
    [dead, *_] = answers
    assert isinstance(dead, Quarantined)
    assert len(dead.sha256) == 64
    assert dead.size == len(good)


def test_a_file_that_is_computed_on_for_ever_is_stopped_and_one_that_waits_is_not(
    tmp_path: Path, good: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long a busy computer keeps a reader waiting: here until another has computed as much as it may."""
    turn = tmp_path / "turn"
    os.mkfifo(turn)
    kept_waiting = os.open(turn, os.O_RDWR)
    reads_badly(monkeypatch, f"if '等' in found.name: open({str(turn)!r}).read(); break")

    def let_it_go_on(done: int, total: int) -> None:
        if done == 2:
            os.close(kept_waiting)

    files = [found(tmp_path, name, good) for name in ("坏，等.xlsx", "坏，算.xlsx", "好.xlsx")]
    answers = read_files(files, limited(seconds=2.5), 3, let_it_go_on)
    assert reasons(list(answers)) == ["Taken", refusal.TOO_SLOW, "Taken"]
    [_, endless, _] = answers
    assert isinstance(endless, Quarantined)
    assert "2.5 秒" in endless.message


def test_a_file_that_takes_too_much_memory_is_stopped(
    tmp_path: Path, good: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads_badly(monkeypatch, "kept = globals().get('kept') or b'x' * 300_000_000")
    files = [found(tmp_path, "坏.xlsx", good), found(tmp_path, "好.xlsx", good)]
    answers = read_files(files, limited(memory=250), 1)
    assert reasons(list(answers)) == [refusal.TOO_MUCH_MEMORY, "Taken"]


def test_a_file_that_went_away_is_unreadable(tmp_path: Path) -> None:
    [answer] = read_files([FoundFile("无.xlsx", str(tmp_path / "无.xlsx"), 0.0)], SCHEMA, 2)
    assert isinstance(answer, Quarantined)
    assert answer.reason == refusal.UNREADABLE
