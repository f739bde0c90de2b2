"""录入核对 finds what was planted, all of it and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from cunbiao.lists.roster.model import Value
from generators.publishing import publish
from generators.typed import compare, typed_file
from generators.typed.comparison import Difference
from tests.accounts import rows_of
from tests.generators.opening import assert_opens
from tests.generators.typed.register import (
    CHANGES,
    EXITS,
    NEW,
    PLAIN,
    TEMPORARY,
    WAITS,
    System,
    as_it_should_be,
    register,
)
from tests.merging.invented import person_number

Found = tuple[str, str, str, str, str, str, str]


@dataclass(frozen=True)
class Plant:
    """Something typed wrong, and what is to be found: kind, household, person, field, before, should, found."""

    name: str
    done: Callable[[System], object]
    found: Found


def _put(rows: dict[str, dict[str, Value]], key: str, **values: Value) -> None:
    rows[key].update(values)


def _stranger(system: System, code: str, name: str) -> None:
    like = next(iter(system.persons.values()))
    system.persons[name] = like | {"household_code": code, "name": name, "id_number": person_number(400)}


def _whole_stranger(system: System) -> None:
    like = system.households[PLAIN]
    system.households["3413021000019999"] = like | {
        "household_code": "3413021000019999",
        "head_name": "钱多余",
        "head_id": person_number(401),
    }
    like = next(iter(system.persons.values()))
    system.persons["钱多余"] = like | {
        "household_code": "3413021000019999",
        "name": "钱多余",
        "id_number": person_number(401),
    }


def _lost(system: System, code: str) -> None:
    del system.households[code]
    for name in [name for name, own in system.persons.items() if own["household_code"] == code]:
        del system.persons[name]


def _back(system: System, name: str) -> None:
    """Somebody who should be gone, or should not be there yet."""
    rows = [
        dict(zip(own.columns, values, strict=True))
        for table in ("register_member", "increase")
        for own in [register().submissions[0].tables[table]]
        for values in zip(*own.columns.values(), strict=True)
    ]
    system.persons[name] = {"village_code": "341302100001"} | next(row for row in rows if row["name"] == name)


PLANTS = (
    Plant(
        "a change was not typed",
        lambda own: _put(own.households, PLAIN, household_phone="13800000000"),
        ("missing", PLAIN, "", "户联系电话", "13800000000", "13912345678", "13800000000"),
    ),
    Plant(
        "a change of a person was typed otherwise",
        lambda own: _put(own.persons, "王建国", member_phone="13700000000"),
        ("different", PLAIN, "王建国", "成员联系电话", "13611112222", "13900000000", "13700000000"),
    ),
    Plant(
        "an operation was not done",
        lambda own: _put(own.households, EXITS, poverty_status="未脱贫"),
        ("missing", EXITS, "", "脱贫状态", "未脱贫", "已脱贫", "未脱贫"),
    ),
    Plant(
        "an amount lost a digit",
        lambda own: _put(own.households, CHANGES, wage_income=1200.0),
        ("different", CHANGES, "", "工资性收入", "12000", "12000", "1200"),
    ),
    Plant(
        "an identity number was typed wrong",
        lambda own: _put(own.persons, "王小明", id_number=person_number(333)),
        (
            "different",
            PLAIN,
            "王小明",
            "证件号码",
            person_number(11, "19990520"),
            person_number(11, "19990520"),
            person_number(333),
        ),
    ),
    Plant(
        "a field of a person is empty",
        lambda own: _put(own.persons, "李小军", education=None),
        ("different", EXITS, "李小军", "文化程度", "初中", "初中", "（空）"),
    ),
    Plant(
        "a person was typed into another household",
        lambda own: _put(own.persons, "周小芳", household_code=PLAIN),
        ("different", CHANGES, "周小芳", "户编号", "", CHANGES, PLAIN),
    ),
    Plant(
        "a person is missing",
        lambda own: own.persons.pop("李爱民"),
        ("missing", EXITS, "李爱民", "", "", "", ""),
    ),
    Plant("a new household is missing", lambda own: _lost(own, NEW), ("missing", TEMPORARY, "", "", "", "", "")),
    Plant(
        "somebody who is gone is still there",
        lambda own: _back(own, "周小亮"),
        ("missing", CHANGES, "周小亮", "", "", "", ""),
    ),
    Plant(
        "somebody who waits was typed",
        lambda own: _back(own, "吴小丽"),
        ("extra", WAITS, "吴小丽", "", "", "", ""),
    ),
    Plant(
        "a person nobody reported",
        lambda own: _stranger(own, WAITS, "冯不知"),
        ("extra", WAITS, "冯不知", "", "", "", ""),
    ),
    Plant("a household nobody reported", _whole_stranger, ("extra", "3413021000019999", "", "", "", "", "")),
)


def found(system: System) -> list[Found]:
    return sorted(map(_said, compare(register(), system.export()).differences))


def _said(one: Difference) -> Found:
    return one.kind, one.household_code, one.person, one.label, one.before, one.should, one.found


def test_an_export_that_is_as_it_should_be_has_no_difference() -> None:
    comparison = compare(register(), as_it_should_be().export())
    assert comparison.differences == []
    assert (comparison.households, comparison.persons, comparison.waiting) == (4, 7, 4)
    assert comparison.fields > 300


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(range(len(PLANTS)))))
def test_what_was_planted_is_found_all_and_only(chosen: set[int]) -> None:
    system = as_it_should_be()
    for number in sorted(chosen):
        PLANTS[number].done(system)
    assert found(system) == sorted(PLANTS[number].found for number in chosen)


def test_a_column_that_was_not_exported_is_said_and_nothing_made_of_it() -> None:
    comparison = compare(register(), as_it_should_be().export(without=frozenset({"bank_name"})))
    assert comparison.differences == []
    assert "开户银行" in comparison.columns


def test_a_village_of_which_the_export_has_nothing_is_said_once() -> None:
    comparison = compare(
        register(),
        System(
            {"1": {"village_code": "9", "household_code": "1"}},
            {"某": {"village_code": "9", "household_code": "1", "name": "某", "id_number": None}},
        ).export(),
    )
    assert (comparison.differences, comparison.unseen) == ([], ["东关镇东关村"])


def test_the_workbook_says_everything_and_counts_by_village_and_typist(tmp_path: Path) -> None:
    system = as_it_should_be()
    for plant in PLANTS:
        plant.done(system)
    comparison = compare(register(), system.export())
    typists = {"基本情况": "甲录入员"}
    path = publish(
        typed_file(tmp_path / "录入核对.xlsx", "录入核对", comparison, lambda one: typists.get(one.tab, ""))
    ).path
    assert_opens(path)
    rows = rows_of(path, "录入核对", "结果")
    assert len(rows) == len(PLANTS)
    phone = next(row for row in rows if row["栏目"] == "户联系电话")
    assert (phone["下发时"], phone["应当录"], phone["系统里"]) == ("13800000000", "13912345678", "13800000000")
    assert openpyxl.load_workbook(path).sheetnames == ["录入核对", "按村", "按录入人"]
    (village,) = rows_of(path, "按村", "漏录")
    assert (village["漏录"], village["录错"], village["多录"]) == (5, 5, 3)
    by_typist = {row["录入人"]: row["录错"] for row in rows_of(path, "按录入人", "漏录")}
    assert by_typist["甲录入员"] == sum(
        one.kind == "different" and one.tab == "基本情况" for one in comparison.differences
    )
