"""Two small villages, issued once for all tests of this folder."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from cunbiao.definitions import Campaign, load_campaign
from cunbiao.lists.roster.model import Roster
from generators.village import VillageTemplate, capacity_for, draw_template, village_workbooks
from generators.village.prefill import Prefill, prefill
from sample.county import invent_county
from sample.roster import as_roster

POLICY = "anhui-yongqiao-2020"

SETTINGS = """\
county: 埇桥区
parameters:
  exit_line: {value: 3750, source: 测试}
  monitoring_line: {value: 5000, source: 测试}
"""


@pytest.fixture(scope="session")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """The campaign with both lines given, so that verdicts come out every way."""
    settings = tmp_path_factory.mktemp("settings") / "settings.yaml"
    settings.write_text(SETTINGS, encoding="utf-8")
    return load_campaign(POLICY, settings)


@pytest.fixture(scope="session")
def roster(campaign: Campaign) -> Roster:
    return as_roster(invent_county(campaign, villages=2, households=14))


@pytest.fixture(scope="session")
def own(campaign: Campaign, roster: Roster) -> Prefill:
    """What the first village is issued with."""
    return prefill(campaign, roster, roster.villages[0])


@pytest.fixture(scope="session")
def template(campaign: Campaign, own: Prefill) -> VillageTemplate:
    return draw_template(campaign, capacity_for(campaign, own.counts))


@pytest.fixture(scope="session")
def issued(campaign: Campaign, roster: Roster) -> bytes:
    """The first village's workbook."""
    return next(village_workbooks(campaign, roster))[1]


@pytest.fixture(scope="session")
def issued_file(issued: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("issued") / "village.xlsx"
    file.write_bytes(issued)
    return file


@pytest.fixture(scope="session")
def book(issued_file: Path) -> Workbook:
    """The first village's workbook as openpyxl reads it, formulas as formulas."""
    return openpyxl.load_workbook(issued_file)
