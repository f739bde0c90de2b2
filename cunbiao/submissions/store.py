"""What was read from files, kept beside the results: a file of known content is not read again.

What is kept says of which content it is, by checksum, and by which definitions it was read; the whole is signed with
the program and a key that this person has on this computer. So a store that is damaged, was made by another version or
for another notice, or came from somebody else is as good as none; and a file that changed is read.
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
from cunbiao.records.origin import Origin
from cunbiao.records.submission import RollupFile, Submission
from cunbiao.state_folder import state_folder
from cunbiao.submissions.definition import intake_rules
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
    """One file: checksum and size of its content, what it says of itself, and what was read from it by which
    definitions; for how many runs nobody has asked.
    """

    sha256: str
    size: int
    origin: Origin | None = None
    definitions: bytes = b""
    kind: str = ""
    answer: bytes = b""
    idle: int = 0


_DECODERS: Mapping[str, msgspec.msgpack.Decoder[Any]] = {
    kind.__name__: msgspec.msgpack.Decoder(kind) for kind in (StoredVillage, StoredRollup)
}
_ENTRIES = msgspec.msgpack.Decoder(list[_Entry])
_ENCODER = msgspec.msgpack.Encoder()


class Store:
    """The store in a folder, which need not be there yet.

    Without a ``schema`` it is only known what files say of themselves.
    """

    def __init__(self, folder: Path, schema: Schema | None = None) -> None:
        self._file = folder / STORE_NAME
        self._schema = schema
        self._definitions = _definitions(schema) if schema is not None else b""
        self._secret = _secret()
        self._entries = {own.sha256: own for own in self._read()}
        self._sizes = {own.size for own in self._entries.values()}
        self._asked: set[str] = set()

    def origin(self, found: FoundFile) -> Origin | None:
        """What a file of this content says of itself, ``None`` when it has to be looked into."""
        entry = self._entries.get(self._content_of(found)[0])
        return entry.origin if entry is not None else None

    def keep_origins(self, origins: Iterable[tuple[FoundFile, Origin]]) -> None:
        """Keeps what files say of themselves; of one that says nothing another look may tell more."""
        new = False
        for found, origin in origins:
            sha256, size = self._content_of(found, any_size=True)
            if sha256 and origin.product != "foreign":
                entry = self._entries.setdefault(sha256, _Entry(sha256, size))
                new, entry.origin = new or entry.origin is None, origin
        if new:
            self._write()

    def known(self, found: FoundFile) -> Answer | None:
        """What was read from a file of this content, ``None`` when it has to be read."""
        return self.answer(self._content_of(found)[0], found.name, found.modified)

    def answer(self, sha256: str, file: str, modified: float) -> Answer | None:
        """What was read from a file with this checksum, as of one of this name, saved then."""
        entry, schema = self._entries.get(sha256), self._schema
        if entry is None or schema is None or entry.definitions != self._definitions:
            return None
        if entry.kind == StoredRollup.__name__ and not schema.rollups:
            return None
        stored = _DECODERS[entry.kind].decode(zlib.decompress(entry.answer))
        entry.idle = 0
        self._asked.add(sha256)
        answer: Answer = stored.answer(file, modified)
        return answer

    def keep(self, answers: Iterable[Answer]) -> None:
        """Keeps what was read just now, and writes everything down where that is possible.

        Whatever else is kept of villages or of rollups grows a run older when such were asked for.
        """
        new = {entry.sha256: entry for answer in answers if (entry := self._entry(answer)) is not None}
        self._entries |= new
        asked = self._asked | new.keys()
        kinds = {self._entries[sha256].kind for sha256 in asked}
        older = [own for own in self._entries.values() if own.kind in kinds and own.sha256 not in asked]
        for own in older:
            own.idle += 1
        if new or older:
            self._write()

    def _entry(self, answer: Answer) -> _Entry | None:
        """What is kept of an answer; ``None`` where another reading may have another, or it cannot be kept as it is."""
        own: Submission | RollupFile
        stored: StoredVillage | StoredRollup
        try:
            if isinstance(answer, Taken):
                own, stored = answer.submission, StoredVillage.of(answer)
            elif isinstance(answer, RollupFile):
                own, stored = answer, StoredRollup.of(answer)
            else:
                return None
            written = zlib.compress(_ENCODER.encode(stored), _LEVEL)
        except (NotPacked, UnicodeEncodeError):
            return None
        known = self._entries.get(own.sha256)
        origin = known.origin if known is not None else None
        return _Entry(own.sha256, own.size, origin, self._definitions, type(stored).__name__, written)

    def _write(self) -> None:
        if self._secret is None:
            return
        content = _ENCODER.encode([own for own in self._entries.values() if own.idle <= _RUNS_KEPT])
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

    def _content_of(self, found: FoundFile, *, any_size: bool = False) -> tuple[str, int]:
        """Checksum and size of a file that may be known; a file of a size none has is not looked into: "" and 0."""
        try:
            if not (any_size or found.members or Path(found.path).stat().st_size in self._sizes):
                return "", 0
            content = content_of(found, intake_rules().limits)
        except (OSError, Refused):
            return "", 0
        return hashlib.sha256(content).hexdigest(), len(content)


def _signature(content: bytes, secret: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_SIGNATURE_SIZE, key=secret).digest()


def _secret() -> bytes | None:
    """What only this person and program have together; ``None`` where no key can be kept."""
    key = _key()
    return hashlib.blake2b(_program(), digest_size=_KEY_SIZE, key=key).digest() if key else None


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
    """A digest of everything a reader knows of a notice, whether or not it reads rollups."""
    whole = msgspec.json.encode(replace(schema, rollups=False), order="deterministic", enc_hook=_listed)
    return hashlib.blake2b(whole, digest_size=_KEY_SIZE).digest()


def _listed(value: object) -> list[object]:
    assert isinstance(value, MessageCatalogue)
    return list(value)
