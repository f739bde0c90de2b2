"""Files that were handed in, read in processes of their own: what each holds, and what each says of itself."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial

from cunbiao.advance import Advance
from cunbiao.records.origin import Origin
from cunbiao.records.submission import Quarantined
from cunbiao.submissions.gather import FoundFile, content_of
from cunbiao.submissions.issued import IssuedCopy
from cunbiao.submissions.schema import Schema
from cunbiao.submissions.store import Store
from cunbiao.submissions.stored_file import HandedOver
from cunbiao.submissions.wording import refusal_text
from cunbiao.submissions.worker import answer, issued, origin
from workbooks.guarded.pool import ask_each
from workbooks.limits import Limits
from workbooks.refusal import Refused


def read_files(
    files: Sequence[FoundFile], schema: Schema, workers: int, progress: Advance | None = None
) -> list[HandedOver]:
    """What is taken from every file, in the order of ``files``.

    ``progress`` is told how many files are done and how many there are. A file that takes more computing or memory than
    the limits allow, or whose reader dies, is put aside; all other files are read.

    Raises:
        NoWorker: no process for reading can be started.
    """
    answers = ask_each(partial(answer, schema=schema), files, schema.limits, workers, progress)
    return [
        _put_aside(found, own, schema) if isinstance(own, Refused) else own
        for found, own in zip(files, answers, strict=True)
    ]


def read_issued_rows(found: FoundFile, schema: Schema) -> dict[str, IssuedCopy]:
    """The rows that a file which was taken was issued with, by table.

    Raises:
        NoWorker: no process for reading can be started.
        Refused: they cannot be read any more.
    """
    [answered] = ask_each(partial(issued, schema=schema), [found], schema.limits, 1)
    if isinstance(answered, Refused):
        raise answered
    return answered


def peek_files(
    files: Sequence[FoundFile], limits: Limits, workers: int = 2, store: Store | None = None
) -> dict[str, Origin]:
    """The name of each file and what it says of itself; ``foreign`` where it cannot be read.

    A file that ``store`` knows is not opened.

    Raises:
        NoWorker: no process for reading can be started.
    """
    known = {found.name: own for found in files if store is not None and (own := store.origin(found)) is not None}
    unknown = [found for found in files if found.name not in known]
    answers = ask_each(partial(origin, limits=limits), unknown, limits, workers)
    said = [Origin("foreign") if isinstance(own, Refused) else own for own in answers]
    if store is not None:
        for found, own in zip(unknown, said, strict=True):
            store.keep_origin(found, own)
    told = known | dict(zip((found.name for found in unknown), said, strict=True))
    return {found.name: told[found.name] for found in files}


def _put_aside(found: FoundFile, refused: Refused, schema: Schema) -> Quarantined:
    message, fix = refusal_text(refused, schema)
    sha256, size = ("", 0) if found.members else _facts(found, schema.limits)
    return Quarantined(found.name, sha256, size, refused.reason, message, fix)


def _facts(found: FoundFile, limits: Limits) -> tuple[str, int]:
    """Checksum and size of a file as far as it can be read."""
    try:
        data = content_of(found, limits)
    except (OSError, Refused):
        return "", 0
    return hashlib.sha256(data).hexdigest(), len(data)
