"""The worker: a process of its own that reads one file at a time, so that a file that kills it harms no other file.

It is started by `workbooks.guarded.pool`, which sends it pickled objects over its standard input: first the reader,
then one question after the other. Over its standard output it says once that it is ready, and then gives one answer a
question. It loads what the reader needs and nothing else: starting it should cost little more than starting Python.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
from collections.abc import Callable
from typing import Any

from workbooks import refusal
from workbooks.refusal import Refused


def serve() -> None:
    """Answers until standard input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not get among the answers.
    os.dup2(2, 1)
    questions = sys.stdin.buffer

    def say(what: object) -> None:
        pickle.dump(what, answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()

    reader: Callable[[Any], object] = pickle.load(questions)
    # What lives as long as the worker is not looked through again after every file.
    gc.disable()
    gc.freeze()
    say(None)
    while True:
        try:
            question = pickle.load(questions)
        except EOFError:
            return
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
