"""Three rounds of return and correction, and how everything stands after each merge."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from commands.kept import kept_in
from commands.merge import merge_files, rollups_in
from commands.outcome import Outcome
from commands.rollups import read_rollup
from commands.send_back import send_back
from commands.upload import upload
from cunbiao.findings import Finding
from cunbiao.lists.roster.model import Village
from cunbiao.merging.lives import has_life
from cunbiao.merging.register import Register
from cunbiao.records.life import Life
from tests.campaign.rounds.clerk import Answered, answer_slip, decide, empty, slips_in
from tests.campaign.rounds.county import Scene

DAYS = (date(2020, 11, 5), date(2020, 11, 12), date(2020, 11, 19), date(2020, 11, 26))


@dataclass(frozen=True)
class State:
    """How a county stands after a merge: the townships' registers, the county's, and every life there is.

    ``county_lives`` are the lives as the county's own list knows them; ``files`` is how many were handed in;
    ``seconds`` what the merges of the townships and of the county took.
    """

    townships: Sequence[Register]
    county: Register
    lives: Sequence[Life]
    county_lives: Sequence[Life]
    outcome: Outcome
    files: int
    seconds: float

    @property
    def findings(self) -> Iterator[Finding]:
        """What the townships found in the rows of their villages."""
        for register in self.townships:
            yield from (own for own in register.findings if has_life(own))

    @property
    def to_mend(self) -> list[Finding]:
        """The county's findings that must be mended."""
        return [own for own in self.county.findings if own.standing == "必改"]

    @property
    def states(self) -> Counter[str]:
        """How many lives stand how."""
        return Counter(life.state_label for life in self.lives)


@dataclass
class Round:
    """One round: how it stood after the merge, what was decided about corrections, what villages wrote afterwards."""

    state: State
    accepted: int = 0
    rejected: int = 0
    slips: int = 0
    answers: list[Answered] = field(default_factory=list)
    handed_in: int = 0


class Play:
    """A campaign from the first merge on; results lie beside what was handed in."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.out, self.county, self.uploads = (scene.folder / name for name in ("汇总", "县", "上报"))
        self._rng = Random(f"{scene.county.seed}/rounds")
        self.rounds: list[Round] = []

    def merge(self, day: date) -> State:
        """Merges everything: the townships, then the county from their results."""
        policy, begun = self.scene.campaign.notice.id, time.monotonic()
        outcome = merge_files([self.scene.returned], policy, "township", self.out, self.scene.settings, None, day=day)
        county = merge_files([self.out], policy, "county", self.county, self.scene.settings, None, day=day)
        seconds = time.monotonic() - begun
        [rollup] = rollups_in(county)
        return State(
            [read_rollup(file).register for file in rollups_in(outcome)],
            read_rollup(rollup).register,
            kept_in(self.out, self.scene.campaign).lives,
            kept_in(self.county, self.scene.campaign).lives,
            outcome,
            sum(path.is_file() for path in self.scene.returned.rglob("*")),
            seconds,
        )

    def round(self, number: int, *, hurried: bool) -> Round:
        """Merge, decisions about corrections, slips to the villages, and what they make of them."""
        day = DAYS[number]
        self.merge(day)
        accepted, rejected = decide(self.scene, self.out, day.isoformat())
        own = Round(self.merge(day), accepted, rejected)
        self.rounds.append(own)
        empty(self.out)
        send_back(sorted(self.out.glob("*_汇总.xlsx")), self.out, None, day=day)
        to_do = set(self.scene.returns.missing) if number == 0 else set()
        for slip in slips_in(self.out):
            village = self._village(slip)
            folder = self.scene.returned / village.township
            done = answer_slip(self.scene, slip, folder, self._rng if hurried else None)
            own.slips += 1
            own.answers.append(done)
            if done.in_workbook:
                to_do.add(village.code)
        to_do |= self._undecided(own.state)
        again = [village for village in self.scene.issued if village.code in to_do]
        own.handed_in = len(self.scene.hand_in(again))
        return own

    def upload(self) -> list[Path]:
        """The upload workbooks of the county."""
        [rollup] = self.county.glob("*_汇总.xlsx")
        upload(rollup, self.uploads)
        return sorted(self.uploads.glob("*.xlsx"))

    def _village(self, slip: Path) -> Village:
        return next(
            own for own in self.scene.issued if (own.township, own.name) == (slip.parent.parent.name, slip.parent.name)
        )

    def _undecided(self, state: State) -> set[str]:
        """Villages of which nothing is in the register; the township puts away what they sent."""
        codes = set()
        for register in state.townships:
            for village in register.progress:
                if village.state != "received":
                    codes.add(village.village_code)
        for register in state.townships:
            for file in register.files:
                if file.fate == "conflicting":
                    (self.scene.returned / file.file).unlink()
        return codes
