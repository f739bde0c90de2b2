"""A receipt for every file received, with the difference from the former one person by person."""

from __future__ import annotations

from dataclasses import replace

from cunbiao.merging.receipts import Receipt, receipts_after, villages_again
from cunbiao.records.submission import Submission
from generators.receipts import difference, sentence
from tests.merging.invented import household, member, merged, person_number, submission

CODE, OTHER = "34130210000001", "34130210000002"


def village(*homes: str, content: str = "", **more: float) -> Submission:
    """Households of one person each."""
    rows = [household(code, 1, f"张{code[-1]}", person_number(int(code[-1])), **more) for code in homes]
    people = [member(code, f"张{code[-1]}", person_number(int(code[-1]))) for code in homes]
    tables = {"register_household": rows, "register_member": people}
    return submission("东关村", tables, content=content, modified=1_600_000_000.0)


def after(own: Submission, known: list[Receipt], *former: Submission) -> list[Receipt]:
    return receipts_after(merged(own).campaign, [own], known, former)


def test_what_came_first_is_told_with_its_counts() -> None:
    own = village(CODE, OTHER)
    [receipt] = after(own, [])
    assert (receipt.households, receipt.persons, receipt.rows, receipt.first) == (2, 2, 4, True)
    assert difference(receipt) == "第一次收到"
    said = sentence(receipt)
    assert said.startswith("东关镇东关村：收到“东关村.xlsx”（2020-09-1")
    assert said.endswith(f"2 户 2 人，4 行，校验码 {own.sha256[:8]}；第一次收到。")
    assert "张" not in said


def test_the_same_file_again_changes_nothing() -> None:
    own = village(CODE)
    known = after(own, [])
    assert after(own, known, own) == known
    assert villages_again([own], known) == set()


def test_every_difference_is_told_person_by_person() -> None:
    first = village(CODE, OTHER)
    later = village(CODE, "34130210000003", content="改", wage_income=13000.0)
    known = after(first, [])
    assert villages_again([later], known) == {later.identity.village_code}
    old, new = sorted(after(later, known, first), key=lambda own: own.first, reverse=True)
    assert (old, new.held) == (replace(known[0], held=False), True)
    told = {(own.kind, own.name, own.field, own.before, own.after) for own in new.changes}
    assert told == {
        ("增加", "张3", "", "", ""),
        ("减少", "张2", "", "", ""),
        ("改动", "张1", "工资性收入", "12000", "13000"),
    }
    assert difference(new) == "和上一份比：增加 2 处，减少 2 处，改动 1 处"


def test_what_a_ledger_keeps_is_the_receipt() -> None:
    first = village(CODE)
    for receipt in after(village(CODE, content="改", wage_income=1.0), after(first, []), first):
        assert Receipt.from_json(receipt.to_json()) == receipt
