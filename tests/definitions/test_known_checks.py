"""The checks that public texts name: each is decided by something that there is, or says why nothing decides it."""

from __future__ import annotations

import re
from collections import defaultdict

from cunbiao.definitions import load_campaign
from cunbiao.definitions.coverage import known
from cunbiao.definitions.known_checks import WAYS, known_checks, made_so
from cunbiao.definitions.messages import load_messages
from tests.definitions.everything import campaigns, checks_in_force
from tests.rules.sentences import read

# How many rules of each kind policy.md 2.6 lists.
LISTED = {
    "ID": 16, "HH": 22, "HL": 5, "LB": 12, "ED": 17, "IN": 19, "IC": 23, "WK": 17, "SA": 13, "ST": 20, "MO": 23,
    "VI": 6,
}  # fmt: skip
RULES = known_checks().rules


def test_every_rule_of_the_catalogue_stands_there_once_in_its_order() -> None:
    expected = [f"{kind}-{number:02d}" for kind, most in LISTED.items() for number in range(1, most + 1)]
    assert sorted(rule.id for rule in RULES) == sorted(expected)
    assert len(RULES) == 193


def test_a_named_check_holds_in_some_notice_and_has_a_sentence_that_fires() -> None:
    fires = {
        sentence.check for _, sentence in read() for case in sentence.cases if sentence.check and case.fires is True
    }
    named = {check for rule in RULES for check in rule.checks}
    assert sorted(named - checks_in_force()) == []
    assert sorted(named - fires) == []


def test_a_check_of_a_rule_of_the_catalogue_is_named_there() -> None:
    named = {check for rule in RULES for check in rule.checks}
    own = {check for check in checks_in_force() if check[:2] in LISTED and int(check[3:5]) <= LISTED[check[:2]]}
    assert sorted(own - named) == []


def test_named_criteria_limits_and_messages_are_there() -> None:
    criteria = {
        one.criterion.id
        for own in campaigns()
        for table in own.tables
        for v in own.verdicts(table)
        for one in v.criteria
    }
    limits = {compiled.limit.id for own in campaigns() for compiled in own.limits}
    messages = {message.id for message in load_messages()}
    assert {name for rule in RULES for name in rule.criteria} <= criteria
    assert {name for rule in RULES for name in rule.limits} <= limits
    assert {name for rule in RULES for name in rule.messages} <= messages


def test_a_form_is_made_as_a_rule_relies_on() -> None:
    """Where the register's own tables ask an indicator, each is required, listed, bounded or computed as it says."""
    made: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for campaign in campaigns():
        for table in campaign.tables.values():
            for column in campaign.columns(table.id):
                for rule in RULES:
                    for way in rule.ways_of(column.name):
                        made[column.name, way].append(made_so(column, way))
    relied = {(name, way) for rule in RULES for way, names in rule.columns.items() for name in names}
    assert sorted(one for one in relied if not any(made[one])) == []


def test_the_exclusive_value_of_a_list_is_said() -> None:
    lists = load_campaign("anhui-yongqiao-2020").library.codes
    indicators = load_campaign("anhui-yongqiao-2020").indicators
    for rule in RULES:
        for name in rule.exclusive:
            assert lists[str(indicators[name].codes)].item.exclusive is not None, rule.id


def test_what_is_said_is_short_and_plain() -> None:
    for rule in RULES:
        assert 3 <= len(rule.what) <= 30 and not re.search(r"[。；{}]", rule.what), rule.id
        assert all(text.endswith("。") for text in (rule.rest, rule.why_not) if text), rule.id


def test_the_count_is_known() -> None:
    """What the README and the manual say."""
    assert {way: sum(rule.way == way for rule in RULES) for way in WAYS} == {
        "校验": 158, "核验或控制数": 2, "表格或汇总": 24, "查不了": 9,
    }  # fmt: skip


def test_a_notice_tells_what_of_it_holds_there() -> None:
    told = {one.rule.id: one.here for one in known(load_campaign("hubei-2015"))}
    assert told["ID-04"] == ("ID-04",)
    assert told["MO-17"] == () and told["WK-07"] == ()
    assert told["ID-01"] == ("id_number",)
    assert told["MO-23"] == () and {one.rule.id: one.here for one in known(load_campaign("shaanxi-2019"))}["MO-23"]
