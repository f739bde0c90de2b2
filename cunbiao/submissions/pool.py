"""Worker processes seen from outside: started, given files, watched for time and memory, replaced when they die.

Workers are plain child processes running ``cunbiao.submissions.worker``, not a multiprocessing pool: a pool would load
the main program a second time in every child, and could not tell which file it was that killed one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import psutil

from cunbiao.advance import Advance
from cunbiao.records.submission import Quarantined
from cunbiao.submissions.gather import FoundFile
from cunbiao.submissions.schema import Schema
from cunbiao.submissions.wording import refusal_text
from cunbiao.submissions.workbook import Answer
from workbooks import refusal
from workbooks.refusal import Refused

_ROOT = str(Path(__file__).resolve().parents[2])
_START = f"import sys; sys.path.insert(0, {_ROOT!r}); from cunbiao.submissions.worker import serve; serve()"
# Threads of a linear algebra library nobody uses here would only burn time.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_LOOK_EVERY = 0.05
_GRACE_SECONDS = 5.0


def read_files(
    files: Sequence[FoundFile], schema: Schema, workers: int, progress: Advance | None = None
) -> list[Answer]:
    """What is taken from every file, in the order of ``files``.

    ``progress`` is told how many files are done and how many there are. A file that takes more computing or memory than
    the limits allow, or whose reader dies, is put aside; all other files are read.
    """
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for index in range(len(files)):
        waiting.put(index)
    answers: dict[int, Answer] = {}
    pool = [_Worker(files, schema, waiting, answers) for _ in range(min(max(workers, 1), len(files)))]
    told = 0
    try:
        for worker in pool:
            worker.start()
        while any(worker.is_alive() for worker in pool):
            next(worker for worker in pool if worker.is_alive()).join(_LOOK_EVERY)
            for worker in pool:
                worker.enforce_limits()
            if progress is not None and len(answers) > told:
                told = len(answers)
                progress(told, len(files))
    finally:
        for worker in pool:
            worker.stop()
    for worker in pool:
        if worker.failure is not None:
            raise worker.failure
    if progress is not None and told < len(files):
        progress(len(files), len(files))
    return [answers[index] for index in range(len(files))]


class _Worker(threading.Thread):
    """A reading process, and the thread that sends it file after file and waits for the answers."""

    def __init__(
        self,
        files: Sequence[FoundFile],
        schema: Schema,
        waiting: queue.SimpleQueue[int],
        answers: dict[int, Answer],
    ) -> None:
        super().__init__(daemon=True)
        self._files = files
        self._schema = schema
        self._waiting = waiting
        self._answers = answers
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        # Seconds the process had computed when it was given its file; None while it has none.
        self._before: float | None = None
        self._killed_for: Refused | None = None
        self._stopping = False
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Works until no file is waiting."""
        try:
            while not self._stopping:
                index = self._waiting.get_nowait()
                self._answers[index] = self._ask(self._files[index])
        except queue.Empty:
            pass
        except BaseException as failure:
            self.failure = failure

    def enforce_limits(self) -> None:
        """Kills the process when its file has taken too much computing or memory."""
        limits = self._schema.limits
        with self._lock:
            if self._before is None or self._process is None or self._killed_for is not None:
                return
            if _computed(self._process.pid) - self._before > limits.seconds.value:
                self._killed_for = Refused(refusal.TOO_SLOW, limit=f"{limits.seconds.value:g}")
            elif _memory(self._process.pid) > limits.memory.most:
                self._killed_for = Refused(refusal.TOO_MUCH_MEMORY, limit=limits.memory.shown(limits.memory.most))
            if self._killed_for is not None:
                self._process.kill()

    def stop(self) -> None:
        """Lets the process end by itself; one that does not is killed."""
        self._stopping = True
        process = self._process
        if process is None:
            return
        with contextlib.suppress(OSError):
            _input(process).close()
        try:
            process.wait(0 if self.is_alive() else _GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _output(process).close()

    def _ask(self, found: FoundFile) -> Answer:
        process = self._assign(found)
        try:
            answer: Answer = pickle.load(_output(process))
        except (EOFError, OSError, pickle.UnpicklingError):
            return self._quarantined(found)
        with self._lock:
            self._before = None
            overtaken = self._killed_for is not None
        if overtaken:
            # The answer came after all while its process was being killed: the answer counts, the process is replaced.
            self._reap()
        return answer

    def _assign(self, found: FoundFile) -> subprocess.Popen[bytes]:
        """Sends the file to the process, to a new one when there is none or the old one has gone."""
        if self._process is not None and not _sent(self._process, found):
            # It went away between two files, through no fault of either.
            self._reap()
        if self._process is None:
            self._process = self._spawn()
            if not _sent(self._process, self._schema) or not _sent(self._process, found):
                raise OSError("the reading process ended as soon as it was started")
        with self._lock:
            self._before = _computed(self._process.pid)
        return self._process

    def _spawn(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-E", "-P", "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_ONE_THREAD},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def _quarantined(self, found: FoundFile) -> Quarantined:
        refused = self._reap() or Refused(refusal.READER_DIED)
        message, fix = refusal_text(refused, self._schema)
        sha256, size = ("", 0) if found.members else _facts(Path(found.path))
        return Quarantined(found.name, sha256, size, refused.reason, message, fix)

    def _reap(self) -> Refused | None:
        """Makes sure that the process is gone; returns why it was killed, ``None`` when it died by itself."""
        with self._lock:
            process, killed_for = self._process, self._killed_for
            self._process = self._before = self._killed_for = None
        if process is not None:
            process.kill()
            process.wait()
        return killed_for


def _sent(process: subprocess.Popen[bytes], what: object) -> bool:
    """Whether the process took what it was sent."""
    try:
        pickle.dump(what, _input(process), pickle.HIGHEST_PROTOCOL)
        _input(process).flush()
    except OSError:
        return False
    return True


def _computed(pid: int) -> float:
    """Seconds of computing a process has had: on a busy computer it takes longer, but not more of them."""
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def _memory(pid: int) -> int:
    try:
        return psutil.Process(pid).memory_info().rss
    except (psutil.Error, OSError):
        return 0


def _facts(path: Path) -> tuple[str, int]:
    """Checksum and size of a file as far as it can be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size
    except OSError:
        return "", 0


def _input(process: subprocess.Popen[bytes]) -> IO[bytes]:
    assert process.stdin is not None
    return process.stdin


def _output(process: subprocess.Popen[bytes]) -> IO[bytes]:
    assert process.stdout is not None
    return process.stdout
