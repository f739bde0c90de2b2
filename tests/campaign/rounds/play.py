"""Three rounds of return and correction, and how everything stands after each merge."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from commands.merge import merge_files, rollups_in
from commands.outcome import Outcome
from commands.rollups import read_rollup
from commands.send_back import send_back
from commands.upload import upload
from cunbiao.findings import Finding
from cunbiao.lists.roster.model import Village
from cunbiao.merging.lives import has_life
from cunbiao.merging.register import Register
from cunbiao.merging.villages import RollupLevel
from cunbiao.records.life import Life
from cunbiao.submissions.reading import read_submissions
from generators.lives import FILE_NAME as LIVES
from tests.campaign.rounds.clerk import Answered, answer_slip, decide, empty, give_opinions, slips_in
from tests.campaign.rounds.county import MOMENT, Scene

ROUNDS = 3
# The days of the merges: one a round, one after the last, and one on which old files turn up.
DAYS = tuple(date(2020, 11, day) for day in (3, 10, 17, 24, 27))
_DAY = 86_400.0


@dataclass(frozen=True)
class Merged:
    """What a merge of the townships, or of the county, left: the registers, every life there is, what it said."""

    registers: Sequence[Register]
    lives: Sequence[Life]
    outcome: Outcome

    @property
    def findings(self) -> Iterator[Finding]:
        """What was found in rows of villages and is followed until it is settled."""
        for register in self.registers:
            yield from (own for own in register.findings if has_life(own))

    @property
    def states(self) -> Counter[str]:
        """How many lives stand how."""
        return Counter(life.state_label for life in self.lives)


@dataclass(frozen=True)
class State:
    """How a county stands: its townships and itself; ``seconds`` are what the two merges took."""

    townships: Merged
    county: Merged
    seconds: float


@dataclass
class Round:
    """One round: how it stood after the merge, what was decided about corrections, what villages wrote afterwards.

    ``opinions`` is how many townships and the county wrote into their own workbooks, ``slips`` are the files that went
    back, ``handed_in`` the workbooks that came again.
    """

    state: State
    accepted: int
    rejected: int
    opinions: int
    slips: int = 0
    answers: list[Answered] = field(default_factory=list)
    handed_in: int = 0


class Play:
    """A campaign from the first merge on; results lie beside what was handed in."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.out, self.county, self.uploads = scene.results, scene.folder / "县", scene.folder / "上报"
        self._rng = Random(f"{scene.county.seed}/rounds")
        # The first workbook of every village that mended it later, and the first slip of each that answered one.
        self._old: dict[Path, bytes] = {}

    def rounds(self) -> list[Round]:
        """All rounds. In the first one villages are in a hurry: they pass over lines and write what nobody can use."""
        return [self._round(number) for number in range(ROUNDS)]

    def merge(self, day: date) -> State:
        """The townships, then the county from their results."""
        begun = time.monotonic()
        townships = self._merged("township", day)
        county = self._merged("county", day)
        return State(townships, county, time.monotonic() - begun)

    def send_old_files_again(self, day: date) -> Merged:
        """Old workbooks and slips turn up beside the new ones, as they were saved then."""
        for path, data in self._old.items():
            self._put(path.with_name(f"{path.stem}（旧）{path.suffix}"), data, 0.0)
        merged = self._merged("township", day)
        for path in self._old:
            path.with_name(f"{path.stem}（旧）{path.suffix}").unlink()
        return merged

    def put_old_files_in_place(self, day: date) -> tuple[list[Path], Merged]:
        """Old workbooks are copied over the new ones and look newer than anything; which, and what comes of it."""
        paths = [own for own in self._old if "整改" not in own.name]
        for path in paths:
            self._put(path, self._old[path], 30 * _DAY)
        return paths, self._merged("township", day)

    def upload(self) -> list[Path]:
        """The upload workbooks of the county."""
        [rollup] = self.county.glob("*_汇总.xlsx")
        upload(rollup, self.uploads)
        return sorted(self.uploads.glob("*.xlsx"))

    def _merged(self, level: RollupLevel, day: date) -> Merged:
        outcome = self._merge(level, day)
        registers = [read_rollup(file).register for file in rollups_in(outcome)]
        books = [file for file in outcome.files if file.match(LIVES.format(about="*"))]
        read = read_submissions(books, self.scene.campaign)
        return Merged(registers, [life for book in read.life_books for life in book.lives], outcome)

    def _merge(self, level: RollupLevel, day: date) -> Outcome:
        scene = self.scene
        files, out = (scene.returned, self.out) if level == "township" else (self.out, self.county)
        return merge_files([files], scene.campaign.notice.id, level, out, scene.settings, None, day=day)

    def _round(self, number: int) -> Round:
        """Merge, decisions about corrections, opinions, slips to the villages, and what they make of them."""
        day = DAYS[number]
        self._merge("township", day)
        accepted, rejected = decide(self.scene, self.out, day.isoformat())
        opinions = give_opinions(self.out)
        own = Round(self.merge(day), accepted, rejected, opinions)
        own.opinions += give_opinions(self.county)
        empty(self.out)
        send_back(sorted(self.out.glob("*_汇总.xlsx")), self.out, None, day=day)
        to_do = self._late(own.state.townships) if number == 0 else set()
        for slip in slips_in(self.out):
            village = self._village(slip)
            folder = self.scene.returned / village.township
            done = answer_slip(self.scene, slip, folder, self._rng if number == 0 else None)
            own.slips += 1
            own.answers.append(done)
            if number == 0:
                self._old[folder / slip.name] = (folder / slip.name).read_bytes()
            if done.in_workbook:
                to_do.add(village.code)
        again = [village for village in self.scene.issued if village.code in to_do]
        own.handed_in = self._hand_in(again, (number + 1) * 7 * _DAY)
        return own

    def _hand_in(self, villages: Sequence[Village], saved: float) -> int:
        """Villages hand in their workbooks again, with everything right; what they replace is kept."""
        before = {path: path.read_bytes() for path in self.scene.returned.rglob("*.xlsx")}
        for path in (written := self.scene.hand_in(villages, saved)):
            if path in before:
                self._old.setdefault(path, before[path])
        return len(written)

    def _put(self, path: Path, data: bytes, later: float) -> None:
        path.write_bytes(data)
        os.utime(path, (MOMENT + later,) * 2)

    def _village(self, slip: Path) -> Village:
        return next(
            own for own in self.scene.issued if (own.township, own.name) == (slip.parent.parent.name, slip.parent.name)
        )

    def _late(self, merged: Merged) -> set[str]:
        """Villages that hand in a workbook, or another one, whatever their slips say."""
        return {*self.scene.returns.missing, *self.scene.late, *self._undecided(merged)}

    def _undecided(self, merged: Merged) -> set[str]:
        """Villages of which nothing is in the register; the township puts away copies that say different things."""
        codes = set()
        for register in merged.registers:
            codes |= {own.village_code for own in register.progress if own.state != "received"}
            for file in register.files:
                if file.fate == "conflicting":
                    (self.scene.returned / file.file).unlink()
        return codes
