"""A file that hangs, devours memory or kills its reader is put aside; however busy the computer, no other one is."""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from cunbiao.definitions.intake import reading_limits
from tests.workbooks.guarded.readers import read, shouted, workers_of
from workbooks import refusal
from workbooks.guarded import pool, watch
from workbooks.guarded.pool import NoWorker, Progress, ask, ask_each, workers_kept
from workbooks.limits import Limits
from workbooks.refusal import Refused

LIMITS = reading_limits()


def limited(**values: float) -> Limits:
    return replace(LIMITS, **{name: replace(getattr(LIMITS, name), value=value) for name, value in values.items()})


def asked(
    *questions: str, limits: Limits = LIMITS, workers: int = 1, progress: Progress | None = None
) -> Sequence[str]:
    """The answers, and of questions without one the reason."""
    answers = ask_each(read, questions, limits, workers, progress)
    return [own.reason if isinstance(own, Refused) else own for own in answers]


def test_answers_come_in_the_order_of_the_questions_and_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    questions = [f"says:{number}" for number in range(5)]
    assert asked(*questions, workers=2, progress=lambda done, of: told.append((done, of))) == list("01234")
    assert told == sorted(set(told))
    assert told[-1] == (5, 5)


def test_no_questions_need_no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_START", "raise SystemExit")
    assert asked() == []


def test_what_a_reader_raises_is_the_reason_of_this_one_question() -> None:
    questions = ("refuses:5 MB", "cannot open:x", "panics:x", "prints:well", "says:well")
    expected = [refusal.TOO_LARGE, refusal.UNREADABLE, refusal.READER_DIED, "well", "well"]
    assert asked(*questions) == expected
    with pytest.raises(Refused) as refused:
        ask(read, "refuses:5 MB", LIMITS)
    assert (refused.value.reason, refused.value.values) == (refusal.TOO_LARGE, {"actual": "5 MB", "limit": "1 MB"})


def test_a_question_whose_worker_dies_is_asked_once_more_and_then_put_aside(tmp_path: Path) -> None:
    note = tmp_path / "asked"
    assert asked(f"dies:{note}", "says:b", "says:c") == [refusal.READER_DIED, "b", "c"]
    processes = note.read_text().split()
    assert len(processes) == len(set(processes)) == 2


def test_the_second_time_it_is_asked_of_a_new_worker_with_nothing_beside_it(tmp_path: Path) -> None:
    told: list[int] = []
    answers = asked(
        f"alone:{tmp_path / 'mark'}", "says:b", "says:c", workers=3, progress=lambda done, of: told.append(done)
    )
    assert answers == ["1 True", "b", "c"]
    assert told == sorted(told) and told[-1] == 3


def test_one_that_is_computed_on_for_ever_is_stopped_and_one_that_waits_its_turn_is_not(tmp_path: Path) -> None:
    """However long a busy computer keeps a reader waiting: here until others have computed as much as they may."""
    turn = tmp_path / "turn"
    os.mkfifo(turn)
    kept_waiting = os.open(turn, os.O_RDWR)

    def let_it_go_on(done: int, of: int) -> None:
        if done == 1:
            os.write(kept_waiting, b"read")
            os.close(kept_waiting)

    questions = [f"waits:{turn}", "computes:", "says:the computing was given up"]
    waited, computed, _ = ask_each(read, questions, limited(seconds=1), 2, let_it_go_on)
    assert waited == "read"
    assert isinstance(computed, Refused)
    assert (computed.reason, computed.values) == (refusal.TOO_SLOW, {"limit": "1"})


def test_too_much_memory_is_stopped() -> None:
    assert asked("devours:300000000", "says:b", limits=limited(memory=250)) == [refusal.TOO_MUCH_MEMORY, "b"]


START = pool._START


def test_a_worker_that_computes_long_before_it_is_ready_harms_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    started = "import time\nwhile time.process_time() < 1.5: pass\n"
    monkeypatch.setattr(pool, "_START", started + START)
    assert asked("says:a", "says:b", limits=limited(seconds=1), workers=2) == ["a", "b"]


def test_a_worker_that_is_kept_waiting_before_it_is_ready_harms_nobody(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As many looks long as there are in thirty seconds."""
    turn = tmp_path / "turn"
    os.mkfifo(turn)
    kept_waiting = os.open(turn, os.O_RDWR)
    monkeypatch.setattr(pool, "_START", f"open({str(turn)!r}).read()\n" + START)
    monkeypatch.setattr(watch, "LOOK_EVERY", 0.001)
    looks = itertools.count()

    def look(pid: int) -> tuple[float, int]:
        if next(looks) == 2 * 30 / 0.05:
            os.close(kept_waiting)
        return 0.0, 0

    monkeypatch.setattr(watch, "taken", look)
    limits = limited(still=LIMITS.still.value * 0.001 / 0.05)
    assert asked("says:a", "says:b", limits=limits, workers=2) == ["a", "b"]


def test_one_that_waits_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    turn = tmp_path / "turn"
    os.mkfifo(turn)
    waiting = Path(f"{turn}.reached")
    computed = itertools.count()

    def look(pid: int) -> tuple[float, int]:
        waits = waiting.exists() and waiting.read_text() == str(pid)
        return 1e6 if waits else next(computed), 0

    monkeypatch.setattr(watch, "taken", look)
    assert asked(f"waits:{turn}", limits=limited(still=0.5, seconds=1e9)) == [refusal.STUCK]


@pytest.mark.parametrize("error", [OSError("WinError 87"), RuntimeError("no /proc"), psutil.NoSuchProcess(1)])
def test_where_nothing_can_be_measured_files_are_read_all_the_same(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fails(pid: int) -> None:
        raise error

    monkeypatch.setattr(psutil, "Process", fails)
    assert asked("says:a", "says:b", workers=2) == ["a", "b"]


@pytest.mark.parametrize("start", ["raise SystemExit", "import os; os.kill(os.getpid(), 9)"])
def test_where_no_worker_can_be_started_it_is_said(monkeypatch: pytest.MonkeyPatch, start: str) -> None:
    monkeypatch.setattr(pool, "_START", start)
    with pytest.raises(NoWorker, match="杀毒软件"):
        asked("says:a")


def test_where_no_process_can_be_started_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(NoWorker, match="什么也没有读"):
        asked("says:a")


def test_workers_that_are_kept_are_asked_again_whatever_the_reader_and_end_with_the_last_call() -> None:
    with workers_kept():
        assert asked("says:a", "says:b", workers=2) == ["a", "b"]
        processes = {own.pid for own in workers_of(os.getpid())}
        with workers_kept():
            assert ask_each(shouted, ["a"], LIMITS, 1) == ["A"]
        assert {own.pid for own in workers_of(os.getpid())} == processes
        assert asked("refuses:5 MB", "says:a") == [refusal.TOO_LARGE, "a"]
    assert workers_of(os.getpid()) == []


def test_one_that_died_while_it_was_kept_is_not_asked() -> None:
    with workers_kept():
        assert asked("says:a", "says:b", workers=2) == ["a", "b"]
        for process in workers_of(os.getpid()):
            process.kill()
            process.wait()
        assert asked("says:a") == ["a"]


def test_what_failed_beside_others_is_tried_again_with_none_kept_beside_it(tmp_path: Path) -> None:
    with workers_kept():
        asked("says:a", "says:b", workers=2)
        assert asked(f"alone:{tmp_path / 'mark'}") == ["1 True"]


def test_no_process_is_left_when_the_caller_stops() -> None:
    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        asked(*(f"says:{number}" for number in range(40)), "computes:", workers=2, progress=stop)
    assert workers_of(os.getpid()) == []
