"""The worker: a process of its own that reads one file at a time, so that a file that kills it harms no other file.

It is started by `cunbiao.submissions.pool`, which sends it pickled objects over its standard input (first the schema,
then one `FoundFile` after the other) and gets one answer a file back over its standard output. It loads neither pandas
nor the definitions: starting it costs little more than starting Python.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import sys

from cunbiao.records.submission import Quarantined
from cunbiao.submissions.gather import FoundFile, content_of
from cunbiao.submissions.schema import Schema
from cunbiao.submissions.wording import refusal_text
from cunbiao.submissions.workbook import Answer, take
from workbooks import refusal
from workbooks.refusal import Refused


def serve() -> None:
    """Answers until standard input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not get among the answers.
    os.dup2(2, 1)
    questions = sys.stdin.buffer
    schema: Schema = pickle.load(questions)
    # What lives as long as the worker is not looked through again after every file.
    gc.disable()
    gc.freeze()
    while True:
        try:
            found: FoundFile = pickle.load(questions)
        except EOFError:
            return
        pickle.dump(answer(found, schema), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()
        gc.collect()


def answer(found: FoundFile, schema: Schema) -> Answer:
    """What is taken from a file; whatever goes wrong while reading it puts this one file aside."""
    data = b""
    try:
        data = content_of(found, schema.limits)
        return take(found.name, data, found.modified, schema)
    except Refused as refused:
        return _put_aside(found, data, refused, schema)
    except OSError as error:
        content = "no_permission" if isinstance(error, PermissionError) else "cannot_open"
        return _put_aside(found, data, Refused(refusal.UNREADABLE, content=content), schema)
    except MemoryError:
        limit = schema.limits.memory.shown(schema.limits.memory.most)
        return _put_aside(found, b"", Refused(refusal.TOO_MUCH_MEMORY, limit=limit), schema)
    except BaseException as fault:  # a panic in native code is not an Exception, and must not end the run either
        if isinstance(fault, KeyboardInterrupt | SystemExit):
            raise
        return _put_aside(found, data, Refused(refusal.READER_DIED), schema)


def _put_aside(found: FoundFile, data: bytes, refused: Refused, schema: Schema) -> Quarantined:
    message, fix = refusal_text(refused, schema)
    sha256 = hashlib.sha256(data).hexdigest() if data else ""
    return Quarantined(found.name, sha256, len(data), refused.reason, message, fix)
