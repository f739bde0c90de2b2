"""Corrections of what is locked: proposed by villages, decided by people, in force as long as the old error comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest

from cunbiao.corrections.cells import as_handed_in
from cunbiao.corrections.model import Correction, Decision, Outcome
from cunbiao.findings import Finding
from cunbiao.merging.merge import merge
from cunbiao.merging.register import Register
from cunbiao.records.submission import Submission, Value
from tests.merging.invented import Row, campaign, household, intake, member, messages, person_number, submission, told

RIGHT, OTHER = person_number(1), person_number(7)
WRONG = RIGHT[:-1] + ("1" if RIGHT[-1] != "1" else "2")
CODE = "34130210200001"


def proposal(who: Value = "张三", **corrected: Value) -> Row:
    return {"household_code": CODE, "name": who, "correction_basis": "户口簿", "_added": True, **corrected}


def village(*proposed: Row, number: str = WRONG, name: str = "张三", **more: Sequence[Row]) -> Submission:
    """A village with one household of one person."""
    tables = {
        "register_household": [household(CODE, 1, name, number)],
        "register_member": [member(CODE, name, number)],
        "correction": list(proposed),
    }
    return submission(tables={**tables, **more})


def register(*submissions: Submission, decisions: Sequence[Decision] = ()) -> Register:
    return merge(intake(*submissions), campaign(), "county", messages(), decisions=decisions)


def decided(correction: Correction, outcome: Outcome = "accepted", **more: str) -> Decision:
    return Decision(correction, outcome, "township", **{"by": "李四", "day": "2020-11-03", **more})


def proposed(own: Register) -> list[Correction]:
    return [standing.correction for standing in own.corrections.standings]


def checks(own: Register, table: str = "register_member") -> list[str]:
    sheet = campaign().tables[table].sheet
    return [finding.check for finding in own.findings if finding.place.sheet == sheet]


def numbers(own: Register) -> list[str]:
    tables = (("register_member", "id_number"), ("register_household", "head_id"))
    return [text for table, name in tables for text in own.frames[table].text(name).tolist()]


def test_a_wrong_number_leads_to_the_sheet_and_blocks_until_it_is_proposed() -> None:
    before = told(register(village()), "ID-04")[0]
    assert before.level == "必改" and before.fix.endswith("灰底锁定的，把正确的写到《信息更正》表")
    after = register(village(proposal(corrected_id_number=RIGHT)))
    assert [finding.message for finding in told(after, "UP-01")] == ["已提更正，等乡镇、县里认定"]
    assert "ID-04" not in checks(after)
    assert numbers(after) == [WRONG, WRONG]
    [standing] = after.corrections.standings
    assert (standing.status, standing.correction.old, standing.correction.new) == ("open", WRONG, RIGHT)
    assert (standing.correction.basis, standing.correction.source.row) == ("户口簿", 6)


def test_what_is_proposed_is_held_to_the_same_rules() -> None:
    own = register(village(proposal(corrected_id_number=WRONG[:-2] + "00"[:2], corrected_name="张")))
    assert {"ID-04", "ID-13"} <= set(checks(own, "correction"))


@pytest.mark.parametrize(
    ("row", "check"),
    [
        (proposal("王五", corrected_name="王小五"), "UP-02"),
        (proposal(), "UP-04"),
        (proposal(None, corrected_name="张三丰"), "UP-05"),
        (proposal(corrected_id_number=RIGHT[:17]), "UP-06"),
    ],
)
def test_a_row_that_says_too_little_is_told_so(row: Row, check: str) -> None:
    assert check in checks(register(village(row)), "correction")


def accepting(*fields: str, outcome: Outcome = "accepted", of: Row | None = None) -> list[Decision]:
    """The decisions about what one row proposes, those of ``fields`` only."""
    row = of or proposal(corrected_id_number=RIGHT, corrected_name="张山")
    return [decided(own, outcome) for own in proposed(register(village(row))) if own.field in fields]


def test_accepted_it_holds_everywhere_and_the_original_is_kept() -> None:
    row = proposal(corrected_id_number=RIGHT, corrected_name="张山")
    own = register(village(row), decisions=accepting("id_number", "name"))
    assert numbers(own) == [RIGHT, RIGHT]
    assert own.frames["register_household"].text("head_name").tolist() == ["张山"]
    assert own.frames["correction"].text("name").tolist() == ["张山"]
    assert not {"ID-04", "UP-01", "HH-13"} & {finding.check for finding in own.findings}
    assert checks(own, "correction") == []
    assert [finding.message for finding in told(own, "MERGE-30")] == [
        "“姓名”已按认定的更正，由“张三”改为“张山”（李四；2020-11-03）",
        f"“证件号码”已按认定的更正，由“{WRONG}”改为“{RIGHT}”（李四；2020-11-03）",
    ]
    kept = {(cell.table, cell.field): cell.value for cell in own.corrections.originals}
    assert kept["register_member", "id_number"] == kept["register_household", "head_id"] == WRONG
    assert kept["correction", "name"] == "张三"


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        (RIGHT, [("register_household", "head_id", OTHER)]),
        (WRONG, [("register_household", "head_id", OTHER), ("register_member", "id_number", WRONG)]),
    ],
)
def test_a_household_that_gives_its_head_another_number_is_corrected_with_him(
    number: str, wanted: list[tuple[str, str, str]]
) -> None:
    own = village(proposal(corrected_id_number=RIGHT), number=number)
    own.tables["register_household"].columns["head_id"][0] = OTHER
    asked = register(own)
    assert sorted((one.record.table, one.field, one.old) for one in proposed(asked)) == wanted
    after = register(own, decisions=[decided(one) for one in proposed(asked)])
    assert numbers(after) == [RIGHT, RIGHT]
    assert not {"ID-04", "HH-13", "UP-01"} & {finding.check for finding in after.findings}


def test_the_old_error_sent_again_is_corrected_again_and_the_right_value_is_left_alone() -> None:
    decisions = accepting("id_number", "name")
    again = register(village(), decisions=decisions)
    assert numbers(again) == [RIGHT, RIGHT]
    right = register(village(number=RIGHT, name="张山"), decisions=decisions)
    assert numbers(right) == [RIGHT, RIGHT]
    assert right.corrections.originals == ()
    assert [own.status for own in right.corrections.standings] == ["accepted", "accepted"]


def test_newer_data_are_never_overlaid_and_the_question_is_put_again() -> None:
    decisions = accepting("id_number")
    own = register(village(number=OTHER), decisions=decisions)
    assert numbers(own) == [OTHER, OTHER]
    states = {standing.status: standing for standing in own.corrections.standings}
    assert states["outdated"].decision == decisions[0]
    assert (states["open"].correction.old, states["open"].correction.new) == (OTHER, RIGHT)
    assert states["open"].correction.identity == decisions[0].correction.identity
    assert [finding.level for finding in told(own, "MERGE-32")] == ["核实"]
    asked = decided(states["open"].correction)
    assert numbers(register(village(number=OTHER), decisions=[*decisions, asked])) == [RIGHT, RIGHT]


def test_a_rejected_one_is_told_back_and_the_error_stands() -> None:
    row = proposal(corrected_id_number=RIGHT)
    decisions = [replace(own, reason="证件过期") for own in accepting("id_number", outcome="rejected", of=row)]
    own = register(village(row), decisions=decisions)
    assert numbers(own) == [WRONG, WRONG]
    assert told(own, "ID-04")[0].level == "必改"
    assert not told(own, "UP-01") and not told(own, "UP-01H")
    assert "李四；2020-11-03；证件过期" in told(own, "MERGE-31")[0].message


def test_the_county_comes_before_the_township_and_the_later_decision_before_the_earlier() -> None:
    [township] = accepting("id_number")
    county = replace(township, outcome="rejected", level="county", day="2020-10-01")
    assert numbers(register(village(), decisions=[township, county])) == [WRONG, WRONG]
    later = replace(township, outcome="rejected", day="2020-11-04")
    assert numbers(register(village(), decisions=[later, township])) == [WRONG, WRONG]
    same_day = replace(township, outcome="rejected")
    undecided = register(village(), decisions=[same_day, township])
    assert [own.status for own in undecided.corrections.standings] == ["open"]


def test_two_accepted_values_for_one_cell_hold_neither() -> None:
    first, second = proposal(corrected_id_number=RIGHT), proposal(corrected_id_number=OTHER)
    both = [decided(own) for own in proposed(register(village(first, second)))]
    own = register(village(first, second), decisions=both)
    assert numbers(own) == [WRONG, WRONG]
    assert "都没有生效" in told(own, "MERGE-33")[0].message


def test_one_person_is_one_person_before_and_after() -> None:
    """A corrected number is nobody else's twin, takes him off the register once, and finds the twin it hid."""
    gone: Row = {"household_code": CODE, "name": "张三", "id_number": WRONG, "decrease_reason": "死亡", "_added": True}
    row, decisions = proposal(corrected_id_number=RIGHT), accepting("id_number")
    own = register(village(row, decrease=[gone]), decisions=decisions)
    assert own.frames["decrease"].text("id_number").tolist() == [RIGHT]
    assert [change.balanced for change in own.household_changes] == [True]
    twin = submission(
        "西关村",
        {
            "register_household": [household("34130210300001", 1, "张三", RIGHT)],
            "register_member": [member("34130210300001", "张三", RIGHT)],
        },
    )
    before, after = register(village(row), twin), register(village(row), twin, decisions=decisions)
    assert (len(before.duplicates), len(after.duplicates)) == (0, 1)


def test_two_with_one_number_in_a_household_are_told_apart() -> None:
    rows = [member(CODE, "张三", RIGHT), member(CODE, "李四", RIGHT, "之子")]
    tables = {
        "register_household": [household(CODE, 2, "张三", RIGHT)],
        "register_member": rows,
        "correction": [proposal("李四", corrected_id_number=OTHER)],
    }
    own = submission(tables=tables)
    [correction] = proposed(register(own))
    after = register(own, decisions=[decided(correction)])
    assert after.frames["register_member"].text("id_number").tolist() == [RIGHT, OTHER]
    assert after.frames["register_household"].text("head_id").tolist() == [RIGHT]


def test_facts_of_a_household_are_corrected_too() -> None:
    row = proposal(None, corrected_poverty_status="已脱贫", corrected_exit_year=2018.0)
    own = register(village(row, number=RIGHT))
    assert [finding.level for finding in told(own, "UP-01S")] == ["核实"]
    after = register(village(row, number=RIGHT), decisions=[decided(one) for one in proposed(own)])
    household_rows = after.frames["register_household"]
    assert household_rows.text("poverty_status").tolist() == ["已脱贫"]
    assert household_rows.number("exit_year").tolist() == [2018.0]
    assert not told(after, "UP-01S")


def test_neither_the_order_of_files_and_decisions_nor_copies_of_them_decide_anything() -> None:
    row = proposal(corrected_id_number=RIGHT, corrected_name="张山")
    files = [village(row), submission("西关村"), submission("南关村")]
    decisions = [*accepting("id_number", "name"), *accepting("name", outcome="rejected")]
    seen = {
        _said(register(*some, decisions=[*order, *order]))
        for some in permutations(files)
        for order in permutations(decisions)
    }
    assert len(seen) == 1
    once = register(*files, decisions=decisions)
    again = register(*files, decisions=once.corrections.decisions)
    assert _said(again) == _said(once)


def _said(own: Register) -> tuple[object, ...]:
    findings: tuple[Finding, ...] = tuple(own.findings)
    return own.corrections.standings, own.corrections.originals, findings, tuple(numbers(own))


def test_a_correction_is_the_same_through_any_file() -> None:
    [correction] = proposed(register(village(proposal(corrected_name="张·山"))))
    assert Correction.from_text(correction.to_text()) == correction
    assert Decision.read(decided(correction, reason="户口簿\n第2页").written()) == decided(
        correction, reason="户口簿\n第2页"
    )
    assert Decision.read(replace(decided(correction).written(), outcome="同意")) is None
    assert Decision.read(replace(decided(correction).written(), about="{}")) is None
    with pytest.raises(ValueError, match="not a correction"):
        Correction.from_text('{"record": {}}')


def test_what_the_village_handed_in_is_known_again() -> None:
    before = village(proposal(corrected_id_number=RIGHT, corrected_name="张山"))
    own = register(before, decisions=accepting("id_number", "name"))
    [after] = own.submissions
    assert after.tables["register_member"] != before.tables["register_member"]
    assert as_handed_in(after, own.corrections.originals).tables == before.tables
