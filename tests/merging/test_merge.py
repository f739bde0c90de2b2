"""One register whatever the order of the files, the same again from the same files, the same from townships."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cunbiao.findings import Finding, Place
from cunbiao.merging.copies import Prefer
from cunbiao.merging.register import Register
from cunbiao.records.submission import Quarantined, Submission
from tests.merging.invented import campaign, household, member, merged, person_number, submission, told

LIST = [(f"{code}", f"{name}村", town) for code, name, town in (
    (101, "甲", "东关镇"), (102, "乙", "东关镇"), (201, "丙", "西关镇"), (202, "丁", "西关镇"),
)]  # fmt: skip


def _village(place: int, wages: list[int | None], file: str, modified: float = 0.0) -> Submission:
    code, name, township = LIST[place]
    earned = [None if wage is None else wage / 100 for wage in wages]
    homes = [
        household(f"{code}{row}", 2, wage_income=wage, safe_water=[None, "是", "否"][row % 3])
        for row, wage in enumerate(earned)
    ]
    people = [member(f"{code}{row}", f"张{row}", person_number(row)) for row in range(len(wages))]
    remark = Finding("SHEET-04", "提示", "文件", "保护被取消", "", Place(file), code, name, township)
    tables = {"register_household": homes, "register_member": people}
    return submission(
        name, tables, code=code, township=township, file=file, modified=modified, villages=LIST, findings=[remark]
    )


def picture(register: Register) -> dict[str, Any]:
    """Everything a register says, as plain values."""
    frames = {
        table: {
            name: ["" if isinstance(cell, float) and np.isnan(cell) else cell for cell in column.tolist()]
            for name, column in {**frame.arrays, "_row": frame.row, "_file": frame.take("file")}.items()
        }
        for table, frame in register.frames.items()
    }
    verdicts = {
        (table, verdict.id): [
            verdict.outcome.tolist(),
            *((criterion.met.tolist(), criterion.missing) for criterion in verdict.criteria),
        ]
        for table, verdicts in register.verdicts.items()
        for verdict in verdicts
    }
    return {
        "frames": frames,
        "verdicts": verdicts,
        "findings": register.findings,
        "duplicates": register.duplicates,
        "changes": (register.household_changes, register.village_changes),
        "progress": register.progress,
        "totals": register.totals,
        "ledger": register.ledger,
    }


villages = st.lists(
    st.tuples(st.integers(0, 3), st.lists(st.none() | st.integers(0, 2_000_000), max_size=4), st.integers(0, 3)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, deadline=None)
@given(villages=villages, seed=st.randoms(use_true_random=False), newest=st.booleans())
def test_order_does_not_matter_and_merging_again_changes_nothing(villages: Any, seed: Any, newest: bool) -> None:
    files = [
        _village(place, wages, f"{number}.xlsx", float(modified))
        for number, (place, wages, modified) in enumerate(villages)
    ]
    shuffled = list(files)
    seed.shuffle(shuffled)
    prefer: Prefer | None = "newest" if newest else None
    first = picture(merged(*files, prefer=prefer))
    assert picture(merged(*files, prefer=prefer)) == first
    assert picture(merged(*shuffled, prefer=prefer)) == first


def test_a_county_of_townships_is_the_county_of_its_villages() -> None:
    files = [
        _village(0, [900_000, None], "甲.xlsx"),
        _village(0, [900_000, None], "甲（重发）.xlsx"),
        _village(1, [300_000], "乙.xlsx"),
        _village(1, [300_001], "乙（改）.xlsx"),
        _village(2, [800_000, 1, 2], "丙.xlsx"),
    ]
    bad = Quarantined("丁村.xlsx", "dd", 4, "FILE-08", "文件不完整", "重发")
    whole = merged(*files, quarantined=[bad])
    east = merged(*files[:4], level="township")
    west = merged(*files[4:], level="township", quarantined=[bad])
    left_out = [file for part in (east, west) for file in part.files if file.fate != "merged"]
    county = merged(*west.submissions, *east.submissions, decided=left_out)
    assert picture(county) == picture(whole)
    assert [line.state for line in county.progress] == ["received", "conflict", "received", "quarantined"]


@pytest.mark.parametrize(
    ("file", "township"),
    [
        ("东关镇/丁村.xlsx", "东关镇"),
        ("收回/东关镇/补交/丁村.xlsx", "东关镇"),
        ("东关镇.xlsx", ""),
        ("东关镇/西关镇/补交.xlsx", ""),
        ("补交.xlsx", ""),
        ("东关镇（补交）/丁村.xlsx", "西关镇"),
        ("东关镇/西关镇/丁村.xlsx", "西关镇"),
        ("丁村.xlsx", "西关镇"),
    ],
)
def test_a_file_nothing_was_taken_from_is_placed_by_its_folder_or_else_by_its_name(file: str, township: str) -> None:
    villages = [("341302100001", "甲村", "东关镇"), ("341302200001", "丁村", "西关镇")]
    own = submission("甲村", code="341302100001", township="东关镇", villages=villages)
    register = merged(own, quarantined=[Quarantined(file, "dd", 4, "FILE-08", "文件不完整", "重发")])
    (finding,) = told(register, "FILE-08")
    assert finding.township == township


def test_what_intake_said_is_kept() -> None:
    register = merged(_village(0, [900_000], "甲.xlsx"))
    assert len(told(register, "SHEET-04")) == 1


def test_another_parameter_than_the_one_merged_with_is_said() -> None:
    issued: dict[str, str | float | bool | None] = {
        "exit_line": 3218.0, "reference_date": "2020-11-18", "counts_pension": True, "unknown": 1.0,
    }  # fmt: skip
    register = merged(submission(parameters=issued), of=campaign(exit_line=4000.0))
    (finding,) = told(register, "MERGE-08")
    assert "“脱贫人均纯收入标准”是 3218元，与本次汇总用的 4000元" in finding.message


def test_a_line_given_after_the_workbooks_were_issued_contradicts_nothing() -> None:
    issued: dict[str, str | float | bool | None] = {"exit_line": None}
    assert told(merged(submission(parameters=issued), of=campaign(exit_line=4000.0)), "MERGE-08") == []


def test_nothing_at_all_is_an_empty_register() -> None:
    register = merged()
    assert register.findings == []
    assert register.ledger.rows_in == 0


def test_what_intake_says_of_a_member_gets_the_head_of_the_household() -> None:
    place = Place("东关村.xlsx", "对照表-人", 6, "H")
    code = submission().identity.village_code
    said = Finding("CELL-06", "提示", "单格", "已规范写法", "", place, code, "东关村", "东关镇", "1", name="张小")
    register = merged(submission(tables={"register_household": [household("1", 1, "张三")]}, findings=[said]))
    (finding,) = told(register, "CELL-06")
    assert (finding.head_name, finding.name) == ("张三", "张小")
