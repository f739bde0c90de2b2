"""The year in the invented county: what villages fill in is complete, possible, and free of contradictions."""

from __future__ import annotations

from collections import Counter

from cunbiao.checking.checks import Finder, run_checks
from cunbiao.definitions.messages import load_messages
from cunbiao.findings import Finding
from cunbiao.records.build import build_frames
from sample.answers import Answers
from sample.campaign_events import campaign_events
from sample.county import County
from sample.records import as_submission, rows_in_order


def _findings(county: County, answers: dict[str, Answers]) -> list[Finding]:
    campaign = county.campaign
    submissions = [
        as_submission(
            campaign,
            village.village,
            {table: rows_in_order(answers[village.village.code], table) for table in campaign.tables},
        )
        for village in county.villages
    ]
    frames = build_frames(campaign, submissions)
    frames.compute()
    return list(run_checks(campaign, frames, load_messages(), Finder(frames)))


def test_no_check_objects_to_what_villages_found_out(county: County, answers: dict[str, Answers]) -> None:
    objections = [
        (finding.check, finding.household_code, finding.name, finding.message)
        for finding in _findings(county, answers)
        if finding.level == "必改" or finding.household_code not in county.rightly_questioned
    ]
    assert objections == []


def test_the_same_county_always_has_the_same_year(county: County, answers: dict[str, Answers]) -> None:
    assert campaign_events(county) == answers


def test_every_registered_person_and_household_is_visited(county: County, answers: dict[str, Answers]) -> None:
    for village in county.villages:
        changes = answers[village.village.code].changes
        visited = {key for table in ("register_household", "edge_household") for key in changes[table]}
        assert visited == {(home.code,) for home in village.households}
        seen = {key for table in ("register_member", "edge_member") for key in changes[table]}
        assert seen == {(person.code,) for home in village.households for person in home.people}


def test_everything_a_campaign_is_about_happens_somewhere(answers: dict[str, Answers]) -> None:
    tables: Counter[str] = Counter()
    operations: Counter[object] = Counter()
    for own in answers.values():
        tables.update({table: len(rows) for table, rows in own.new_rows.items()})
        operations.update(record["operation"] for record in own.changes["register_household"].values())
    assert set(operations) == {"不变", "标注脱贫", "标注返贫"}
    assert {"increase", "decrease", "new_household", "new_member", "edge_household", "edge_member"} <= set(tables)
    assert {"unstable", "support"} <= set(tables)
    assert any("clearout" in own.changes and "unstable" in own.changes for own in answers.values())


def test_new_rows_fit_into_the_spare_rows(county: County, answers: dict[str, Answers]) -> None:
    for own in answers.values():
        for table, rows in own.new_rows.items():
            assert len(rows) <= county.campaign.tables[table].spare_rows


def test_pupils_move_up_a_grade(county: County, answers: dict[str, Answers]) -> None:
    moved = Counter(
        (person.in_school(county.moment.last_year()), person.in_school(county.moment))
        for home in county.households
        for person in home.people
    )
    assert moved["七年级", "八年级"] > 0
    assert moved["七年级", "七年级"] == 0
