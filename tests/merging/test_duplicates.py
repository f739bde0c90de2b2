"""The same person or household code in two villages: all places shown, none dropped."""

from __future__ import annotations

from itertools import permutations

from cunbiao.merging.register import Register
from cunbiao.records.submission import Submission
from tests.merging.invented import Row, household, member, merged, person_number, submission, told

N = person_number(7)


def _village(name: str, *people: Row, code: str = "", **tables: list[Row]) -> Submission:
    home = household(code or f"1{name}", 1)
    rows = [{**person, "household_code": code or f"1{name}"} for person in people]
    return submission(name, {"register_household": [home], "register_member": rows, **tables})


def _places(register: Register) -> list[list[str]]:
    return [[place.village for place in group.places] for group in register.duplicates]


def test_every_place_is_reported_with_the_addresses_of_all_others() -> None:
    person = member("", "张三", N)
    villages = [_village(name, person) for name in ("甲村", "乙村", "丙村")]
    for order in permutations(villages):
        findings = told(merged(*order), "MERGE-01")
        assert [finding.village for finding in findings] == ["丙村", "乙村", "甲村"]
        assert all(finding.value == N and finding.place.sheet == "对照表-人" for finding in findings)
        (first, *_) = findings
        assert "东关镇乙村《乙村.xlsx》对照表-人第6行；东关镇甲村《甲村.xlsx》对照表-人第6行" in first.message


def test_a_disability_card_and_an_identity_number_are_one_person() -> None:
    card = member("", "张三", N.lower() + "42", id_type="残疾人证")
    assert _places(merged(_village("甲村", member("", "张三", N)), _village("乙村", card))) == [["乙村", "甲村"]]


def test_twice_in_one_village_is_that_workbooks_own_business() -> None:
    assert merged(_village("甲村", member("", "张三", N), member("", "张三", N))).duplicates == []


def test_a_person_who_moved_is_no_duplicate() -> None:
    leaving: Row = {"household_code": "1甲村", "name": "张三", "id_number": N, "decrease_reason": "户籍迁出"}
    arriving = {**member("1乙村", "张三", N, "之子"), "increase_reason": "户籍迁入"}
    left = _village("甲村", member("", "张三", N), decrease=[leaving])
    joined = _village("乙村", member("", "李四", person_number(8)), increase=[arriving])
    assert merged(left, joined).duplicates == []
    stayed = _village("甲村", member("", "张三", N))
    assert _places(merged(stayed, joined)) == [["乙村", "甲村"]]


def test_words_instead_of_numbers_are_no_person() -> None:
    villages = [_village(name, member("", "张三", "待补")) for name in ("甲村", "乙村")]
    assert merged(*villages).duplicates == []


def test_a_household_code_in_two_villages_is_reported_at_both() -> None:
    register = merged(
        _village("甲村", member("", "张三", N), code="341302000001"),
        _village("乙村", member("", "李四", person_number(8)), code="341302000001"),
    )
    assert [group.kind for group in register.duplicates] == ["household"]
    assert [finding.village for finding in told(register, "MERGE-02")] == ["乙村", "甲村"]


def test_the_given_keys_of_new_households_repeat_in_every_village() -> None:
    new = household("新01", 1, _added=True)
    villages = [_village(name, new_household=[new]) for name in ("甲村", "乙村")]
    assert merged(*villages).duplicates == []
