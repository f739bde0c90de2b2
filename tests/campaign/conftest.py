"""A whole campaign of every notice on the invented county, run once for all tests here."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from commands.merge import merge_files
from cunbiao.definitions import Campaign, policy_ids
from cunbiao.definitions.messages import load_messages
from cunbiao.merging.merge import merge
from cunbiao.merging.register import Register
from cunbiao.submissions.reading import read_submissions
from generators.village import village_workbooks
from sample.campaign_events import campaign_events
from sample.county import County, invent_county
from sample.returns import IssuedFile, Returns, return_workbooks
from sample.roster import as_roster
from tests.campaign.screen.filled import given_everything


@dataclass(frozen=True)
class Run:
    """What was invented, what was planted, where the files lie, and the register the county makes of them."""

    campaign: Campaign
    county: County
    returns: Returns
    folder: Path
    register: Register


@pytest.fixture(scope="session", params=policy_ids())
def notice(request: pytest.FixtureRequest) -> str:
    """The id of a notice, one after the other."""
    return str(request.param)


@pytest.fixture(scope="session")
def campaign(notice: str) -> Campaign:
    """The campaign with a value for every line the notice leaves open."""
    return given_everything(notice)


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
    register = merge(read_submissions([folder], campaign), campaign, "county", load_messages(campaign))
    return Run(campaign, county, returns, folder, register)


@pytest.fixture(scope="session")
def direct(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the county's rollup of the villages' files."""
    out = tmp_path_factory.mktemp("县汇总")
    merge_files([run.folder], run.campaign.notice.id, "county", out, None, None)
    return out


@pytest.fixture(scope="session")
def townships(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the rollup of every township, which merged its own folder into one of its name."""
    out = tmp_path_factory.mktemp("乡镇汇总")
    for folder in sorted(run.folder.iterdir()):
        merge_files([folder], run.campaign.notice.id, "township", out / folder.name, None, None)
    return out
