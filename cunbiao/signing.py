"""What the program keeps is signed: only what it wrote itself, for this person on this computer, is believed."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from contextlib import suppress

from cunbiao.state_folder import state_folder

SIGNATURE_SIZE = 32
_KEY_NAME = "store.key"
_KEY_SIZE = 32


def secret(program: bytes) -> bytes | None:
    """What only this person and the ``program`` (its checksum) have together; ``None`` where no key can be kept."""
    key = _key()
    return hashlib.blake2b(program, digest_size=_KEY_SIZE, key=key).digest() if key else None


def signature(parts: Iterable[bytes | memoryview], own_secret: bytes) -> bytes:
    """The signature of ``parts``, one behind the other."""
    signed = hashlib.blake2b(digest_size=SIGNATURE_SIZE, key=own_secret)
    for part in parts:
        signed.update(part)
    return signed.digest()


def is_signed(parts: Iterable[bytes | memoryview], by: bytes, own_secret: bytes) -> bool:
    """Whether ``by`` is the signature of ``parts``."""
    return secrets.compare_digest(by, signature(parts, own_secret))


def _key() -> bytes | None:
    """The key of this person on this computer, made when it is first wanted."""
    file = state_folder() / _KEY_NAME
    with suppress(OSError):
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            draft = file.with_name(f"{_KEY_NAME}.{secrets.token_hex(4)}")
            draft.touch(mode=0o600)
            draft.write_bytes(secrets.token_bytes(_KEY_SIZE))
            draft.replace(file)
        key = file.read_bytes()
        return key if len(key) == _KEY_SIZE else None
    return None
