"""What was read from files, kept beside the results: a file of known content is not read again; and the packed pieces
of the results, which are not packed again where they are the same.

What is kept says of which content it is, by checksum, and by which definitions it was read; the whole is signed with
the program and a key that this person has on this computer. So a store that is damaged, was made by another version or
for another notice, or came from somebody else is as good as none; and a file that changed is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from cunbiao.findings import MessageCatalogue
from cunbiao.program import READING, program_digest
from cunbiao.records.origin import Origin
from cunbiao.signing import SIGNATURE_SIZE, is_signed, secret, signature
from cunbiao.submissions.definition import intake_rules
from cunbiao.submissions.gather import FoundFile, content_of
from cunbiao.submissions.schema import Schema
from cunbiao.submissions.stored_file import HandedOver, StoredFile
from cunbiao.submissions.workbook import Answer
from workbooks.blocks import Block, Blocks
from workbooks.refusal import Refused

# Staff see it beside their results, so its name says that nothing is lost with it.
STORE_NAME = "村表通已读（可删）.dat"
_MAGIC = b"cunbiao store\n"
_LENGTH_SIZE = 8
# What no run has asked for (a village's file of last week) stays for so many runs.
_RUNS_KEPT = 5


@dataclass(slots=True)
class _Entry:
    """What was read from one file by which definitions, what the file says of itself, and for how many runs nobody has
    asked.
    """

    file: StoredFile
    definitions: bytes
    origin: Origin | None
    idle: int = 0


@dataclass(slots=True)
class _Contents:
    """What is written down first: what was read, and of each of the packed pieces that follow how long it is packed,
    its checksum and its size.
    """

    entries: list[_Entry] = field(default_factory=list)
    blocks: dict[bytes, tuple[int, int, int]] = field(default_factory=dict)


_DECODER = msgspec.msgpack.Decoder(_Contents)
_ENCODER = msgspec.msgpack.Encoder()


class Store:
    """The store in a folder, which need not be there yet."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / STORE_NAME
        self._secret = secret(program_digest(READING))
        entries, self._blocks = self._read()
        self._entries = {own.file.sha256: own for own in entries}
        self._sizes = {own.file.size for own in self._entries.values()}
        self._origins: dict[str, Origin] = {}
        self._checksums: dict[FoundFile, str] = {}

    def origin(self, found: FoundFile) -> Origin | None:
        """What a file of this content says of itself, ``None`` when it has to be looked into."""
        entry = self._entries.get(self._checksum(found))
        return entry.origin if entry is not None else None

    def keep_origin(self, found: FoundFile, origin: Origin) -> None:
        """Keeps what a file says of itself, together with what will be read from it.

        Of one that says nothing another look may tell more.
        """
        if origin.product != "foreign":
            self._origins[self._summed(found)] = origin

    def read_by(self, schema: Schema) -> Known:
        """What was read in one way."""
        return Known(self, schema)

    def blocks(self) -> Blocks:
        """The pieces of results that were packed last."""
        return Blocks(self._blocks)

    def keep_blocks(self, blocks: Blocks) -> None:
        """Keeps the pieces that results are made of now, and no others."""
        if blocks.used.keys() != self._blocks.keys():
            self._blocks = blocks.used
            self._write()

    def _checksum(self, found: FoundFile) -> str:
        """The checksum of a file that may be known; "" for one of a size that none has, which is not looked into."""
        try:
            possible = bool(self._sizes) and (found.members or Path(found.path).stat().st_size in self._sizes)
        except OSError:
            return ""
        return self._summed(found) if possible else ""

    def _summed(self, found: FoundFile) -> str:
        if found not in self._checksums:
            content = _content(found)
            self._checksums[found] = hashlib.sha256(content).hexdigest() if content is not None else ""
        return self._checksums[found]

    def _write(self) -> None:
        if self._secret is None:
            return
        entries = [own for own in self._entries.values() if own.idle <= _RUNS_KEPT]
        blocks = {key: (len(block.packed), block.crc, block.size) for key, block in self._blocks.items()}
        contents = _ENCODER.encode(_Contents(entries, blocks))
        parts = [len(contents).to_bytes(_LENGTH_SIZE), contents, *(block.packed for block in self._blocks.values())]
        draft = self._file.with_name(f"{STORE_NAME}.part")
        with suppress(OSError):
            with draft.open("wb") as file:
                file.writelines([_MAGIC, signature(parts, self._secret), *parts])
            draft.replace(self._file)

    def _read(self) -> tuple[list[_Entry], dict[bytes, Block]]:
        """What is in the file; nothing when it is not ours, or not whole."""
        if self._secret is None:
            return [], {}
        try:
            data = self._file.read_bytes()
        except OSError:
            return [], {}
        start = len(_MAGIC) + SIGNATURE_SIZE
        by, signed = data[len(_MAGIC) : start], memoryview(data)[start:]
        if not data.startswith(_MAGIC) or not is_signed([signed], by, self._secret):
            return [], {}
        end = _LENGTH_SIZE + int.from_bytes(signed[:_LENGTH_SIZE])
        contents = _DECODER.decode(signed[_LENGTH_SIZE:end])
        blocks: dict[bytes, Block] = {}
        for checksum, (length, crc, size) in contents.blocks.items():
            blocks[checksum] = Block(signed[end : end + length], crc, size)
            end += length
        return contents.entries, blocks


class Known:
    """What a store holds that was read by one schema."""

    def __init__(self, store: Store, schema: Schema) -> None:
        self._store = store
        self._rollups = schema.rollups
        self._definitions = _definitions(schema)
        self._asked: set[str] = set()

    def of(self, found: FoundFile) -> Answer | None:
        """What was read from a file of this content, ``None`` when it has to be read."""
        return self.of_checksum(self._store._checksum(found), found.name, found.modified)

    def of_checksum(self, sha256: str, name: str, modified: float) -> Answer | None:
        """What was read from a file with this checksum, as of one of this name, saved then."""
        entry = self._store._entries.get(sha256)
        if entry is None or entry.definitions != self._definitions or (entry.file.is_rollup and not self._rollups):
            return None
        entry.idle = 0
        self._asked.add(sha256)
        return entry.file.answer(name, modified)

    def keep(self, answers: Iterable[HandedOver]) -> None:
        """Keeps what was read just now, and writes everything down where that is possible.

        Whatever else is kept of villages or of rollups grows a run older when such were asked for.
        """
        entries, origins = self._store._entries, self._store._origins
        stored = (own if isinstance(own, StoredFile) else StoredFile.of(own) for own in answers)
        new = {own.sha256: _Entry(own, self._definitions, origins.get(own.sha256)) for own in stored if own is not None}
        entries |= new
        asked = self._asked | new.keys()
        kinds = {entries[sha256].file.kind for sha256 in asked}
        older = [own for sha256, own in entries.items() if own.file.kind in kinds and sha256 not in asked]
        for own in older:
            own.idle += 1
        if new or older:
            self._store._write()


def _content(found: FoundFile) -> bytes | None:
    """What a file holds, ``None`` where it cannot be opened."""
    try:
        return content_of(found, intake_rules().limits)
    except (OSError, Refused):
        return None


def _definitions(schema: Schema) -> bytes:
    """A digest of everything a reader knows of a notice, whether or not it reads rollups."""
    whole = msgspec.json.encode(replace(schema, rollups=False), order="deterministic", enc_hook=_listed)
    return hashlib.blake2b(whole, digest_size=SIGNATURE_SIZE).digest()


def _listed(value: object) -> list[object]:
    assert isinstance(value, MessageCatalogue)
    return list(value)
