"""A small invented county as it lies on a desk: the roster, what came back, a rollup, and what came from above."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from commands.definition import export
from commands.demo import POLICY, demo_campaign
from commands.generate import generate
from commands.merge import merge_files
from commands.rollups import read_rollup
from cunbiao.merging.persons import persons_of
from sample.campaign_events import campaign_events
from sample.county import invent_county
from sample.returns import IssuedFile, return_workbooks
from sample.roster import as_roster, write_roster
from tests.windows.launched import DEFINITION, RETURNED, ROLLUP, ROSTER, SETTINGS, SUSPECTS, VILLAGES

_SAVED = 1_600_000_000.0


def prepare(desk: Path) -> None:
    """Lays everything on an empty desk."""
    aside = desk / "挪开"
    aside.mkdir()
    campaign, settings = demo_campaign(POLICY, desk)
    assert settings == desk / SETTINGS
    county = invent_county(campaign, villages=6, households=2)
    write_roster(county, desk / ROSTER)
    generate(POLICY, [desk / ROSTER], aside / "下发", settings)
    issued = {
        village: IssuedFile(file.stem, file.read_bytes())
        for village in as_roster(county).villages
        for file in (aside / "下发").glob(f"*/*_{village.code}.xlsx")
    }
    for own in return_workbooks(county, issued, campaign_events(county)).files:
        file = desk / RETURNED / own.folder / own.name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(own.data)
        os.utime(file, (_SAVED + own.saved, _SAVED + own.saved))
    merge_files([desk / RETURNED], POLICY, "county", aside / "县汇总", settings, None)
    (desk / ROLLUP).parent.mkdir()
    shutil.copy(aside / ROLLUP, desk / ROLLUP)
    register = read_rollup(desk / ROLLUP).register
    # Those that were merged: Excel's lock files and spoilt copies lie among the others.
    for source, name in zip(register.sources, VILLAGES, strict=False):
        shutil.copy(desk / RETURNED / source.file, desk / name)
    person = next(own for own in persons_of(register) if own.number)
    lines = ("姓名,证件号码,疑似问题", f"{person.name},{person.number},有车")
    (desk / SUSPECTS).write_text("\n".join(lines), encoding="utf-8-sig")
    export(POLICY, desk / DEFINITION)
    shutil.rmtree(aside)
