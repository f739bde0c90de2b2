"""Columns and rows of a village's workbook as people leave them: moved, inserted, missing, blank, far away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cunbiao import message_ids
from cunbiao.records.identity_sheet import table_mark
from cunbiao.submissions.schema import ColumnSchema
from cunbiao.submissions.workbook import Taken, take
from tests.submissions.reading import SCHEMA, households, put_aside, said, taken
from tests.submissions.workbooks import Draft, draft, schema
from workbooks import refusal


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


def test_columns_of_a_former_edition_are_told_once_and_by_what_they_are_called() -> None:
    former = {"help_received": "享受帮扶情况", "risk_cleared": "是否消除风险", "uninsured_members": ""}
    members = replace(SCHEMA.tables["members"], accepts=frozenset({"0.9"}), former=former)
    made = draft()
    cells = made.sheets["members"].cells
    cells |= {
        "A1": table_mark("members", "0.9"),
        "G1": "help_received",
        "H1": "risk_cleared",
        "I1": "uninsured_members",
    }
    cells |= {"G6": "公益岗位", "I6": 1, "J6": "组长说的"}
    result = take("东风村.xlsx", made.to_bytes(), 7.0, schema(tables={**SCHEMA.tables, "members": members}))
    assert isinstance(result, Taken)
    found = {finding.check: finding.message for finding in result.submission.findings}
    assert found.keys() == {message_ids.FORMER_COLUMNS, message_ids.UNKNOWN_COLUMNS}
    assert (
        found[message_ids.FORMER_COLUMNS]
        == "这份表是以前的版本，有的栏现在不用填，填了的没有读取（人表的享受帮扶情况）"
    )
    assert "多出 1 列（J 列起）" in found[message_ids.UNKNOWN_COLUMNS]
    assert result.former == {"members"}


@pytest.mark.parametrize("version", ["0.9", "1.0"])
def test_only_a_former_edition_may_lack_a_column(version: str) -> None:
    """A column that is new is blank in its workbooks; in those of this edition somebody deleted it."""
    own = replace(SCHEMA.tables["members"], accepts=frozenset({"0.9"}))
    made = draft()
    cells = made.sheets["members"].cells
    cells["A1"] = table_mark("members", version)
    letter = next(address[:-1] for address, cell in cells.items() if cell == "bank_account")
    made.sheets["members"].cells = {a: cell for a, cell in cells.items() if a.rstrip("0123456789") != letter}
    result = take("东风村.xlsx", made.to_bytes(), 7.0, schema(tables={**SCHEMA.tables, "members": own}))
    assert isinstance(result, Taken) is (version == "0.9")
    if isinstance(result, Taken):
        rows = result.submission.tables["members"]
        assert "bank_account" not in rows.columns and rows.columns["name"] == ["张小三"]


def test_a_column_that_a_former_edition_was_issued_with_may_not_be_gone() -> None:
    own = replace(SCHEMA.tables["households"], accepts=frozenset({"0.9"}))
    made = draft()
    cells = made.sheets["households"].cells
    cells["A1"] = table_mark("households", "0.9")
    letter = next(address[:-1] for address, cell in cells.items() if cell == "head_name")
    made.sheets["households"].cells = {a: cell for a, cell in cells.items() if a.rstrip("0123456789") != letter}
    result = take("东风村.xlsx", made.to_bytes(), 7.0, schema(tables={**SCHEMA.tables, "households": own}))
    assert not isinstance(result, Taken)


def test_what_a_village_writes_where_the_township_fills_in_is_not_taken_and_said() -> None:
    """Issued rows keep what they were issued with, an emptied cell, too; rows of the village have nothing there."""
    homes, people = SCHEMA.tables["households"], SCHEMA.tables["members"]
    tables = {
        "households": replace(homes, columns=left_to("乡镇", homes.columns, "safe_water")),
        "members": replace(people, columns=left_to("县（市、区）", people.columns, "bank_account")),
    }
    made = draft()
    (place,) = [address for address, value in made.sheets["households"].cells.items() if value == "safe_water"]
    made.sheets["households"].cells[place.rstrip("1") + "7"] = None
    (bank,) = [address for address, value in made.sheets["members"].cells.items() if value == "bank_account"]
    made.sheets["members"].cells[bank.rstrip("1") + "6"] = "622848"
    result = take("东风村.xlsx", made.to_bytes(), 7.0, schema(tables=tables))
    assert isinstance(result, Taken)
    taken_in = result.submission.tables
    assert taken_in["households"].columns["safe_water"] == ["是", "否", None]
    assert taken_in["members"].columns["bank_account"] == [None]
    found = {(own.check, own.place.sheet, own.place.row, own.message) for own in result.submission.findings}
    homes_said = f"“{label_of(homes.columns, 'safe_water')}”由乡镇填写，村里填的“是”没有采用"
    people_said = f"“{label_of(people.columns, 'bank_account')}”由县（市、区）填写，村里填的“622848”没有采用"
    assert found == {
        (message_ids.LEFT_TO_OTHERS, taken_in["households"].sheet, 8, homes_said),
        (message_ids.LEFT_TO_OTHERS, taken_in["members"].sheet, 6, people_said),
    }


def left_to(whom: str, columns: tuple[ColumnSchema, ...], name: str) -> tuple[ColumnSchema, ...]:
    """The columns, of which one is filled in by somebody else than the village."""
    return tuple(replace(column, filled_by=whom) if column.name == name else column for column in columns)


def label_of(columns: tuple[ColumnSchema, ...], name: str) -> str:
    return next(column.label for column in columns if column.name == name)


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


def test_a_missing_column_that_others_fill_in_does_no_harm() -> None:
    people = SCHEMA.tables["members"]
    people = replace(people, columns=left_to("乡镇", people.columns, "id_number"))
    made = draft()
    made.sheets["members"].cells.pop("D1")
    result = take("东风村.xlsx", made.to_bytes(), 7.0, schema(tables={**SCHEMA.tables, "members": people}))
    assert isinstance(result, Taken)
    assert "id_number" not in result.submission.tables["members"].columns


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
    tables["members"] = replace(tables["members"], new_keys="新")
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
