"""A county whose register is wrong in places: examined, mended where the county can, issued, filled by its villages."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path

from commands.demo import POLICY, demo_campaign
from commands.generate import generate
from cunbiao.definitions import Campaign
from cunbiao.findings import Finding
from cunbiao.lists.roster import read_roster
from cunbiao.lists.roster.model import Village
from generators.village.examination import examine
from sample.answers import Answers
from sample.calculation import Calculation
from sample.campaign_events import campaign_events
from sample.corrections import propose_corrections
from sample.county import County, invent_county
from sample.filler import fill_workbooks
from sample.household_changes import Change, household_changes
from sample.returns import IssuedFile, ReturnedFile, Returns, return_workbooks
from sample.roster import as_roster, write_roster
from sample.wrong_register import Kind, Wrong, as_registered, cells_of, wrong_register

SHARE = 0.02
# What the county itself puts right in the register before it is issued.
_MENDED_AT_HOME = "village_misspelt"
# What no check sees: a village has to find it out and write it down by itself.
_UNSEEN: frozenset[Kind] = frozenset({"other_birth", "name", "identified_year"})
# When the first files were saved, in seconds since 1970.
MOMENT = 1_600_000_000.0


@dataclass(frozen=True)
class Size:
    """How many villages in how many townships, and about how many households each has."""

    villages: int
    households: int
    townships: int = 2


@dataclass
class Scene:
    """A county in the middle of its campaign.

    ``examined`` is what was found in the register as it was exported, ``remaining`` after the county had mended what it
    could, ``wrong`` what is wrong in the workbooks. ``proposed`` are the corrections that villages wrote into their
    first workbooks, ``mistaken`` one of them, of which the village itself takes another wrong number for right.
    ``late`` are codes of villages that find out only afterwards what no check sees. ``answers`` is what every village
    types when it does all right.
    """

    folder: Path
    campaign: Campaign
    county: County
    settings: Path | None
    all_wrong: list[Wrong]
    wrong: list[Wrong]
    examined: list[Finding]
    remaining: list[Finding]
    changes: list[Change]
    issued: Mapping[Village, IssuedFile]
    answers: dict[str, Answers]
    proposed: list[Wrong]
    mistaken: Wrong
    late: frozenset[str]
    returns: Returns

    @property
    def returned(self) -> Path:
        """Where the townships keep what villages hand in."""
        return self.folder / "交回"

    @property
    def results(self) -> Path:
        """Where the townships keep what they make of it."""
        return self.folder / "汇总"

    def take(self, file: ReturnedFile) -> Path:
        """Puts a file into the folder of its township."""
        path = self.returned / file.folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
        os.utime(path, (MOMENT + file.saved, MOMENT + file.saved))
        return path

    def hand_in(self, villages: Iterable[Village], saved: float) -> list[Path]:
        """Villages hand in their workbooks with everything right, over what they handed in under this name before.

        ``saved``: so many seconds after the first.
        """
        issued = {village: self.issued[village].data for village in villages}
        return [
            self.take(ReturnedFile(village.township, f"{self.issued[village].name}.xlsx", data, saved))
            for village, data in fill_workbooks(Calculation(self.campaign), issued, self.answers)
        ]


def set_up(folder: Path, size: Size, policy: str = POLICY) -> Scene:
    """The campaign of a county up to the first workbooks that come back."""
    campaign, settings = demo_campaign(policy, folder)
    county = invent_county(campaign, size.villages, size.households, townships=size.townships)
    all_wrong = wrong_register(county, SHARE)
    wrong = [own for own in all_wrong if own.kind != _MENDED_AT_HOME]
    roster = folder / "花名册.xlsx"
    write_roster(county, roster, cells_of(all_wrong))
    examined = _found(campaign, roster)
    write_roster(county, roster, cells_of(wrong))
    remaining = _found(campaign, roster)
    generate(policy, [roster], folder / "下发", settings)
    answers = campaign_events(county)
    changes = household_changes(county, answers, SHARE, {own.household for own in all_wrong})
    as_registered(county, answers, wrong)
    first = deepcopy(answers)
    early = frozenset(village.village.code for village in county.villages[::2])
    proposed, mistaken = _propose(county, first, [own for own in wrong if own.village in early])
    # What shows is left to the others' slips.
    found_out = [own for own in wrong if own.village in early or own.kind in _UNSEEN]
    propose_corrections(county, answers, found_out)
    late = frozenset(own.village for own in found_out) - early
    issued = {
        village: IssuedFile(file.stem, file.read_bytes())
        for village in as_roster(county).villages
        for file in [next((folder / "下发").glob(f"*/*_{village.code}.xlsx"))]
    }
    returns = return_workbooks(county, issued, first)
    scene = Scene(
        folder, campaign, county, settings, all_wrong, wrong, examined, remaining, changes, issued, answers,
        proposed, mistaken, late, returns,
    )  # fmt: skip
    for file in returns.files:
        scene.take(file)
    return scene


def _found(campaign: Campaign, roster: Path) -> list[Finding]:
    listed = read_roster([roster], campaign)
    return [*listed.findings, *examine(campaign, listed)]


def _propose(county: County, first: Mapping[str, Answers], wrong: Sequence[Wrong]) -> tuple[list[Wrong], Wrong]:
    """Some villages write their corrections into their first workbooks; one of them is mistaken."""
    mistaken = next(own for own in wrong if own.kind in ("check_character", "missing_digit", "other_birth"))
    right = str(mistaken.right)
    swapped = replace(mistaken, right=f"{right[:15]}{right[16]}{right[15]}{right[17]}")
    return propose_corrections(county, first, [swapped if own is mistaken else own for own in wrong]), swapped
