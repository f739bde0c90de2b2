"""What is chosen by a name follows it: the household that another one joins, the new head, those who part."""

from __future__ import annotations

from cunbiao.corrections.model import Decision
from cunbiao.merging.merge import merge
from cunbiao.merging.register import Register
from cunbiao.records.submission import Submission, Value
from tests.merging.invented import Row, campaign, household, intake, member, messages, person_number, submission

JOINED, JOINING = "34130210200001", "34130210200002"


def row(code: str, **values: Value) -> Row:
    return {"household_code": code, "_added": True, **values}


def village(*corrections: Row, new_head: str = "", **change: Value) -> Submission:
    """Two households; the second one joins the first, whose head dies where somebody is said to follow."""
    died = {"name": "张三", "id_number": person_number(1), "relation": "户主", "decrease_reason": "死亡"}
    return submission(
        tables={
            "register_household": [
                household(JOINED, 2, "张三", person_number(1)),
                household(JOINING, 2, "王五", person_number(3)),
            ],
            "register_member": [
                member(JOINED, "张三", person_number(1)),
                member(JOINED, "李四", person_number(2, male=False), "户主" if new_head else "配偶", sex="女"),
                member(JOINING, "王五", person_number(3)),
                member(JOINING, "王六", person_number(4), "之子"),
            ],
            "decrease": [row(JOINED, **died, new_head=new_head)] if new_head else [],
            "household_change": [row(JOINING, **{"change_kind": "合户", "joined_head": "张三", **change})],
            "correction": list(corrections),
        }
    )


def register(own: Submission) -> Register:
    """The register with everything accepted that is proposed."""
    asked = merge(intake(own), campaign(), "county", messages())
    decisions = [Decision(one.correction, "accepted", "township", by="李四") for one in asked.corrections.standings]
    return merge(intake(own), campaign(), "county", messages(), decisions=decisions)


def said(own: Register, name: str, table: str = "household_change") -> str:
    return str(own.frames[table].text(name)[0])


def renamed(code: str, name: str, right: str) -> Row:
    return row(code, name=name, corrected_name=right, correction_basis="户口簿")


def test_who_joins_a_household_joins_its_new_head() -> None:
    own = register(village(new_head="李四"))
    assert said(own, "joined_head") == "李四"
    assert "HC-03" not in {finding.check for finding in own.findings}
    kept = {(cell.table, cell.field): cell.value for cell in own.corrections.originals}
    assert kept["household_change", "joined_head"] == "张三"


def test_a_corrected_name_is_followed_wherever_it_was_chosen() -> None:
    assert said(register(village(renamed(JOINED, "张三", "章三"))), "joined_head") == "章三"
    heir = register(village(renamed(JOINED, "李四", "李似"), new_head="李四"))
    assert (said(heir, "new_head", "decrease"), said(heir, "joined_head")) == ("李似", "李似")
    assert heir.frames["register_household"].text("head_name").tolist()[0] == "李似"
    parting = {"change_kind": "分户", "joined_head": "", "split_head": "王六", "split_persons": "王六，王五"}
    split = register(village(renamed(JOINING, "王六", "王陆"), **parting))
    assert (said(split, "split_head"), said(split, "split_persons")) == ("王陆", "王陆、王五")


def test_a_name_that_two_heads_have_is_left_to_a_person() -> None:
    own = village(renamed(JOINED, "张三", "章三"))
    own.tables["register_household"].columns["head_name"][1] = "张三"
    assert said(register(own), "joined_head") == "张三"


def test_a_choice_of_which_nothing_changed_stays_as_it_was_written() -> None:
    own = village(renamed(JOINED, "李四", "李似"), split_persons="王六 , 王五", change_kind="分户", split_head="王六")
    assert said(register(own), "split_persons") == "王六 , 王五"
