"""Which program this is, as far as it decides what is read from a file."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from cunbiao.version import VERSION

_ROOT = Path(__file__).resolve().parents[2]
_PARTS = ("cunbiao/*.py", "cunbiao/records/*.py", "cunbiao/submissions/**/*.py", "workbooks/**/*.py")


@cache
def program_digest() -> bytes:
    """The checksum of the program's text; two with the same one read the same from the same file."""
    digest = hashlib.blake2b(VERSION.encode())
    for pattern in _PARTS:
        for file in sorted(_ROOT.glob(pattern)):
            digest.update(file.read_bytes())
    return digest.digest()
