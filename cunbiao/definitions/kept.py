"""Campaigns kept compiled, in the folder of the person: to load one takes a tenth of the time of compiling it.

What is kept is found by a checksum over everything it was compiled from, and signed with a key that only this person
has on this computer: nothing else is unpacked. Whatever is missing, damaged or foreign is compiled as if it had never
been kept.
"""

from __future__ import annotations

import hashlib
import pickle
import secrets
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pydantic

from cunbiao.program import COMPILING, program_digest
from cunbiao.signing import SIGNATURE_SIZE, is_signed, secret, signature
from cunbiao.state_folder import state_folder

_FOLDER = "已编译"
# Five notices with settings of two counties each.
_MOST = 10


def kept(files: Iterable[Path], said: bytes, compiled: Callable[[], Any]) -> Any:
    """What is kept for these ``files`` and for what was ``said`` beside them; else what ``compiled`` gives, from now
    on kept.

    Raises:
        DefinitionError: see ``compiled``; then nothing is kept.
    """
    own = secret(program_digest(COMPILING))
    if own is None:
        return compiled()
    file = state_folder() / _FOLDER / _name(files, said)
    with suppress(OSError):
        data = memoryview(file.read_bytes())
        if is_signed([data[SIGNATURE_SIZE:]], bytes(data[:SIGNATURE_SIZE]), own):
            return pickle.loads(data[SIGNATURE_SIZE:])
    result = compiled()
    _keep(file, pickle.dumps(result, pickle.HIGHEST_PROTOCOL), own)
    return result


def _name(files: Iterable[Path], said: bytes) -> str:
    digest = hashlib.blake2b(f"{sys.version}\n{pydantic.VERSION}\n".encode() + said, digest_size=16)
    for file in files:
        content = b""
        with suppress(OSError):  # whoever needs it will say so
            content = file.read_bytes()
        digest.update(f"\n{file}\n{len(content)}\n".encode(errors="surrogateescape"))
        digest.update(content)
    return digest.hexdigest()


def _keep(file: Path, data: bytes, own: bytes) -> None:
    """Writes it down where that is possible, and lets go of what was written longest ago."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as target:
            target.writelines([signature([data], own), data])
        draft.replace(file)
        for old in sorted(file.parent.iterdir(), key=lambda own: own.stat().st_mtime, reverse=True)[_MOST:]:
            old.unlink()
