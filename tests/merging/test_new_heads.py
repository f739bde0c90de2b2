"""A head of household who is gone: who follows is head everywhere, and goes up before the decrease."""

from __future__ import annotations

from cunbiao.merging.register import Register
from cunbiao.records.submission import Value
from tests.merging.invented import Row, household, member, merged, person_number, submission, told

CODE = "34130210200001"
HEAD, WIFE = person_number(1), person_number(2, male=False)


def village(wife: str = "户主", **decrease: Value) -> Register:
    """A couple of which the head has died."""
    gone: Row = {
        "household_code": CODE, "name": "张三", "id_number": HEAD, "relation": "户主", "decrease_reason": "死亡",
        "_added": True, **decrease,
    }  # fmt: skip
    tables = {
        "register_household": [household(CODE, 2, "张三", HEAD)],
        "register_member": [member(CODE, "张三", HEAD), member(CODE, "李四", WIFE, wife, sex="女")],
        "decrease": [gone],
    }
    return merged(submission(tables=tables))


def test_the_head_must_be_followed_by_somebody_who_is_still_there() -> None:
    assert told(village(), "ST-08")[0].level == "必改"
    assert told(village(new_head="张三"), "ST-08B") and told(village(new_head="王五"), "ST-08B")
    assert told(village("配偶", new_head="李四"), "ST-08C")
    right = village(new_head="李四")
    assert not {"ST-08", "ST-08B", "ST-08C", "HH-01", "HH-13", "ID-14H"} & {own.check for own in right.findings}


def test_the_new_head_is_the_head_everywhere_and_the_former_one_is_kept() -> None:
    own = village(new_head="李四")
    homes = own.frames["register_household"]
    assert (homes.text("head_name").tolist(), homes.text("head_id").tolist()) == (["李四"], [WIFE])
    assert own.frames["decrease"].text("parent_head_name").tolist() == ["李四"]
    assert {cell.field: cell.value for cell in own.corrections.originals} == {"head_name": "张三", "head_id": HEAD}
    assert [(change.last_year, change.minus, change.this_year) for change in own.village_changes] == [(2, (1, 0), 1)]


def test_a_choice_that_is_nobody_changes_nothing() -> None:
    own = village(new_head="王五")
    assert own.frames["register_household"].text("head_name").tolist() == ["张三"]
