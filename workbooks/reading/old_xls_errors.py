"""The error cells of an .xls file, which general readers give as blank, found in its records.

A workbook of this kind is one stream of records: two bytes kind, two bytes length, content. First come those about the
workbook, among them one a sheet with its name and place, then the records of each sheet.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from pyopenvba.cfb import CFB
from pyopenvba.exceptions import CFBError

from workbooks import refusal
from workbooks.refusal import Refused

_HEAD = struct.Struct("<HH")
_PLACE = struct.Struct("<HH")
_SHEET, _BEGIN, _END, _FORMULA, _VALUE = 0x85, 0x809, 0x0A, 0x06, 0x205
_STREAMS = ("Workbook", "Book")
# An error as a value, or as the result of a formula; hardly any file has the bytes of one.
_MAY_BE = re.compile(rb"\x05\x02\x08\x00.{7}\x01|\x06\x00.{8}\x02.{5}\xff\xff", re.DOTALL)
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}

Record = tuple[int, bytes]


def error_cells(data: bytes) -> list[dict[tuple[int, int], str]]:
    """Of each sheet, in workbook order, row (from 1) and column (from 0) of every error cell, and what it shows.

    Raises:
        Refused: the records cannot be followed.
    """
    try:
        container = CFB.from_bytes(data)
        stream = next(container.get_stream(name) for name in _STREAMS if name in container.list_streams())
        if not _MAY_BE.search(stream):
            return []
        return [dict(_errors(stream, start)) for start in _sheet_starts(stream)]
    except (CFBError, StopIteration, struct.error, IndexError) as error:
        raise Refused(refusal.DAMAGED, content="unknown") from error


def _sheet_starts(stream: bytes) -> Iterator[int]:
    for kind, content in _records(stream, 0):
        if kind == _SHEET:
            yield struct.unpack_from("<I", content)[0]


def _errors(stream: bytes, start: int) -> Iterator[tuple[tuple[int, int], str]]:
    for kind, content in _records(stream, start):
        if kind == _VALUE and content[7]:
            code = content[6]
        elif kind == _FORMULA and content[6] == 2 and content[12:14] == b"\xff\xff":
            code = content[8]
        else:
            continue
        row, column = _PLACE.unpack_from(content)
        yield (row + 1, column), _ERRORS.get(code, "#?")


def _records(stream: bytes, place: int) -> Iterator[Record]:
    """The records from ``place`` to the end of what begins there; a chart in it has a beginning and end of its own."""
    depth = 0
    while True:
        kind, length = _HEAD.unpack_from(stream, place)
        place += _HEAD.size
        yield kind, stream[place : place + length]
        place += length
        depth += (kind == _BEGIN) - (kind == _END)
        if depth == 0:
            return
