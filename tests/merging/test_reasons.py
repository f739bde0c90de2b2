"""Written reasons: they hold for a finding while its facts do, in any order and however often they come back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations

import pytest

from cunbiao.findings import EXPLAINED, Finding, Place, digest_of
from cunbiao.merging.reasons import Explained, ReasonCount, explain_findings, known_reasons
from cunbiao.records.submission import WrittenReason
from tests.merging.invented import Row, household, member, merged, messages, person_number, submission

VILLAGE = "341302100001"
DOUBT = Finding("ST-04", "核实", "本行", "和去年相差大", "核实", Place("东关村.xlsx", "对照表-户", 7), VILLAGE)
DOUBT = replace(DOUBT, key=f"{VILLAGE}/ST-04/aa", fact="f1")


def reason(text: str, *knowing: str, fact: str = "f1", file: str = "甲.xlsx", key: str = DOUBT.key) -> WrittenReason:
    """A reason whose writer had these reasons before him."""
    return WrittenReason(key, fact, text, tuple(digest_of(own) for own in knowing), file)


def explained(*reasons: WrittenReason, findings: Iterable[Finding] = (DOUBT,)) -> Explained:
    return explain_findings(list(findings), reasons, frozenset({VILLAGE}), messages())


def test_a_reason_stands_with_its_finding_and_is_kept() -> None:
    own = reason("今年卖了牛")
    result = explained(own)
    assert [(finding.reason, finding.standing, finding.remark) for finding in result.findings] == [
        ("今年卖了牛", EXPLAINED, "")
    ]
    assert (result.kept, result.count) == ((own,), ReasonCount(held=1))


def test_the_same_list_twice_and_a_copy_of_it_change_nothing() -> None:
    once = explained(reason("今年卖了牛"))
    again = explained(reason("今年卖了牛"), reason("今年卖了牛"), reason("今年卖了牛", file="甲 - 副本.xlsx"))
    assert again.findings == once.findings
    assert again.count == once.count


def test_it_dies_when_the_facts_change_and_that_is_said_once() -> None:
    result = explained(reason("今年卖了牛", fact="before"))
    assert [(finding.reason, finding.standing) for finding in result.findings] == [("", "核实")]
    assert "理由失效（情况已变），原来写的是“今年卖了牛”" in result.findings[0].remark
    assert (result.kept, result.count) == ((), ReasonCount(outdated=1))
    assert explained(*result.kept).findings[0].remark == ""


def test_it_can_be_written_again_for_the_new_facts() -> None:
    result = explained(reason("今年卖了牛", fact="before"), reason("又卖了羊"))
    assert (result.findings[0].reason, result.count) == ("又卖了羊", ReasonCount(held=1))


def test_two_reasons_stand_side_by_side_until_a_person_decides() -> None:
    cow, sheep = reason("卖了牛"), reason("卖了羊", file="乙.xlsx")
    result = explained(cow, sheep)
    assert (result.findings[0].reason, result.findings[0].standing) == ("", "核实")
    assert "“卖了牛”（甲.xlsx）；“卖了羊”（乙.xlsx）" in result.findings[0].remark
    assert (result.kept, result.count) == ((cow, sheep), ReasonCount(differing=1))
    decided = reason("卖了牛和羊", "卖了牛", "卖了羊", file="新.xlsx")
    assert explained(cow, sheep, decided).findings[0].reason == "卖了牛和羊"


def test_a_reason_that_was_changed_or_taken_away_is_not_there_any_more() -> None:
    first, second = reason("卖了牛"), reason("卖了两头牛", "卖了牛", file="乙.xlsx")
    assert explained(first, second).findings[0].reason == "卖了两头牛"
    taken = reason("", "卖了牛", file="乙.xlsx")
    assert explained(first, taken).findings[0].standing == "核实"
    assert explained(first, taken).count == ReasonCount()


def test_whoever_changes_a_reason_back_is_asked() -> None:
    """Neither of the two was written last as far as the lists tell."""
    result = explained(reason("牛", "羊"), reason("羊", "牛", file="乙.xlsx"))
    assert result.count == ReasonCount(differing=1)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_order_of_the_lists_decides_nothing(order: tuple[int, ...]) -> None:
    given = [
        reason("牛"),
        reason("羊", file="乙.xlsx"),
        reason("牛和羊", "牛", "羊", file="丙.xlsx"),
        reason("老", fact="before"),
    ]
    assert explained(*(given[place] for place in order)) == explained(*given)


def test_every_finding_with_reasons_is_accounted_for() -> None:
    must = replace(DOUBT, level="必改", check="ID-02", key=f"{VILLAGE}/ID-02/bb", fact="")
    result = explained(
        reason("牛"),
        reason("不想改", key=must.key, fact=""),
        reason("已经改好", key=f"{VILLAGE}/ST-09/cc"),
        reason("别村", key="341302100009/ST-04/dd"),
        findings=(DOUBT, must),
    )
    assert result.count == ReasonCount(held=1, useless=1, settled=1, elsewhere=1)
    assert result.count.total == 4
    assert result.findings[1].standing == "必改"
    assert "写了理由“不想改”" in result.findings[1].remark
    assert [own.text for own in result.kept] == ["牛"]


def test_two_rows_with_one_key_do_not_end_each_others_reason() -> None:
    twin = replace(DOUBT, fact="f2")
    result = explained(reason("牛"), findings=(DOUBT, twin))
    assert [(finding.reason, finding.remark) for finding in result.findings] == [("牛", ""), ("", "")]


def test_a_list_notes_which_reasons_it_shows() -> None:
    result = explained(reason("牛"), reason("羊", file="乙.xlsx"), reason("", "马"))
    known = known_reasons(result.kept)
    assert known == {(DOUBT.key, "f1"): sorted([digest_of("牛"), digest_of("羊")])}


def _doubts(homes: list[Row], members: list[Row]) -> dict[tuple[str, str], Finding]:
    """What is to be verified in a village, by household and check."""
    tables = {"register_household": homes, "register_member": members}
    register = merged(submission(code=VILLAGE, tables=tables))
    return {(own.household_code, own.check): own for own in register.findings if own.level == "核实"}


WAGE, WORKLESS = ("11", "IC-07B"), ("11", "IC-17")
RICH = household("11", 3, wage_income=900000.0)
HEAD = member("11", "张三", person_number(1))


def test_key_and_facts_stay_when_rows_move() -> None:
    before, after = _doubts([RICH], [HEAD])[WAGE], _doubts([household("10"), RICH], [HEAD])[WAGE]
    assert before.place.row != after.place.row
    assert (before.key, before.fact) == (after.key, after.fact)


def test_another_value_is_another_fact_of_the_same_finding() -> None:
    before = _doubts([RICH], [HEAD])[WAGE]
    after = _doubts([{**RICH, "wage_income": 900001.0}], [HEAD])[WAGE]
    assert before.key == after.key
    assert before.fact != after.fact


def test_what_the_check_does_not_read_is_no_other_fact() -> None:
    before, after = _doubts([RICH], [HEAD]), _doubts([{**RICH, "household_phone": "13900000001"}], [HEAD])
    assert before[WAGE].fact == after[WAGE].fact


def test_another_member_is_another_fact_of_what_is_said_of_the_household() -> None:
    idle: Row = {"work_months": None, "work_area": None}
    wife: Row = {**member("11", "李四", person_number(2, male=False), "配偶", sex="女"), **idle}
    head: Row = {**HEAD, **idle}
    families: list[list[Row]] = [[head], [head, wife], [wife, head]]
    alone, two, turned = (_doubts([RICH], own)[WORKLESS] for own in families)
    assert alone.fact != two.fact
    assert two.fact == turned.fact


def test_no_persons_number_can_be_read_in_a_key() -> None:
    register = merged(submission(code=VILLAGE, tables={"register_household": [household("10")]}))
    assert all(finding.key.count("/") == 2 for finding in register.findings)
    assert not any("34012319" in finding.key for finding in register.findings)
