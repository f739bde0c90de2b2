"""Which program this is, as far as it decides what comes of a file."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from cunbiao.version import VERSION

# What decides what is read from a file that was handed in, and what definitions mean.
READING = (
    "cunbiao/*.py",
    "cunbiao/records/*.py",
    "cunbiao/submissions/**/*.py",
    "workbooks/**/*.py",
    "workbooks/**/*.c",
)
COMPILING = ("cunbiao/*.py", "cunbiao/definitions/**/*.py", "cunbiao/expressions/**/*.py")
_ROOT = Path(__file__).resolve().parents[1]


@cache
def program_digest(parts: tuple[str, ...]) -> bytes:
    """The checksum of the program's text in these parts of it.

    Two programs with the same one make the same of the same file.
    """
    digest = hashlib.blake2b(VERSION.encode())
    for pattern in parts:
        for file in sorted(_ROOT.glob(pattern)):
            digest.update(file.read_bytes())
    return digest.digest()
