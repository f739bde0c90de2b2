"""The life of a finding: found, sent back, settled, found again; nothing vanishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from cunbiao.findings import Finding, Place
from cunbiao.merging.lives import Lives, lives_after, round_of, sent_back
from cunbiao.merging.register import Register
from cunbiao.records.identity_sheet import named_entries
from cunbiao.records.life import Life, life_rows, read_life_rows
from tests.merging.invented import merged, messages, submission

HERE = submission("东关村", {})
CODE = HERE.identity.village_code
DAYS = [date(2020, 11, day) for day in (5, 12, 19)]


def finding(key: str = "甲", level: str = "必改", **more: str) -> Finding:
    own = Finding(
        "HH-01", "必改", "本行", f"{key}有错", "改", Place("表.xlsx", "户", 6), CODE, "东关村", "东关镇", key=key
    )
    return replace(own, level=level, **more)  # type: ignore[arg-type]  # one of the levels


def after(known: Sequence[Life], *found: Finding, day: date = DAYS[0]) -> Lives:
    register: Register = replace(REGISTER, findings=list(found))
    return lives_after(register, known, (), day, messages())


REGISTER = merged(HERE)


def states(lives: Sequence[Life]) -> list[str]:
    return [life.state for life in lives]


def test_a_finding_is_found_sent_back_and_settled_when_it_is_gone() -> None:
    first = after([], finding("甲"), finding("乙", "提示"), finding("丙", "核实")).lives
    assert [(life.key, life.state, life.found) for life in first] == [
        ("甲", "found", "2020-11-05"),
        ("丙", "found", "2020-11-05"),
    ]
    sent = sent_back(first, {"甲"}, DAYS[0], date(2020, 11, 20))
    own = {life.key: life for life in after(sent, day=DAYS[1]).lives}
    assert (own["甲"].state, own["甲"].sent, own["甲"].due, own["甲"].closed) == (
        "mended",
        ("2020-11-05",),
        "2020-11-20",
        "2020-11-12",
    )
    again = after(list(own.values()), day=DAYS[2]).lives
    assert {life.closed for life in again} == {"2020-11-12"}


def test_a_reason_settles_it_and_a_reason_that_fails_opens_it_again() -> None:
    kept = after([], finding(level="核实", reason="查实了")).lives
    assert (states(kept), kept[0].closed) == (["explained"], "2020-11-05")
    opened = after(kept, finding(level="核实"), day=DAYS[1])
    assert (states(opened.lives), opened.lives[0].closed, opened.lives[0].reopened) == (["reopened"], "", 1)
    assert opened.reopened == opened.lives
    assert opened.findings[0].remark.startswith("这一条以前销过号，现在又出现了")
    assert after(opened.lives, finding(level="核实"), day=DAYS[2]).reopened == ()


def test_of_a_village_that_is_not_there_nothing_is_known() -> None:
    elsewhere = finding(village_code="999")
    known = after([], elsewhere).lives
    assert states(after(known, day=DAYS[1]).lives) == ["found"]


def test_several_lists_of_one_finding_are_one_life_with_the_longest_memory() -> None:
    [life] = after([], finding()).lives
    old = replace(life, found="2020-10-01", sent=("2020-10-02",), who="李书记")
    newer = replace(life, sent=("2020-11-04", "2020-11-05"), state="sent", note="催过")
    for known in ([old, newer], [newer, old], [newer, old, newer]):
        [own] = after(known, finding()).lives
        assert (own.found, own.sent, own.who, own.note, own.state) == (
            "2020-10-01",
            ("2020-10-02", "2020-11-04", "2020-11-05"),
            "李书记",
            "催过",
            "sent",
        )


def test_the_same_day_is_one_round() -> None:
    lives = sent_back(after([], finding()).lives, {"甲"}, DAYS[0], None)
    assert [round_of(lives, CODE, day) for day in DAYS] == [1, 2, 2]
    assert round_of(lives, "999", DAYS[1]) == 1


def test_the_hidden_sheet_gives_back_every_life() -> None:
    lives = sent_back(after([], finding(), finding("乙")).lives, {"甲"}, DAYS[0], None)
    assert read_life_rows(named_entries(life_rows("a", "b", 2020, lives))) == lives
