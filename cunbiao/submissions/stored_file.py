"""What was read from one file as a few bytes: to be kept in a store, or sent to another process or computer."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import msgspec

from cunbiao.records.submission import RollupFile
from cunbiao.submissions.packed_cells import NotPacked
from cunbiao.submissions.stored_answers import StoredRollup, StoredVillage
from cunbiao.submissions.workbook import Answer, Taken

# What is kept is written often and read seldom; packing it tighter would cost more than it saves.
_LEVEL = 1
_DECODERS: Mapping[str, msgspec.msgpack.Decoder[Any]] = {
    kind.__name__: msgspec.msgpack.Decoder(kind) for kind in (StoredVillage, StoredRollup)
}
_ENCODER = msgspec.msgpack.Encoder()


@dataclass(slots=True)
class StoredFile:
    """Checksum and size of a file's content, and what was read from it."""

    sha256: str
    size: int
    kind: str
    packed: bytes

    @classmethod
    def of(cls, answer: Answer) -> Self | None:
        """``None`` where another reading may have another answer, or it would not come back as it is."""
        try:
            if isinstance(answer, Taken):
                own, stored = answer.submission, StoredVillage.of(answer)
                return cls(own.sha256, own.size, StoredVillage.__name__, _written(stored))
            if isinstance(answer, RollupFile):
                return cls(answer.sha256, answer.size, StoredRollup.__name__, _written(StoredRollup.of(answer)))
        except (NotPacked, UnicodeEncodeError):
            pass
        return None

    @property
    def is_rollup(self) -> bool:
        """Whether it is a rollup and no village's."""
        return self.kind == StoredRollup.__name__

    def answer(self, name: str, modified: float) -> Answer:
        """What was read, from a file of this name, saved then."""
        stored = _DECODERS[self.kind].decode(zlib.decompress(self.packed))
        answer: Answer = stored.answer(name, modified)
        return answer


HandedOver = StoredFile | Answer


def handed_over(answer: Answer) -> HandedOver:
    """What is sent to whoever asked: packed, or as it is where that would lose something."""
    return StoredFile.of(answer) or answer


def answer_of(read: HandedOver, name: str, modified: float) -> Answer:
    """What was read, from a file of this name, saved then."""
    return read.answer(name, modified) if isinstance(read, StoredFile) else read


def _written(stored: StoredVillage | StoredRollup) -> bytes:
    return zlib.compress(_ENCODER.encode(stored), _LEVEL)
