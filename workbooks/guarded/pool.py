"""Worker processes seen from outside: started, asked, watched for time and memory, replaced when they die.

Workers are plain child processes running ``workbooks.guarded.worker``, not a multiprocessing pool: a pool would load
the main program a second time in every child, and could not tell which file it was that killed one.

No limit depends on how busy the computer is. What a worker may take is counted in computing, not in time, and from the
moment it is ready. One that only waits is given up in the end. What no worker survived is tried once more, with nothing
beside it.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Generic, TypeVar, cast

from workbooks import refusal
from workbooks.errors import ForThePerson
from workbooks.guarded import watch
from workbooks.guarded.worker import ReadBy
from workbooks.limits import Limits
from workbooks.refusal import Refused

_Question = TypeVar("_Question")
_Answer = TypeVar("_Answer")
Progress = Callable[[int, int], None]

_ROOT = str(Path(__file__).resolve().parents[2])
_START = f"import sys; sys.path.insert(0, {_ROOT!r}); from workbooks.guarded.worker import serve; serve()"
# Threads of a linear algebra library nobody uses here would only burn time.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_GRACE_SECONDS = 5.0
# What may have been the fault of the computer, or of what was read beside it.
_LOST = frozenset({refusal.TOO_SLOW, refusal.TOO_MUCH_MEMORY, refusal.READER_DIED, refusal.STUCK})


# The processes that wait for the next call; ``None`` when they are not kept.
_waiting: list[subprocess.Popen[bytes]] | None = None


class NoWorker(ForThePerson):
    """No process for reading can be started here."""

    def __init__(self) -> None:
        super().__init__(
            "读表的程序启动不了，什么也没有读。多半是杀毒软件拦住了：把村表通的文件夹加入信任，再做一次；"
            "还不行，重启电脑，做一次“体检”。"
        )


@contextlib.contextmanager
def workers_kept() -> Iterator[None]:
    """Within it processes that are done wait for the next call: starting one costs as much as reading some files."""
    global _waiting
    if _waiting is not None:
        yield
        return
    _waiting = []
    try:
        yield
    finally:
        _end_waiting()
        _waiting = None


def ask(reader: Callable[[_Question], _Answer], question: _Question, limits: Limits) -> _Answer:
    """What ``reader`` answers in a process of its own; see `ask_each`.

    Raises:
        Refused: it has no answer, or took more than the limits allow.
        NoWorker: no process can be started.
    """
    [answer] = ask_each(reader, [question], limits, 1)
    if isinstance(answer, Refused):
        raise answer
    return answer


def ask_each(
    reader: Callable[[_Question], _Answer],
    questions: Sequence[_Question],
    limits: Limits,
    workers: int,
    progress: Progress | None = None,
) -> list[_Answer | Refused]:
    """What ``reader`` answers to every question, in their order, or why it does not.

    Args:
        reader: a function of a module, or a `functools.partial` of one; it is sent to the processes by its name. What
            it raises becomes a `Refused`.
        questions: files, as a rule; one a call.
        limits: how much computing and memory one question may take.
        workers: how many processes work at the same time.
        progress: told how many questions are done and how many there are.

    Raises:
        NoWorker: no process can be started.
    """
    asking = _Asking(reader, questions, limits, progress)
    asking.work_on(range(len(questions)), min(max(workers, 1), len(questions)))
    for lost in asking.lost():
        _end_waiting()
        asking.work_on([lost], 1)
    asking.tell(len(questions))
    return [asking.answers[index] for index in range(len(questions))]


class _Asking(Generic[_Question, _Answer]):
    """The questions of one call, and the answers so far."""

    def __init__(
        self,
        reader: Callable[[_Question], _Answer],
        questions: Sequence[_Question],
        limits: Limits,
        progress: Progress | None,
    ) -> None:
        self.reader = reader
        self.questions = questions
        self.limits = limits
        self.answers: dict[int, _Answer | Refused] = {}
        self._progress = progress
        self._told = 0

    def work_on(self, indices: Iterable[int], workers: int) -> None:
        """Asks these questions of so many processes."""
        waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
        for index in indices:
            waiting.put(index)
        pool = [_Worker(self, waiting) for _ in range(workers)]
        try:
            for worker in pool:
                worker.start()
            while any(worker.is_alive() for worker in pool):
                next(worker for worker in pool if worker.is_alive()).join(watch.LOOK_EVERY)
                for worker in pool:
                    worker.enforce_limits()
                self.tell(len(self.answers) - len(self.lost()))
        finally:
            for worker in pool:
                worker.stop()
        for worker in pool:
            if worker.failure is not None:
                raise worker.failure

    def lost(self) -> list[int]:
        """The questions no process survived."""
        return [index for index, own in list(self.answers.items()) if isinstance(own, Refused) and own.reason in _LOST]

    def tell(self, done: int) -> None:
        """Tells the caller when more is done than was told before."""
        if self._progress is not None and done > self._told:
            self._told = done
            self._progress(done, len(self.questions))


class _Worker(threading.Thread, Generic[_Question, _Answer]):
    """A reading process, and the thread that asks it question after question and waits for the answers."""

    def __init__(self, asking: _Asking[_Question, _Answer], waiting: queue.SimpleQueue[int]) -> None:
        super().__init__(daemon=True)
        self._asking = asking
        self._waiting = waiting
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._watch: _Watch | None = None
        self._killed_for: Refused | None = None
        self._stopping = False
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Works until no question is waiting."""
        try:
            while not self._stopping:
                index = self._waiting.get_nowait()
                self._asking.answers[index] = self._ask(self._asking.questions[index])
        except queue.Empty:
            pass
        except BaseException as failure:
            self.failure = failure

    def enforce_limits(self) -> None:
        """Kills the process when it has taken too much computing or memory, or has not moved for too long."""
        with self._lock:
            if self._watch is None or self._process is None or self._killed_for is not None:
                return
            self._killed_for = self._watch.exceeded(self._asking.limits)
            if self._killed_for is not None:
                self._process.kill()

    def stop(self) -> None:
        """Lets the process wait for the next call where such are kept, and end otherwise."""
        with self._lock:
            self._stopping = True
            process = self._process
        if process is None:
            return
        if _waiting is not None and not self.is_alive() and self.failure is None:
            _waiting.append(process)
        else:
            _end(process, 0 if self.is_alive() else _GRACE_SECONDS)

    def _ask(self, question: _Question) -> _Answer | Refused:
        process = self._given(question)
        answer = _said(process) if process is not None else None
        if answer is None:
            return self._reap() or Refused(refusal.READER_DIED)
        with self._lock:
            self._watch = None
            overtaken = self._killed_for is not None
        if overtaken:
            # The answer came after all while its process was being killed: the answer counts, the process is replaced.
            self._reap()
        return cast("_Answer | Refused", answer[0])

    def _given(self, question: _Question) -> subprocess.Popen[bytes] | None:
        """The process that has taken the question and is watched; ``None`` when the work is being stopped."""
        process = self._process
        tries = 0
        while process is None or not _sent(process, question):
            # It went away between two questions, or there is none yet.
            self._reap()
            tries += 1
            if tries > 2:
                raise NoWorker
            process = self._made_ready()
            if self._stopping:
                return None
        self._look_at(process, counted=True)
        return process

    def _made_ready(self) -> subprocess.Popen[bytes] | None:
        """A process that is ready to be asked; what a busy computer takes to start it is nobody's fault."""
        with self._lock:
            if self._stopping:
                return None
            process = self._process = _one_waiting() or _spawned()
        self._look_at(process, counted=False)
        return process if _sent(process, ReadBy(self._asking.reader)) and _said(process) is not None else None

    def _look_at(self, process: subprocess.Popen[bytes], counted: bool) -> None:
        with self._lock:
            self._watch = _Watch(process.pid, counted)

    def _reap(self) -> Refused | None:
        """Makes sure that the process is gone; returns why it was killed, ``None`` when it died by itself."""
        with self._lock:
            process, killed_for = self._process, self._killed_for
            self._process = self._watch = self._killed_for = None
        if process is not None:
            process.kill()
            process.wait()
        return killed_for


def _one_waiting() -> subprocess.Popen[bytes] | None:
    """A process that is done with former calls, if there is one alive."""
    while _waiting:
        process = _waiting.pop()
        if process.poll() is None:
            return process
    return None


def _end_waiting() -> None:
    while _waiting:
        _end(_waiting.pop(), _GRACE_SECONDS)


def _end(process: subprocess.Popen[bytes], grace: float) -> None:
    """Lets a process end by itself; one that does not in so many seconds is killed."""
    with contextlib.suppress(OSError):
        _input(process).close()
    try:
        process.wait(grace)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _output(process).close()


def _spawned() -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            [sys.executable, "-E", "-P", "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_ONE_THREAD},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise NoWorker from error


class _Watch:
    """A process measured by the limits.

    ``counted``: it is at work; otherwise it is only being started, and may compute as much as that takes.
    """

    def __init__(self, pid: int, counted: bool) -> None:
        self._counted = counted
        self._movement = watch.Movement(pid)
        self._first = self._movement.computed

    def exceeded(self, limits: Limits) -> Refused | None:
        """Which limit it has passed; to be asked at every look."""
        memory = self._movement.look()
        if self._counted and self._movement.computed - self._first > limits.seconds.value:
            return Refused(refusal.TOO_SLOW, limit=f"{limits.seconds.value:g}")
        if memory > limits.memory.most:
            return Refused(refusal.TOO_MUCH_MEMORY, limit=limits.memory.shown(limits.memory.most))
        if self._movement.still > limits.still.value:
            return Refused(refusal.STUCK, limit=f"{limits.still.value:g}")
        return None


def _sent(process: subprocess.Popen[bytes], what: object) -> bool:
    """Whether the process took what it was sent."""
    try:
        pickle.dump(what, _input(process), pickle.HIGHEST_PROTOCOL)
        _input(process).flush()
    except OSError:
        return False
    return True


def _said(process: subprocess.Popen[bytes]) -> tuple[object] | None:
    """What the process says next, ``None`` when it ends before it has said it."""
    try:
        return (pickle.load(_output(process)),)
    except (EOFError, OSError, pickle.UnpicklingError):
        return None


def _input(process: subprocess.Popen[bytes]) -> IO[bytes]:
    assert process.stdin is not None
    return process.stdin


def _output(process: subprocess.Popen[bytes]) -> IO[bytes]:
    assert process.stdout is not None
    return process.stdout
