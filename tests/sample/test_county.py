"""The invented county: reproducible, consistent, and nobody real."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from cunbiao.definitions import Campaign, load_campaign
from cunbiao.records.identity import birth_date, has_check_character, sex
from sample.county import County, invent_county
from sample.income import net
from sample.person import HEAD, SPOUSE
from sample.standings import EDGE, OUT_OF_POVERTY, POOR
from tests.sample.conftest import POLICY


def _facts(county: County) -> list[object]:
    moment = county.moment
    return [(home.values(moment), [person.values(moment) for person in home.people]) for home in county.households]


def test_the_same_seed_gives_the_same_county(campaign: Campaign, county: County) -> None:
    again = invent_county(campaign, villages=20, households=12)
    other = invent_county(campaign, villages=20, households=12, seed=7)
    assert _facts(again) == _facts(county)
    assert _facts(other) != _facts(county)


def test_every_identity_number_is_valid_and_given_once(county: County) -> None:
    people = [person for home in county.households for person in home.people]
    assert all(has_check_character(person.number) for person in people)
    assert all(birth_date(person.number) == person.birth and sex(person.number) == person.sex for person in people)
    assert len({person.number for person in people}) == len(people)
    assert all(len(person.document) == (18 if person.disability is None else 20) for person in people)


def test_names_and_numbers_are_recognisably_invented(county: County) -> None:
    area = county.campaign.notice.jurisdiction.area_code
    for village in county.villages:
        assert len(village.village.code) == 12
        assert village.village.code.startswith(f"{area}9")
    phones = [person.phone for home in county.households for person in home.people if person.phone]
    assert all(len(phone) == 11 and phone.startswith("199000") for phone in phones)
    assert len(set(phones)) == len(phones)


def test_families_fit_together(county: County) -> None:
    for home in county.households:
        relations = Counter(person.relation for person in home.people)
        assert relations[HEAD] == 1
        assert relations[SPOUSE] <= 1
        head = home.head
        for person in home.people:
            if person.relation == SPOUSE:
                assert person.sex != head.sex
            if person.relation in ("之子", "之女"):
                assert 14 <= (person.birth - head.birth).days / 365 <= 60


def test_a_village_has_households_of_every_standing_and_of_usual_size(county: County) -> None:
    for village in county.villages:
        assert {home.kind for home in village.households} == {POOR, OUT_OF_POVERTY, EDGE}
    people = sum(village.persons for village in county.villages)
    assert 2.9 < people / len(list(county.households)) < 3.7


def test_households_stand_a_cent_below_at_and_above_both_lines_and_one_is_in_the_red(county: County) -> None:
    assert county.lines == (Decimal(4000), Decimal(5000))
    cents = Decimal("0.01")
    found = {
        net(home.items(county.moment)) - line * len(home.people) for home in county.households for line in county.lines
    }
    assert {-cents, Decimal(0), cents} <= found
    assert len(county.rightly_questioned) == 1
    assert all(
        net(home.items(county.moment)) < 0 for home in county.households if home.code in county.rightly_questioned
    )


def test_without_lines_in_the_notice_nobody_is_placed_at_a_line() -> None:
    county = invent_county(load_campaign(POLICY), villages=2, households=8)
    assert county.lines is None
    assert county.rightly_questioned == frozenset()


@pytest.mark.parametrize(("villages", "townships"), [(0, 1), (401, 2), (3, 4), (30, 25)])
def test_more_places_than_there_are_names_for_are_refused(campaign: Campaign, villages: int, townships: int) -> None:
    with pytest.raises(ValueError, match="townships"):
        invent_county(campaign, villages, 5, townships=townships)
