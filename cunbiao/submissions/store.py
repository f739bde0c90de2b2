"""What was read from files, kept beside the results: a file of known content is not read again.

What is kept says of which content it is, by checksum, and the whole is signed with the program, the definitions and a
key that this person has on this computer. So a store that is damaged, was made by another version or for another
notice, or came from somebody else is as good as none; and a file that changed is read.
"""

from __future__ import annotations

import hashlib
import secrets
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from cunbiao.findings import MessageCatalogue
from cunbiao.records.submission import RollupFile
from cunbiao.state_folder import state_folder
from cunbiao.submissions.gather import FoundFile, content_of
from cunbiao.submissions.packed_cells import NotPacked
from cunbiao.submissions.schema import Schema
from cunbiao.submissions.stored_answers import StoredRollup, StoredVillage
from cunbiao.submissions.workbook import Answer, Taken
from cunbiao.version import VERSION
from workbooks.refusal import Refused

# Staff see it beside their results, so its name says that nothing is lost with it.
STORE_NAME = "村表通已读（可删）.dat"
_MAGIC = b"cunbiao store\n"
_KEY_NAME = "store.key"
_KEY_SIZE = _SIGNATURE_SIZE = 32
# What no run has asked for (a village's file of last week) stays for so many runs.
_RUNS_KEPT = 5
# What is kept is written often and read seldom; packing it tighter would cost more than it saves.
_LEVEL = 1
_ROOT = Path(__file__).resolve().parents[2]
# What decides how a file is read.
_PROGRAM = ("cunbiao/*.py", "cunbiao/records/*.py", "cunbiao/submissions/*.py", "workbooks/**/*.py")


@dataclass(slots=True)
class _Entry:
    """One file: checksum and size of its content, and what was read from it; for how many runs nobody has asked."""

    sha256: str
    size: int
    kind: str
    answer: bytes
    idle: int = 0


_DECODERS: Mapping[str, msgspec.msgpack.Decoder[Any]] = {
    kind.__name__: msgspec.msgpack.Decoder(kind) for kind in (StoredVillage, StoredRollup)
}
_ENTRIES = msgspec.msgpack.Decoder(list[_Entry])
_ENCODER = msgspec.msgpack.Encoder()


class Store:
    """The store in a folder, for one way of reading; it need not be there yet."""

    def __init__(self, folder: Path, schema: Schema) -> None:
        self._file = folder / STORE_NAME
        self._schema = schema
        self._secret = _secret(schema)
        self._entries = {own.sha256: own for own in self._read()}
        self._sizes = {own.size for own in self._entries.values()}
        for own in self._entries.values():
            own.idle += 1

    def known(self, found: FoundFile) -> Answer | None:
        """What was read from a file of this content, ``None`` when it has to be read."""
        content = self._content(found)
        entry = self._entries.get(hashlib.sha256(content).hexdigest()) if content is not None else None
        if entry is None or (entry.kind == StoredRollup.__name__ and not self._schema.rollups):
            return None
        stored = _DECODERS[entry.kind].decode(zlib.decompress(entry.answer))
        entry.idle = 0
        answer: Answer = stored.answer(found.name, found.modified)
        return answer

    def keep(self, answers: Iterable[Answer]) -> None:
        """Keeps what was read just now, and writes everything down where that is possible."""
        new = [entry for answer in answers if (entry := _entry(answer)) is not None]
        self._entries |= {entry.sha256: entry for entry in new}
        kept = [own for own in self._entries.values() if own.idle <= _RUNS_KEPT]
        if self._secret is None or not (new or any(own.idle for own in self._entries.values())):
            return
        content = _ENCODER.encode(kept)
        draft = self._file.with_name(f"{STORE_NAME}.part")
        with suppress(OSError):
            draft.write_bytes(_MAGIC + _signature(content, self._secret) + content)
            draft.replace(self._file)

    def _read(self) -> list[_Entry]:
        """The entries in the file; none when it is not ours, or not whole."""
        if self._secret is None:
            return []
        try:
            data = self._file.read_bytes()
        except OSError:
            return []
        start = len(_MAGIC) + _SIGNATURE_SIZE
        signature, content = data[len(_MAGIC) : start], data[start:]
        if not data.startswith(_MAGIC) or not secrets.compare_digest(signature, _signature(content, self._secret)):
            return []
        return _ENTRIES.decode(content)

    def _content(self, found: FoundFile) -> bytes | None:
        """The content of a file that may be known; a file of another size is not looked into."""
        try:
            if not self._sizes or not (found.members or Path(found.path).stat().st_size in self._sizes):
                return None
            return content_of(found, self._schema.limits)
        except (OSError, Refused):
            return None


def _entry(answer: Answer) -> _Entry | None:
    """What is kept of an answer; ``None`` where another reading may have another one, or it cannot be kept as it is."""
    try:
        if isinstance(answer, Taken):
            own, stored = answer.submission, StoredVillage.of(answer)
            return _Entry(own.sha256, own.size, StoredVillage.__name__, _written(stored))
        if isinstance(answer, RollupFile):
            return _Entry(answer.sha256, answer.size, StoredRollup.__name__, _written(StoredRollup.of(answer)))
    except (NotPacked, UnicodeEncodeError):
        pass
    return None


def _written(stored: StoredVillage | StoredRollup) -> bytes:
    return zlib.compress(_ENCODER.encode(stored), _LEVEL)


def _signature(content: bytes, secret: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_SIGNATURE_SIZE, key=secret).digest()


def _secret(schema: Schema) -> bytes | None:
    """What only this person, program and way of reading have together; ``None`` where no key can be kept."""
    key = _key()
    return hashlib.blake2b(_program() + _definitions(schema), digest_size=_KEY_SIZE, key=key).digest() if key else None


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


def _program() -> bytes:
    """The text of the program as far as it decides what is read."""
    digest = hashlib.blake2b(VERSION.encode())
    for pattern in _PROGRAM:
        for file in sorted(_ROOT.glob(pattern)):
            digest.update(file.read_bytes())
    return digest.digest()


def _definitions(schema: Schema) -> bytes:
    """Everything a reader knows of a notice, whether or not it reads rollups."""
    return msgspec.json.encode(replace(schema, rollups=False), order="deterministic", enc_hook=_listed)


def _listed(value: object) -> list[object]:
    assert isinstance(value, MessageCatalogue)
    return list(value)
