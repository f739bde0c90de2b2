"""The library: where it lies, and how it is asked."""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from workbooks.reading.cells import END, Cells

HERE = Path(__file__).parent
SOURCE = HERE / "scan.c"
Scan = Callable[[bytes, int, int], Cells | None]

# So many bytes behind the rows may be looked at.
_REACH = 64
# No cell that is written down takes less: <c r="A1"><f/></c>
_SHORTEST = 18


class _Arrays(ctypes.Structure):
    """Where the library puts the cells: ``Cells`` in scan.c."""

    _fields_ = [
        (name, ctypes.c_void_p)
        for name in ("row", "column", "style", "start", "end", "string", "kind", "formula", "loose")
    ]


def library_name(system: str) -> str:
    """The name of the library for a system such as ``windows`` or ``linux-x86_64``, made from this text and no other.

    One that was built before the text was changed has another name, so it is not loaded.
    """
    source = hashlib.blake2b(SOURCE.read_bytes(), digest_size=4).hexdigest()
    # Python takes what ends in .so for a module of its own.
    return f"scan-{system}-{source}.{'dll' if system == 'windows' else 'elf'}"


def this_system() -> str:
    """The system this Python runs on."""
    return "windows" if sys.platform == "win32" else f"{sys.platform}-{os.uname().machine}"


def compiled_scan(folder: Path = HERE) -> Scan | None:
    """The scan of the library in this folder, ``None`` where there is none that works here."""
    try:
        library = ctypes.CDLL(str(folder / library_name(this_system())))
        function = library.scan
    except (OSError, AttributeError):
        return None
    function.restype = ctypes.c_int64
    function.argtypes = [ctypes.c_char_p, *[ctypes.c_int64] * 2, *[ctypes.c_void_p] * 3]

    def scan(xml: bytes, first: int, last: int) -> Cells | None:
        """See `workbooks.reading.markup.scan`."""
        if xml[last : last + 1] != END[:1] or len(xml) - last < _REACH:
            return scan(b"".join((memoryview(xml)[first:last], END, bytes(_REACH))), 0, last - first)
        room = (last - first) // _SHORTEST + 1
        row, column, style, start, end, string, hidden = (np.empty(room, np.int64) for _ in range(7))
        kind, formula, loose = np.empty(room, np.uint8), np.empty(room, np.bool_), np.empty(room, np.bool_)
        written = (row, column, style, start, end, string, kind, formula, loose)
        arrays = _Arrays(*[array.ctypes.data for array in written])
        hidden_count = ctypes.c_int64()
        count = function(xml, first, last, ctypes.addressof(arrays), hidden.ctypes.data, ctypes.addressof(hidden_count))
        if count < 0:
            return None
        return Cells(
            body=xml,
            row=row[:count],
            column=column[:count],
            kind=kind[:count],
            style=style[:count],
            start=start[:count],
            end=end[:count],
            string=string[:count],
            formula=formula[:count],
            loose=loose[:count],
            hidden=frozenset(hidden[: hidden_count.value].tolist()),
        )

    return scan
