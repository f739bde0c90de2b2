"""A whole campaign on the invented county, run once for all tests here."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from commands.demo import SETTINGS
from cunbiao.definitions import Campaign, load_campaign
from cunbiao.definitions.messages import load_messages
from cunbiao.merging.merge import merge
from cunbiao.merging.register import Register
from cunbiao.submissions.reading import read_submissions
from generators.village import village_workbooks
from sample.campaign_events import campaign_events
from sample.county import County, invent_county
from sample.returns import IssuedFile, Returns, return_workbooks
from sample.roster import as_roster

# The notice of Yongqiao leaves the lines to the county, that of Mengga gives them.
SETTINGS_OF = {"anhui-yongqiao-2020": SETTINGS, "yunnan-mengga-2019": None}


@dataclass(frozen=True)
class Run:
    """What was invented, what was planted, where the files lie, and the register the county makes of them."""

    campaign: Campaign
    county: County
    returns: Returns
    folder: Path
    register: Register


@pytest.fixture(scope="session", params=list(SETTINGS_OF))
def campaign(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    text = SETTINGS_OF[request.param]
    if text is None:
        return load_campaign(request.param)
    settings = tmp_path_factory.mktemp("settings") / "县设置.yaml"
    settings.write_text(text, encoding="utf-8")
    return load_campaign(request.param, settings)


@pytest.fixture(scope="session")
def run(campaign: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Run:
    county = invent_county(campaign, 24, 12)
    roster = as_roster(county)
    books = {prefill.village.code: data for prefill, data in village_workbooks(campaign, roster)}
    issued = {own: IssuedFile(f"{own.name}_{own.code}", books[own.code]) for own in roster.villages}
    returns = return_workbooks(county, issued, campaign_events(county))
    folder = tmp_path_factory.mktemp("交回")
    for file in returns.files:
        path = folder / file.folder / file.name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(file.data)
        os.utime(path, (1_600_000_000 + file.saved, 1_600_000_000 + file.saved))
    register = merge(read_submissions([folder], campaign), campaign, "county", load_messages())
    return Run(campaign, county, returns, folder, register)
