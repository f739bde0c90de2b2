"""The files every job works on: the roster of an invented county, and its village workbooks as they were returned."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from commands.demo import POLICY, demo_campaign
from commands.generate import generate
from sample.campaign_events import campaign_events
from sample.county import invent_county
from sample.returns import IssuedFile, return_workbooks
from sample.roster import as_roster, write_roster


@dataclass(frozen=True)
class Corpus:
    """A folder with ``花名册.xlsx``, ``县设置.yaml`` and the returned workbooks, none of them with mistakes.

    ``persons`` are the registered members of all villages.
    """

    folder: Path
    policy: str
    villages: int
    households: int
    persons: int

    @property
    def settings(self) -> Path:
        """The county's settings."""
        return self.folder / "县设置.yaml"

    @property
    def roster(self) -> Path:
        """The roster of all villages."""
        return self.folder / "花名册.xlsx"

    def returned(self, villages: int) -> list[Path]:
        """The returned workbooks of the first villages."""
        return sorted((self.folder / "交回").rglob("*.xlsx"), key=lambda file: file.stem[-12:])[:villages]


def build_corpus(folder: Path, villages: int, households: int) -> Corpus:
    """The corpus in ``folder``; one of as many villages or more that is already there is used again."""
    facts = folder / "规模.json"
    if facts.exists():
        found = json.loads(facts.read_text(encoding="utf-8"))
        if found["villages"] >= villages and found["households"] == households:
            return Corpus(folder, POLICY, **found)
    persons = _write(folder, villages, households)
    sizes = {"villages": villages, "households": households, "persons": persons}
    facts.write_text(json.dumps(sizes), encoding="utf-8")
    return Corpus(folder, POLICY, villages, households, persons)


def _write(folder: Path, villages: int, households: int) -> int:
    """Writes roster, settings and returned workbooks; returns the number of registered persons."""
    folder.mkdir(parents=True, exist_ok=True)
    corpus = Corpus(folder, POLICY, villages, households, 0)
    campaign, settings = demo_campaign(POLICY, folder)
    county = invent_county(campaign, villages, households, townships=min(villages, 2))
    write_roster(county, corpus.roster)
    generate(POLICY, [corpus.roster], folder / "下发", settings)
    issued = {
        village: IssuedFile(file.stem, file.read_bytes())
        for village in as_roster(county).villages
        for file in (folder / "下发").glob(f"*/*_{village.code}.xlsx")
    }
    for file in return_workbooks(county, issued, campaign_events(county), mistakes=False).files:
        path = folder / "交回" / file.folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
    return sum(village.persons for village in county.villages)
