"""The worker: a process of its own that reads one file at a time, so that a file that kills it harms no other file.

It is started by `workbooks.guarded.pool`, which sends it pickled objects over its standard input: first the reader,
then one question after the other; later perhaps another reader. Over its standard output it says that it is ready with
a reader, and then gives one answer a question. It loads what the reader needs and nothing else: starting it should cost
little more than starting Python.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workbooks import refusal
from workbooks.refusal import Refused


@dataclass(frozen=True)
class ReadBy:
    """From now on questions are for this reader."""

    reader: Callable[[Any], object]


def serve() -> None:
    """Answers until standard input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not get among the answers.
    os.dup2(2, 1)
    questions = sys.stdin.buffer

    def say(what: object) -> None:
        pickle.dump(what, answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()

    gc.disable()
    while True:
        try:
            question = pickle.load(questions)
        except EOFError:
            return
        if isinstance(question, ReadBy):
            reader = question.reader
            # What lives as long as the worker is not looked through again after every file.
            gc.freeze()
            say(None)
            continue
        say(_answer(reader, question))
        gc.collect()


def _answer(reader: Callable[[Any], object], question: object) -> object:
    """What the reader says; whatever goes wrong becomes the reason why nothing is taken from this one file."""
    try:
        return reader(question)
    except Refused as refused:
        return refused
    except OSError as error:
        content = "no_permission" if isinstance(error, PermissionError) else "cannot_open"
        return Refused(refusal.UNREADABLE, content=content)
    except BaseException as fault:  # no memory; or a panic in native code, which is not an Exception
        if isinstance(fault, KeyboardInterrupt | SystemExit):
            raise
        return Refused(refusal.READER_DIED)
