"""A proposed correction of a locked cell, and the decision about it, as plain records.

Values are texts as a problem list shows them (`cunbiao.records.display`), so that a proposal and a decision mean the
same in every file they pass through. Whoever proposes (the sheet 信息更正 of a village, a workbook that was sent back)
makes `Correction`; whoever decides makes `Decision`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Literal, get_args

from cunbiao.findings import Place, digest_of
from cunbiao.records.identity_sheet import ACCEPTED, REJECTED
from cunbiao.records.submission import WrittenDecision

Outcome = Literal["accepted", "rejected"]
Level = Literal["township", "county"]

_NOWHERE = Place("")
# What a decider picks, and what staff call the levels.
OUTCOME_LABELS: dict[Outcome, str] = {"accepted": ACCEPTED, "rejected": REJECTED}
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True, slots=True, order=True)
class RecordKey:
    """Which record: a household of a village, and a person of it ("" for the household itself).

    ``table`` is the table the record stands in. ``person`` is the identity number the person was issued with, or the
    name where there is none: it stays what it was when number or name is corrected.
    """

    village_code: str
    table: str
    household: str
    person: str


@dataclass(frozen=True, slots=True)
class Correction:
    """One field of one record that should be something else.

    Attributes:
        record: whose field it is.
        field: the indicator, such as ``id_number``.
        old: what stands there now, as the village has it.
        new: what should stand there.
        basis: what it rests on: a label of the code list ``correction_basis``.
        note: what was written about it.
        source: file, sheet, row and column where it was written.
        township, village: of the proposing village.
        head, name: head of the household and person as they stand now, for people to read.
        day: when the file was saved, as 2020-10-20; "" where nobody knows.
    """

    record: RecordKey
    field: str
    old: str
    new: str
    basis: str = ""
    note: str = ""
    source: Place = _NOWHERE
    township: str = ""
    village: str = ""
    head: str = ""
    name: str = ""
    day: str = ""

    @property
    def identity(self) -> str:
        """The same for the same proposal in every later file: the record, the field and what it should be."""
        record = self.record
        return digest_of(record.village_code, record.table, record.household, record.person, self.field, self.new)

    @property
    def about(self) -> str:
        """The same for every proposal about the same cell."""
        record = self.record
        return digest_of(record.village_code, record.table, record.household, record.person, self.field)

    @property
    def question(self) -> tuple[str, str]:
        """What a decision answers: this proposal over this old value; another value is another question."""
        return self.identity, self.old

    def to_text(self) -> str:
        """The whole as one text, which hidden cells keep."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Correction:
        """The correction a hidden cell keeps.

        Raises:
            ValueError: the text is not one.
        """
        try:
            said = json.loads(text)
            record, source = RecordKey(**said.pop("record")), Place(**said.pop("source"))
            return cls(record=record, source=source, **said)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not a correction: {error}") from error


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about a correction: who (``by``), when (``day``, as 2020-11-03), why (``reason``).

    ``level`` is whose decision it is: the county's comes before the township's. ``file`` is where it was read.
    """

    correction: Correction
    outcome: Outcome
    level: Level
    by: str = ""
    day: str = ""
    reason: str = ""
    file: str = ""

    def written(self) -> WrittenDecision:
        """The decision as files carry it."""
        return WrittenDecision(
            about=self.correction.to_text(),
            outcome=OUTCOME_LABELS[self.outcome],
            level=self.level,
            by=self.by,
            day=self.day,
            reason=self.reason,
            file=self.file,
        )

    @classmethod
    def read(cls, written: WrittenDecision) -> Decision | None:
        """The decision a file carries; None where it cannot be told what was decided about what."""
        outcomes = {label: name for name, label in OUTCOME_LABELS.items()}
        levels: dict[str, Level] = {name: name for name in LEVELS}
        if written.outcome not in outcomes or written.level not in levels:
            return None
        try:
            correction = Correction.from_text(written.about)
        except ValueError:
            return None
        return cls(
            correction,
            outcomes[written.outcome],
            levels[written.level],
            written.by,
            written.day,
            written.reason,
            written.file,
        )

    def without_file(self) -> Decision:
        """The decision whatever file it was read from."""
        return replace(self, file="")


def read_all(written: Iterable[WrittenDecision]) -> list[Decision]:
    """The decisions that files carry, those left out that cannot be understood."""
    return [decision for own in written if (decision := Decision.read(own)) is not None]
