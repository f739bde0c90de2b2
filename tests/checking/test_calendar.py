"""The calendar of procedures: what cannot be met is said at once, and when a posting must be put up at the latest."""

from __future__ import annotations

from pathlib import Path

import pytest

from cunbiao.checking.calendar import calendar, calendar_problems, latest_days
from cunbiao.definitions import Campaign, load_campaign
from tests.inline import notice

STAGES = """\
stages:
  - {{id: collect, title: 采集, start: 2020-10-01, end: 2020-10-10, clause: 试, what: 采集, tags: [collect]}}
  - {{id: post, title: 公示, end: 2020-10-{end}, clause: 试, what: 公示}}
parameters:
  reference_date: {{value: 2020-11-18, clause: 试}}
  posted_days: {{label: 公示天数, type: integer, value: 10, clause: 试}}
"""
PROCEDURE = """\
procedures:
  - id: intake
    title: 识别
    clause: 试
    steps:
      - {id: review, title: 评议, begins: collect, clause: 试}
      - {id: first, title: 第一次公示, after: collect, days: posted_days, clause: 试}
      - {id: second, title: 第二次公示, days: posted_days, by: post, clause: 试 三}
documents:
  - {id: one, title: 公示, levels: [village], clause: 试, layout: 公文.docx, public: true, step: first}
  - {id: two, title: 公示, levels: [village], clause: 试, layout: 公文.docx, public: true, step: second}
"""


def small(tmp_path: Path, end: int) -> Campaign:
    """Two postings of ten days each between the 10th and a day of October."""
    folder = notice(tmp_path, STAGES.format(end=end), {"documents/own.yaml": PROCEDURE})
    return load_campaign(folder)


@pytest.mark.parametrize(("end", "short"), [(31, 0), (30, 0), (29, 1)])
def test_each_posting_needs_its_own_days(tmp_path: Path, end: int, short: int) -> None:
    """From the 10th to the 20th, and from the 20th to the 30th: the two are not added up to ten."""
    campaign = small(tmp_path, end)
    assert [dates.short for dates in calendar(campaign)] == [0, 0, short]
    assert len(list(calendar_problems(campaign))) == bool(short)


def test_what_cannot_be_met_says_which_days_are_missing(tmp_path: Path) -> None:
    (said,) = calendar_problems(small(tmp_path, 25))
    assert said == (
        "日程排不下：识别的“第二次公示”最早 10 月 20 日开始，不少于 10 天就要到 10 月 30 日，"
        "期限是 10 月 25 日（试 三），差 5 天。不要少公示：请提前开始，或者请上级明确。"
    )


def test_the_last_day_to_begin_leaves_time_for_all_that_follows(tmp_path: Path) -> None:
    assert list(latest_days(small(tmp_path, 31))) == [
        "识别的“第一次公示”不少于 10 天，最晚 10 月 11 日开始。",
        "识别的“第二次公示”不少于 10 天，最晚 10 月 21 日开始。",
    ]


def test_shaanxi_has_time_for_two_postings() -> None:
    """002 第2问、第16问: from 1 October to 10 November."""
    campaign = load_campaign("shaanxi-2019")
    assert list(calendar_problems(campaign)) == []
    assert next(iter(latest_days(campaign))) == "新识别、返贫的“第一次公示”不少于 10 天，最晚 10 月 21 日开始。"


def test_mengga_leaves_five_days_for_each_of_its_postings() -> None:
    """001 二(二): 20 to 25 October in the villages, 28 October to 2 November in the township."""
    village, township = calendar_problems(load_campaign("yunnan-mengga-2019"))
    assert "“村级公示”最早 10 月 20 日开始" in village
    assert "“镇级公示”最早 10 月 28 日开始" in township
    assert all("差 5 天" in said for said in (village, township))


def test_where_no_beginning_is_given_only_the_latest_day_is_known() -> None:
    """000 二(二): 10 月初, and 3 November."""
    campaign = load_campaign("anhui-yongqiao-2020")
    assert list(calendar_problems(campaign)) == []
    assert list(latest_days(campaign)) == ["脱贫退出、新识别和返贫的“村内公示”不少于 10 天，最晚 10 月 24 日开始。"]
