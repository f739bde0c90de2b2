"""Readers for the tests of the pool: what is wrong with a file is said by the question itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import psutil

from workbooks import refusal
from workbooks.refusal import Refused


class Panic(BaseException):
    """What native code raises when it gives up."""


def read(question: str) -> str:
    """Does what the question says before the colon, with what it says behind it."""
    does, _, on = question.partition(":")
    return _DOES[does](on)


def shouted(question: str) -> str:
    """Another reader."""
    return question.upper()


def workers_of(process: int) -> list[psutil.Process]:
    """The reading processes of a process, which may have others."""
    children = psutil.Process(process).children()
    return [child for child in children if "workbooks.guarded.worker" in " ".join(child.cmdline())]


def _alone(mark: str) -> str:
    """Dies when it is asked first; the second time says how many workers there are, and who it is."""
    if Path(mark).exists():
        return f"{len(workers_of(os.getppid()))} {os.getpid() != int(Path(mark).read_text())}"
    Path(mark).write_text(str(os.getpid()))
    os.kill(os.getpid(), 9)
    return ""


def _dies(note: str) -> str:
    with Path(note).open("a") as noted:
        noted.write(f"{os.getpid()}\n")
    os.kill(os.getpid(), 9)
    return ""


def _computes(on: str) -> str:
    while True:
        pass


def _waits(turn: str) -> str:
    Path(f"{turn}.reached").write_text(str(os.getpid()))
    return Path(turn).read_text()


def _devours(size: str) -> str:
    kept = b"x" * int(size)
    while kept:
        pass
    return ""


def _panics(on: str) -> str:
    raise Panic(on)


def _refuses(on: str) -> str:
    raise Refused(refusal.TOO_LARGE, actual=on, limit="1 MB")


def _cannot_open(on: str) -> str:
    raise PermissionError(on)


def _prints(on: str) -> str:
    os.write(1, b"printed by native code")
    return on


_DOES: dict[str, Callable[[str], str]] = {
    "says": str,
    "alone": _alone,
    "dies": _dies,
    "computes": _computes,
    "waits": _waits,
    "devours": _devours,
    "panics": _panics,
    "refuses": _refuses,
    "cannot open": _cannot_open,
    "prints": _prints,
}
