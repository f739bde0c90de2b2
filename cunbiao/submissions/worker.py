"""What the reading processes are asked about files that were handed in.

This module and what it imports is all they load, neither pandas nor the definitions: starting one costs little more
than starting Python.
"""

from __future__ import annotations

from cunbiao.records.origin import Origin, peek_data
from cunbiao.submissions.gather import FoundFile, content_of
from cunbiao.submissions.issued import IssuedCopy
from cunbiao.submissions.schema import Schema
from cunbiao.submissions.stored_file import HandedOver, handed_over
from cunbiao.submissions.workbook import issued_copies, take
from workbooks.limits import Limits


def answer(found: FoundFile, schema: Schema) -> HandedOver:
    """What is taken from a file; see `content_of` for errors."""
    return handed_over(take(found.name, content_of(found, schema.limits), found.modified, schema))


def issued(found: FoundFile, schema: Schema) -> dict[str, IssuedCopy]:
    """The rows a file was issued with, by table; see `content_of` for errors."""
    return issued_copies(found.name, content_of(found, schema.limits), schema)


def origin(found: FoundFile, limits: Limits) -> Origin:
    """What a file says of itself; see `content_of` for errors."""
    return peek_data(content_of(found, limits), limits)
