"""A small invented county with both lines set, its answers, and two issued workbooks."""

from __future__ import annotations

import pytest

from cunbiao.definitions import Campaign, load_campaign
from cunbiao.lists.roster import Village
from generators.village import village_workbooks
from sample.answers import Answers
from sample.campaign_events import campaign_events
from sample.county import County, invent_county
from sample.roster import as_roster
from tests.inline import YONGQIAO_SETTINGS

POLICY = "anhui-yongqiao-2020"


@pytest.fixture(scope="session")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    settings = tmp_path_factory.mktemp("settings") / "settings.yaml"
    settings.write_text(YONGQIAO_SETTINGS, encoding="utf-8")
    return load_campaign(POLICY, settings)


@pytest.fixture(scope="session")
def county(campaign: Campaign) -> County:
    return invent_county(campaign, villages=20, households=12)


@pytest.fixture(scope="session")
def answers(county: County) -> dict[str, Answers]:
    return campaign_events(county)


@pytest.fixture(scope="session")
def issued(county: County) -> dict[Village, bytes]:
    """The workbooks of two villages."""
    roster = as_roster(county)
    roster.villages = roster.villages[:2]
    return {own.village: data for own, data in village_workbooks(county.campaign, roster)}
