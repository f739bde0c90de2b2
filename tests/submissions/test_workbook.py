"""A workbook is taken whole or not at all; what people do to its sheets, columns and rows is understood or named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cunbiao import message_ids
from cunbiao.findings import Finding
from cunbiao.records.identity_sheet import IDENTITY_SHEET, ISSUED_PREFIX, Cell, issue_id, table_mark
from cunbiao.records.submission import Ignored, Quarantined, RollupFile, Submission, TableRows
from cunbiao.submissions.rollup_seal import seal_row
from cunbiao.submissions.workbook import Taken, take
from tests.submissions.workbooks import VILLAGES, Draft, Sheet, Typed, draft, schema, set_identity
from workbooks import refusal
from workbooks.reading.raw import Raw

SCHEMA = schema()


def taken(made: Draft) -> Submission:
    result = take("东风村.xlsx", made.to_bytes(), 7.0, SCHEMA)
    assert isinstance(result, Taken), result
    for rows in result.submission.tables.values():
        assert rows.counts.balanced
        assert rows.counts.data == len(rows.rows)
    return result.submission


def put_aside(made: Draft) -> Quarantined:
    result = take("东风村.xlsx", made.to_bytes(), 7.0, SCHEMA)
    assert isinstance(result, Quarantined), result
    return result


def households(made: Draft) -> tuple[TableRows, list[Finding]]:
    submission = taken(made)
    return submission.tables["households"], submission.findings


def said(findings: list[Finding]) -> list[tuple[str, int, str]]:
    return [(finding.check, finding.place.row, finding.place.column) for finding in findings]


def test_a_clean_workbook_is_taken_without_a_word() -> None:
    submission = taken(draft())
    assert submission.findings == []
    assert (submission.file, submission.modified) == ("东风村.xlsx", 7.0)
    assert submission.identity.village == "东风村"
    rows = submission.tables["households"]
    assert rows.rows == [6, 7, 8]
    assert rows.tokens == ["R0001", "R0002", "R0003"]
    assert rows.columns["wage_income"] == [12000.0, 0.0, -5.5]
    assert rows.columns["survey_date"] == [44000.0, 44001.0, None]
    assert rows.shown == {"per_capita": [6000.0, 0.0, -2.75]}
    assert rows.letters["wage_income"] == "E"
    assert rows.issued is not None
    assert rows.issued["safe_water"] == ["是", "否", None]
    assert (rows.counts.physical, rows.counts.headers, rows.counts.issued) == (6, 3, 3)
    members = submission.tables["members"]
    assert (members.counts.spare, members.counts.unused) == (1, 1)
    assert members.issued is None


# ---- whose workbook it is


def test_a_workbook_without_identity_is_not_ours() -> None:
    made = draft()
    del made.sheets["identity"]
    assert put_aside(made).reason == refusal.NOT_OURS


def test_a_damaged_identity_is_tampering() -> None:
    made = draft()
    del made.sheets["identity"].cells["B3"]
    del made.sheets["identity"].cells["A3"]
    assert put_aside(made).reason == refusal.TAMPERED


@pytest.mark.parametrize(
    ("changes", "reason", "words"),
    [
        ({"year": 2019}, refusal.OTHER_CAMPAIGN, "某县2020年动态管理"),
        ({"policy": "other"}, refusal.OTHER_CAMPAIGN, "other"),
        ({"schema": "2"}, refusal.NEWER_PRODUCT, "2"),
        ({"village_code": "349999999999", "village": "无名村"}, refusal.VILLAGE_NOT_LISTED, "无名村"),
        ({"village_code": VILLAGES[1].code, "village": "西河村"}, refusal.OTHER_VILLAGE, "3 户的户编号属于甲镇东风村"),
        ({"issued_hash": "0" * 64}, refusal.TAMPERED, ""),
    ],
)
def test_a_workbook_of_something_else_is_put_aside(changes: dict[str, object], reason: str, words: str) -> None:
    made = draft()
    set_identity(made, replace(made.identity, **changes))  # type: ignore[arg-type]
    told = put_aside(made)
    assert told.reason == reason
    assert words in told.message


def test_an_old_form_is_put_aside_with_both_versions() -> None:
    made = draft()
    made.sheets["members"].cells["A1"] = table_mark("members", "0.9")
    told = put_aside(made)
    assert told.reason == refusal.OTHER_VERSION
    assert "0.9" in told.message
    assert "1.0" in told.message


def test_a_long_list_of_villages_survives_the_identity_sheet() -> None:
    made = draft()
    many = (*VILLAGES, *(replace(VILLAGES[0], code=f"3400000{number:05d}") for number in range(10, 1500)))
    set_identity(made, replace(made.identity, villages=many))
    assert taken(made).identity.villages == many


def test_our_own_output_is_passed_over_and_a_marked_workbook_never_is() -> None:
    report = Draft({"list": Sheet("问题清单", {"A1": "村"})}, draft().identity, {})
    assert isinstance(take("问题清单.xlsx", report.to_bytes(), 0.0, SCHEMA), Ignored)
    report.creator = "王五"
    foreign = take("问题清单.xlsx", report.to_bytes(), 0.0, SCHEMA)
    assert isinstance(foreign, Quarantined)
    assert foreign.reason == refusal.NOT_OURS


def test_a_rollup_is_read_only_when_rollups_are_asked_for() -> None:
    record: dict[str, str | int] = {
        "_token": "R0001",
        "household_code": "3400001",
        "_township": "甲镇",
        "_village_code": "34",
        "_row": 6,
    }
    data = Sheet("户")
    data.put(1, [table_mark("households", "1.0"), *list(record)[1:]])
    data.put(6, list(record.values()))
    facts: list[list[Cell]] = [["level", "township"], ["policy", SCHEMA.policy], ["year", str(SCHEMA.year)]]
    hidden = Sheet("_rollup", state="veryHidden")
    columns: dict[str, list[Raw]] = {name: [value] for name, value in record.items()}
    sealed = [*facts, list(seal_row({"households": ("户", columns)}, {"_rollup": facts}))]
    for number, row in enumerate(sealed, start=1):
        hidden.put(number, list(row))
    cover = Sheet("总览", {"A1": "县"})
    made = Draft({"cover": cover, "data": data, "hidden": hidden}, draft().identity, {}).to_bytes()
    assert isinstance(take("甲镇汇总.xlsx", made, 0.0, SCHEMA), Ignored)
    rollup = take("甲镇汇总.xlsx", made, 0.0, schema(rollups=True))
    assert isinstance(rollup, RollupFile)
    other = take("甲镇汇总.xlsx", made, 0.0, schema(rollups=True, policy="other-2019", title="别的工作"))
    assert isinstance(other, Quarantined)
    assert other.reason == refusal.OTHER_CAMPAIGN
    assert "别的工作" in other.message
    assert sorted(rollup.sheets) == ["_rollup", "户"]
    assert rollup.sheets["户"].column(1) == ["household_code", "3400001"]


# ---- sheets


def test_a_renamed_sheet_is_recognised_by_its_mark() -> None:
    made = draft()
    made.sheets["households"].name = "我的户表"
    rows, findings = households(made)
    assert rows.sheet == "我的户表"
    assert len(rows.rows) == 3
    assert [(finding.check, finding.place.sheet) for finding in findings] == [(message_ids.RENAMED_SHEET, "我的户表")]


def test_a_missing_sheet_puts_the_file_aside() -> None:
    made = draft()
    del made.sheets["members"]
    told = put_aside(made)
    assert told.reason == refusal.SHEET_MISSING
    assert "人表" in told.message


def test_a_form_that_was_not_issued_need_not_be_there() -> None:
    made = draft()
    del made.sheets["members"]
    set_identity(made, replace(made.identity, forms={"register": "1.0"}))
    assert list(taken(made).tables) == ["households"]


def test_a_copied_sheet_is_ambiguous() -> None:
    made = draft()
    made.sheets["copy"] = replace(made.sheets["members"], name="人表 (2)")
    told = put_aside(made)
    assert told.reason == refusal.SHEET_TWICE
    assert "人表 (2)" in told.message


def test_a_stray_sheet_is_named_with_its_rows_wherever_it_hides() -> None:
    made = draft()
    made.sheets["notes"] = Sheet("草稿", {"A1": "待核", "A5": "李四"}, state="hidden")
    made.sheets["empty"] = Sheet("Sheet1")
    [finding] = taken(made).findings
    assert (finding.check, finding.place.sheet) == (message_ids.STRAY_SHEET, "草稿")
    assert "2 行" in finding.message


def test_lifted_protection_is_said_once_a_sheet() -> None:
    made = draft()
    made.sheets["members"].protected = False
    assert [finding.check for finding in taken(made).findings] == [message_ids.UNPROTECTED_SHEET]


def test_hidden_rows_are_read_and_said() -> None:
    made = draft()
    made.sheets["households"].hidden_rows = [2, 7, 8]
    rows, findings = households(made)
    assert rows.counts.hidden == 2
    assert said(findings) == [(message_ids.HIDDEN_ROWS, 7, "")]


# ---- columns


def moved(made: Draft, sheet: str, order: dict[str, str]) -> None:
    """Gives the columns of a sheet other letters."""
    cells = made.sheets[sheet].cells
    made.sheets[sheet].cells = {
        order.get(address.rstrip("0123456789"), address.rstrip("0123456789")) + address.lstrip("ABCDEFGHIJK"): value
        for address, value in cells.items()
    }


def test_columns_are_found_by_name_in_any_order() -> None:
    made = draft()
    moved(made, "members", {"C": "D", "D": "C"})
    submission = taken(made)
    members = submission.tables["members"]
    assert members.columns["name"] == ["张小三"]
    assert members.letters["name"] == "D"
    assert [finding.check for finding in submission.findings] == [message_ids.MOVED_COLUMNS]


def test_an_inserted_column_is_named_and_not_read() -> None:
    made = draft()
    moved(made, "members", {"C": "D", "D": "E", "E": "F"})
    made.sheets["members"].cells["C6"] = "组长说的"
    submission = taken(made)
    assert submission.tables["members"].columns["name"] == ["张小三"]
    assert said(submission.findings) == [(message_ids.UNKNOWN_COLUMNS, 0, "C")]


@pytest.mark.parametrize(
    ("change", "reason", "words"),
    [
        (lambda cells: cells.pop("D1"), refusal.COLUMN_MISSING, "证件号码"),
        (lambda cells: cells.update(F1="name"), refusal.COLUMN_TWICE, "C 列和 F 列"),
        (lambda cells: [cells.pop(f"{letter}1") for letter in "BCDE"], refusal.NAMES_ROW_DAMAGED, "人表"),
    ],
)
def test_damaged_column_names_put_the_file_aside(
    change: Callable[[dict[str, object]], object], reason: str, words: str
) -> None:
    made = draft()
    change(made.sheets["members"].cells)
    told = put_aside(made)
    assert told.reason == reason
    assert words in told.message


def test_a_missing_computed_column_does_no_harm() -> None:
    made = draft()
    del made.sheets["households"].cells["J1"]
    rows, findings = households(made)
    assert rows.shown == {}
    assert said(findings) == [(message_ids.UNKNOWN_COLUMNS, 0, "J")]


# ---- rows


def test_a_row_inserted_between_the_issued_ones_is_a_record() -> None:
    made = draft()
    made.sheets["members"].put(7, {"A": None, "B": "3400002", "C": "李小四", "D": "34012320100101111X"})
    made.sheets["members"].put(8, ["S0002"])
    submission = taken(made)
    rows = submission.tables["members"]
    assert rows.tokens == ["S0001", ""]
    assert rows.counts.inserted == 1
    assert said(submission.findings) == [(message_ids.INSERTED_ROW, 7, "")]
    assert submission.findings[0].name == "李小四"


def test_a_row_below_the_spare_rows_is_a_record() -> None:
    made = draft()
    made.sheets["members"].put(9, {"B": "3400002", "C": "李小四"})
    submission = taken(made)
    assert submission.tables["members"].rows == [6, 9]
    assert said(submission.findings) == [(message_ids.ROW_BEYOND_SPARE, 9, "")]


@pytest.mark.parametrize(
    ("cells", "message", "count"),
    [
        ({"C": "合 计", "E": "12"}, message_ids.SUBTOTAL_ROW, "subtotals"),
        ({"B": "小计："}, message_ids.SUBTOTAL_ROW, "subtotals"),
        ({"B": "户编号", "C": "姓名", "D": "证件号码"}, message_ids.REPEATED_HEADER, "repeated_headers"),
        ({"B": "填表人：王五", "E": "2020年9月"}, message_ids.NOTE_ROW, "notes"),
        ({"C": "以上情况属实"}, message_ids.NOTE_ROW, "notes"),
        ({"C": "乱", "E": "七八糟"}, message_ids.ROW_NOT_UNDERSTOOD, "notes"),
    ],
)
@pytest.mark.parametrize("row", [7, 20])
def test_rows_that_are_no_data_are_named_and_counted(cells: dict[str, str], message: str, count: str, row: int) -> None:
    made = draft()
    made.sheets["members"].put(row, cells)
    if message == message_ids.ROW_NOT_UNDERSTOOD or cells == {"C": "以上情况属实"}:
        del made.sheets["members"].cells["A7"]
    submission = taken(made)
    counts = submission.tables["members"].counts
    assert getattr(counts, count) == 1
    assert counts.data == 1
    assert said(submission.findings) == [(message, row, "")]


def test_a_stray_cell_far_away_is_named_with_its_address() -> None:
    made = draft()
    made.sheets["members"].cells["XFD1048576"] = "？"
    submission = taken(made)
    finding = next(finding for finding in submission.findings if finding.check == message_ids.FAR_CELL)
    assert (finding.place.row, finding.place.column) == (1048576, "XFD")
    assert submission.tables["members"].columns["name"] == ["张小三"]


def test_a_row_copied_with_its_token_is_kept_and_said() -> None:
    made = draft()
    made.sheets["members"].put(7, ["S0001", "3400002", "李小四"])
    submission = taken(made)
    rows = submission.tables["members"]
    assert rows.columns["name"] == ["张小三", "李小四"]
    assert rows.tokens == ["S0001", ""]
    [finding] = submission.findings
    assert finding.check == message_ids.TOKEN_TWICE
    assert "第 6 行" in finding.message


def test_a_blank_row_in_between_ends_nothing() -> None:
    made = draft()
    made.sheets["households"].cells = {
        (address if int(address.lstrip("ABCDEFGHIJK")) < 7 else address[0] + str(int(address[1:]) + 5)): value
        for address, value in made.sheets["households"].cells.items()
    }
    rows, findings = households(made)
    assert rows.rows == [6, 12, 13]
    assert findings == []


def test_a_spare_row_with_only_its_given_key_is_unused() -> None:
    tables = dict(SCHEMA.tables)
    tables["members"] = replace(tables["members"], given_keys=True)
    made = draft()
    made.sheets["members"].cells["B7"] = "新01"
    result = take("x.xlsx", made.to_bytes(), 0.0, schema(tables=tables))
    assert isinstance(result, Taken)
    assert result.submission.tables["members"].counts.unused == 1


def test_no_data_at_all_needs_a_person() -> None:
    made = draft()
    for row in (6, 7, 8):
        for letter in "ABCDEFGHIJK":
            made.sheets["households"].cells.pop(f"{letter}{row}", None)
    for letter in "BCDE":
        made.sheets["members"].cells.pop(f"{letter}6", None)
    told = put_aside(made)
    assert told.reason == refusal.NO_DATA
    assert "3 行" in told.message


# ---- what was issued


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
