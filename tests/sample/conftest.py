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

POLICY = "anhui-yongqiao-2020"
SETTINGS = """\
county: 埇桥区
parameters:
  exit_line: {value: 4000, source: 测试用}
  monitoring_line: {value: 5000, source: 测试用}
"""


@pytest.fixture(scope="session")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    settings = tmp_path_factory.mktemp("settings") / "settings.yaml"
    settings.write_text(SETTINGS, encoding="utf-8")
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
