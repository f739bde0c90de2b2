"""Sources as staff read them: every citation in the definitions has a name."""

from __future__ import annotations

import re

from cunbiao.definitions import load_campaign
from cunbiao.definitions.library import CHECKS, INDICATORS, VERDICTS
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.sources import cited, source_names
from tests.definitions.everything import every


def test_the_campaigns_own_notice_is_the_notice() -> None:
    campaign = load_campaign("anhui-yongqiao-2020")
    assert cited(campaign, "000 三(二)；policy.md 2.3") == "通知 三(二)"
    assert cited(campaign, "policy.md 2.6.1 ID-04 (G1_01_003)") == "国家数据清洗规则 G1_01_003"
    assert cited(campaign, "policy.md 2.6.1 ID-07 (G1_01_001, P02)；设计约定") == "国家数据清洗规则 G1_01_001"
    assert cited(campaign, "户编号 1000 不是出处") == "户编号 1000 不是出处"


def test_another_notice_is_cited_only_where_nothing_else_is() -> None:
    campaign = load_campaign("anhui-yongqiao-2020")
    assert cited(campaign, "000 三(二)；001 三(四)；000 三(二)") == "通知 三(二)"
    assert cited(campaign, "001 三(四)；policy.md 2.3") == "本系统"
    assert cited(campaign, "001 三(四)") == "勐戛2019年方案 三(四)"


def test_no_citation_is_left_without_a_name() -> None:
    campaign = load_campaign("yunnan-mengga-2019")
    texts = [
        *(message.source for message in load_messages()),
        *(placed.item.source for placed in every(CHECKS)),
        *(placed.item.source for placed in every(INDICATORS)),
        *(criterion.source for placed in every(VERDICTS) for criterion in placed.item.criteria),
    ]
    ours = re.compile(r"\.md|(?<!\d)00\d |汇编|设计约定|数据可靠性")
    assert [text for text in texts if ours.search(cited(campaign, text))] == []
    assert source_names()
