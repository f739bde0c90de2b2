"""Where the notices can be read in two ways: all 32 are decided, and what carries a decision out is there."""

from __future__ import annotations

from cunbiao.definitions import load_campaign, policy_ids
from cunbiao.definitions.library import homes
from cunbiao.definitions.readings import readings


def test_all_places_are_decided_in_their_order() -> None:
    assert [one.id for one in readings()] == list(range(1, 33))


def test_what_carries_a_decision_out_is_in_every_notice_it_is_about() -> None:
    for one in readings():
        assert set(one.notices) <= set(policy_ids()), one.id
        for notice in one.notices:
            campaign = load_campaign(notice)
            known = (
                homes(campaign.library) | campaign.parameters.keys() | {stage.id for stage in campaign.notice.stages}
            )
            assert sorted(set(one.home) - known) == [], (one.id, notice)


def test_a_switch_is_a_parameter_of_every_notice_it_is_about() -> None:
    for one in readings():
        for notice in one.notices:
            assert set(one.switch) <= load_campaign(notice).parameters.keys(), (one.id, notice)
