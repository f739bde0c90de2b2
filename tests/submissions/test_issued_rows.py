"""What was issued against what came back: locked cells, sorted and deleted rows, the issued copy, bad cells."""

from __future__ import annotations

import pytest

from cunbiao import message_ids
from cunbiao.records.identity_sheet import IDENTITY_SHEET, ISSUED_PREFIX, issue_id
from tests.submissions.reading import households, put_aside, said, taken
from tests.submissions.workbooks import Typed, draft
from workbooks import refusal


def test_a_changed_locked_cell_is_told_before_and_after() -> None:
    made = draft()
    made.sheets["households"].cells["C7"] = "李四光"
    rows, [finding] = households(made)
    assert (finding.check, finding.place.row, finding.place.column) == (message_ids.LOCKED_CHANGED, 7, "C")
    assert "李四”，现在是“李四光" in finding.message
    assert (finding.household_code, finding.head_name, finding.value) == ("3400002", "李四光", "李四光")
    assert rows.columns["head_name"][1] == "李四光"
    assert rows.issued is not None
    assert rows.issued["head_name"][1] == "李四"


def test_an_emptied_locked_cell_is_a_change() -> None:
    made = draft()
    made.sheets["households"].cells["F7"] = None
    _, [finding] = households(made)
    assert "现在是“（空）”" in finding.message


def test_an_unlocked_cell_may_change() -> None:
    made = draft()
    made.sheets["households"].cells["G7"] = "是"
    rows, findings = households(made)
    assert findings == []
    assert rows.issued is not None
    assert rows.issued["safe_water"][1] == "否"


def test_sorting_some_columns_is_told_as_a_swap() -> None:
    made = draft()
    cells = made.sheets["households"].cells
    for letter in "CF":
        cells[f"{letter}6"], cells[f"{letter}7"] = cells[f"{letter}7"], cells[f"{letter}6"]
    _, findings = households(made)
    assert said(findings) == [(message_ids.ROWS_SWAPPED, 6, "C"), (message_ids.ROWS_SWAPPED, 7, "C")]
    assert "第 7 行" in findings[0].message


def test_sorted_whole_rows_are_no_change() -> None:
    made = draft()
    cells = made.sheets["households"].cells
    for letter in "ABCDEFGHIJK":
        first, second = cells.get(f"{letter}6"), cells.get(f"{letter}8")
        cells[f"{letter}6"], cells[f"{letter}8"] = second, first
    rows, findings = households(made)
    assert rows.tokens == ["R0003", "R0002", "R0001"]
    assert rows.issued is not None
    assert rows.issued["head_name"] == ["阿依古丽·买买提", "李四", "张三"]
    assert findings == []


def test_a_deleted_row_is_named_with_who_was_in_it() -> None:
    made = draft()
    for letter in "ABCDEFGHIJK":
        made.sheets["households"].cells.pop(f"{letter}7", None)
    rows, [finding] = households(made)
    assert (rows.counts.missing, rows.gone) == (1, ["3400002"])
    assert finding.check == message_ids.ROW_GONE
    assert (finding.household_code, finding.head_name) == ("3400002", "李四")


@pytest.mark.parametrize("address", ["C2", "A3", "B1"])
def test_whoever_changes_the_issued_copy_is_found_out(address: str) -> None:
    made = draft()
    made.sheets["issued"].cells[address] = "改"
    assert put_aside(made).reason == refusal.TAMPERED


def test_a_missing_issued_copy_is_tampering() -> None:
    made = draft()
    del made.sheets["issued"]
    assert ISSUED_PREFIX + "households" in made.identity.sheets
    assert put_aside(made).reason == refusal.TAMPERED


def test_the_issue_id_names_the_village() -> None:
    made = draft()
    assert made.identity.issue_id == issue_id("test-2020", "340000000001", made.identity.issued_hash)
    assert IDENTITY_SHEET in made.identity.sheets


# ---- cells


def test_a_finding_about_a_cell_says_where_and_whose() -> None:
    made = draft()
    made.sheets["members"].cells["D6"] = 412724196001010017
    submission = taken(made)
    [finding] = submission.findings
    assert finding.check == message_ids.NUMBER_FOR_IDENTITY
    assert finding.place.file == "东风村.xlsx"
    assert (finding.place.sheet, finding.place.row, finding.place.column) == ("人表", 6, "D")
    assert (finding.village, finding.township, finding.village_code) == ("东风村", "甲镇", "340000000001")
    assert (finding.household_code, finding.name, finding.field) == ("3400001", "张小三", "证件号码")
    assert finding.value == "4.12724E+17"
    assert submission.tables["members"].bad == {"id_number": [0]}
    assert submission.tables["members"].columns["id_number"] == ["4.12724E+17"]


def test_errors_formulas_and_formulas_without_result_are_told_apart() -> None:
    made = draft()
    cells = made.sheets["households"].cells
    cells["E6"] = Typed("#REF!", "=#REF!")
    cells["E7"] = Typed("", "=1200*11")
    cells["E8"] = Typed(5000, "=2500*2")
    rows, findings = households(made)
    assert said(findings) == [
        (message_ids.ERROR_VALUE, 6, "E"),
        (message_ids.NO_RESULT, 7, "E"),
        (message_ids.FORMULA, 8, "E"),
    ]
    assert rows.bad == {"wage_income": [0, 1]}
    assert rows.columns["wage_income"] == ["#REF!", "", 5000.0]


def test_cells_under_a_merged_range_are_bad_and_the_first_one_is_not() -> None:
    made = draft()
    sheet = made.sheets["households"]
    for address in ("E7", "E8"):
        del sheet.cells[address]
    sheet.merges = ["E6:E8"]
    rows, findings = households(made)
    assert said(findings) == [(message_ids.MERGED, 6, "E")]
    assert rows.columns["wage_income"] == [12000.0, "", ""]
    assert rows.bad == {"wage_income": [1, 2]}


def test_a_merged_heading_or_signature_line_is_nobodys_concern() -> None:
    made = draft()
    made.sheets["households"].merges = ["B2:I2"]
    made.sheets["members"].put(20, {"B": "填表人：王五"})
    made.sheets["members"].merges = ["B20:E20"]
    assert [finding.check for finding in taken(made).findings] == [message_ids.NOTE_ROW]
