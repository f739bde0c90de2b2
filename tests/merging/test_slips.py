"""What a village wrote on its slip goes into its rows by person and cell, and never over newer data."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import pytest

from cunbiao import message_ids
from cunbiao.corrections.model import Decision
from cunbiao.merging.merge import merge
from cunbiao.merging.register import Register
from cunbiao.merging.slips import mended, row_of
from cunbiao.records.slip import Slip
from cunbiao.records.submission import Intake, Submission, Value
from tests.merging.invented import campaign, household, member, messages, person_number, submission
from tests.merging.slips import answer, line, slip

HOME, PEOPLE = "register_household", "register_member"
CODE = "34130210000001"
ONE, TWO = person_number(1), person_number(2)


def village(wage: Value = 2.44, **more: Value) -> Submission:
    """A household of two."""
    rows = [member(CODE, "张三", ONE), member(CODE, "李四", TWO, "配偶", **more)]
    return submission("东关村", {HOME: [household(CODE, 2, "张三", ONE, wage_income=wage)], PEOPLE: rows})


def put(slips: Sequence[Slip], own: Submission) -> tuple[Submission, list[str]]:
    """The submission with the slips in it, and the checks of what is said."""
    [after] = mended([own], slips, campaign(), messages()).submissions
    return after, [finding.check for finding in after.findings]


def wage(own: Submission) -> Value:
    return own.tables[HOME].columns["wage_income"][0]


WAGE = line(HOME, "wage_income", "2.44", CODE)


def test_a_correction_takes_the_place_of_what_was_wrong() -> None:
    own = village()
    after, said = put([slip(own, [answer(WAGE, 24000.0)])], own)
    assert (wage(after), said) == (24000.0, [message_ids.SLIP_MENDED])
    assert wage(own) == 2.44
    [finding] = after.findings
    assert (finding.place.sheet, finding.place.row) == ("对照表-户", 6)
    assert "改成“24000”（整改.xlsx 第 5 行），采集表里原来填的是“2.44”" in finding.message


@pytest.mark.parametrize(
    ("now", "after", "said"),
    [
        (2.44, 24000.0, [message_ids.SLIP_MENDED]),
        (24000.0, 24000.0, []),
        (23000.0, 23000.0, [message_ids.SLIP_DIFFERS]),
        (None, None, [message_ids.SLIP_DIFFERS]),
    ],
)
def test_it_is_never_laid_over_what_the_village_has_written_since(now: Value, after: Value, said: list[str]) -> None:
    own = village(now)
    result, checks = put([slip(own, [answer(WAGE, 24000.0)])], own)
    assert (wage(result), checks) == (after, said)


def test_slips_go_on_from_one_another_in_whatever_order_they_are_found() -> None:
    own = village()
    rounds = [
        slip(own, [answer(WAGE, 24.0)], "2020-11-05", "丙.xlsx"),
        slip(own, [answer(line(HOME, "wage_income", "24", CODE), 240.0)], "2020-11-12", "乙.xlsx"),
        slip(own, [answer(line(HOME, "wage_income", "240", CODE), 2.44)], "2020-11-19", "甲.xlsx"),
    ]
    results = {repr(put(order, own)) for order in itertools.permutations(rounds)}
    assert len(results) == 1
    after, said = put(rounds, own)
    assert (wage(after), said) == (2.44, [message_ids.SLIP_MENDED] * 3)
    assert wage(put(rounds[:2], own)[0]) == 240.0


def test_two_slips_of_one_day_that_differ_are_for_a_person_and_alike_they_are_one() -> None:
    own = village()
    both = [slip(own, [answer(WAGE, value)], file=f"{value}.xlsx") for value in (24.0, 240.0)]
    after, said = put(both, own)
    assert (wage(after), said) == (2.44, [message_ids.SLIPS_DIFFER])
    assert "“24.0.xlsx”第 5 行写“24”；“240.0.xlsx”第 5 行写“240”" in after.findings[0].message
    again = [both[0], slip(own, [answer(WAGE, 24.0)], file="副本.xlsx")]
    assert put(again, own)[1] == [message_ids.SLIP_MENDED]


def test_what_could_not_be_read_and_a_person_who_is_gone_are_said() -> None:
    own = village()
    gone = line(PEOPLE, "health", "健康", CODE, person_number(9), "王五", token="R0009")
    unread = answer(WAGE, "三千块", bad=message_ids.WRONG_KIND)
    after, said = put([slip(own, [unread, answer(gone, "残疾", 6)])], own)
    assert said == [message_ids.SLIP_UNREADABLE, message_ids.SLIP_LOST]
    assert after.tables == own.tables
    assert (after.findings[1].place.file, after.findings[1].place.row) == ("整改.xlsx", 6)


def test_a_word_of_another_spelling_is_read_and_one_of_no_list_is_not() -> None:
    own = village()
    health = line(PEOPLE, "health", "健康", CODE, TWO, "李四")
    assert put([slip(own, [answer(health, "长期慢性病 ")])], own)[0].tables[PEOPLE].columns["health"] == [
        "健康",
        "长期慢性病",
    ]
    assert put([slip(own, [answer(health, "不太好")])], own)[1] == [message_ids.SLIP_UNREADABLE]


def test_a_locked_cell_is_only_proposed_until_somebody_decides() -> None:
    own = village()
    name = line(PEOPLE, "name", "李四", CODE, TWO, "李四", locked=True)
    asked = Intake([own], [], [], slips=[slip(own, [replace(answer(name, "李似"), reason="身份证")])])

    def names(*decisions: Decision) -> tuple[list[str], Register]:
        register = merge(asked, campaign(), "township", messages(), decisions=decisions)
        return register.frames[PEOPLE].text("name").tolist(), register

    before, register = names()
    [standing] = register.corrections.standings
    correction = standing.correction
    assert (before, standing.status) == (["张三", "李四"], "open")
    assert (correction.old, correction.new, correction.note, correction.head) == ("李四", "李似", "身份证", "张三")
    assert (correction.source.file, correction.source.row) == ("整改.xlsx", 5)
    assert names(Decision(correction, "accepted", "township"))[0] == ["张三", "李似"]
    assert names(Decision(correction, "rejected", "township"))[0] == ["张三", "李四"]


def test_the_number_of_the_head_in_the_row_of_the_household_is_decided_like_his_own() -> None:
    own = submission("东关村", {HOME: [household(CODE, 1, "张三", TWO)], PEOPLE: [member(CODE, "张三", ONE)]})
    number = line(HOME, "head_id", TWO, CODE, locked=True)
    asked = Intake([own], [], [], slips=[slip(own, [answer(number, ONE)])])

    def heads(*decisions: Decision) -> tuple[list[str], Register]:
        register = merge(asked, campaign(), "township", messages(), decisions=decisions)
        return register.frames[HOME].text("head_id").tolist(), register

    before, register = heads()
    [standing] = register.corrections.standings
    assert (before, standing.status, standing.correction.name) == ([TWO], "open", "")
    after, register = heads(Decision(standing.correction, "accepted", "township"))
    assert after == [ONE]
    assert "HH-13" not in {finding.check for finding in register.findings}


@pytest.mark.parametrize(
    ("field", "now", "wanted", "remedy"),
    [
        (
            "household_type",
            "贫困户",
            "脱贫户",
            "在《信息更正》表里更正脱贫状态；该纳入、退出监测的，由县里在全国系统里办",
        ),
        ("monitored_type", "", "边缘易致贫户", "由县里在全国系统里改，改好重新导出花名册下发"),
    ],
)
def test_of_a_locked_cell_that_nobody_decides_about_it_is_said_who_changes_it(
    field: str, now: str, wanted: str, remedy: str
) -> None:
    own = village()
    after, said = put([slip(own, [answer(line(HOME, field, now, CODE, locked=True), wanted)])], own)
    assert (after.tables[HOME].columns[field][0] or "", said) == (now, [message_ids.SLIP_LOCKED])
    assert after.findings[0].fix.startswith(f"确实错了的，{remedy}")


def test_what_reading_said_of_the_cell_goes_with_it() -> None:
    own = submission(
        "东关村",
        {HOME: [household(CODE, 1, "张三", ONE, wage_income="三千")]},
        bad={HOME: {"wage_income": [0]}},
    )
    rows = own.tables[HOME]
    rows.told["wage_income"] = {0: message_ids.WRONG_KIND}
    after, _ = put([slip(own, [answer(line(HOME, "wage_income", "三千", CODE), 3000.0)])], own)
    assert (after.tables[HOME].bad["wage_income"], after.tables[HOME].told["wage_income"]) == ([], {})
    assert rows.bad == {"wage_income": [0]}


@pytest.mark.parametrize(
    ("number", "name", "token", "index"),
    [
        (TWO, "李四", "R0001", 1),
        (TWO, "改了名", "R0001", 1),
        ("改了号", "李四", "R0001", 1),
        ("改了号", "改了名", "R0002", 1),
        ("改了号", "改了名", "", None),
        ("", "", "R0001", 0),
    ],
)
def test_a_person_is_known_by_number_then_name_then_token(
    number: str, name: str, token: str, index: int | None
) -> None:
    about = line(PEOPLE, "health", "", CODE, number, name, token=token)
    assert row_of(village().tables[PEOPLE], "household_code", about) == index


def test_a_slip_of_another_village_changes_nothing() -> None:
    own = village()
    other = slip(submission("西庄村", {}), [answer(WAGE, 24000.0)])
    assert put([other], own) == (own, [])
