"""The notices as a person looks for one."""

from __future__ import annotations

from cunbiao.definitions import policy_ids
from cunbiao.definitions.notice_list import listed_notices, with_words
from tests.fifty_notices import FIFTY


def test_every_notice_is_there_the_latest_year_first() -> None:
    found = listed_notices()
    assert {notice.id for notice in found} == set(policy_ids())
    years = [notice.year for notice in found]
    assert years == sorted(years, reverse=True)
    assert all(notice.title and notice.issuer and notice.province for notice in found)


def test_words_may_come_in_any_order_and_all_must_be_there() -> None:
    assert len(with_words(FIFTY, "")) == len(FIFTY) == 50
    of_a_year = with_words(FIFTY, "2020")
    assert {notice.year for notice in of_a_year} == {2020}
    found = with_words(FIFTY, " 甲县　2020 安徽省 ")
    assert [(notice.year, notice.province, notice.place) for notice in found] == [(2020, "安徽省", "甲县")]
    assert with_words(FIFTY, "2020 甲县 安徽省") == found
    assert with_words(FIFTY, "ANHUI-JIA-2020") == found
    assert with_words(FIFTY, "2020 月球") == []
