"""The invented county plays any notice: its classes, tables and words are the notice's, and nobody has to object."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from cunbiao.definitions import Campaign, load_campaign, policy_ids
from cunbiao.lists.roster.belonging import doubts
from generators.village import village_workbooks
from sample.answers import Answers
from sample.campaign_events import campaign_events
from sample.county import County, invent_county
from sample.objections import objections
from sample.returns import IssuedFile, return_workbooks
from sample.roster import as_roster
from sample.settings import invented_settings
from tests.inline import FORM, notice

_SIXTH = Path(__file__).parent.parent / "notices" / "shisheng-2022"
_NOTICES = (*policy_ids(), "shisheng-2022")


@pytest.fixture(scope="module", params=[*_NOTICES, "small-2020"])
def played(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[County, dict[str, Answers]]:
    """Four villages of the county of a notice, and what they found out."""
    where: str | Path = str(request.param)
    if where == "shisheng-2022":
        where = _SIXTH
    elif where == "small-2020":
        where = notice(tmp_path_factory.mktemp("notice"))
    campaign = load_campaign(where)
    county = invent_county(load_campaign(where, invented_settings(campaign)), 4, 10)
    return county, campaign_events(county)


def _objections(county: County, answers: dict[str, Answers], least: int) -> Counter[tuple[str, str]]:
    versions = [(own.village, answers[own.village.code]) for own in county.villages]
    return Counter(
        (objection.check, objection.table)
        for units in objections(county.campaign, versions, goals=False)
        for unit in units.values()
        for objection in unit.objections
        if objection.weight >= least and unit.code not in county.rightly_questioned
    )


def test_nothing_speaks_against_the_roster(played: tuple[County, dict[str, Answers]]) -> None:
    county, _ = played
    assert doubts(as_roster(county), county.campaign) == []


def test_nothing_must_be_changed_in_what_villages_found_out(played: tuple[County, dict[str, Answers]]) -> None:
    assert _objections(*played, least=1000) == {}


def test_every_table_of_the_notice_is_filled_somewhere(played: tuple[County, dict[str, Answers]]) -> None:
    """But those for what is seldom: a number that is wrong, a household that is gone."""
    county, _ = played
    many = invent_county(county.campaign, 12, 12)
    answers = campaign_events(many)
    filled = {
        table
        for own in answers.values()
        for table in county.campaign.tables
        if own.changes.get(table) or any(own.new_rows.get(table, []))
    }
    seldom = county.campaign.library.given_forms.keys()
    left = {table for table in county.campaign.tables if county.campaign.form_of(table).id in seldom}
    assert set(county.campaign.tables) - filled == left


def test_every_value_is_one_of_the_year(played: tuple[County, dict[str, Answers]]) -> None:
    county, answers = played
    unlisted = {
        (table, column.name, value)
        for table in county.campaign.tables
        for column in county.campaign.columns(table)
        if column.codes is not None
        for own in answers.values()
        for record in (*own.changes.get(table, {}).values(), *own.new_rows.get(table, []))
        if (value := record.get(column.name)) is not None and value not in county.campaign.codes[column.codes].labels
    }
    assert unlisted == set()


def test_answers_fit_the_issued_workbooks_and_what_cannot_be_done_wrong_is_counted(
    played: tuple[County, dict[str, Answers]],
) -> None:
    county, answers = played
    books = village_workbooks(county.campaign, as_roster(county))
    issued = {own.village: IssuedFile(own.village.name, data) for own, data in books}
    returns = return_workbooks(county, issued, answers)
    made = {planted.mistake for planted in returns.planted}
    assert made
    assert not made & set(returns.left_out)


def test_a_township_is_played_alone_and_a_province_in_a_county_of_its_own() -> None:
    places = {}
    for name in ("yunnan-mengga-2019", "hubei-2015"):
        campaign = load_campaign(name)
        county = invent_county(load_campaign(name, invented_settings(campaign)), 6, 6)
        places[name] = {(own.village.county, own.village.township) for own in county.villages}
        assert all(own.village.code.startswith(campaign.notice.jurisdiction.area_code) for own in county.villages)
        assert all(len(own.village.code) == 12 for own in county.villages)
    assert places["yunnan-mengga-2019"] == {("芒市", "勐戛镇")}
    assert {county for county, _ in places["hubei-2015"]} == {"示例县"}


def test_of_households_in_relative_poverty_some_leave_and_some_stay() -> None:
    campaign = load_campaign("fujian-yongan-2021")
    county = invent_county(load_campaign(campaign.notice.id, invented_settings(campaign)), 12, 6)
    rows = [row for own in campaign_events(county).values() for row in own.new_rows.get("relative_household", [])]
    assert {row["leaves_relative"] for row in rows} == {"是", "否"}
    assert all(row["relative_income"] for row in rows)


def test_a_notice_that_asks_nothing_the_sample_knows_needs_no_settings() -> None:
    assert invented_settings(load_campaign("yunnan-mengga-2019")) is None


def test_classes_that_only_this_notice_has_are_invented(tmp_path: Path) -> None:
    """The conditions of a table say what households there are, whatever the classes are called."""
    form = FORM.replace("household_type: [贫困户]", "household_type: [一般农户]")
    campaign: Campaign = load_campaign(notice(tmp_path, files={"forms/small.yaml": form}))
    county = invent_county(campaign, 2, 8)
    answers = campaign_events(county)
    assert all(len(own.changes["homes"]) >= 6 and len(own.changes["people"]) >= 6 for own in answers.values())
